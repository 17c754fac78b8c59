"""Which operation a request asks for, and how answers and errors are written.

The front end's answers to wrong headers are those measured on AWS's JSON services.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias
from uuid import uuid4

from local.rekognition.protocol.errors import ServiceError
from local.rekognition.protocol.model import TARGET_PREFIX, operation_names

Answer: TypeAlias = tuple[int, dict[str, str], bytes]

JSON_1_1 = "application/x-amz-json-1.1"
_JSON_TYPES = (JSON_1_1, "application/x-amz-json-1.0", "application/json")
_UNKNOWN_OPERATION = "com.amazon.coral.service#UnknownOperationException"
_NO_OPERATION_NAME = (
    b"<AccessDeniedException>\n"
    b"  <Message>Unable to determine service/operation name to be authorized</Message>\n"
    b"</AccessDeniedException>\n"
)


class NoOperation(Exception):
    """The request names no operation; `answer` is what the front end says to that."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def requested_operation(method: str, headers: Mapping[str, str]) -> str:
    """The operation's name, from X-Amz-Target. Raises NoOperation."""
    lowered = {name.lower(): value for name, value in headers.items()}
    media_type = lowered.get("content-type", "").partition(";")[0].strip().lower()
    prefix, _, name = lowered.get("x-amz-target", "").partition(".")
    is_json = media_type in _JSON_TYPES
    if not prefix and not is_json:
        raise NoOperation(_xml(403, _NO_OPERATION_NAME))
    if method != "POST" or not is_json:
        raise NoOperation(_xml(404, b"<UnknownOperationException/>\n"))
    if prefix == TARGET_PREFIX and name in operation_names():
        return name
    if media_type == "application/json":
        output = {"__type": _UNKNOWN_OPERATION, "message": None}
        raise NoOperation(_json(200, {"Output": output, "Version": "1.0"}))
    raise NoOperation(_json(400, {"__type": _UNKNOWN_OPERATION}))


def success(members: Mapping[str, Any]) -> Answer:
    return _json(200, members)


def failure(error: ServiceError) -> Answer:
    return _json(error.status, error.body())


def _json(status: int, value: Mapping[str, Any]) -> Answer:
    body = json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    return status, _headers(JSON_1_1), body


def _xml(status: int, body: bytes) -> Answer:
    return status, _headers("text/xml"), body


def _headers(content_type: str) -> dict[str, str]:
    return {"content-type": content_type, "x-amzn-requestid": str(uuid4())}
