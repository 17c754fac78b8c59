"""Methods of java.util.Map and its entries."""

from __future__ import annotations

from typing import Any

from local.vtl.java_collections import position
from local.vtl.java_methods import java_class_lineage, java_getter, java_method, java_setter
from local.vtl.java_values import (
    Entry,
    EntrySet,
    KeySet,
    Values,
    from_key,
    java_equals,
    to_key,
)

java_class_lineage(Entry, "Entry")


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
    return position(items.values(), value) >= 0


@java_method("Map", "keySet")
def _key_set(items: dict[Any, Any]) -> KeySet:
    return KeySet(items)


@java_method("Map", "values")
def _values(items: dict[Any, Any]) -> Values:
    return Values(items)


@java_method("Map", "entrySet")
def _entry_set(items: dict[Any, Any]) -> EntrySet:
    return EntrySet(items)


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
