"""Media types and the conversion of payloads between text and binary.

The two tables are those of "Content type conversions for API Gateway" in the developer guide.
"""

import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from local.gateway.errors import ApiConfigurationError

DEFAULT_TYPE = "application/json"

Payload = str | bytes
"""A body on its way through the gateway: str is text, bytes is binary."""


class ContentHandling(Enum):
    CONVERT_TO_TEXT = "CONVERT_TO_TEXT"
    CONVERT_TO_BINARY = "CONVERT_TO_BINARY"


def media_type(header: str | None) -> str:
    """The first media type of a Content-Type or Accept header: lower case, no parameters."""
    if not header:
        return ""
    return header.split(",", 1)[0].split(";", 1)[0].strip().lower()


@dataclass(frozen=True)
class BinaryMediaTypes:
    """An API's binaryMediaTypes: exact types, `type/*` and `*/*`."""

    types: frozenset[str]

    @classmethod
    def of(cls, types: Iterable[str]) -> "BinaryMediaTypes":
        return cls(frozenset(entry.strip().lower() for entry in types))

    def match(self, header: str | None) -> bool:
        """Whether the header's first media type counts as binary; an absent one only for `*/*`."""
        if not self.types:
            return False
        if "*/*" in self.types:
            return True
        kind = media_type(header)
        main, slash, _ = kind.partition("/")
        return bool(slash) and (kind in self.types or f"{main}/*" in self.types)


def request_payload(body: bytes, *, binary: bool, handling: ContentHandling | None) -> Payload:
    """The client's body as the request template, or the endpoint, sees it."""
    if binary:
        return to_base64(body) if handling is ContentHandling.CONVERT_TO_TEXT else body
    if handling is ContentHandling.CONVERT_TO_BINARY:
        return from_base64(body)
    return to_text(body)


def response_payload(
    body: bytes, *, binary: bool, accepts_binary: bool, handling: ContentHandling | None
) -> Payload:
    """The endpoint's body as the response template, or the client, sees it."""
    wants_binary = handling is ContentHandling.CONVERT_TO_BINARY or (
        handling is None and accepts_binary
    )
    if wants_binary:
        return body if binary else from_base64(body)
    return to_base64(body) if binary else to_text(body)


def to_base64(body: bytes) -> str:
    return binascii.b2a_base64(body, newline=False).decode("ascii")


def from_base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body, strict_mode=True)
    except binascii.Error as error:
        raise ApiConfigurationError(detail="Unable to base64 decode the body.") from error


def to_text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def to_bytes(payload: Payload) -> bytes:
    """The payload on the wire; an unpaired surrogate (a template may cut a pair) becomes `?`."""
    return payload if isinstance(payload, bytes) else payload.encode("utf-8", "replace")
