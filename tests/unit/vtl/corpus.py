"""Templates of our own with what Velocity 1.7 renders for them, in corpus/*.json.

Each file is a list of cases: a template, and the text Velocity rendered or null where it refused.
All are rendered with VARIABLES. To record the files again after adding templates, with a JRE:

    python -m tests.unit.vtl.corpus
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.unit.vtl import velocity

FOLDER = Path(__file__).parent / "corpus"

VARIABLES: dict[str, Any] = {
    "name": "World",
    "s": "Hello, World",
    "es": "",
    "uni": "Grüße",
    "csv": "a,b,,c,,",
    "five": "5",
    "n": 5,
    "z": 0,
    "neg": -7,
    "big": 5000000000,
    "f": 2.5,
    "t": True,
    "fa": False,
    "nul": None,
    "list": ["a", "b", "c"],
    "nums": [3, 1, 2],
    "empty": [],
    "nested": [[1, 2], [3], []],
    "recs": [{"id": 1, "tag": "x"}, {"id": 2, "tag": None}],
    "map": {"a": 1, "b": "two", "c": [1, 2], "d": {"e": "f"}, "n": None},
    "em": {},
}


@dataclass(frozen=True)
class Case:
    template: str
    expected: str | None


def cases(name: str) -> list[Case]:
    rows = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [Case(row["template"], row["expected"]) for row in rows]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def _recorded(template: str) -> str | None:
    try:
        return velocity.render(template, VARIABLES)
    except velocity.Refused:
        return None


def record() -> None:
    for name in names():
        rows = [
            {"template": case.template, "expected": _recorded(case.template)}
            for case in cases(name)
        ]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    record()
