"""The syntax of JsonPath."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from local.vtl import jsonpath_steps
from local.vtl.errors import JavaError
from local.vtl.jsonpath_filter import parse_filter
from local.vtl.jsonpath_steps import FUNCTIONS, JsonPath, Step
from local.vtl.limits import PATTERN_LENGTH

_NAME = re.compile(r"[^.\[\]()\s?@,:*'\"]+")
_FUNCTION = re.compile(r"\.?([A-Za-z]+)\(\)$")
_QUOTED = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(,|\])""", re.DOTALL)
_INDEXES = re.compile(r"\[\s*(-?\d{1,9}(?:\s*,\s*-?\d{1,9})*)\s*\]")
_SLICE = re.compile(r"\[\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*\]")
_WILDCARD = re.compile(r"\[\s*\*\s*\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_path(path: str) -> JsonPath:
    """Raises JavaError, as Jayway throws InvalidPathException. A path without `$` starts there."""
    text = path.strip()
    if len(text) > PATTERN_LENGTH:
        raise JavaError(f"a JsonPath may have {PATTERN_LENGTH} characters here")
    if not text:
        raise JavaError("InvalidPathException: a JsonPath cannot be empty")
    if text[0] not in "$@":
        text = f"$.{text}"
    return _PathParser(text).path()


class _PathParser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 1
        self._steps: list[Step] = []
        self._definite = True

    def path(self) -> JsonPath:
        while self._position < len(self._text):
            function = _FUNCTION.match(self._text, self._position)
            if function is not None:
                return JsonPath(tuple(self._steps), self._definite, self._function(function[1]))
            self._segment()
        return JsonPath(tuple(self._steps), self._definite, None)

    def _function(self, name: str) -> Callable[[Any], Any]:
        if name not in FUNCTIONS:
            raise self._invalid(f"there is no function {name}()")
        return FUNCTIONS[name]

    def _invalid(self, reason: str) -> JavaError:
        return JavaError(f"InvalidPathException: {self._text!r}: {reason}")

    def _add(self, step: Step, *, definite: bool = True) -> None:
        self._steps.append(step)
        self._definite = self._definite and definite

    def _segment(self) -> None:
        if self._text.startswith("..", self._position):
            self._position += 2
            self._add(jsonpath_steps.descendants, definite=False)
            if not self._text.startswith("[", self._position):
                self._name()
        elif self._text[self._position] == ".":
            self._position += 1
            if not self._text.startswith("[", self._position):
                self._name()
        elif self._text[self._position] == "[":
            self._bracket()
        else:
            raise self._invalid(f"unexpected {self._text[self._position]!r}")

    def _name(self) -> None:
        if self._text.startswith("*", self._position):
            self._position += 1
            self._add(jsonpath_steps.every, definite=False)
            return
        match = _NAME.match(self._text, self._position)
        if match is None:
            raise self._invalid("a name is missing")
        self._position = match.end()
        self._add(jsonpath_steps.member(match[0]))

    def _bracket(self) -> None:
        if self._text[self._position + 1 :].lstrip().startswith(("'", '"')):
            self._quoted_names()
        elif self._text[self._position + 1 :].lstrip().startswith("?"):
            condition, self._position = parse_filter(self._text, self._position, parse_path)
            self._add(jsonpath_steps.matching(condition), definite=False)
        elif (match := _WILDCARD.match(self._text, self._position)) is not None:
            self._position = match.end()
            self._add(jsonpath_steps.every, definite=False)
        elif (match := _INDEXES.match(self._text, self._position)) is not None:
            self._position = match.end()
            positions = tuple(int(number) for number in match[1].split(","))
            self._add(jsonpath_steps.indexes(positions), definite=len(positions) == 1)
        elif (match := _SLICE.match(self._text, self._position)) is not None:
            self._position = match.end()
            bounds = (int(match[1]) if match[1] else None, int(match[2]) if match[2] else None)
            self._add(jsonpath_steps.part(*bounds), definite=False)
        else:
            raise self._invalid("the brackets hold no name, index, slice or filter")

    def _quoted_names(self) -> None:
        names: list[str] = []
        self._position += 1
        while True:
            match = _QUOTED.match(self._text, self._position)
            if match is None:
                raise self._invalid("a quoted name is not closed")
            self._position = match.end()
            names.append(_ESCAPED.sub(r"\1", match[1] if match[1] is not None else match[2]))
            if match[3] == "]":
                break
        self._add(
            jsonpath_steps.member(names[0])
            if len(names) == 1
            else jsonpath_steps.members(tuple(names))
        )
