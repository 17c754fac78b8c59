"""Methods of arrays, which Velocity wraps as lists of a fixed size."""

from __future__ import annotations

from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_methods import call, java_class_lineage, java_getter, java_method
from local.vtl.java_values import JavaArray

java_class_lineage(JavaArray, "Array")

# What works on an array as it does on a list with the same elements.
_OF_LISTS: tuple[tuple[str, ...], ...] = (
    ("size",),
    ("isEmpty",),
    ("get", "int"),
    ("contains", "Object"),
    ("containsAll", "Collection"),
    ("indexOf", "Object"),
    ("lastIndexOf", "Object"),
    ("subList", "int", "int"),
    ("iterator",),
)
_REFUSED: tuple[tuple[str, ...], ...] = (
    ("add", "Object"),
    ("add", "int", "Object"),
    ("addAll", "Collection"),
    ("remove", "int"),
    ("clear",),
)


@java_getter("Array", "empty")
def _is_empty(array: JavaArray) -> bool:
    return not array.items


@java_method("Array", "set", "int", "Object")
def _set(array: JavaArray, index: int, value: Any) -> Any:
    if array.type_code == "Ljava.lang.String;" and not isinstance(value, str | None):
        raise JavaError("java.lang.IllegalArgumentException: array element type mismatch")
    return call(array.items, "set", [index, value])


def _enter_list_method(name: str, *parameters: str) -> None:
    @java_method("Array", name, *parameters)
    def method(array: JavaArray, *arguments: Any) -> Any:
        return call(array.items, name, list(arguments))


def _enter_refused(name: str, *parameters: str) -> None:
    @java_method("Array", name, *parameters)
    def method(_: JavaArray, *__: Any) -> Any:
        raise JavaError("java.lang.UnsupportedOperationException")


for _signature in _OF_LISTS:
    _enter_list_method(*_signature)
for _signature in _REFUSED:
    _enter_refused(*_signature)
