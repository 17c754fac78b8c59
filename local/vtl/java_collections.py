"""What any object can do, what all collections can, and the views of maps and iterators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_format import to_string
from local.vtl.java_hash import java_hash
from local.vtl.java_methods import java_class_lineage, java_getter, java_method
from local.vtl.java_values import (
    EntrySet,
    JavaArray,
    JavaIterator,
    KeySet,
    Values,
    View,
    java_equals,
    to_key,
)

java_class_lineage(KeySet, "View", "Collection")
java_class_lineage(EntrySet, "View", "Collection")
java_class_lineage(Values, "View", "Collection")
java_class_lineage(JavaIterator, "Iterator")


def position(items: Any, value: Any) -> int:
    return next((at for at, item in enumerate(items) if java_equals(value, item)), -1)


@java_method("Object", "equals", "Object")
def _equals(value: Any, other: Any) -> bool:
    return java_equals(value, other)


@java_method("Object", "toString")
def _to_string(value: Any) -> str:
    return to_string(value)


@java_method("Object", "hashCode")
def _hash_code(value: Any) -> int:
    return java_hash(value)


@java_method("Map", "size")
@java_method("Collection", "size")
def _size(items: Any) -> int:
    return len(items)


@java_getter("Collection", "empty")
@java_method("Map", "isEmpty")
@java_method("Collection", "isEmpty")
def _is_empty(items: Any) -> bool:
    return len(items) == 0


@java_method("Collection", "contains", "Object")
def contains(items: Any, value: Any) -> bool:
    if isinstance(items, KeySet):
        return to_key(value) in items.map
    return position(items, value) >= 0


@java_method("Collection", "containsAll", "Collection")
def _contains_all(items: Any, others: Any) -> bool:
    return all(contains(items, other) for other in others)


@java_method("Collection", "iterator")
def _iterator(items: Any) -> JavaIterator:
    return JavaIterator(items)


@java_method("Collection", "toArray")
def _to_array(items: Any) -> JavaArray:
    return JavaArray(list(items), "Ljava.lang.Object;")


@java_method("List", "clear")
@java_method("Map", "clear")
def _clear(items: Any) -> str:
    items.clear()
    return ""


@java_method("List", "clone")
@java_method("Map", "clone")
def _clone(items: Any) -> Any:
    return type(items)(items)


@java_method("View", "remove", "Object")
def _remove_key(view: View, value: Any) -> bool:
    found = position(view, value)
    if found >= 0:
        del view.map[list(view.map)[found]]
    return found >= 0


@java_method("View", "removeAll", "Collection")
def _remove_keys(view: View, others: Any) -> bool:
    return _keep_keys(view, lambda item: not contains(others, item))


@java_method("View", "retainAll", "Collection")
def _retain_keys(view: View, others: Any) -> bool:
    return _keep_keys(view, lambda item: contains(others, item))


def _keep_keys(view: View, keeps: Callable[[Any], bool]) -> bool:
    dropped = [key for key, item in zip(view.map, view, strict=True) if not keeps(item)]
    for key in dropped:
        del view.map[key]
    return bool(dropped)


@java_method("View", "add", "Object")
def _refuse(_: View, __: Any) -> bool:
    raise JavaError("java.lang.UnsupportedOperationException")


@java_method("View", "addAll", "Collection")
def _refuse_all(_: View, others: Any) -> bool:
    if len(others):
        raise JavaError("java.lang.UnsupportedOperationException")
    return False


@java_method("View", "clear")
def _clear_view(view: View) -> str:
    view.map.clear()
    return ""


@java_method("Iterator", "hasNext")
def _has_next(iterator: JavaIterator) -> bool:
    return iterator.has_next()


@java_method("Iterator", "next")
def _next(iterator: JavaIterator) -> Any:
    return iterator.next()
