"""The traces of a run, told on its console and over its AWS port."""

from collections.abc import Callable

from local.console import AsgiApp, Message, Receive, Send
from local.gateway.trace import TraceRing

TRACES_PATH = "/_local/traces/"
"""No AWS request has such a path: the name of a bucket cannot begin with an underscore."""


class TraceEndpoint:
    """Wraps the ASGI app of the AWS port: `GET /_local/traces/{request id}` is a request's trace.

    The API's own port has no such path, because every path there is the API's to define.
    """

    def __init__(self, app: AsgiApp, traces: TraceRing) -> None:
        self._app = app
        self._traces = traces

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(TRACES_PATH):
            await self._app(scope, receive, send)
            return
        trace = self._traces.get(path.removeprefix(TRACES_PATH))
        body = "\n".join(trace.lines()).encode() if trace else b""
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        status = 200 if trace else 404
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class TraceLog:
    """Wraps the gateway; writes the trace of each request once it is answered."""

    def __init__(self, app: AsgiApp, traces: TraceRing, write: Callable[[str], None]) -> None:
        self._app = app
        self._traces = traces
        self._write = write

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        request_id = ""

        async def noting(message: Message) -> None:
            nonlocal request_id
            if message["type"] == "http.response.start":
                names = {bytes(name).lower(): bytes(value) for name, value in message["headers"]}
                request_id = names.get(b"x-amzn-requestid", b"").decode("latin-1")
            await send(message)

        await self._app(scope, receive, noting)
        if trace := self._traces.get(request_id):
            self._write("\n".join(map(printable, trace.lines())))


def printable(line: str) -> str:
    """The line without what could move a terminal's cursor, and may come from a client."""
    return "".join(character if character.isprintable() else " " for character in line)
