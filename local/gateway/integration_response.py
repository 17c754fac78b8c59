"""Integration response: from the endpoint's answer to the method response."""

import json
from collections.abc import Mapping
from typing import Any

from local.gateway import lambda_proxy
from local.gateway.endpoint import EndpointResponse
from local.gateway.errors import ApiConfigurationError
from local.gateway.front_end import Response
from local.gateway.headers import Headers
from local.gateway.invocation import Invocation
from local.gateway.media import DEFAULT_TYPE, Payload, media_type, response_payload, to_text
from local.gateway.model import Integration, IntegrationResponse, IntegrationType, Templates
from local.gateway.parameters import printable
from local.gateway.uri import AwsUri
from local.vtl import Template, VtlError


async def integration_response(invocation: Invocation) -> None:
    match invocation.integration.type:
        case IntegrationType.AWS_PROXY:
            invocation.response = lambda_proxy.response(invocation)
        case IntegrationType.HTTP_PROXY:
            invocation.response = _passed_through(invocation)
        case _:
            invocation.response = _transformed(invocation)


def _passed_through(invocation: Invocation) -> Response:
    sent = invocation.endpoint_response
    payload = _payload(invocation, None)
    return Response(sent.status, Headers(sent.headers), payload)


def _transformed(invocation: Invocation) -> Response:
    selected = _select(invocation.integration, invocation.endpoint_response)
    if selected.status not in invocation.method.responses:
        raise ApiConfigurationError(
            detail=f"Output mapping refers to an invalid method response: {selected.status}"
        )
    payload = _payload(invocation, selected)
    template = _select_template(selected.templates, invocation.request.header("Accept"))
    body = payload if template is None else _render(invocation, template, payload)
    response = Response(selected.status, _map_headers(invocation, selected), body)
    overrides = invocation.context.get("responseOverride") or {}
    _override(response, overrides)
    invocation.trace.log_overrides("Method response overrides", overrides)
    return response


def _select(integration: Integration, sent: EndpointResponse) -> IntegrationResponse:
    subject = _selection_subject(integration, sent)
    default = None
    for candidate in integration.responses:
        if candidate.pattern is None:
            default = candidate
        elif candidate.pattern.fullmatch(subject):
            return candidate
    if default is None:
        raise ApiConfigurationError(
            detail="No match for output mapping and no default output mapping configured. "
            f"Endpoint Response Status Code: {sent.status}"
        )
    return default


def _selection_subject(integration: Integration, sent: EndpointResponse) -> str:
    """What patterns are matched against: the status, for Lambda the error message."""
    if not (isinstance(integration.uri, AwsUri) and integration.uri.service == "lambda"):
        return str(sent.status)
    if not any(name.lower() == "x-amz-function-error" for name, _ in sent.headers):
        return ""
    try:
        return str(json.loads(sent.body)["errorMessage"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _payload(invocation: Invocation, selected: IntegrationResponse | None) -> Payload:
    sent = invocation.endpoint_response
    content_type = Headers(sent.headers).get("Content-Type")
    return response_payload(
        sent.body,
        binary=invocation.is_binary(content_type),
        accepts_binary=invocation.is_binary(invocation.request.header("Accept")),
        handling=selected.content_handling if selected else None,
    )


def _select_template(templates: Templates, accept: str | None) -> Template | None:
    """The template for the first type the client accepts, for JSON, or else the first there is."""
    if not templates:
        return None
    first = next(iter(templates.values()))
    return templates.get(media_type(accept)) or templates.get(DEFAULT_TYPE) or first


def _render(invocation: Invocation, template: Template, payload: Payload) -> str:
    if isinstance(payload, bytes):
        raise ApiConfigurationError(detail="Unable to transform response: the body is binary")
    try:
        return invocation.render(template, payload)
    except VtlError as error:
        raise ApiConfigurationError(detail=f"Unable to transform response: {error}") from error


def _map_headers(invocation: Invocation, selected: IntegrationResponse) -> Headers:
    sent = invocation.endpoint_response
    scope = invocation.mapping_scope()
    scope.response_headers = sent.headers
    scope.response_body = lambda: to_text(sent.body)
    headers = Headers()
    for mapping in selected.parameters:
        if values := mapping.source(scope):
            headers.set(mapping.name, *values)
    return headers


def _override(response: Response, overrides: Mapping[str, Any]) -> None:
    for name, value in (overrides.get("header") or {}).items():
        response.headers.set(name, *printable(value))
    status = str(overrides.get("status", ""))
    if status.isdecimal() and 200 <= int(status) <= 599:
        response.status = int(status)
