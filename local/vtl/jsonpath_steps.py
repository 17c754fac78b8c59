"""What the segments of a JsonPath lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_values import JsonArray, KeySet, is_number

Step = Callable[[Any, Any], Iterator[Any]]  # (element, document) -> the elements it leads to


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A definite path leads to one element at most; an indefinite one to a list of elements."""

    steps: tuple[Step, ...]
    definite: bool
    function: Callable[[Any], Any] | None


MISSING = object()


def evaluate(path: JsonPath, document: Any) -> Any:
    """What the path leads to: a list for an indefinite path, MISSING where a definite one leads
    nowhere."""
    found = [document]
    for step in path.steps:
        found = _bounded(element for item in found for element in step(item, document))
    value = JsonArray(found) if not path.definite else found[0] if found else MISSING
    return value if path.function is None else path.function(value)


def _bounded(elements: Iterator[Any]) -> list[Any]:
    found = []
    for element in elements:
        found.append(element)
        if len(found) > limits.ELEMENTS:
            raise JavaError("the JsonPath leads to too many elements")
    return found


def member(name: str) -> Step:
    def step(element: Any, _: Any) -> Iterator[Any]:
        if isinstance(element, dict) and name in element:
            yield element[name]

    return step


def members(names: tuple[str, ...]) -> Step:
    """`['a','b']`: a map of just these."""

    def step(element: Any, _: Any) -> Iterator[Any]:
        if isinstance(element, dict):
            yield {name: element[name] for name in names if name in element}

    return step


def indexes(positions: tuple[int, ...]) -> Step:
    def step(element: Any, _: Any) -> Iterator[Any]:
        if isinstance(element, list):
            for position in positions:
                if -len(element) <= position < len(element):
                    yield element[position]

    return step


def part(start: int | None, end: int | None) -> Step:
    def step(element: Any, _: Any) -> Iterator[Any]:
        if isinstance(element, list):
            yield from element[start:end]

    return step


def every(element: Any, _: Any) -> Iterator[Any]:
    if isinstance(element, dict):
        yield from element.values()
    elif isinstance(element, list):
        yield from element


def descendants(element: Any, _: Any) -> Iterator[Any]:
    """The element and all there is inside it, outer before inner."""
    pending = [element]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, dict):
            pending.extend(reversed(item.values()))
        elif isinstance(item, list):
            pending.extend(reversed(item))


def matching(condition: Callable[[Any, Any], bool]) -> Step:
    def step(element: Any, document: Any) -> Iterator[Any]:
        candidates = element if isinstance(element, list) else [element]
        for candidate in candidates:
            if condition(candidate, document):
                yield candidate

    return step


def _numbers(value: Any) -> list[Any]:
    found = [item for item in value if is_number(item)] if isinstance(value, list) else []
    if not found:
        raise JavaError("the aggregation function is given no numbers")
    return found


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, (list, dict, str)) else None


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "length": _length,
    "size": _length,
    "min": lambda value: float(min(_numbers(value))),
    "max": lambda value: float(max(_numbers(value))),
    "sum": lambda value: float(sum(_numbers(value))),
    "avg": lambda value: float(sum(_numbers(value))) / len(_numbers(value)),
    "keys": lambda value: KeySet(value) if isinstance(value, dict) else None,
    "first": lambda value: value[0] if isinstance(value, list) and value else None,
    "last": lambda value: value[-1] if isinstance(value, list) and value else None,
}
