"""What is known about a value without rendering: its texts, its type, and what a client put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from local.commands.lint.characters import ANYWHERE, BARE, IN_STRING, NOWHERE, Places

if TYPE_CHECKING:
    from botocore.model import Shape

    from local.vtl.nodes import Block

_MOST_TEXTS = 12


class Form(Enum):
    """What was done to the input, which tells what may still be done to it."""

    RAW = "raw"
    ESCAPED = "escaped"
    JSON = "JSON"
    CONFINED = "confined"  # to harmless characters, whatever is cut out of it


@dataclass(frozen=True)
class Input:
    """Text from outside in a value; `from_service` is what the integration answered."""

    source: str
    form: Form = Form.RAW
    places: Places = NOWHERE
    from_service: bool = False

    def escaped(self) -> Input:
        return replace(self, form=Form.ESCAPED, places=IN_STRING)

    def as_json(self) -> Input:
        return replace(self, form=Form.JSON, places=BARE)

    def confined(self, places: Places = ANYWHERE) -> Input:
        form = Form.CONFINED if places else Form.RAW
        return replace(self, form=form, places=places)

    def raw(self) -> Input:
        return replace(self, form=Form.RAW, places=NOWHERE)

    def changed(self) -> Input:
        """After a method took it apart, which breaks an escape but no restriction."""
        return self if self.form is Form.CONFINED else self.raw()


Inputs = frozenset[Input]
_NO_INPUTS: Inputs = frozenset()


@dataclass(frozen=True)
class Value:
    """`texts` are all that it may print as, None where that is not known; `java_type` is the name
    of its class where known; `element` stands for every element of a collection."""

    texts: frozenset[str] | None = None
    java_type: str | None = None
    inputs: Inputs = _NO_INPUTS
    element: Value | None = None
    shape: Shape | None = None
    block: Block | None = field(default=None, compare=False)  # of a #define

    @property
    def text(self) -> str | None:
        """What it prints as, where that is certain."""
        return next(iter(self.texts)) if self.texts is not None and len(self.texts) == 1 else None

    def is_certainly(self, text: str) -> bool:
        return self.text == text

    def may_be(self, text: str) -> bool:
        return self.texts is None or text in self.texts

    def with_inputs(self, inputs: Iterable[Input]) -> Value:
        return replace(self, inputs=frozenset(inputs))

    def without_text(self, text: str) -> Value:
        return self if self.texts is None else replace(self, texts=self.texts - {text})


UNKNOWN = Value()
EMPTY = Value(frozenset({""}))
"""Undefined, null and the empty text print and compare alike on API Gateway."""


def literal(text: str, java_type: str = "String") -> Value:
    return Value(frozenset({text}), java_type)


def of_type(java_type: str | None, inputs: Iterable[Input] = ()) -> Value:
    return Value(None, java_type, frozenset(inputs))


def join(left: Value, right: Value) -> Value:
    """What is known of a value that is one or the other."""
    if left == right:
        return left
    return Value(
        texts=_limited(left.texts | right.texts)
        if left.texts is not None and right.texts is not None
        else None,
        java_type=_same_type(left, right),
        inputs=left.inputs | right.inputs,
        element=join_all([v for v in (left.element, right.element) if v]),
        shape=left.shape if left.shape is right.shape else None,
    )


def join_all(values: Iterable[Value]) -> Value | None:
    joined: Value | None = None
    for value in values:
        joined = value if joined is None else join(joined, value)
    return joined


def concatenate(left: Value, right: Value) -> Value:
    texts = None
    if left.texts is not None and right.texts is not None:
        texts = _limited(frozenset(a + b for a in left.texts for b in right.texts))
    return Value(texts, "String", left.inputs | right.inputs)


def _limited(texts: frozenset[str]) -> frozenset[str] | None:
    return texts if len(texts) <= _MOST_TEXTS else None


def _same_type(left: Value, right: Value) -> str | None:
    # An undefined value has no methods that could be missing.
    types = {v.java_type for v in (left, right) if v != EMPTY}
    return types.pop() if len(types) == 1 else None
