"""How the commands print."""

import json

import pytest

from local.commands.printing import indented, print_text, shortened

BYTES = "A" * 5000


def test_json_is_indented_and_its_tokens_stay_as_they_are() -> None:
    text = '{"a":1.50,"b":[1e400,{}],"c":"{\\u00e9"}'
    assert indented(text) == (
        '{\n  "a": 1.50,\n  "b": [\n    1e400,\n    {}\n  ],\n  "c": "{\\u00e9"\n}'
    )


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a":}'])
def test_what_is_no_json_has_no_indented_form(text: str) -> None:
    assert indented(text) is None


def test_long_base64_is_cut_and_its_length_told() -> None:
    cut = shortened(json.dumps({"Bytes": BYTES, "MaxFaces": 3}))
    assert "[5000 characters of Base64]" in cut
    assert cut.endswith('"MaxFaces": 3}')
    assert len(cut) < 200


def test_a_long_text_is_cut_at_its_end() -> None:
    assert shortened("a b " * 3000).endswith("more characters]")


@pytest.mark.parametrize(
    ("terminal", "full", "whole"),
    [(True, False, False), (True, True, True), (False, False, True)],
)
def test_only_a_terminal_gets_the_short_form_and_not_with_full(
    terminal: bool,
    full: bool,
    whole: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    print_text(BYTES, full=full)
    assert (BYTES in capsys.readouterr().out) is whole
