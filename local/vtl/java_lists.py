"""Methods of java.util.List."""

from __future__ import annotations

from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_collections import contains, position
from local.vtl.java_methods import java_method
from local.vtl.java_values import (
    checked_size,
    java_class,
)


def _index_error(index: int, size: int) -> JavaError:
    return JavaError(
        f"java.lang.IndexOutOfBoundsException: Index {index} out of bounds for length {size}"
    )


def _checked_index(items: list[Any], index: int, extra: int = 0) -> int:
    if not 0 <= index < len(items) + extra:
        raise _index_error(index, len(items))
    return index


@java_method("List", "get", "int")
def _get(items: list[Any], index: int) -> Any:
    return items[_checked_index(items, index)]


@java_method("List", "set", "int", "Object")
def _set(items: list[Any], index: int, value: Any) -> Any:
    old = items[_checked_index(items, index)]
    items[index] = value
    return old


@java_method("List", "add", "Object")
def _add(items: list[Any], value: Any) -> bool:
    items.append(value)
    checked_size(items)
    return True


@java_method("List", "add", "int", "Object")
def _insert(items: list[Any], index: int, value: Any) -> str:
    items.insert(_checked_index(items, index, 1), value)
    checked_size(items)
    return ""


@java_method("List", "addAll", "Collection")
def _add_all(items: list[Any], others: Any) -> bool:
    return _insert_all(items, len(items), others)


@java_method("List", "addAll", "int", "Collection")
def _insert_all(items: list[Any], index: int, others: Any) -> bool:
    added = list(others)
    items[_checked_index(items, index, 1) : index] = added
    checked_size(items)
    return bool(added)


@java_method("List", "remove", "int")
def _remove_at(items: list[Any], index: int) -> Any:
    return items.pop(_checked_index(items, index))


@java_method("List", "remove", "Object")
def _remove(items: list[Any], value: Any) -> bool:
    index = position(items, value)
    if index >= 0:
        del items[index]
    return index >= 0


@java_method("List", "removeAll", "Collection")
def _remove_all(items: list[Any], others: Any) -> bool:
    return _keep(items, [item for item in items if not contains(others, item)])


@java_method("List", "retainAll", "Collection")
def _retain_all(items: list[Any], others: Any) -> bool:
    return _keep(items, [item for item in items if contains(others, item)])


def _keep(items: list[Any], kept: list[Any]) -> bool:
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


@java_method("List", "indexOf", "Object")
def _index_of(items: list[Any], value: Any) -> int:
    return position(items, value)


@java_method("List", "lastIndexOf", "Object")
def _last_index_of(items: list[Any], value: Any) -> int:
    index = position(reversed(items), value)
    return -1 if index < 0 else len(items) - 1 - index


@java_method("List", "sort", "null")
def _sort(items: list[Any], _: None) -> str:
    """Natural order: strings among themselves, or numbers of one class."""
    kinds = {java_class(item) for item in items}
    if len(kinds) > 1 or not kinds <= {"String", "Integer", "Long", "Double", "Boolean"}:
        raise JavaError("java.lang.ClassCastException")
    items.sort(key=_utf16_order if kinds == {"String"} else None)
    return ""


def _utf16_order(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


@java_method("List", "trimToSize")
@java_method("List", "ensureCapacity", "int")
def _no_effect(_: list[Any], *__: int) -> str:
    return ""


@java_method("List", "subList", "int", "int")
def _sub_list(items: list[Any], start: int, end: int) -> list[Any]:
    if not 0 <= start <= end <= len(items):
        raise JavaError(f"java.lang.IndexOutOfBoundsException: {start} to {end} of {len(items)}")
    return items[start:end]
