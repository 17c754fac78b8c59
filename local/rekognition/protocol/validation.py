"""Checks a request against the model: types first, then every constraint, in AWS's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from local.rekognition.protocol.body import Base64, Document
from local.rekognition.protocol.errors import (
    InvalidParameterException,
    SerializationException,
)
from local.rekognition.protocol.model import Shape

# JSON can escape what no text can be written with.
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_SHOWN = 1000  # characters of a wrong value, however long it is
_INT_LIMITS = {"integer": 2**31, "long": 2**63}


@dataclass(frozen=True)
class Violation:
    """One broken constraint. `value` is None where AWS does not repeat it (blobs)."""

    path: str
    value: str | None
    constraint: str

    def __str__(self) -> str:
        shown = f"Value {self.value} at" if self.value is not None else "Value at"
        return f"{shown} '{self.path}' failed to satisfy constraint: {self.constraint}"


def read_request(shape: Shape, body: bytes) -> dict[str, Any]:
    """The members of a request, as the shape types them; blobs stay `Base64`.

    Unknown members and nulls are left out, as the service does. Raises SerializationException
    when the body is not JSON or a member has another JSON type, and InvalidParameterException
    naming every constraint that is broken.
    """
    document = Document(body)
    request: dict[str, Any] = _typed(shape, document.value, document)
    violations = list(_violations(shape, request, ""))
    if violations:
        raise _error(violations)
    return request


def _error(violations: list[Violation]) -> InvalidParameterException:
    plural = "s" if len(violations) > 1 else ""
    told = "; ".join(map(str, violations))
    return InvalidParameterException(f"{len(violations)} validation error{plural} detected: {told}")


# --- types ------------------------------------------------------------------------------------


def _typed(shape: Shape, value: Any, document: Document) -> Any:
    return _READERS[shape.type_name](shape, value, document)


def _structure(shape: Shape, value: Any, document: Document) -> dict[str, Any]:
    _expect(isinstance(value, dict), value, "Structure")
    return {
        name: _typed(member, value[name], document)
        for name, member in shape.members.items()
        if value.get(name) is not None
    }


def _list(shape: Shape, value: Any, document: Document) -> list[Any]:
    _expect(isinstance(value, list), value, "List")
    return [_typed(shape.member, item, document) for item in value]


def _map(shape: Shape, value: Any, document: Document) -> dict[str, Any]:
    _expect(isinstance(value, dict), value, "Map")
    return {
        _typed(shape.key, key, document): _typed(shape.value, item, document)
        for key, item in value.items()
    }


def _string(shape: Shape, value: Any, document: Document) -> str:
    _expect(isinstance(value, str), value, "String")
    text = document.text(value)
    if not text.isascii() and _SURROGATE.search(text):
        raise SerializationException("A text has half of a surrogate pair")
    return text


def _blob(shape: Shape, value: Any, document: Document) -> Base64:
    _expect(isinstance(value, str), value, "Blob")
    return document.base64(value)


def _boolean(shape: Shape, value: Any, document: Document) -> bool:
    _expect(isinstance(value, bool), value, "Boolean")
    return bool(value)


def _integer(shape: Shape, value: Any, document: Document) -> int:
    limit = _INT_LIMITS[shape.type_name]
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    _expect(is_integer and -limit <= value < limit, value, shape.type_name.capitalize())
    return int(value)


def _number(shape: Shape, value: Any, document: Document) -> float:
    _expect(isinstance(value, int | float) and not isinstance(value, bool), value, "Float")
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


_READERS: dict[str, Callable[[Shape, Any, Document], Any]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "blob": _blob,
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": _number,
    "double": _number,
    "timestamp": _number,
}

_JSON_TYPES = {
    dict: "START_OBJECT",
    list: "START_ARRAY",
    str: "STRING_VALUE",
    bool: "BOOLEAN_VALUE",
    int: "NUMBER_VALUE",
    float: "NUMBER_VALUE",
    type(None): "NULL_VALUE",
}


def _expect(fits: bool, value: Any, wanted: str) -> None:
    if not fits:
        raise SerializationException(
            f"{_JSON_TYPES[type(value)]} can not be converted to a {wanted}"
        )


# --- constraints ------------------------------------------------------------------------------


def _violations(shape: Shape, value: Any, path: str) -> Iterator[Violation]:
    if shape.type_name == "structure":
        yield from _structure_violations(shape, value, path)
        return
    for constraint in _broken(shape, value):
        yield Violation(path, _shown(shape, value), constraint)
    if shape.type_name == "list":
        yield from _item_violations(shape.member, value, path, _shown(shape, value))
    elif shape.type_name == "map":
        shown = _shown(shape, value)
        yield from _item_violations(shape.key, value, path, shown)
        yield from _item_violations(shape.value, value.values(), path, shown)


def _structure_violations(shape: Shape, value: dict[str, Any], path: str) -> Iterator[Violation]:
    for name, member in shape.members.items():
        member_path = f"{path}.{_camel(name)}" if path else _camel(name)
        if name in value:
            yield from _violations(member, value[name], member_path)
        elif name in shape.required_members:
            yield Violation(member_path, "null", "Member must not be null")


def _item_violations(shape: Shape, items: Any, path: str, shown: str | None) -> Iterator[Violation]:
    if shape.type_name == "structure":
        for number, item in enumerate(items, 1):
            yield from _violations(shape, item, f"{path}.{number}.member")
        return
    if any(_broken(shape, item) for item in items):
        every = ", ".join(text for text, _ in _constraints(shape))
        yield Violation(path, shown, f"Member must satisfy constraint: [{every}]")


def _broken(shape: Shape, value: Any) -> list[str]:
    return [text for text, holds in _constraints(shape) if not holds(value)]


def _constraints(shape: Shape) -> list[tuple[str, Callable[[Any], bool]]]:
    """Every constraint the model puts on a value: what AWS says of it, and the test."""
    limits = shape.metadata
    constraints: list[tuple[str, Callable[[Any], bool]]] = []
    measure, quantity = _measure(shape)
    if "pattern" in limits and shape.type_name == "string":
        pattern = _pattern(limits["pattern"])
        text = f"Member must satisfy regular expression pattern: {limits['pattern']}"
        constraints.append((text, lambda value: pattern.fullmatch(value) is not None))
    if "max" in limits:
        text = f"Member must have {quantity} less than or equal to {limits['max']}"
        constraints.append((text, lambda value: measure(value) <= limits["max"]))
    if "min" in limits:
        text = f"Member must have {quantity} greater than or equal to {limits['min']}"
        constraints.append((text, lambda value: measure(value) >= limits["min"]))
    if "enum" in limits:
        text = f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"
        constraints.append((text, lambda value: value in limits["enum"]))
    return constraints


def _measure(shape: Shape) -> tuple[Callable[[Any], float], str]:
    if shape.type_name in ("integer", "long", "float", "double"):
        return float, "value"
    if shape.type_name == "blob":
        return lambda blob: blob.size, "length"
    return len, "length"


# Java's classes for letters, separators and numbers; \w is letters, numbers and the underscore,
# which every pattern of the model that uses these classes allows as well.
_JAVA_CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}


@lru_cache(maxsize=256)
def _pattern(source: str) -> re.Pattern[str]:
    for java, python in _JAVA_CLASSES.items():
        source = source.replace(java, python)
    return re.compile(source)


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def _shown(shape: Shape, value: Any) -> str | None:
    if shape.type_name == "blob":
        return None
    if shape.type_name == "list":
        text = f"[{', '.join(map(str, value))}]"
    elif shape.type_name == "map":
        text = "{" + ", ".join(f"{key}={item}" for key, item in value.items()) + "}"
    else:
        text = str(value)
    return f"'{text}'" if len(text) <= _MOST_SHOWN else f"'{text[:_MOST_SHOWN]}...'"
