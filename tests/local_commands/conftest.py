"""The commands as they are called, over this application or over a copy that may be edited."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from local.__main__ import main

ROOT = Path(__file__).parents[2]
SOURCES = ("template.yaml", "samconfig.toml", "api", "vtl")

Command = Callable[..., int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """`python -m local` with these arguments, in the application's folder; its exit code."""
    monkeypatch.chdir(ROOT)

    def call(*arguments: str) -> int:
        try:
            return main([str(argument) for argument in arguments])
        except SystemExit as end:
            return int(end.code or 0)

    return call


class Application:
    """A copy of the application's sources."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        for name in SOURCES:
            source, target = ROOT / name, root / name
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)

    def edit(self, name: str, before: str, after: str) -> None:
        text = (self.root / name).read_text()
        assert before in text, f"{name} has no {before!r}"
        (self.root / name).write_text(text.replace(before, after))

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(tmp_path / "app")
