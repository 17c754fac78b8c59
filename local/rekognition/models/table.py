"""Reads the values of a TOML table one by one, and says in one line which is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from local.rekognition.models.network import Triple
from local.rekognition.state import ModelsError

_Given = Any


class Table:
    """A table of models.toml; `where` names it in errors. Everything raises ModelsError."""

    def __init__(self, values: _Given, where: str) -> None:
        self.where = where
        if not isinstance(values, dict):
            raise self.error("must be a table")
        self._values = values
        self._read: set[str] = set()

    def error(self, problem: str) -> ModelsError:
        return ModelsError(f"{self.where}: {problem}")

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value:
            raise self.error(f"{key} must be a text")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> Any:
        """One of some texts."""
        value = self._value(key, default)
        if value not in choices:
            raise self.error(f"{key} must be one of {', '.join(choices)}, not {value!r}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.error(f"{key} must be true or false")
        return value

    def number(self, key: str, default: float | None, least: float, most: float) -> float:
        value = self._value(key, default)
        if not _is_number(value) or not least <= value <= most:
            raise self.error(f"{key} must be a number from {least:g} to {most:g}")
        return float(value)

    def size(self, key: str) -> tuple[int, int]:
        """Width and height in px, given as both or as one for both."""
        value = self._value(key)
        pair = value if isinstance(value, list) else [value, value]
        if len(pair) != 2 or not all(type(one) is int and 1 <= one <= 4096 for one in pair):
            raise self.error(f"{key} must be [width, height] in pixels, from 1 to 4096")
        return pair[0], pair[1]

    def triple(self, key: str, default: float) -> Triple:
        """A number for each channel, or one for all."""
        value = self._value(key, default)
        three = value if isinstance(value, list) else [value] * 3
        if len(three) != 3 or not all(map(_is_number, three)):
            raise self.error(f"{key} must be a number or three")
        return float(three[0]), float(three[1]), float(three[2])

    def point(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        value = self._value(key, list(default))
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
            raise self.error(f"{key} must be [x, y] in ratios of the input")
        return float(value[0]), float(value[1])

    def lists(self, key: str) -> dict[str, list[str]]:
        """A table of names with lists of names."""
        found = self._value(key, {})
        if not isinstance(found, dict) or not all(map(_is_list_of_texts, found.values())):
            raise self.error(f'{key} must be a table such as {{ Cat = ["Animal"] }}')
        return found

    def texts(self, key: str) -> dict[str, str]:
        """A table of names with a text each."""
        found = self._value(key, {})
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise self.error(f'{key} must be a table such as {{ Cat = "Animals and Pets" }}')
        return found

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def tables(self, key: str) -> list[Table]:
        """An array of tables, `[[key]]`."""
        found = self._value(key, [])
        if not isinstance(found, list):
            raise self.error(f"write [[{key}]], not [{key}]")
        numbered = enumerate(found, 1)
        return [Table(one, f"{self.where}: {key} {number}") for number, one in numbered]

    def table(self, key: str) -> Table:
        return Table(self._value(key), f"{self.where}: {key}")

    def finish(self) -> None:
        """Refuses what was not asked for: a key that is misspelt must not be ignored."""
        unknown = self._values.keys() - self._read
        if unknown:
            raise self.error(f"{', '.join(sorted(unknown))} is not a setting here")

    def _value(self, key: str, default: _Given = None) -> _Given:
        self._read.add(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.error(f"{key} is missing")
        return value


def _is_number(value: _Given) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_list_of_texts(value: _Given) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
