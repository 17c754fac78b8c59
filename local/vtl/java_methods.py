"""Which methods and properties a value has, and calling them as Velocity's reflection would.

Nothing here looks at a Python attribute: a method exists for a template only if it stands in the
table that `java_method` fills, under the Java class of its receiver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from local.vtl.errors import JavaError
from local.vtl.java_values import (
    BigInteger,
    Byte,
    Character,
    Float,
    JavaArray,
    JsonArray,
    Long,
    Short,
    View,
    WireDouble,
)


class NoSuchMethod(Exception):
    """The receiver's class has no method of that name for those arguments."""


@dataclass(frozen=True, slots=True)
class Overload:
    parameters: tuple[str, ...]
    function: Callable[..., Any]

    def _types(self, count: int) -> tuple[str, ...]:
        """The parameter types for so many arguments."""
        if not self.parameters or not self.parameters[-1].endswith("..."):
            return self.parameters
        fixed = self.parameters[:-1]
        return fixed + (self.parameters[-1][:-3],) * (count - len(fixed))

    def accepts(self, arguments: list[Any]) -> bool:
        types = self._types(len(arguments))
        return len(arguments) == len(types) and all(
            parameter not in _PRIMITIVES if argument is None else _ACCEPTED[parameter](argument)
            for parameter, argument in zip(types, arguments, strict=True)
        )

    def __call__(self, receiver: Any, arguments: list[Any]) -> Any:
        types = self._types(len(arguments))
        for parameter, argument in zip(types, arguments, strict=True):
            if argument is None and parameter not in _NULLABLE:
                raise JavaError("java.lang.NullPointerException")
        return self.function(receiver, *arguments)


_INTS = (int, Short, Byte)
_NUMBERS = (*_INTS, Long, Float, float, WireDouble)

# What an argument may be for a parameter of each type, by the widening rules of a reflective call.
# A trailing `?` marks an object parameter for which null is no error; `null` takes nothing else.
_ACCEPTED: dict[str, Callable[[Any], bool]] = {
    "int": lambda value: type(value) in _INTS,
    "long": lambda value: type(value) in (*_INTS, Long),
    "float": lambda value: type(value) in (*_INTS, Long, Float),
    "double": lambda value: type(value) in _NUMBERS,
    "boolean": lambda value: isinstance(value, bool),
    "char": lambda value: isinstance(value, Character),
    "String": lambda value: isinstance(value, str),
    "String?": lambda value: isinstance(value, str),
    "Integer": lambda value: type(value) is int,
    "Long": lambda value: type(value) is Long,
    "Double": lambda value: type(value) in (float, WireDouble),
    "Boolean": lambda value: isinstance(value, bool),
    "Character": lambda value: isinstance(value, Character),
    "Collection": lambda value: isinstance(value, (list, View)),
    "Map": lambda value: isinstance(value, dict),
    "Array": lambda value: isinstance(value, JavaArray),
    "null": lambda value: False,
    "Object": lambda value: True,
}
_PRIMITIVES = {"int", "long", "float", "double", "boolean", "char"}
_NULLABLE = {"Object", "String?", "null"}

_LINEAGE: dict[type, tuple[str, ...]] = {
    str: ("String", "Object"),
    bool: ("Boolean", "Object"),
    int: ("Integer", "Number", "Object"),
    Byte: ("Number", "Object"),
    Short: ("Number", "Object"),
    Long: ("Long", "Number", "Object"),
    float: ("Double", "Number", "Object"),
    WireDouble: ("Double", "Number", "Object"),
    Float: ("Double", "Number", "Object"),
    BigInteger: ("Number", "Object"),
    Decimal: ("Number", "Object"),
    list: ("List", "Collection", "Object"),
    JsonArray: ("List", "Collection", "Object"),
    dict: ("Map", "Object"),
}

_METHODS: dict[str, dict[str, list[Overload]]] = {}
_GETTERS: dict[str, dict[str, Callable[[Any], Any]]] = {}
_SETTERS: dict[str, dict[str, Callable[[Any, Any], Any]]] = {}

_F = TypeVar("_F", bound=Callable[..., Any])


def java_class_lineage(python_type: type, *lineage: str) -> None:
    """Says which classes' methods the values of a Python type have, most specific first."""
    _LINEAGE[python_type] = (*lineage, "Object")


def java_method(owner: str, name: str, *parameters: str) -> Callable[[_F], _F]:
    """Enters a function as a method. Overloads are tried in the order they are entered, except
    that a null parameter is more and an Object parameter less specific than any other; a parameter
    type that ends in `...` takes the rest of the arguments."""

    def enter(function: _F) -> _F:
        overloads = _METHODS.setdefault(owner, {}).setdefault(name, [])
        overloads.append(Overload(parameters, function))
        overloads.sort(key=_generality)
        return function

    return enter


def _generality(overload: Overload) -> int:
    return overload.parameters.count("Object") - overload.parameters.count("null")


def has_method(owner: str, name: str) -> bool:
    """Whether a class, by its simple name and without those it extends, has such a method."""
    return name in _METHODS.get(owner, {})


def java_getter(owner: str, name: str) -> Callable[[_F], _F]:
    """Enters what `$value.name` reads: Velocity finds getName() or, for a non-map, isName()."""

    def enter(function: _F) -> _F:
        _GETTERS.setdefault(owner, {})[name] = function
        return function

    return enter


def java_setter(owner: str, name: str) -> Callable[[_F], _F]:
    def enter(function: _F) -> _F:
        _SETTERS.setdefault(owner, {})[name] = function
        return function

    return enter


def _lineage(value: Any) -> tuple[str, ...]:
    return _LINEAGE.get(type(value), ("Object",))


def call(receiver: Any, name: str, arguments: list[Any]) -> Any:
    """What the method returns; "" for a void one. Raises NoSuchMethod, JavaError if it throws."""
    takes_none = False
    for owner in _lineage(receiver):
        for overload in _METHODS.get(owner, {}).get(name, ()):
            if overload.accepts(arguments):
                return overload(receiver, arguments)
            takes_none = takes_none or not overload.parameters
    if takes_none:  # Velocity 1.7 finds a method without parameters for any arguments
        raise JavaError("java.lang.IllegalArgumentException: wrong number of arguments")
    raise NoSuchMethod(name)


def get_property(value: Any, name: str) -> Any:
    """`$value.name`: a getter, else the map's element; None where there is neither."""
    getter_name = name[0].lower() + name[1:]
    for owner in _lineage(value):
        getter = _GETTERS.get(owner, {}).get(getter_name)
        if getter is not None:
            return getter(value)
    return value.get(name) if isinstance(value, dict) else None


def set_property(target: Any, name: str, value: Any) -> None:
    """`#set($target.name = value)`: a setter, else the map's element, else nothing."""
    setter_name = name[0].lower() + name[1:]
    for owner in _lineage(target):
        setter = _SETTERS.get(owner, {}).get(setter_name)
        if setter is not None:
            setter(target, value)
            return
    if isinstance(target, dict):
        target[name] = value


def weight(value: Any) -> int:
    """How many steps a call on this value counts for, at most: by its size."""
    if isinstance(value, str):
        return 1 + len(value) // 128
    if isinstance(value, (list, dict, View)):
        return 1 + len(value) // 4
    return 1
