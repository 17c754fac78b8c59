"""toString of the values a template can print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_floats import double_to_string, float_to_string
from local.vtl.java_values import (
    Character,
    Entry,
    Float,
    JavaArray,
    JsonArray,
    View,
    WireDouble,
    checked_text,
    from_key,
)


class Printable:
    """A value that decides itself what it prints as; None stands for a null toString."""

    def to_java_string(self) -> str | None:
        raise NotImplementedError


def to_string(value: Any) -> str:
    """String.valueOf(value)."""
    if isinstance(value, str):
        return value
    return checked_text(_to_string(value, 0, ()))


def _to_string(value: Any, depth: int, enclosing: tuple[int, ...]) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float_to_string(value) if isinstance(value, Float) else double_to_string(value)
    return _object_to_string(value, depth, enclosing)


def _object_to_string(value: Any, depth: int, enclosing: tuple[int, ...]) -> str:
    if depth > limits.VALUE_DEPTH:
        raise JavaError("java.lang.StackOverflowError")
    if isinstance(value, JsonArray):
        return to_json(value)
    if isinstance(value, (list, View)):
        return _joined("[]", (_item(item, value, depth) for item in value))
    if isinstance(value, dict):
        return _joined(
            "{}",
            (
                f"{_item(from_key(key), value, depth)}={_item(item, value, depth)}"
                for key, item in value.items()
            ),
        )
    if isinstance(value, Entry):
        item = _to_string(value.map.get(value.key), depth + 1, enclosing)
        return f"{_to_string(from_key(value.key), depth + 1, enclosing)}={item}"
    if isinstance(value, Character):
        return value.char
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Printable):
        text = value.to_java_string()
        return "null" if text is None else text
    return f"[{value.type_code}@0" if isinstance(value, JavaArray) else ""


def _item(item: Any, owner: Any, depth: int) -> str:
    if item is owner:
        return "(this Map)" if isinstance(owner, dict) else "(this Collection)"
    return _to_string(item, depth + 1, ())


def _joined(brackets: str, items: Iterable[str]) -> str:
    parts = []
    size = 0
    for item in items:
        size += len(item) + 2
        if size > limits.CHARACTERS:
            raise JavaError(f"a string may hold {limits.CHARACTERS} characters here")
        parts.append(item)
    return f"{brackets[0]}{', '.join(parts)}{brackets[1]}"


def to_json(value: Any) -> str:
    """Compact JSON, keys in their order, numbers as they were written where they came from JSON.

    Raises JavaError for what JSON cannot hold and for a value that contains itself.
    """
    return checked_text(_to_json(value, 0))


def _to_json(value: Any, depth: int) -> str:
    if depth > limits.VALUE_DEPTH:
        raise JavaError("java.lang.StackOverflowError")
    if isinstance(value, dict):
        items = (
            f"{_quoted(to_string(from_key(key)))}:{_to_json(item, depth + 1)}"
            for key, item in value.items()
        )
        return f"{{{','.join(items)}}}"
    if isinstance(value, (list, View, JavaArray)):
        elements = value.items if isinstance(value, JavaArray) else value
        return f"[{','.join(_to_json(item, depth + 1) for item in elements)}]"
    if isinstance(value, WireDouble):
        return value.wire
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return to_string(value)
    return _quoted(to_string(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
