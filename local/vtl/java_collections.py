"""Methods of lists, maps, their views, entries, iterators and arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_format import to_string
from local.vtl.java_hash import java_hash
from local.vtl.java_methods import java_class_lineage, java_getter, java_method, java_setter
from local.vtl.java_values import (
    Entry,
    EntrySet,
    JavaArray,
    JavaIterator,
    KeySet,
    Values,
    View,
    checked_size,
    from_key,
    java_class,
    java_equals,
    to_key,
)

java_class_lineage(KeySet, "View", "Collection")
java_class_lineage(EntrySet, "View", "Collection")
java_class_lineage(Values, "View", "Collection")
java_class_lineage(Entry, "Entry")
java_class_lineage(JavaIterator, "Iterator")
java_class_lineage(JavaArray, "Array")


def _index_error(index: int, size: int) -> JavaError:
    return JavaError(
        f"java.lang.IndexOutOfBoundsException: Index {index} out of bounds for length {size}"
    )


def _checked_index(items: list[Any], index: int, extra: int = 0) -> int:
    if not 0 <= index < len(items) + extra:
        raise _index_error(index, len(items))
    return index


def _position(items: Any, value: Any) -> int:
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
def _contains(items: Any, value: Any) -> bool:
    if isinstance(items, KeySet):
        return to_key(value) in items.map
    return _position(items, value) >= 0


@java_method("Collection", "containsAll", "Collection")
def _contains_all(items: Any, others: Any) -> bool:
    return all(_contains(items, other) for other in others)


@java_method("Collection", "iterator")
def _iterator(items: Any) -> JavaIterator:
    return JavaIterator(items)


@java_method("Collection", "toArray")
def _to_array(items: Any) -> JavaArray:
    return JavaArray(list(items), "Ljava.lang.Object;")


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
    index = _position(items, value)
    if index >= 0:
        del items[index]
    return index >= 0


@java_method("List", "removeAll", "Collection")
def _remove_all(items: list[Any], others: Any) -> bool:
    return _keep(items, [item for item in items if not _contains(others, item)])


@java_method("List", "retainAll", "Collection")
def _retain_all(items: list[Any], others: Any) -> bool:
    return _keep(items, [item for item in items if _contains(others, item)])


def _keep(items: list[Any], kept: list[Any]) -> bool:
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


@java_method("List", "clear")
@java_method("Map", "clear")
def _clear(items: Any) -> str:
    items.clear()
    return ""


@java_method("List", "indexOf", "Object")
def _index_of(items: list[Any], value: Any) -> int:
    return _position(items, value)


@java_method("List", "lastIndexOf", "Object")
def _last_index_of(items: list[Any], value: Any) -> int:
    index = _position(reversed(items), value)
    return -1 if index < 0 else len(items) - 1 - index


@java_method("List", "sort", "null")
def _sort(items: list[Any], _: None) -> str:
    """Natural order: strings among themselves, or numbers of one class."""
    kinds = {java_class(item) for item in items}
    if len(kinds) > 1 or not kinds <= {"String", "Integer", "Long", "Double", "Boolean"}:
        raise JavaError("java.lang.ClassCastException")
    items.sort(key=utf16_key if kinds == {"String"} else None)
    return ""


def utf16_key(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


@java_method("List", "trimToSize")
@java_method("List", "ensureCapacity", "int")
def _no_effect(_: list[Any], *__: int) -> str:
    return ""


@java_method("List", "clone")
@java_method("Map", "clone")
def _clone(items: Any) -> Any:
    return type(items)(items)


@java_method("List", "subList", "int", "int")
def _sub_list(items: list[Any], start: int, end: int) -> list[Any]:
    if not 0 <= start <= end <= len(items):
        raise JavaError(f"java.lang.IndexOutOfBoundsException: {start} to {end} of {len(items)}")
    return items[start:end]


@java_method("Map", "get", "Object")
def _map_get(items: dict[Any, Any], key: Any) -> Any:
    return items.get(to_key(key))


@java_method("Map", "getOrDefault", "Object", "Object")
def _get_or_default(items: dict[Any, Any], key: Any, default: Any) -> Any:
    return items.get(to_key(key)) if to_key(key) in items else default


@java_method("Map", "put", "Object", "Object")
def _put(items: dict[Any, Any], key: Any, value: Any) -> Any:
    old = items.get(to_key(key))
    items[to_key(key)] = value
    return old


@java_method("Map", "putIfAbsent", "Object", "Object")
def _put_if_absent(items: dict[Any, Any], key: Any, value: Any) -> Any:
    old = items.get(to_key(key))
    if old is None:
        items[to_key(key)] = value
    return old


@java_method("Map", "putAll", "Map")
def _put_all(items: dict[Any, Any], others: dict[Any, Any]) -> str:
    items.update(others)
    return ""


@java_method("Map", "remove", "Object")
def _map_remove(items: dict[Any, Any], key: Any) -> Any:
    return items.pop(to_key(key), None)


@java_method("Map", "remove", "Object", "Object")
def _map_remove_pair(items: dict[Any, Any], key: Any, value: Any) -> bool:
    found = to_key(key) in items and java_equals(items[to_key(key)], value)
    if found:
        del items[to_key(key)]
    return found


@java_method("Map", "replace", "Object", "Object")
def _map_replace(items: dict[Any, Any], key: Any, value: Any) -> Any:
    return _put(items, key, value) if to_key(key) in items else None


@java_method("Map", "containsKey", "Object")
def _contains_key(items: dict[Any, Any], key: Any) -> bool:
    return to_key(key) in items


@java_method("Map", "containsValue", "Object")
def _contains_value(items: dict[Any, Any], value: Any) -> bool:
    return _position(items.values(), value) >= 0


@java_method("Map", "keySet")
def _key_set(items: dict[Any, Any]) -> KeySet:
    return KeySet(items)


@java_method("Map", "values")
def _values(items: dict[Any, Any]) -> Values:
    return Values(items)


@java_method("Map", "entrySet")
def _entry_set(items: dict[Any, Any]) -> EntrySet:
    return EntrySet(items)


@java_method("View", "remove", "Object")
def _remove_key(view: View, value: Any) -> bool:
    position = _position(view, value)
    if position >= 0:
        del view.map[list(view.map)[position]]
    return position >= 0


@java_method("View", "removeAll", "Collection")
def _remove_keys(view: View, others: Any) -> bool:
    return _keep_keys(view, lambda item: not _contains(others, item))


@java_method("View", "retainAll", "Collection")
def _retain_keys(view: View, others: Any) -> bool:
    return _keep_keys(view, lambda item: _contains(others, item))


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


@java_getter("Entry", "key")
@java_method("Entry", "getKey")
def _get_key(entry: Entry) -> Any:
    return from_key(entry.key)


@java_getter("Entry", "value")
@java_method("Entry", "getValue")
def _get_value(entry: Entry) -> Any:
    return entry.map.get(entry.key)


@java_setter("Entry", "value")
@java_method("Entry", "setValue", "Object")
def _set_value(entry: Entry, value: Any) -> Any:
    return _put(entry.map, from_key(entry.key), value)


@java_method("Iterator", "hasNext")
def _has_next(iterator: JavaIterator) -> bool:
    return iterator.has_next()


@java_method("Iterator", "next")
def _next(iterator: JavaIterator) -> Any:
    return iterator.next()


@java_method("Array", "size")
def _array_size(array: JavaArray) -> int:
    return len(array.items)


@java_getter("Array", "empty")
@java_method("Array", "isEmpty")
def _array_is_empty(array: JavaArray) -> bool:
    return not array.items


@java_method("Array", "get", "int")
def _array_get(array: JavaArray, index: int) -> Any:
    return array.items[_checked_index(array.items, index)]


@java_method("Array", "set", "int", "Object")
def _array_set(array: JavaArray, index: int, value: Any) -> Any:
    return _set(array.items, index, value)


@java_method("Array", "contains", "Object")
def _array_contains(array: JavaArray, value: Any) -> bool:
    return _position(array.items, value) >= 0


@java_method("Array", "indexOf", "Object")
def _array_index_of(array: JavaArray, value: Any) -> int:
    return _position(array.items, value)
