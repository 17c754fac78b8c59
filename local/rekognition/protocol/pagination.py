"""NextToken: opaque to the caller, bound to the list it belongs to, and refused when altered."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hashlib import sha256

from local.rekognition.protocol.errors import InvalidPaginationTokenException

_POSITION = 8
_SEAL = 16


def write_token(secret: bytes, scope: str, position: int) -> str:
    """A token for the items after `position`, valid for `scope` (operation and its filters)."""
    packed = position.to_bytes(_POSITION, "big")
    return urlsafe_b64encode(packed + _seal(secret, scope, packed)).decode()


def read_token(secret: bytes, scope: str, token: str | None) -> int:
    """The position to go on after; 0 without a token. Raises InvalidPaginationTokenException."""
    if token is None:
        return 0
    position = _position(token)
    genuine = write_token(secret, scope, position)
    if not hmac.compare_digest(genuine.encode(), token.encode()):
        raise InvalidPaginationTokenException("Invalid Pagination Token")
    return position


def _position(token: str) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(token)[:_POSITION], "big")
    except (Base64Error, ValueError):
        return 0


def _seal(secret: bytes, scope: str, packed: bytes) -> bytes:
    return hmac.digest(secret, scope.encode() + b"\x00" + packed, sha256)[:_SEAL]
