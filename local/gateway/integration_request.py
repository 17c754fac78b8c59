"""Integration request: from the method request to what the endpoint is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from local.gateway import lambda_proxy
from local.gateway.endpoint import EndpointRequest
from local.gateway.errors import ApiConfigurationError, UnsupportedMediaType
from local.gateway.headers import Headers, single_line
from local.gateway.invocation import Invocation
from local.gateway.media import DEFAULT_TYPE, Payload, media_type, request_payload, to_bytes
from local.gateway.model import Integration, IntegrationType, PassthroughBehavior
from local.gateway.parameters import ParameterMapping, printable
from local.gateway.uri import AwsUri, HttpUri
from local.vtl import Template, VtlError

# Mapping one of these fails the request; which is from the recorded header remapping.
_FORBIDDEN = {"content-length", "transfer-encoding", "x-amzn-apigateway-api-id"}
_FORBIDDEN_FOR_AWS = _FORBIDDEN | {
    "authorization",
    "connection",
    "expect",
    "proxy-authenticate",
    "te",
    "x-amzn-trace-id",
}
_DROPPED_FOR_HTTP = ("connection", "expect", "proxy-authenticate", "te", "via")
_NOT_PROXIED = {
    "content-encoding",
    "host",
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
}

# Services whose `action/` integrations work on AWS without a mapped X-Amz-Target.
_TARGET_PREFIXES = {
    "dynamodb": "DynamoDB_20120810",
    "kinesis": "Kinesis_20131202",
    "states": "AWSStepFunctions",
}


@dataclass
class Parameters:
    """The endpoint's path variables, query string and headers, as they are being mapped."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: Headers = field(default_factory=Headers)

    def set(self, location: str, name: str, values: Sequence[str]) -> None:
        if location == "path":
            self.path[name] = values[-1]
        elif location == "querystring":
            self.query[name] = list(values)
        else:
            self.headers.set(name, *map(single_line, values))


async def integration_request(invocation: Invocation) -> None:
    integration = invocation.integration
    _refuse_forbidden_headers(integration)
    if integration.type is IntegrationType.AWS_PROXY:
        invocation.payload = lambda_proxy.event(invocation)
    else:
        invocation.payload = _transform_body(invocation)
    if integration.uri is None:
        return
    parameters = _default_parameters(invocation)
    _map_parameters(invocation, parameters, integration.parameters)
    overrides = invocation.context.get("requestOverride") or {}
    _override_parameters(parameters, overrides)
    invocation.trace.log_overrides("Endpoint request overrides", overrides)
    if integration.type in (IntegrationType.HTTP, IntegrationType.HTTP_PROXY):
        for name in _DROPPED_FOR_HTTP:
            parameters.headers.discard(name)
    invocation.endpoint_request = _endpoint_request(invocation, parameters)
    _trace_endpoint_request(invocation)


def _refuse_forbidden_headers(integration: Integration) -> None:
    is_aws = integration.type in (IntegrationType.AWS, IntegrationType.AWS_PROXY)
    forbidden = _FORBIDDEN_FOR_AWS if is_aws else _FORBIDDEN
    for mapping in integration.parameters:
        if mapping.location == "header" and mapping.name.lower() in forbidden:
            raise ApiConfigurationError(
                detail=f"The header {mapping.name} cannot be mapped to the endpoint"
            )


def _transform_body(invocation: Invocation) -> Payload:
    integration, request = invocation.integration, invocation.request
    content_type = request.header("Content-Type")
    template = _select_template(integration, media_type(content_type) or DEFAULT_TYPE)
    payload = request_payload(
        request.body,
        binary=invocation.is_binary(content_type),
        handling=integration.content_handling,
    )
    return payload if template is None else _render(invocation, template, payload)


def _select_template(integration: Integration, content_type: str) -> Template | None:
    if integration.type is IntegrationType.HTTP_PROXY:
        return None
    if content_type in integration.templates:
        return integration.templates[content_type]
    match integration.passthrough_behavior:
        case PassthroughBehavior.NEVER:
            raise UnsupportedMediaType
        case PassthroughBehavior.WHEN_NO_TEMPLATES if integration.templates:
            raise UnsupportedMediaType
    return None


