"""JSON text as Java values: lists that print as JSON, doubles that keep their wire form."""

from __future__ import annotations

import json
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_values import JsonArray, WireDouble, integer


class NotJson(ValueError):
    """The text is no JSON document."""


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises NotJson, or JavaError when it is nested too deeply."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise JavaError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    return _with_json_arrays(value, 0)


def _with_json_arrays(value: Any, depth: int) -> Any:
    if depth > limits.VALUE_DEPTH:
        raise JavaError("the JSON is nested too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                value[key] = _with_json_arrays(item, depth + 1)
        return value
    if isinstance(value, list):
        return JsonArray(_with_json_arrays(item, depth + 1) for item in value)
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(
    parse_float=WireDouble,
    parse_int=lambda digits: integer(int(digits)),
    parse_constant=_refuse,
)
