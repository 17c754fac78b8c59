"""Method request: what the client sent, which method it is for, and whether that accepts it."""

import json
from urllib.parse import parse_qsl, unquote

from local.gateway.context import trace_root
from local.gateway.errors import (
    BadRequestBody,
    BadRequestParameters,
    InvalidSignature,
    MissingAuthenticationToken,
)
from local.gateway.headers import usual_spelling
from local.gateway.invocation import Invocation
from local.gateway.media import DEFAULT_TYPE, media_type, to_text
from local.gateway.model import Method
from local.gateway.parameters import MethodRequest

# API Gateway takes these off a request; the recorded header remapping shows which.
_NEVER_PASSED_ON = {
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
}


async def parse_request(invocation: Invocation) -> None:
    incoming = invocation.incoming
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(incoming.query, keep_blank_values=True, errors="replace"):
        query.setdefault(name, []).append(value)
    headers: dict[str, list[str]] = {}
    for name, value in incoming.headers:
        if name not in _NEVER_PASSED_ON:
            headers.setdefault(usual_spelling(name), []).append(value)
    root = invocation.context.get("xrayTraceId") or trace_root(incoming)
    headers["X-Amzn-Trace-Id"] = [f"Root={root}"]
    headers["X-Forwarded-For"] = [incoming.client_address]
    headers["X-Forwarded-Port"] = ["443" if incoming.scheme == "https" else "80"]
    headers["X-Forwarded-Proto"] = [incoming.scheme]
    invocation.request = MethodRequest(incoming.http_method, {}, query, headers, incoming.body)


async def route_request(invocation: Invocation) -> None:
    incoming = invocation.incoming
    found = invocation.deployment.router.match(incoming.http_method, invocation.path)
    if found is None:
        raise _no_method(incoming.header("authorization"))
    method, variables = found
    invocation.method, invocation.encoded_path = method, variables
    invocation.context["resourceId"] = method.resource_id
    invocation.context["resourcePath"] = method.path
    request = invocation.request
    request.path = {name: unquote(value, errors="replace") for name, value in variables.items()}
    request.headers = _as_declared(request.headers, method)
    _trace_method_request(invocation)


def _no_method(authorization: str) -> MissingAuthenticationToken | InvalidSignature:
    """Without a method the default is a signed request; other schemes fail to parse as one."""
    if not authorization or authorization.startswith("AWS4-HMAC-SHA256 "):
        return MissingAuthenticationToken()
    return InvalidSignature(
        f"{authorization!r} not a valid key=value pair (missing equal-sign) in Authorization header"
    )


def _as_declared(headers: dict[str, list[str]], method: Method) -> dict[str, list[str]]:
    """The headers in the method's own spelling: look-ups in templates mind the case."""
    names = {p.name.lower(): p.name for p in method.parameters if p.location == "header"}
    return {names.get(name.lower(), name): values for name, values in headers.items()}


def _trace_method_request(invocation: Invocation) -> None:
    request, trace = invocation.request, invocation.trace
    trace.log(f"HTTP Method: {request.http_method}, Resource Path: {invocation.method.path}")
    trace.log_values("Method request path", request.path)
    trace.log_values(
        "Method request query string", {name: values[-1] for name, values in request.query.items()}
    )
    trace.log_values(
        "Method request headers", {name: values[-1] for name, values in request.headers.items()}
    )
    trace.log_body("Method request body before transformations", request.body)


async def method_request(invocation: Invocation) -> None:
    """The method's request validator: required parameters first, then the body's model."""
    validator = invocation.method.validator
    if validator is None:
        return
    if validator.validate_parameters:
        _validate_parameters(invocation.request, invocation.method)
    if validator.validate_body:
        _validate_body(invocation.request, invocation.method)


def _validate_parameters(request: MethodRequest, method: Method) -> None:
    missing = [
        parameter
        for parameter in method.parameters
        if parameter.required
        and not any(v.strip() for v in request.values(parameter.location, parameter.name))
    ]
    if missing:
        order = ("header", "path", "querystring")
        missing.sort(key=lambda parameter: order.index(parameter.location))
        names = ", ".join(parameter.name for parameter in missing)
        raise BadRequestParameters(f"Missing required request parameters: [{names}]")


def _validate_body(request: MethodRequest, method: Method) -> None:
    content_type = media_type(request.header("Content-Type")) or DEFAULT_TYPE
    model = method.models.get(content_type)
    if model is None:
        return
    try:
        document = json.loads(to_text(request.body) or "{}")
        failures = sorted(error.message for error in model.iter_errors(document))
    except (ValueError, RecursionError) as error:
        failures = [f"Invalid JSON: {error}"]
    if failures:
        found = f"[{', '.join(failures)}]"
        raise BadRequestBody(
            detail="Request body does not match model schema for content type "
            f"{content_type}: {found}",
            validation_error=found,
        )
