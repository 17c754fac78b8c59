"""The OpenAPI document as API Gateway imports it."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from tools.rules.project import Operation, Project
from tools.rules.rule import Rule, rule
from tools.vtl_refusals import MAX_BYTES

_NOTES = "Amazon API Gateway important notes"
_QUOTAS = "Amazon API Gateway quotas and important notes"

_MAX_DOCUMENT_BYTES = 6_000_000
_SEGMENT = re.compile(r"[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.,:-]+\+?\}")
_VALIDATOR = "x-amazon-apigateway-request-validator"

_ROOT_KEYS = {
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "tags",
    "externalDocs",
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-binary-media-types",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-policy",
    _VALIDATOR,
    f"{_VALIDATOR}s",
}
_OPERATION_KEYS = {
    "operationId",
    "summary",
    "description",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "x-amazon-apigateway-auth",
    "x-amazon-apigateway-integration",
    _VALIDATOR,
}
_PARAMETER_KEYS = {"name", "in", "required", "description", "schema"}


@rule("RG001", "The transform and the import are written for this version", source=_NOTES)
def openapi_version(project: Project) -> Iterator[str]:
    if (version := project.body.get("openapi")) != "3.0.1":
        yield f"openapi: {version!r} is not '3.0.1'"


@rule("RG002", "API Gateway drops what it does not know, without a word", source=_NOTES)
def known_keys(project: Project) -> Iterator[str]:
    for key in sorted(set(project.body) - _ROOT_KEYS):
        yield f"{key}: not used at the root of the document"
    for operation in project.operations:
        for key in sorted(set(operation.definition) - _OPERATION_KEYS):
            yield f"{operation}: {key} is not used in an operation"
        for parameter in operation.definition.get("parameters", []):
            for key in sorted(set(parameter) - _PARAMETER_KEYS):
                yield f"{operation}: parameter {parameter.get('name')}: {key} is not used"


@rule(
    "RG003",
    "A method without an integration fails the deployment",
    source="x-amazon-apigateway-integration object",
)
def has_integration(project: Project) -> Iterator[str]:
    for operation in project.operations:
        if not operation.integration:
            yield f"{operation}: no x-amazon-apigateway-integration"


@rule(
    "RG004",
    "Clients and SDKs name an operation by its id",
    source="OpenAPI 3.0.1, Operation Object",
)
def operation_ids(project: Project) -> Iterator[str]:
    count = Counter(operation.definition.get("operationId") for operation in project.operations)
    for operation in project.operations:
        name = operation.definition.get("operationId")
        if not name:
            yield f"{operation}: no operationId"
        elif count[name] != 1:
            yield f"{operation}: operationId {name} is not the only one"


@rule("RG005", "An undeclared path parameter cannot be mapped", source=_NOTES)
def path_parameters(project: Project) -> Iterator[str]:
    for operation in project.operations:
        segments = operation.path.split("/")[1:]
        if operation.path != "/" and not all(map(_SEGMENT.fullmatch, segments)):
            yield f"{operation}: a segment is letters, digits and _.,:- or one {{parameter}}"
        named = {s.strip("{}").removesuffix("+") for s in segments if s.startswith("{")}
        declared = operation.parameters("path")
        for name in sorted(named ^ declared):
            yield f"{operation}: path parameter {name} is {_missing(name, declared)}"
        for name in _optional_path_parameters(operation):
            yield f"{operation}: path parameter {name} must be required"


def _missing(name: str, declared: set[str]) -> str:
    return "not in the path" if name in declared else "not declared"


def _optional_path_parameters(operation: Operation) -> list[str]:
    parameters = operation.definition.get("parameters", [])
    return [
        p["name"] for p in parameters if p.get("in") == "path" and p.get("required") is not True
    ]


@rule(
    "RG006",
    "A validator that does not exist fails the import",
    source="x-amazon-apigateway-request-validator property",
)
def request_validators(project: Project) -> Iterator[str]:
    defined = project.body.get(f"{_VALIDATOR}s") or {}
    places = [("the document", project.body.get(_VALIDATOR))]
    places += [(str(o), o.definition.get(_VALIDATOR)) for o in project.operations]
    for place, name in places:
        if name is not None and name not in defined:
            yield f"{place}: no request validator named {name}"


@rule(
    "RG007",
    "A wildcard turns requests and errors into binary that no template can read",
    source="Content type conversions in API Gateway",
)
def binary_media_types(project: Project) -> Iterator[str]:
    types = project.binary_media_types
    for media_type in types:
        if "*" in media_type or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type):
            yield f"binary media type {media_type}: not one exact type"
        if re.fullmatch(r"application/(.+\+)?json|text/.*", media_type):
            yield f"binary media type {media_type}: is text"
    for media_type, count in Counter(types).items():
        if count > 1:
            yield f"binary media type {media_type}: listed twice"


@rule("RG008", "Larger documents and templates are refused at import", source=_QUOTAS)
def sizes(project: Project) -> Iterator[str]:
    size = len(json.dumps(project.body).encode())
    if size > _MAX_DOCUMENT_BYTES:
        yield f"the document: {size} bytes, {_MAX_DOCUMENT_BYTES} at most"
    for place, text in project.templates():
        if len(text.encode()) > MAX_BYTES:
            yield f"{place}: {len(text.encode())} bytes, {MAX_BYTES} at most"


@rule(
    "RG009",
    "Security at the root of the document is not used, so it is missing where forgotten",
    source=_NOTES,
)
def security(project: Project) -> Iterator[str]:
    if "security" in project.body:
        yield "security: must stand in each operation, not at the root"
    schemes = (project.body.get("components") or {}).get("securitySchemes") or {}
    for name, scheme in schemes.items():
        if scheme.get("type") != "apiKey":
            yield f"security scheme {name}: type {scheme.get('type')} is not apiKey"
    for operation in project.operations:
        for name in sorted(_required_schemes(operation.definition.get("security")) - set(schemes)):
            yield f"{operation}: no security scheme named {name}"


def _required_schemes(value: object) -> set[str]:
    """The schemes that a security requirement names, through an Fn::If with both its branches."""
    if isinstance(value, dict) and "Fn::If" in value:
        return set().union(*map(_required_schemes, value["Fn::If"][1:]))
    if isinstance(value, list):
        return {name for requirement in value for name in requirement}
    return set()


RULES: tuple[Rule, ...] = (
    openapi_version,
    known_keys,
    has_integration,
    operation_ids,
    path_parameters,
    request_validators,
    binary_media_types,
    sizes,
    security,
)
