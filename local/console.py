"""What the run prints: short lines for a person, one per request."""

import logging
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]


def say(text: str) -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    """Tell one line; what could move the cursor, and may come from a client, becomes a space."""
    line = "".join(character if character.isprintable() else " " for character in text)
    print(f"local: {line}", file=sys.stderr, flush=True)


class OneLineHandler(logging.Handler):
    """Tells a log record in one line; of an exception, what it was."""

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            line += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        warn(line)


def warn_of_failure(line: str) -> None:
    """Tell what the gateway's log says went wrong in one line: the request's id and the cause."""
    request_id, _, cause = line.rstrip().partition(" ")
    warn(f"{request_id} {cause.splitlines()[-1].strip()}")


class RequestLog:
    """Wraps an ASGI app; each answer is a line, `POST /labels 200 61 ms`.

    A 5xx adds the request id, by which the cause is found. An exception that escapes the app is
    answered by the server; here it becomes the line that says so.
    """

    def __init__(self, app: AsgiApp, write: Callable[[str], None]) -> None:
        self._app = app
        self._write = write

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        answer: Message = {"status": 500, "headers": []}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.update(message)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            elapsed = round((time.perf_counter() - started) * 1000)
            self._write(_line(scope, answer, elapsed))


def _line(scope: Message, answer: Message, elapsed: int) -> str:
    line = f"{scope['method']} {quote(scope['path'])} {answer['status']} {elapsed} ms"
    if answer["status"] < 500:
        return line
    headers = {bytes(name).lower(): bytes(value) for name, value in answer["headers"]}
    request_id = headers.get(b"x-amzn-requestid", b"unknown").decode("latin-1")
    return f"{line}, request id {request_id}"
