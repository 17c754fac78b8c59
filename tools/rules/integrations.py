"""Integration requests: what API Gateway sends on, and how."""

import re
from collections.abc import Iterator
from typing import Any

from tools.rules.intrinsics import referenced_role
from tools.rules.project import Operation, Project
from tools.rules.rule import Rule, rule

_INTEGRATION = "x-amazon-apigateway-integration object"
_MAPPING = "Parameter mapping source reference for REST APIs"
_BINARY = "Content type conversions in API Gateway"

_JSON_1_1 = "'application/x-amz-json-1.1'"
_REQUEST_PARAMETER = re.compile(r"integration\.request\.(header|querystring|path)\.(.+)")
_METHOD_PARAMETER = re.compile(r"method\.request\.(header|querystring|path)\.(.+)")
_OPENAPI_PLACE = {"header": "header", "querystring": "query", "path": "path"}
_OTHER_SOURCE = re.compile(r"(context|stageVariables)\.[\w.]+|method\.request\.body(\..+)?")

# Each of these makes the call fail with a 500.
_FORBIDDEN_HEADERS = {
    "authorization",
    "connection",
    "content-length",
    "expect",
    "proxy-authenticate",
    "te",
    "transfer-encoding",
    "x-amzn-apigateway-api-id",
    "x-amzn-trace-id",
}


def _aws(project: Project) -> Iterator[Operation]:
    return (operation for operation in project.operations if operation.is_aws)


def _request_parameters(operation: Operation) -> dict[str, Any]:
    return operation.integration.get("requestParameters") or {}


def takes_images(operation: Operation, binary_media_types: list[str]) -> bool:
    """Whether the operation's request body or one of its templates is of a binary type."""
    body = (operation.definition.get("requestBody") or {}).get("content") or {}
    templates = operation.integration.get("requestTemplates") or {}
    return bool((set(body) | set(templates)) & set(binary_media_types))


@rule(
    "RG020",
    "An AWS integration signs with a role and needs a method of its own",
    source=_INTEGRATION,
)
def aws_integrations(project: Project) -> Iterator[str]:
    for operation in project.operations:
        integration = operation.integration
        if integration and integration.get("type") not in ("aws", "aws_proxy", "mock"):
            yield f"{operation}: integration type {integration.get('type')!r}"
    for operation in _aws(project):
        if not referenced_role(operation.integration.get("credentials")):
            yield f"{operation}: credentials must be a role of this stack"
        if not operation.integration.get("httpMethod"):
            yield f"{operation}: no httpMethod"


@rule("RG021", "API Gateway takes 50 ms to 29 s", source=_INTEGRATION)
def timeouts(project: Project) -> Iterator[str]:
    for operation in _aws(project):
        timeout = operation.integration.get("timeoutInMillis")
        if type(timeout) is not int or not 50 <= timeout <= 29000:
            yield f"{operation}: timeoutInMillis {timeout!r} is not from 50 to 29000"


@rule(
    "RG022",
    "Without them the client's content type is sent on, and no operation is named",
    source="Amazon Rekognition API reference, common request headers",
)
def rekognition_headers(project: Project) -> Iterator[str]:
    for operation in _aws(project):
        service, action = operation.service_action() or ("", "")
        if service != "rekognition":
            continue
        if operation.integration.get("httpMethod") != "POST":
            yield f"{operation}: Rekognition is called with httpMethod POST"
        expected = {"Content-Type": _JSON_1_1, "X-Amz-Target": f"'RekognitionService.{action}'"}
        for name, value in expected.items():
            given = _request_parameters(operation).get(f"integration.request.header.{name}")
            if given != value:
                yield f"{operation}: header {name} is {given}, not {value}"


@rule(
    "RG023", "A value that is neither quoted nor a known source fails the import", source=_MAPPING
)
def request_parameters(project: Project) -> Iterator[str]:
    for operation in project.operations:
        for target, value in _request_parameters(operation).items():
            if not _REQUEST_PARAMETER.fullmatch(target):
                yield f"{operation}: {target} is not integration.request.<place>.<name>"
            if problem := _value_problem(operation, str(value)):
                yield f"{operation}: {target}: {problem}"


def _value_problem(operation: Operation, value: str) -> str | None:
    if re.fullmatch(r"'[^']*'", value) or _OTHER_SOURCE.fullmatch(value):
        return None
    source = _METHOD_PARAMETER.fullmatch(value)
    if source is None:
        return f"{value} is neither a value in single quotes nor a request parameter"
    if source[2] not in operation.parameters(_OPENAPI_PLACE[source[1]]):
        return f"{value} is not declared as a parameter"
    return None


@rule("RG024", "Setting one of these makes every call a 500", source=_MAPPING)
def forbidden_headers(project: Project) -> Iterator[str]:
    for operation in _aws(project):
        for target in _request_parameters(operation):
            found = _REQUEST_PARAMETER.fullmatch(target)
            if found and found[1] == "header" and found[2].lower() in _FORBIDDEN_HEADERS:
                yield f"{operation}: header {found[2]} may not be mapped"


@rule("RG025", "A template on bytes that were not turned into text is a 500", source=_BINARY)
def image_requests(project: Project) -> Iterator[str]:
    binary = project.binary_media_types
    for operation in _aws(project):
        if not takes_images(operation, binary):
            continue
        templates = operation.integration.get("requestTemplates") or {}
        for media_type in binary:
            if media_type not in templates:
                yield f"{operation}: no request template for {media_type}"
        if operation.integration.get("contentHandling") != "CONVERT_TO_TEXT":
            yield f"{operation}: the integration lacks contentHandling CONVERT_TO_TEXT"


@rule(
    "RG026",
    "Anything else would reach the service untouched",
    source="Method request behavior for payloads without mapping templates",
)
def passthrough(project: Project) -> Iterator[str]:
    for operation in project.operations:
        given = operation.integration.get("passthroughBehavior")
        if operation.integration.get("requestTemplates") and given != "never":
            yield f"{operation}: passthroughBehavior is {given}, not never"


RULES: tuple[Rule, ...] = (
    aws_integrations,
    timeouts,
    rekognition_headers,
    request_parameters,
    forbidden_headers,
    image_requests,
    passthrough,
)
