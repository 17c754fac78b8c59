"""Method response: what the client gets, with the headers that API Gateway renames or adds."""

from local.gateway.headers import Headers
from local.gateway.invocation import Invocation
from local.gateway.media import DEFAULT_TYPE
from local.gateway.model import IntegrationType

# Renamed to x-amzn-Remapped-*, or dropped; which is from the recorded header remapping.
_REMAPPED = {
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
    "x-amzn-requestid",
}
_DROPPED = {"transfer-encoding"}
_UNTRACED = (IntegrationType.MOCK, IntegrationType.HTTP_PROXY)


async def method_response(invocation: Invocation) -> None:
    response = invocation.response
    response.headers = _remap(response.headers)
    if "Content-Type" not in response.headers:
        response.headers.set("Content-Type", DEFAULT_TYPE)
    if invocation.integration.type not in _UNTRACED:
        trace_id = invocation.request.header_values("X-Amzn-Trace-Id")
        response.headers.set("X-Amzn-Trace-Id", *trace_id)
    _trace(invocation)


def add_request_ids(headers: Headers, invocation: Invocation) -> None:
    headers.set("x-amzn-RequestId", invocation.context["requestId"])
    headers.set("x-amz-apigw-id", invocation.context["extendedRequestId"])


def _remap(headers: Headers) -> Headers:
    remapped = Headers()
    for name, value in headers:
        folded = name.lower()
        if folded not in _DROPPED:
            remapped.add(f"x-amzn-Remapped-{name}" if folded in _REMAPPED else name, value)
    return remapped


def _trace(invocation: Invocation) -> None:
    response, trace = invocation.response, invocation.trace
    trace.log_body("Method response body after transformations", response.body)
    trace.log_values("Method response headers", response.headers)
    trace.log("Successfully completed execution")
    trace.log(f"Method completed with status: {response.status}")
