"""How the commands print: JSON indented, headers as on the wire, nothing endless on a terminal."""

import json
import re
import sys
from collections.abc import Iterable, Iterator

_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_KEPT = 60
_LONGEST_TEXT = 8000


def print_text(text: str, *, full: bool) -> None:
    """Cut for a terminal unless `full`; whole where it is piped to a file or a program."""
    print(shortened(text) if sys.stdout.isatty() and not full else text)


def shortened(text: str) -> str:
    """With the middle of each long Base64 text, and the end of a long text, left out."""
    text = _LONG_BASE64.sub(_shortened_base64, text)
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"{text[:_LONGEST_TEXT]}... [{len(text) - _LONGEST_TEXT} more characters]"


def _shortened_base64(match: re.Match[str]) -> str:
    return f"{match[0][:_KEPT]}... [{len(match[0])} characters of Base64]"


def print_head(status: int, reason: str, headers: Iterable[tuple[str, str]]) -> None:
    print(f"HTTP {status} {reason}".rstrip())
    for name, value in headers:
        print(f"{name}: {value}")
    print()


def indented(text: str) -> str | None:
    """The JSON text with line breaks, its tokens as they are; None if it is no JSON."""
    try:
        json.loads(text, parse_int=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return "".join(_with_breaks(_TOKEN.findall(text)))


def _with_breaks(tokens: list[str]) -> Iterator[str]:
    depth, before = 0, ""
    for token in tokens:
        if token in ("}", "]"):
            depth -= 1
            yield token if before in ("{", "[") else f"{_line(depth)}{token}"
        elif before in ("{", "[", ","):
            yield f"{_line(depth)}{token}"
        else:
            yield token
        if token in ("{", "["):
            depth += 1
        if token == ":":
            yield " "
        before = token


def _line(depth: int) -> str:
    return "\n" + "  " * depth


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def note(text: str) -> None:
    print(f"local: {text}", file=sys.stderr)
