"""The syntax tree. A node is executable: a statement renders, an expression has a value.

An expression's truth is asked by `evaluate` and is not its value's: a literal, a list or a sum is
false as a condition in Velocity 1.7, while a reference is true unless it is null or false.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from local.vtl.errors import JavaError, VtlError
from local.vtl.frame import Frame, Output
from local.vtl.java_values import checked_size, is_number, to_key
from local.vtl.limits import ELEMENTS


@dataclass(slots=True, kw_only=True)
class Node:
    line: int
    column: int


@dataclass(slots=True, kw_only=True)
class Statement(Node):
    def render(self, frame: Frame, out: Output) -> None:
        raise NotImplementedError


@dataclass(slots=True, kw_only=True)
class Expression(Node):
    literal: str = ""  # the source, for where Velocity prints the source of what has no value

    def value(self, frame: Frame) -> Any:
        raise NotImplementedError

    def evaluate(self, frame: Frame) -> bool:
        return False


@dataclass(slots=True, kw_only=True)
class Text(Statement):
    text: str

    def render(self, frame: Frame, out: Output) -> None:
        out.write(self.text)


@dataclass(slots=True, kw_only=True)
class Block(Statement):
    children: list[Statement] = field(default_factory=list)

    def render(self, frame: Frame, out: Output) -> None:
        frame.spend(len(self.children) + 1)
        for child in self.children:
            try:
                child.render(frame, out)
            except JavaError as error:
                raise VtlError(str(error), child.line, child.column) from None


@dataclass(slots=True, kw_only=True)
class BooleanLiteral(Expression):
    boolean: bool

    def value(self, frame: Frame) -> bool:
        return self.boolean

    def evaluate(self, frame: Frame) -> bool:
        return self.boolean


@dataclass(slots=True, kw_only=True)
class NumberLiteral(Expression):
    number: int | float

    def value(self, frame: Frame) -> int | float:
        return self.number


@dataclass(slots=True, kw_only=True)
class StringLiteral(Expression):
    text: str

    def value(self, frame: Frame) -> str:
        return self.text


@dataclass(slots=True, kw_only=True)
class InterpolatedString(Expression):
    """A double-quoted string with `$` or `#` in it: a template of its own, rendered for its value.

    The string is parsed with a space behind it, so that a `$` or `#` may stand last; the space is
    cut off what it renders. `padded` is false for a string with a line comment, which would swallow
    the space.
    """

    block: Block
    padded: bool

    def value(self, frame: Frame) -> str:
        out = Output(frame)
        frame.enter()
        self.block.render(frame, out)
        frame.leave()
        text = out.text()
        return text[:-1] if self.padded else text


@dataclass(slots=True, kw_only=True)
class ListLiteral(Expression):
    items: list[Expression]

    def value(self, frame: Frame) -> list[Any]:
        frame.spend(len(self.items))
        return [item.value(frame) for item in self.items]


@dataclass(slots=True, kw_only=True)
class MapLiteral(Expression):
    items: list[tuple[Expression, Expression]]

    def value(self, frame: Frame) -> dict[Any, Any]:
        frame.spend(len(self.items))
        return {to_key(key.value(frame)): item.value(frame) for key, item in self.items}


@dataclass(slots=True, kw_only=True)
class RangeLiteral(Expression):
    first: Expression
    last: Expression

    def value(self, frame: Frame) -> list[Any] | None:
        first, last = self.first.value(frame), self.last.value(frame)
        if not is_number(first) or not is_number(last):
            return None
        first, last = int_value(first), int_value(last)
        size = abs(first - last) + 1
        if size > ELEMENTS:
            raise JavaError(f"a range may have {ELEMENTS} elements here")
        frame.spend(size // 4)
        step = 1 if first < last else -1
        return checked_size(list(range(first, last + step, step)))


def int_value(number: Any) -> int:
    """Number.intValue: the low 32 bits of an integer, the int nearest to a float."""
    if isinstance(number, float):
        if math.isnan(number):
            return 0
        return max(-0x80000000, min(0x7FFFFFFF, int(max(-1e10, min(1e10, number)))))
    low = int(number) & 0xFFFFFFFF
    return low - (1 << 32) if low >= 1 << 31 else low
