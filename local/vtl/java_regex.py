"""java.util.regex on the `regex` package, which knows possessive quantifiers and has a timeout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import monotonic
from typing import Any

import regex

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_regex_syntax import translate
from local.vtl.java_values import checked_size, checked_text


def matches(text: str, pattern: str) -> bool:
    """String.matches: whether the whole text matches."""
    with _guarded():
        return _compiled(pattern).fullmatch(text, timeout=limits.REGEX_SECONDS) is not None


def replace_all(text: str, pattern: str, replacement: str) -> str:
    return _replace(text, pattern, replacement, once=False)


def replace_first(text: str, pattern: str, replacement: str) -> str:
    return _replace(text, pattern, replacement, once=True)


def split(text: str, pattern: str, limit: int = 0) -> list[str]:
    """String.split: a limit of 0 drops trailing empty strings, a negative one keeps them."""
    parts: list[str] = []
    start = 0
    with _guarded():
        for match in _found(pattern, text):
            if 0 < limit == len(parts) + 1:
                break
            if match.end() == 0:  # an empty match at the beginning yields no empty string
                continue
            parts.append(text[start : match.start()])
            start = match.end()
            if len(parts) > limits.ELEMENTS:
                checked_size(parts)
    if not parts:
        return [text]
    parts.append(text[start:])
    while limit == 0 and parts and not parts[-1]:
        parts.pop()
    return parts


def _found(pattern: str, text: str) -> Iterator[Any]:
    """The matches one after the other; after an empty one Java goes on a character later."""
    search = _compiled(pattern).search
    deadline = monotonic() + limits.REGEX_SECONDS
    position = 0
    while position <= len(text):
        remaining = deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError
        match = search(text, position, timeout=remaining)
        if match is None:
            return
        yield match
        position = match.end() + (match.start() == match.end())


def _replace(text: str, pattern: str, replacement: str, *, once: bool) -> str:
    parts: list[str] = []
    size = start = 0
    template: list[str | int | tuple[str]] | None = None
    with _guarded():
        for match in _found(pattern, text):
            if template is None:
                template = _parse_replacement(replacement, match.re.groups)
            piece = text[start : match.start()] + _expand(template, match)
            size += len(piece)
            if size > limits.CHARACTERS:
                raise JavaError(f"a string may hold {limits.CHARACTERS} characters here")
            parts.append(piece)
            start = match.end()
            if once:
                break
    return checked_text("".join(parts) + text[start:])


def _expand(template: list[str | int | tuple[str]], match: Any) -> str:
    return "".join(
        piece if isinstance(piece, str) else match[_group_key(piece)] or "" for piece in template
    )


def _group_key(piece: int | tuple[str]) -> int | str:
    return piece[0] if isinstance(piece, tuple) else piece


def _parse_replacement(replacement: str, groups: int) -> list[str | int | tuple[str]]:
    """Literal text, group numbers, and group names as one-element tuples."""
    pieces: list[str | int | tuple[str]] = []
    position = 0
    while position < len(replacement):
        char = replacement[position]
        if char not in "\\$":
            pieces.append(char)
            position += 1
        elif position + 1 == len(replacement):
            raise JavaError(f"java.lang.IllegalArgumentException: {char} ends the replacement")
        elif char == "\\":
            pieces.append(replacement[position + 1])
            position += 2
        else:
            piece, position = _group_reference(replacement, position + 1, groups)
            pieces.append(piece)
    return pieces


def _group_reference(replacement: str, position: int, groups: int) -> tuple[int | tuple[str], int]:
    if replacement[position] == "{":
        end = replacement.find("}", position)
        name = replacement[position + 1 : end]
        if end < 0 or not (name.isalnum() and name.isascii() and name[0].isalpha()):
            raise JavaError(
                "java.lang.IllegalArgumentException: named capturing group is malformed"
            )
        return (name,), end + 1
    if replacement[position] not in "0123456789":
        raise JavaError("java.lang.IllegalArgumentException: Illegal group reference")
    group = int(replacement[position])
    if group > groups:
        raise JavaError(f"java.lang.IndexOutOfBoundsException: No group {group}")
    position += 1
    while position < len(replacement) and replacement[position] in "0123456789":
        longer = group * 10 + int(replacement[position])
        if longer > groups:
            break
        group = longer
        position += 1
    return group, position


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise JavaError("the regular expression takes too long") from None
    except (regex.error, OverflowError, IndexError, KeyError) as error:
        raise JavaError(f"java.util.regex.PatternSyntaxException: {error}") from None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return regex.compile(translate(pattern), regex.V1)
