"""JsonPath's filters: `[?(@.price < 10 && @.tag == 'new')]`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from local.vtl import java_math, java_regex
from local.vtl.errors import JavaError
from local.vtl.java_values import is_number
from local.vtl.json_text import NotJson, parse_json
from local.vtl.jsonpath_steps import MISSING, JsonPath, evaluate
from local.vtl.limits import NESTING

Condition = Callable[[Any, Any], bool]  # (candidate, document)
Operand = Callable[[Any, Any], Any]
ParsePath = Callable[[str], JsonPath]

_SPACE = re.compile(r"\s*")
_OPERATOR = re.compile(
    r"==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b", re.IGNORECASE
)
_PATH = re.compile(
    r"""[@$](?:\.\.?[^\s.\[\]()=!<>~&|,]+(?:\(\))?|\[(?:[^\]'"]|'[^']*'|"[^"]*")*\])*"""
)
_STRING = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)
_PATTERN = re.compile(r"/((?:[^/\\]|\\.)*)/([imsx]*)")
_JSON = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\[[^\]]*\]")


def parse_filter(text: str, position: int, parse_path: ParsePath) -> tuple[Condition, int]:
    """The condition of the `[?(...)]` at this position, and where it ends."""
    parser = _FilterParser(text, position, parse_path)
    parser.expect("[", "?", "(")
    condition = parser.disjunction()
    parser.expect(")", "]")
    return condition, parser.position


class _FilterParser:
    def __init__(self, text: str, position: int, parse_path: ParsePath) -> None:
        self._text = text
        self._parse_path = parse_path
        self.position = position
        self._depth = 0

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self.position)
        assert match is not None  # it matches the empty string
        self.position = match.end()

    def _accept(self, token: str) -> bool:
        self._skip()
        found = self._text.startswith(token, self.position)
        self.position += len(token) if found else 0
        return found

    def expect(self, *tokens: str) -> None:
        for token in tokens:
            if not self._accept(token):
                raise JavaError(f"InvalidPathException: {self._text!r}: {token!r} is missing")

    def disjunction(self) -> Condition:
        alternatives = [self._conjunction()]
        while self._accept("||"):
            alternatives.append(self._conjunction())
        return lambda item, root: any(holds(item, root) for holds in alternatives)

    def _conjunction(self) -> Condition:
        conditions = [self._negation()]
        while self._accept("&&"):
            conditions.append(self._negation())
        return lambda item, root: all(holds(item, root) for holds in conditions)

    def _negation(self) -> Condition:
        self._depth += 1
        if self._depth > NESTING:
            raise JavaError("the JsonPath is nested too deeply")
        if self._accept("!"):
            inner = self._negation()
            condition: Condition = lambda item, root: not inner(item, root)  # noqa: E731
        elif self._accept("("):
            condition = self.disjunction()
            self.expect(")")
        else:
            condition = self._comparison()
        self._depth -= 1
        return condition

    def _comparison(self) -> Condition:
        left = self._operand()
        self._skip()
        match = _OPERATOR.match(self._text, self.position)
        if match is None:
            return lambda item, root: left(item, root) is not MISSING
        self.position = match.end()
        right = self._operand()
        holds = _OPERATORS[match[0].lower()]
        return lambda item, root: holds(left(item, root), right(item, root))

    def _operand(self) -> Operand:
        self._skip()
        for pattern, make in (
            (_PATH, self._path),
            (_STRING, _string),
            (_PATTERN, _regex),
            (_JSON, _json),
        ):
            match = pattern.match(self._text, self.position)
            if match is not None:
                self.position = match.end()
                return make(match)
        raise JavaError(f"InvalidPathException: {self._text!r}: a value is missing")

    def _path(self, match: re.Match[str]) -> Operand:
        path = self._parse_path(f"${match[0][1:]}")
        if match[0][0] == "$":
            return lambda item, root: evaluate(path, root)
        return lambda item, root: evaluate(path, item)


def _string(match: re.Match[str]) -> Operand:
    text = re.sub(r"\\(.)", r"\1", match[1] if match[1] is not None else match[2])
    return lambda item, root: text


def _regex(match: re.Match[str]) -> Operand:
    pattern = f"(?{match[2]}){match[1]}" if match[2] else match[1]
    return lambda item, root: pattern


def _json(match: re.Match[str]) -> Operand:
    try:
        value = parse_json(match[0].replace("'", '"'))
    except NotJson:
        raise JavaError(f"InvalidPathException: {match[0]!r} is no value") from None
    return lambda item, root: value


def _equal(left: Any, right: Any) -> bool:
    if is_number(left) and is_number(right):
        return java_math.compare(left, right) == 0
    return type(left) is type(right) and bool(left == right)


def _ordered(holds: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        if is_number(left) and is_number(right):
            return holds(java_math.compare(left, right))
        if isinstance(left, str) and isinstance(right, str):
            return holds((left > right) - (left < right))
        return False

    return compare


def _among(item: Any, items: Any) -> bool:
    return isinstance(items, list) and any(_equal(item, other) for other in items)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    return _among(right, left)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, (str, list)) else -1


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
    "=~": lambda left, right: isinstance(left, str) and java_regex.matches(left, right),
    "in": _among,
    "nin": lambda left, right: not _among(left, right),
    "subsetof": lambda left, right: (
        isinstance(left, list) and all(_among(item, right) for item in left)
    ),
    "anyof": lambda left, right: (
        isinstance(left, list) and any(_among(item, right) for item in left)
    ),
    "noneof": lambda left, right: (
        isinstance(left, list) and not any(_among(item, right) for item in left)
    ),
    "contains": _contains,
    "size": lambda left, right: _size(left) == (right if is_number(right) else _size(right)),
    "empty": lambda left, right: (_size(left) == 0) is right,
}
