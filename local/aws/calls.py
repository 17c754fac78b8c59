"""Requests to the local AWS made in this process, without a socket."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs, unquote

from local.gateway import EndpointRequest, EndpointResponse

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
Handler = Callable[
    [str, str, dict[str, str], bytes, Mapping[str, Any]],
    Awaitable[tuple[int, Mapping[str, str], bytes]],
]

# What is set here whatever the request says: how MiniStack routes it, and its framing.
_OWN_HEADERS = frozenset({"authorization", "content-length", "transfer-encoding"})


async def call_handler(handler: Handler, request: EndpointRequest) -> EndpointResponse:
    """Hand the request to one service, past the router."""
    headers = {name.lower(): value for name, value in request.headers}
    query = parse_qs(request.query, keep_blank_values=True)
    status, answer, body = await handler(request.method, request.path, headers, request.body, query)
    return EndpointResponse(status, list(answer.items()), body)


async def call_app(app: AsgiApp, request: EndpointRequest) -> EndpointResponse:
    """Send the request through the ASGI app that also serves the AWS port."""
    exchange = _Exchange(request.body)
    await app(_scope(request), exchange.receive, exchange.send)
    return exchange.response()


def _scope(request: EndpointRequest) -> Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": request.method,
        "path": unquote(request.path),
        "raw_path": request.path.encode("ascii"),
        "query_string": request.query.encode("ascii"),
        "headers": _headers(request),
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }


def _headers(request: EndpointRequest) -> list[tuple[bytes, bytes]]:
    given = {name.lower(): value for name, value in request.headers}
    kept = {name: value for name, value in given.items() if name not in _OWN_HEADERS}
    kept.setdefault("host", f"{request.service}.{request.region}.amazonaws.com")
    # MiniStack finds the service in the credential scope; nothing verifies the signature.
    scope = f"test/20260101/{request.region}/{request.service}/aws4_request"
    kept["authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}"
    kept["content-length"] = str(len(request.body))
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in kept.items()]


class _Exchange:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._status = 502
        self._headers: list[tuple[str, str]] = []
        self._chunks: list[bytes] = []

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
        elif message.get("body"):
            self._chunks.append(message["body"])

    def response(self) -> EndpointResponse:
        return EndpointResponse(self._status, self._headers, b"".join(self._chunks))