def _render(invocation: Invocation, template: Template, payload: Payload) -> str:
    if isinstance(payload, bytes):
        raise ApiConfigurationError(
            detail="Unable to transform request: the body is binary and is not converted to text"
        )
    try:
        return invocation.render(template, payload)
    except VtlError as error:
        raise ApiConfigurationError(detail=f"Unable to transform request: {error}") from error


def _default_parameters(invocation: Invocation) -> Parameters:
    api_id, request = invocation.deployment.api.id, invocation.request
    parameters = Parameters()
    if invocation.integration.type is IntegrationType.HTTP_PROXY:
        parameters.query = {name: list(values) for name, values in request.query.items()}
        for name, values in request.headers.items():
            if name.lower() not in _NOT_PROXIED:
                parameters.headers.set(name, *values)
    else:
        parameters.headers.set("Accept", DEFAULT_TYPE)
        parameters.headers.set("User-Agent", f"AmazonAPIGateway_{api_id}")
        parameters.headers.set("X-Amzn-Trace-Id", *request.header_values("X-Amzn-Trace-Id"))
        if request.http_method not in ("GET", "HEAD", "OPTIONS"):
            parameters.headers.set("Content-Type", request.header("Content-Type") or DEFAULT_TYPE)
    parameters.headers.set("X-Amzn-Apigateway-Api-Id", api_id)
    return parameters


def _map_parameters(
    invocation: Invocation, parameters: Parameters, mappings: Sequence[ParameterMapping]
) -> None:
    scope = invocation.mapping_scope()
    for mapping in mappings:
        if values := mapping.source(scope):
            parameters.set(mapping.location, mapping.name, values)


def _override_parameters(parameters: Parameters, overrides: Mapping[str, Any]) -> None:
    for location in ("path", "querystring", "header"):
        for name, value in (overrides.get(location) or {}).items():
            parameters.set(location, name, printable(value) or [""])


def _endpoint_request(invocation: Invocation, parameters: Parameters) -> EndpointRequest:
    integration = invocation.integration
    assert integration.uri is not None  # MOCK, which alone has none, got no further
    uri = integration.uri.resolve(invocation.deployment.stage.variables, parameters.path)
    method = integration.http_method
    if isinstance(uri, HttpUri):
        invocation.http_endpoint = uri
        parameters.headers.set("Host", uri.authority)
        service, region, fixed = "", "", [uri.query]
    else:
        _complete_for_aws(parameters.headers, uri)
        service, region, fixed = uri.service, uri.region, [_action(uri), uri.query]
    return EndpointRequest(
        service=service,
        region=region,
        method=invocation.request.http_method if method == "ANY" else method,
        path=uri.path,
        query="&".join(filter(None, [*fixed, _encode_query(parameters.query)])),
        headers=list(parameters.headers),
        body=to_bytes(invocation.payload),
        credentials=integration.credentials,
        timeout_seconds=integration.timeout_seconds,
    )


def _complete_for_aws(headers: Headers, uri: AwsUri) -> None:
    headers.set("Host", f"{uri.host}.{uri.region}.amazonaws.com")
    if uri.action and uri.service in _TARGET_PREFIXES and "X-Amz-Target" not in headers:
        headers.set("X-Amz-Target", f"{_TARGET_PREFIXES[uri.service]}.{uri.action}")


def _action(uri: AwsUri) -> str:
    return f"Action={uri.action}" if uri.action else ""


def _encode_query(query: Mapping[str, list[str]]) -> str:
    return urlencode(query, doseq=True, quote_via=quote)


def _trace_endpoint_request(invocation: Invocation) -> None:
    sent, trace = invocation.endpoint_request, invocation.trace
    host = next(value for name, value in sent.headers if name == "Host")
    question = "?" if sent.query else ""
    address = f"https://{host}{sent.path}{question}{sent.query}"
    trace.log(f"Endpoint request URI: {address}")
    trace.log_values("Endpoint request headers", sent.headers)
    trace.log_body("Endpoint request body after transformations", invocation.payload)
    trace.log(f"Sending request to {address}")
