from __future__ import annotations

import pytest

from local.vtl import VtlError
from tests.unit.vtl.mapping import render_mapping


def _apply(function: str, text: str) -> str:
    return render_mapping(f"$util.{function}($input.params('x'))", querystring={"x": text})


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("it's", r"it\'s"),
        ('say "hi"', r"say \"hi\""),
        ("a\\b", r"a\\b"),
        ("a/b", r"a\/b"),
        ("a\tb\nc\r", r"a\tb\nc\r"),
        ("\x01\x7f", "\\u0001\x7f"),
        ("é€😀", r"\u00E9\u20AC\uD83D\uDE00"),
        ("plain 123 {}[]<>&=$#", "plain 123 {}[]<>&=$#"),
    ],
)
def test_escape_java_script(text: str, escaped: str) -> None:
    assert _apply("escapeJavaScript", text) == escaped


def test_escape_java_script_of_json_becomes_json_again_without_escaped_quotes() -> None:
    template = '"$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'","\'")"'

    assert render_mapping(template, '{"a":"it\'s"}') == '"{\\"a\\":\\"it\'s\\"}"'


def test_escape_java_script_takes_scalars_only() -> None:
    template = "$util.escapeJavaScript(5) $util.escapeJavaScript(true) <$util.escapeJavaScript({})>"

    assert render_mapping(template) == "5 true <>"


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ('{"some": "value"}', "%7B%22some%22%3A+%22value%22%7D"),
        ("a-b_c.d*e~f", "a-b_c.d*e%7Ef"),
        ("é/+ ", "%C3%A9%2F%2B+"),
        ("", ""),
    ],
)
def test_url_encode_and_decode(text: str, encoded: str) -> None:
    assert _apply("urlEncode", text) == encoded
    assert _apply("urlDecode", encoded) == text


def test_url_decode_refuses_a_malformed_escape() -> None:
    with pytest.raises(VtlError, match="URLDecoder"):
        _apply("urlDecode", "100%")


def test_base64() -> None:
    assert _apply("base64Encode", "héllo") == "aMOpbGxv"
    assert _apply("base64Decode", "aMOpbGxv") == "héllo"


def test_base64_decode_refuses_what_is_no_base64() -> None:
    with pytest.raises(VtlError):
        _apply("base64Decode", "a")


def test_parse_json() -> None:
    template = "#set($o = $util.parseJson($input.params('x')))$o.a[1] $o.b $o.a"

    assert render_mapping(template, querystring={"x": '{"a": [1, "z"], "b": {"c": 1}}'}) == (
        'z {c=1} [1,"z"]'
    )


def test_parse_json_refuses_what_is_no_json() -> None:
    with pytest.raises(VtlError, match="not JSON"):
        _apply("parseJson", "{")


def test_there_is_nothing_else() -> None:
    assert render_mapping("<$util.toJson({})$util.qr(1)$util.defaultIfNull(1, 2)>") == "<>"
