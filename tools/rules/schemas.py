"""The schemas of the document, which become API Gateway's models (JSON schema draft 4)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tools.rules.project import Project
from tools.rules.rule import Rule, rule

_NOTES = "Amazon API Gateway important notes"

_KEYWORDS = {
    "$ref", "additionalProperties", "allOf", "anyOf", "description", "enum", "format", "items",
    "maxLength", "maxProperties", "maximum", "minLength", "minProperties", "minimum", "multipleOf",
    "not", "nullable", "oneOf", "pattern", "properties", "required", "title", "type", "uniqueItems",
    # Imported, but no part of request validation: RG012.
    "maxItems", "minItems",
}  # fmt: skip
_NOT_VALIDATED = {"maxItems", "minItems", "nullable"}
_UNSUPPORTED_FORMATS = {"int32", "int64", "decimal"}
_REFERENCE = "#/components/schemas/"


@rule("RG010", "API Gateway refuses or drops any other keyword of a schema", source=_NOTES)
def schema_keywords(project: Project) -> Iterator[str]:
    for place, schema in _schemas(project):
        for key in sorted(set(schema) - _KEYWORDS):
            yield f"{place}: the keyword {key} is not supported"
        if schema.get("format") in _UNSUPPORTED_FORMATS:
            yield f"{place}: the format {schema['format']} is not supported"


@rule(
    "RG011", "An import with a dangling reference fails", source="OpenAPI 3.0.1, Reference Object"
)
def schema_references(project: Project) -> Iterator[str]:
    models = _models(project)
    for name in models:
        if not re.fullmatch("[A-Za-z0-9]+", name):
            yield f"schema {name}: the name of a model is letters and digits"
    for place, schema in _schemas(project):
        target = str(schema.get("$ref", _REFERENCE))
        if not target.startswith(_REFERENCE):
            yield f"{place}: {target} is not a schema of this document"
        elif "$ref" in schema and target.removeprefix(_REFERENCE) not in models:
            yield f"{place}: no schema named {target.removeprefix(_REFERENCE)}"


@rule("RG012", "The validator of request bodies passes over these keywords", source=_NOTES)
def validated_keywords(project: Project) -> Iterator[str]:
    for operation in project.operations:
        content = (operation.definition.get("requestBody") or {}).get("content") or {}
        for media_type, value in content.items():
            place = f"{operation}: request body {media_type}"
            for where, schema in _below(place, value.get("schema"), _models(project), set()):
                for key in sorted(set(schema) & _NOT_VALIDATED):
                    yield f"{where}: {key} is not checked"


@rule("RG013", "A response's model must be an object, not a primitive type", source=_NOTES)
def response_models(project: Project) -> Iterator[str]:
    for operation in project.operations:
        for status, response in (operation.definition.get("responses") or {}).items():
            if "$ref" in response:
                yield f"{operation}: response {status}: a reference is not supported here"
            for media_type, value in (response.get("content") or {}).items():
                schema = value.get("schema") or {}
                if schema.get("type", "object") != "object":
                    yield f"{operation}: response {status} {media_type}: type {schema['type']}"


def _models(project: Project) -> Mapping[str, Any]:
    return (project.body.get("components") or {}).get("schemas") or {}


def _schemas(project: Project) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every schema in the document with its place; references are not followed."""
    for name, model in _models(project).items():
        yield from _below(f"schema {name}", model)
    for operation in project.operations:
        for place, value in _carriers(operation.definition):
            yield from _below(f"{operation}: {place}", value.get("schema"))


def _carriers(definition: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What has a `schema` in an operation: parameters, bodies, headers."""
    for parameter in definition.get("parameters", []):
        yield f"parameter {parameter.get('name')}", parameter
    for media_type, value in ((definition.get("requestBody") or {}).get("content") or {}).items():
        yield f"request body {media_type}", value
    for status, response in (definition.get("responses") or {}).items():
        for media_type, value in (response.get("content") or {}).items():
            yield f"response {status} {media_type}", value
        for name, header in (response.get("headers") or {}).items():
            yield f"response {status} header {name}", header


def _below(
    place: str,
    schema: Any,
    models: Mapping[str, Any] | None = None,
    followed: set[str] | None = None,
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """`schema` and those within it; with `models` also those that it refers to, each once."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    for where, part in _parts(schema):
        yield from _below(f"{place}{where}", part, models, followed)
    target = str(schema.get("$ref", "")).removeprefix(_REFERENCE)
    if models is not None and followed is not None and target in models and target not in followed:
        followed.add(target)
        yield from _below(f"schema {target}", models[target], models, followed)


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, part in (schema.get("properties") or {}).items():
        yield f".{name}", part
    for keyword in ("items", "additionalProperties", "not"):
        yield f".{keyword}", schema.get(keyword)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, part in enumerate(schema.get(keyword) or []):
            yield f".{keyword}[{index}]", part


RULES: tuple[Rule, ...] = (
    schema_keywords,
    schema_references,
    validated_keywords,
    response_models,
)
