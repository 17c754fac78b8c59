"""The operators of #set and #if."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.vtl import java_math
from local.vtl.errors import JavaError
from local.vtl.frame import Frame
from local.vtl.java_format import Printable, to_string
from local.vtl.java_values import is_number, java_class, java_equals
from local.vtl.nodes import Expression


@dataclass(slots=True, kw_only=True)
class Condition(Expression):
    """An operator whose value is its truth."""

    def value(self, frame: Frame) -> bool:
        return self.evaluate(frame)


@dataclass(slots=True, kw_only=True)
class Not(Condition):
    operand: Expression

    def evaluate(self, frame: Frame) -> bool:
        return not self.operand.evaluate(frame)


@dataclass(slots=True, kw_only=True)
class And(Condition):
    left: Expression
    right: Expression

    def evaluate(self, frame: Frame) -> bool:
        return self.left.evaluate(frame) and self.right.evaluate(frame)


@dataclass(slots=True, kw_only=True)
class Or(Condition):
    left: Expression
    right: Expression

    def evaluate(self, frame: Frame) -> bool:
        return self.left.evaluate(frame) or self.right.evaluate(frame)


@dataclass(slots=True, kw_only=True)
class Equality(Condition):
    left: Expression
    right: Expression
    negated: bool

    def evaluate(self, frame: Frame) -> bool:
        return _equal(self.left.value(frame), self.right.value(frame)) is not self.negated


def _equal(left: Any, right: Any) -> bool:
    """Numbers by value, two of a class by equals, anything else by what it prints as."""
    if is_number(left) and is_number(right):
        return java_math.compare(left, right) == 0
    if java_class(left) == java_class(right) or _are(list, left, right) or _are(dict, left, right):
        return java_equals(left, right)
    return string_or_null(left) == string_or_null(right)


def _are(family: type, left: Any, right: Any) -> bool:
    return isinstance(left, family) and isinstance(right, family)


def string_or_null(value: Any) -> str | None:
    """value.toString(), or None where the value or its toString is null."""
    if isinstance(value, Printable):
        return value.to_java_string()
    return None if value is None else to_string(value)


@dataclass(slots=True, kw_only=True)
class Comparison(Condition):
    """`<` and its kin: false unless both sides are numbers."""

    left: Expression
    right: Expression
    holds: Callable[[int], bool]

    def evaluate(self, frame: Frame) -> bool:
        left, right = self.left.value(frame), self.right.value(frame)
        if not is_number(left) or not is_number(right):
            return False
        return self.holds(java_math.compare(left, right))


@dataclass(slots=True, kw_only=True)
class Arithmetic(Expression):
    """An operation on numbers; null if a side is no number, or on division by zero."""

    left: Expression
    right: Expression
    operation: Callable[[Any, Any], Any]

    def value(self, frame: Frame) -> Any:
        left, right = self.left.value(frame), self.right.value(frame)
        return self.operation(left, right) if is_number(left) and is_number(right) else None


@dataclass(slots=True, kw_only=True)
class Addition(Expression):
    """The sum of two numbers, or a concatenation as soon as one side is a string."""

    left: Expression
    right: Expression

    def value(self, frame: Frame) -> Any:
        left, right = self.left.value(frame), self.right.value(frame)
        if isinstance(left, str) or isinstance(right, str):
            text = _text(left, self.left) + _text(right, self.right)
            frame.spend_characters(len(text))
            return text
        return java_math.add(left, right) if is_number(left) and is_number(right) else None


def _text(value: Any, operand: Expression) -> str:
    if value is None:
        return operand.literal
    text = string_or_null(value)
    if text is None:
        raise JavaError("java.lang.NullPointerException")
    return text
