"""docs/mapping-templates.md: what it shows is what the commands print."""

import io
import re
import shlex
from pathlib import Path

import pytest

from tests.local_commands.conftest import ROOT, Command

DOCUMENT = (ROOT / "docs/mapping-templates.md").read_text()
CONSOLE = re.compile(
    r"```console\n\$ (?:echo '(?P<input>[^']*)' \| )?python -m local (?P<command>[^\n]+)\n"
    r"(?P<output>.*?)```",
    re.DOTALL,
)
# The rest needs a photo, or prints request ids and times.
REPEATABLE = [
    match
    for match in CONSOLE.finditer(DOCUMENT)
    if match["command"].startswith(("render", "lint")) and ".jpg" not in match["command"]
]


def test_there_is_something_to_compare() -> None:
    assert len(REPEATABLE) >= 3


@pytest.mark.parametrize("shown", REPEATABLE, ids=lambda match: match["command"][:40])
def test_a_command_prints_what_is_shown(
    shown: re.Match[str],
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = io.TextIOWrapper(io.BytesIO((shown["input"] or "").encode()))
    monkeypatch.setattr("sys.stdin", given)
    assert command(*shlex.split(shown["command"])) == 0
    assert capsys.readouterr().out == shown["output"]


def test_the_case_it_shows_is_one_of_the_templates() -> None:
    case = Path("tests/vtl/search.request/everything")
    for name in ("case.yaml", "expected.json"):
        assert (ROOT / case / name).read_text().strip() in DOCUMENT
