"""The Java types a template's values have, told apart where Python has one type for several.

str is String, bool Boolean, int Integer, float Double, list ArrayList, dict LinkedHashMap and None
null; the classes below are the rest. Keys of a dict are str, None or, for any other Java type, a
BoxedKey: Java keeps 1, 1L, 1.0 and true apart where Python takes them for one key.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError


class TemplateObject:
    """An object of API Gateway's, such as `$input`: it has the methods entered for its class."""


class Byte(int):
    pass


class Short(int):
    pass


class Long(int):
    pass


class BigInteger(int):
    pass


class Float(float):
    """A 32-bit float."""


class WireDouble(float):
    """A Double read from JSON text, which remembers how it was written there."""

    wire: str

    def __new__(cls, wire: str) -> WireDouble:
        double = super().__new__(cls, wire)
        double.wire = wire
        return double


class Character:
    __slots__ = ("char",)

    def __init__(self, char: str) -> None:
        self.char = char


class JsonArray(list[Any]):
    """A list that came out of JSON: it prints as JSON, where a template's own prints as Java's."""


class JavaArray:
    """A fixed-size Java array, such as String.split returns."""

    __slots__ = ("items", "type_code")

    def __init__(self, items: list[Any], type_code: str) -> None:
        self.items = checked_size(items)
        self.type_code = type_code


class BoxedKey:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BoxedKey) and java_equals(self.value, other.value)

    def __hash__(self) -> int:
        if isinstance(self.value, (list, dict)):
            return len(self.value)
        return hash((java_class(self.value), getattr(self.value, "char", self.value)))


class Entry:
    """One entry of a map; setting its value sets the map's."""

    __slots__ = ("key", "map")

    def __init__(self, owner: dict[Any, Any], key: Any) -> None:
        self.map = owner
        self.key = key


class View:
    """What keySet, values and entrySet return: the map itself, seen from one side."""

    __slots__ = ("map",)

    def __init__(self, owner: dict[Any, Any]) -> None:
        self.map = owner

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.map)


class KeySet(View):
    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return (from_key(key) for key in self.map)


class EntrySet(View):
    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return (Entry(self.map, key) for key in self.map)


class Values(View):
    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.map.values())


class JavaIterator:
    """java.util.Iterator over a list, map view or array; fails fast when that changes in size."""

    __slots__ = ("_owner", "_position", "_size", "_source")

    def __init__(self, owner: Any) -> None:
        self._owner = owner.items if isinstance(owner, JavaArray) else owner
        self._source = iter(self._owner)
        self._size = len(self._owner)
        self._position = 0

    def has_next(self) -> bool:
        return self._position != len(self._owner)

    def next(self) -> Any:
        if len(self._owner) != self._size:
            raise JavaError("java.util.ConcurrentModificationException")
        if self._position >= self._size:
            raise JavaError("java.util.NoSuchElementException")
        self._position += 1
        return next(self._source)


_CLASSES: dict[type, str] = {
    str: "String",
    bool: "Boolean",
    int: "Integer",
    float: "Double",
    WireDouble: "Double",
    Decimal: "BigDecimal",
    list: "ArrayList",
    dict: "LinkedHashMap",
    type(None): "null",
}


def java_class(value: Any) -> str:
    """The simple name of the value's Java class."""
    return _CLASSES.get(type(value), type(value).__name__)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def to_key(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else BoxedKey(value)


def from_key(key: Any) -> Any:
    return key.value if isinstance(key, BoxedKey) else key


def checked_size(items: list[Any]) -> list[Any]:
    if len(items) > limits.ELEMENTS:
        raise JavaError(f"a list may hold {limits.ELEMENTS} elements here")
    return items


def checked_text(text: str) -> str:
    if len(text) > limits.CHARACTERS:
        raise JavaError(f"a string may hold {limits.CHARACTERS} characters here")
    return text


def utf16_units(text: str) -> str:
    """The text with characters beyond U+FFFF as surrogate pairs: Java counts those as two."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(encoded[index] | encoded[index + 1] << 8) for index in range(0, len(encoded), 2)
    )


def integer(value: int) -> int:
    """An Integer, or the smallest of Long and BigInteger that holds the value."""
    if -0x80000000 <= value <= 0x7FFFFFFF:
        return int(value)
    return long(value)


def long(value: int) -> int:
    if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        return Long(value)
    if value.bit_length() > limits.NUMBER_BITS:
        raise JavaError(f"a number may have {limits.NUMBER_BITS} bits here")
    return BigInteger(value)


def to_java(value: Any, depth: int = 0) -> Any:
    """A copy of a JSON-like Python value in the types a template works on.

    Raises JavaError for anything that is not JSON-like: nothing else of Python gets in.
    """
    if depth > limits.VALUE_DEPTH:
        raise JavaError("lists and maps are nested too deeply")
    if value is None or isinstance(value, (str, bool, Long, BigInteger, WireDouble)):
        return value
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): to_java(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [to_java(item, depth + 1) for item in value]
        return JsonArray(items) if isinstance(value, JsonArray) else items
    raise JavaError(f"a template cannot be given a {type(value).__name__}")


def to_plain(value: Any, depth: int = 0) -> Any:
    """A copy of a template's value as JSON-like Python, for whoever reads a result."""
    if depth > limits.VALUE_DEPTH:
        raise JavaError("lists and maps are nested too deeply")
    if isinstance(value, dict):
        return {str(from_key(key)): to_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item, depth + 1) for item in value]
    if isinstance(value, Character):
        return value.char
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return float(value) if isinstance(value, float) else value


def java_equals(left: Any, right: Any, depth: int = 0) -> bool:
    """Object.equals: numbers of different classes are never equal, lists and maps by content."""
    if left is right:
        return True
    if depth > limits.VALUE_DEPTH:
        raise JavaError("java.lang.StackOverflowError")
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            java_equals(a, b, depth + 1) for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            java_equals(item, right[key], depth + 1) for key, item in left.items()
        )
    if isinstance(left, (KeySet, EntrySet)) and isinstance(right, (KeySet, EntrySet)):
        return type(left) is type(right) and java_equals(_content(left), _content(right), depth + 1)
    if isinstance(left, Entry) and isinstance(right, Entry):
        return left.key == right.key and java_equals(
            left.map.get(left.key), right.map.get(right.key), depth + 1
        )
    return java_class(left) == java_class(right) and _same_scalar(left, right)


def _content(view: View) -> dict[Any, Any]:
    return view.map if isinstance(view, EntrySet) else dict.fromkeys(view.map)


def _same_scalar(left: Any, right: Any) -> bool:
    if isinstance(left, float):
        if math.isnan(left):
            return math.isnan(right)
        return bool(left == right) and math.copysign(1, left) == math.copysign(1, right)
    if isinstance(left, Decimal):
        return bool(left.as_tuple() == right.as_tuple())
    if isinstance(left, Character):
        return bool(left.char == right.char)
    return isinstance(left, (str, int)) and bool(left == right)
