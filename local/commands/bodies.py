"""The body that a command is given, and its media type."""

import mimetypes
import sys
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError

# The first bytes of what this API takes; a file's name may say anything.
_SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True)
class Body:
    data: bytes
    content_type: str


NO_BODY = Body(b"", "application/json")


def read_body(name: str | None, content_type: str | None = None) -> Body:
    """The file of that name, standard input for `-`, an empty body for None.

    Raises LocalError for a file that cannot be read.
    """
    if name is None:
        return Body(b"", content_type or NO_BODY.content_type)
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise LocalError(f"{name}: {(error.strerror or str(error)).lower()}") from None
    return Body(data, content_type or _guess(name, data))


def _guess(name: str, data: bytes) -> str:
    for signature, content_type in _SIGNATURES.items():
        if data.startswith(signature):
            return content_type
    return mimetypes.guess_type(name)[0] or NO_BODY.content_type
