"""Reads a JSON body whose image, megabytes of base64, is neither scanned nor copied.

The JSON parser looks at every character of a string. A five-megabyte image would hold the event
loop for some 10 ms, so long strings are cut out by searching for their quotes (memchr speed),
and only the rest is parsed. The decoding from base64 is left to the worker that wants the pixels.
"""

from __future__ import annotations

import json
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, NoReturn

from local.rekognition.protocol.errors import SerializationException

_LONG = 65_536
_MOST_STRINGS = 20_000  # a request with more is made to keep us busy
_MOST_JSON = 2 * 2**20  # bytes besides long strings; 4,096 face ids are 160 kB
_BACKSLASH = 0x5C
# Stands in for a string that was cut out. Nobody outside this process can write it.
_MARK = f"\x00{token_hex(16)}:"


@dataclass(frozen=True)
class Base64:
    """The text of a blob, still encoded, as a view on the request's body.

    Raises SerializationException when its length shows that it is not base64.
    """

    text: memoryview

    def __post_init__(self) -> None:
        if len(self.text) % 4:
            raise SerializationException("The blob is not valid base64")

    @property
    def size(self) -> int:
        """Bytes it will have when decoded."""
        padding = bytes(self.text[-2:]).count(b"=")
        return len(self.text) // 4 * 3 - padding

    def decode(self) -> bytes:
        """Raises SerializationException for anything that is not base64."""
        return decode_base64(self.text)


def decode_base64(text: memoryview | bytes) -> bytes:
    try:
        return a2b_base64(text, strict_mode=True)
    except Base64Error as error:
        raise SerializationException("The blob is not valid base64") from error


class Document:
    """A parsed body, and the long strings that were cut out of it."""

    def __init__(self, body: bytes) -> None:
        self._long: list[memoryview] = []
        self.value = _loads(self._cut(body) if len(body) > _LONG else body)

    def text(self, value: str) -> str:
        """The string that stands at a place of `value`, cut out or not."""
        if not value.startswith(_MARK):
            return value
        return str(_loads(b'"' + self._long_string(value) + b'"'))  # refuses control characters

    def base64(self, value: str) -> Base64:
        if value.startswith(_MARK):
            return Base64(self._long_string(value))
        return Base64(memoryview(value.encode("utf-8", "surrogatepass")))

    def _long_string(self, mark: str) -> memoryview:
        return self._long[int(mark.removeprefix(_MARK))]

    def _cut(self, body: bytes) -> bytes:
        view, copied, position = memoryview(body), 0, 0
        pieces: list[bytes | memoryview] = []
        for _ in range(_MOST_STRINGS):
            start = body.find(b'"', position)
            end = body.find(b'"', start + 1)
            if start < 0 or end < 0 or body[end - 1] == _BACKSLASH:
                break  # the parser reads the rest, or says what is wrong with it
            if end - start > _LONG and (long := _unescaped(body, start + 1, end)) is not None:
                pieces += [view[copied : start + 1], json.dumps(self._mark()).encode()[1:-1]]
                self._long.append(long)
                copied = end
            position = end + 1
        rest = b"".join([*pieces, view[copied:]])
        if len(rest) > _MOST_JSON:
            raise SerializationException("The body is too large without its images")
        return rest

    def _mark(self) -> str:
        return f"{_MARK}{len(self._long)}"


def _unescaped(body: bytes, start: int, end: int) -> memoryview | None:
    """The text of a string; None when it has other escapes than of the slash, which PHP writes."""
    if body.find(b"\\", start, end) < 0:
        return memoryview(body)[start:end]
    text = body[start:end].replace(b"\\/", b"/")
    return None if b"\\" in text else memoryview(text)


def _loads(text: bytes | memoryview) -> Any:
    try:
        return json.loads(str(text, "utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise SerializationException("The body is not valid JSON") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
