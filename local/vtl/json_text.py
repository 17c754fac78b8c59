"""JSON text as Java values: lists that print as JSON, doubles that keep their wire form."""

from __future__ import annotations

import json
import re
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_values import JsonArray, WireDouble, integer

_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{\]}]', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class NotJson(ValueError):
    """The text is no JSON document."""


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises NotJson, or JavaError when it is nested too deeply."""
    _refuse_depth(text)
    try:
        value = _DECODER.decode(text)
    except ValueError as error:
        raise NotJson(str(error)) from None
    return _with_json_arrays(value, 0)


def _refuse_depth(text: str) -> None:
    """Keeps from the parser what could overflow its stack, which no exception reports.

    How deep it goes is for Python's recursion limit to say, and any library may raise that.
    """
    if text.count("[") + text.count("{") <= limits.VALUE_DEPTH:
        return
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        depth += _STEPS.get(token[0], 0)
        if depth > limits.VALUE_DEPTH + 1:
            raise JavaError("the JSON is nested too deeply")


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
