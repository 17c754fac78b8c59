"""Serves a Rekognition over HTTP: an ASGI application for any SDK's `endpoint_url`."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import uvicorn

from local.rekognition.protocol.wire import Answer
from local.rekognition.service import Rekognition

Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

# Two images of 5 MiB in base64, as CompareFaces may be sent, and their JSON.
_LARGEST_BODY = 16 * 2**20


class Application:
    """The ASGI application. Starting and closing the Rekognition is its owner's business."""

    def __init__(self, rekognition: Rekognition) -> None:
        self._rekognition = rekognition

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await _respond(send, await self._answer(scope, receive))

    async def _answer(self, scope: dict[str, Any], receive: Receive) -> Answer:
        method, path = scope["method"], scope["path"]
        if method == "GET" and path == "/health":
            return 200, {"content-type": "application/json"}, b'{"status":"ok"}'
        body = await _body(receive)
        if body is None:
            message = f"HTTP content length exceeded {_LARGEST_BODY} bytes."
            return 413, {"content-type": "text/plain", "connection": "close"}, message.encode()
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        return await self._rekognition.handle(method, path, headers, body, {})


def bind(port: int) -> socket.socket:
    """A socket of 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""
    # asyncio switches off delayed sending (40 ms an answer) only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
    except BaseException:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it: uvicorn would end the process before we are closed."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def server_for(rekognition: Rekognition) -> Server:
    """A server that only has to be given a socket."""
    config = uvicorn.Config(
        Application(rekognition),
        lifespan="off",
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    return Server(config)


@contextmanager
def serving(
    state: Path, *, port: int = 0, workers: int | None = None, models: Path | None = None
) -> Iterator[str]:
    """Serves in a thread of this process while the context lasts; gives the URL.

    Made for test fixtures. `workers` and `models` are Rekognition's. Raises StateError and OSError
    as Rekognition.start and `bind` do.
    """
    with bind(port) as listener:
        rekognition = Rekognition(state, workers=workers, models=models)
        asyncio.run(rekognition.start())
        listener.listen()  # so that nobody is refused before the server runs
        server = server_for(rekognition)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join()
            asyncio.run(rekognition.close())


async def _body(receive: Receive) -> bytes | None:
    """The request's body; None when it is too large."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > _LARGEST_BODY:
            return None
    return b"".join(chunks)


async def _respond(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
