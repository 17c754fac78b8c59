"""Methods of java.lang.Boolean, the static ones called through an instance."""

from __future__ import annotations

from local.vtl.java_methods import java_method


@java_method("Boolean", "logicalAnd", "boolean", "boolean")
def _logical_and(_: bool, left: bool, right: bool) -> bool:
    return left and right


@java_method("Boolean", "logicalOr", "boolean", "boolean")
def _logical_or(_: bool, left: bool, right: bool) -> bool:
    return left or right


@java_method("Boolean", "logicalXor", "boolean", "boolean")
def _logical_xor(_: bool, left: bool, right: bool) -> bool:
    return left is not right


@java_method("Boolean", "compare", "boolean", "boolean")
def _compare_two_booleans(_: bool, left: bool, right: bool) -> int:
    return int(left) - int(right)


@java_method("Boolean", "booleanValue")
def _boolean_value(value: bool) -> bool:
    return value


@java_method("Boolean", "parseBoolean", "String?")
@java_method("Boolean", "valueOf", "String?")
def _parse_boolean(_: bool, text: str | None) -> bool:
    return text is not None and text.lower() == "true"


@java_method("Boolean", "valueOf", "boolean")
def _boolean_value_of(_: bool, value: bool) -> bool:
    return value


@java_method("Boolean", "compareTo", "Boolean")
def _compare_booleans(value: bool, other: bool) -> int:
    return int(value) - int(other)


@java_method("Boolean", "toString", "boolean")
def _boolean_string(_: bool, value: bool) -> str:
    return "true" if value else "false"
