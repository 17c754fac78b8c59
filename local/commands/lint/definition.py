"""What is missing in the API's definition for its templates to be reached."""

from collections.abc import Iterator
from fnmatch import fnmatch

from local.commands.api_definition import ApiDefinition
from local.commands.lint.findings import MISSING_TEMPLATE, UNDECLARED_STATUS, Finding
from local.commands.lint.openapi_places import OpenApiPlaces
from tools.openapi_source import SOURCE
from tools.rules.integrations import takes_images
from tools.rules.project import Operation

_INTEGRATION = "x-amazon-apigateway-integration"


def lint_definition(api: ApiDefinition) -> Iterator[Finding]:
    """Raises RenderError for a definition that cannot be read."""
    operations = api.operations
    places = OpenApiPlaces(api.root)
    for operation in operations:
        at = ("paths", operation.path, operation.method, _INTEGRATION)
        for media_type in _without_template(operation, api.binary_media_types):
            line, column = places.of(*at, "requestTemplates")
            message = f"{_name(operation)} has no request template for the binary type {media_type}"
            yield Finding(SOURCE.as_posix(), line, column, MISSING_TEMPLATE, message)
        for pattern, status in _undeclared(operation):
            line, column = places.of(*at, "responses", pattern)
            message = f"{_name(operation)} answers {status}, which no method response declares"
            yield Finding(SOURCE.as_posix(), line, column, UNDECLARED_STATUS, message)


def _without_template(operation: Operation, binary_media_types: list[str]) -> Iterator[str]:
    templates = operation.integration.get("requestTemplates") or {}
    if not templates or not takes_images(operation, binary_media_types):
        return
    for media_type in binary_media_types:
        if not any(fnmatch(name, media_type) for name in templates):
            yield media_type


def _undeclared(operation: Operation) -> Iterator[tuple[str, str]]:
    declared = {str(status) for status in operation.definition.get("responses") or {}}
    for pattern, response in operation.integration_responses.items():
        status = str(response.get("statusCode"))
        if status not in declared:
            yield pattern, status


def _name(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"
