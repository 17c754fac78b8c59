"""Says whether an answer has only what the model of the service allows."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "boolean": bool,
    "timestamp": (int, float),
    "list": list,
    "map": dict,
    "structure": dict,
}


def assert_conforms(shape: Any, value: Any, path: str = "answer") -> None:
    assert isinstance(value, _TYPES[shape.type_name]), f"{path}: {value!r} as {shape.type_name}"
    _assert_constraints(shape, value, path)
    if shape.type_name == "structure":
        unknown = value.keys() - shape.members.keys()
        assert not unknown, f"{path} has members that are not in the model: {unknown}"
        for name, member in value.items():
            assert_conforms(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            assert_conforms(shape.member, item, f"{path}[{number}]")


def _assert_constraints(shape: Any, value: Any, path: str) -> None:
    limits = shape.metadata
    if isinstance(value, int | float):
        assert limits.get("min", value) <= value <= limits.get("max", value), f"{path}: {value}"
    if isinstance(value, str):
        assert value in limits.get("enum", [value]), f"{path}: {value}"
        assert re.fullmatch(limits.get("pattern", ".*"), value, re.DOTALL), f"{path}: {value}"
