"""An API's models: JSON schema (draft 4) as `components.schemas` and `requestBody` hold it."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.exceptions import SchemaError

from local.gateway.errors import InvalidApi

_OPENAPI_REFERENCE = "#/components/schemas/"
_MODEL_ADDRESS = "https://apigateway.amazonaws.com/restapis/"


def model_validator(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Draft4Validator:
    """A validator for one model that may refer to all of an API's models by name.

    Raises InvalidApi for a schema that is none, or that refers to a model that does not exist.
    """
    definitions = {name: _local_references(value) for name, value in schemas.items()}
    whole = {"allOf": [_local_references(schema)], "definitions": definitions}
    _refuse_missing_models(whole, definitions)
    try:
        Draft4Validator.check_schema(whole)
    except SchemaError as error:
        raise InvalidApi(
            "Invalid model specified: Validation Result: warnings : [], errors : "
            f"[Invalid model schema specified. {error.message}]"
        ) from error
    return Draft4Validator(whole)


def _local_references(schema: Any) -> Any:
    """The schema with its references to models turned into references to definitions."""
    if isinstance(schema, list):
        return [_local_references(entry) for entry in schema]
    if not isinstance(schema, Mapping):
        return schema
    copied = {key: _local_references(value) for key, value in schema.items()}
    if isinstance(copied.get("id"), str):  # would move the base of every reference below it
        del copied["id"]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        copied["$ref"] = "#/definitions/" + _model_name(reference)
    return copied


def _model_name(reference: str) -> str:
    if reference.startswith((_OPENAPI_REFERENCE, _MODEL_ADDRESS)):
        return reference.rpartition("/")[2]
    if reference.startswith("#/definitions/"):
        return reference.removeprefix("#/definitions/")
    raise InvalidApi(
        "Invalid model specified: Validation Result: warnings : [], errors : "
        f"[Invalid model schema specified. Unsupported reference: {reference}]"
    )


def _refuse_missing_models(schema: Any, definitions: Mapping[str, Any]) -> None:
    if isinstance(schema, list):
        for entry in schema:
            _refuse_missing_models(entry, definitions)
    if not isinstance(schema, Mapping):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.removeprefix("#/definitions/")
        if name not in definitions:
            raise InvalidApi(f"Invalid model reference specified: {name}")
    for value in schema.values():
        _refuse_missing_models(value, definitions)
