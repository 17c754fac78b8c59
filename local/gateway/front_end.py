"""From ASGI to a whole request and back: what happens before an API is known.

API Gateway's front end refuses what is too large by itself; no gateway response can be
customised for that ("Amazon API Gateway important notes").
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from local.gateway.errors import FrontEndRejection
from local.gateway.headers import Headers, single_line
from local.gateway.media import Payload, to_bytes

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PAYLOAD_LIMIT = 10_485_760
HEADER_LIMIT = 10_240
URL_LIMIT = 8_192

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class ClientDisconnected(Exception):
    """The client left before it had sent its whole request: there is nobody to answer."""


@dataclass(frozen=True)
class IncomingRequest:
    http_method: str
    path: str  # percent-encoded, as sent
    query: str  # percent-encoded, as sent
    headers: list[tuple[str, str]]  # names in lower case
    body: bytes
    client_address: str
    protocol: str
    scheme: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass
class Response:
    """What the client gets; the body is text until it is sent."""

    status: int
    headers: Headers
    body: Payload


async def read_request(scope: Scope, receive: Receive) -> IncomingRequest:
    """Raises FrontEndRejection for a request that is too large."""
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = scope.get("query_string") or b""
    if len(raw_path) + len(query) > URL_LIMIT:
        raise FrontEndRejection(414, "application/json", '{"message":"Request URI too long"}')
    headers = [
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in scope["headers"]
    ]
    if sum(len(name) + len(value) for name, value in headers) > HEADER_LIMIT:
        raise FrontEndRejection(
            431, "application/json", '{"message":"Request Header Fields Too Large"}'
        )
    client = scope.get("client") or ("127.0.0.1", 0)
    return IncomingRequest(
        http_method=scope["method"].upper(),
        path=raw_path.partition(b"?")[0].decode("utf-8", "replace"),
        query=query.decode("utf-8", "replace"),
        headers=headers,
        body=await _read_body(headers, receive),
        client_address=str(client[0]),
        protocol=f"HTTP/{scope.get('http_version', '1.1')}",
        scheme=scope.get("scheme", "http"),
    )


async def _read_body(headers: list[tuple[str, str]], receive: Receive) -> bytes:
    announced = next((value for name, value in headers if name == "content-length"), "")
    if announced.isdecimal() and int(announced) > PAYLOAD_LIMIT:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > PAYLOAD_LIMIT:
            raise _too_large()
        chunks.append(chunk)
        more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large() -> FrontEndRejection:
    return FrontEndRejection(
        413, "text; charset=utf-8", f"HTTP content length exceeded {PAYLOAD_LIMIT} bytes."
    )


def rejection_response(rejection: FrontEndRejection) -> Response:
    headers = Headers([("Content-Type", rejection.content_type)])
    return Response(rejection.status, headers, rejection.body)


async def send_response(send: Send, response: Response, http_method: str) -> int:
    """Sends it and returns the length of its body."""
    body = b"" if response.status in _BODILESS else to_bytes(response.body)
    headers = [
        (name.encode("ascii"), single_line(value).encode("latin-1", "replace"))
        for name, value in response.headers
        if _TOKEN.fullmatch(name) and name.lower() not in ("content-length", "transfer-encoding")
    ]
    if response.status not in _BODILESS:
        headers.append((b"Content-Length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if http_method == "HEAD" else body})
    return len(body)
