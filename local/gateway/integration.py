"""Integration: the call to the endpoint."""

import asyncio
import time

from local.gateway import http_endpoint, mock
from local.gateway.endpoint import EndpointResponse
from local.gateway.errors import ApiConfigurationError, IntegrationFailure, IntegrationTimeout
from local.gateway.front_end import PAYLOAD_LIMIT
from local.gateway.invocation import Invocation
from local.gateway.model import IntegrationType


async def integration(invocation: Invocation) -> None:
    if invocation.integration.type is IntegrationType.MOCK:
        invocation.endpoint_response = mock.respond(invocation.payload)
        return
    started = time.perf_counter()
    try:
        response = await _call(invocation)
    finally:
        invocation.integration_latency = round((time.perf_counter() - started) * 1000)
    invocation.endpoint_response = response
    _note(invocation, response)
    if invocation.endpoint_request.service == "lambda" and response.status >= 300:
        raise ApiConfigurationError(detail=f"Lambda answered the invocation with {response.status}")
    if len(response.body) > PAYLOAD_LIMIT:
        raise ApiConfigurationError(
            detail=f"Integration response of reported length {len(response.body)} is larger "
            f"than allowed maximum of {PAYLOAD_LIMIT} bytes."
        )


async def _call(invocation: Invocation) -> EndpointResponse:
    request = invocation.endpoint_request
    if request.service == "lambda" and request.method != "POST":
        raise ApiConfigurationError(detail="A Lambda function is invoked with httpMethod POST only")
    timeout = invocation.integration.timeout_seconds
    try:
        async with asyncio.timeout(timeout):
            if invocation.integration.type in (IntegrationType.HTTP, IntegrationType.HTTP_PROXY):
                return await http_endpoint.send(request, invocation.http_endpoint)
            return await invocation.integrate(request)
    except TimeoutError as error:
        raise IntegrationTimeout(detail=f"No response within {timeout} s") from error
    except ConnectionError as error:
        raise IntegrationFailure(detail=str(error)) from error


def _note(invocation: Invocation, response: EndpointResponse) -> None:
    trace = invocation.trace
    trace.log(
        f"Received response. Status: {response.status}, "
        f"Integration latency: {invocation.integration_latency} ms"
    )
    trace.log_values("Endpoint response headers", response.headers)
    trace.log_body("Endpoint response body before transformations", response.body)
    for name, value in response.headers:
        if name.lower() == "x-amzn-requestid":
            invocation.context["awsEndpointRequestId"] = value
