"""Sockets on the loopback interface, and the two servers behind them."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Generator
from typing import Any, Self

import uvicorn
from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.console import AsgiApp, Message
from local.errors import LocalError

HOST = "127.0.0.1"
_GRACE_SECONDS = 2


def bind(port: int, switch: str) -> socket.socket:
    """A socket on `port`, on any free one for 0, not yet listening.

    Raises LocalError that names `switch`, the one by which to choose another port.
    """
    # Named as TCP, or else asyncio leaves Nagle's algorithm on, and answers wait 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        reason = "is taken" if taken else f"cannot be used ({error.strerror})"
        raise LocalError(f"port {port} {reason}: choose another with {switch}") from error
    return listener


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


class AwsServer:
    """Hypercorn, as MiniStack is run by its makers, with `app` behind `listener`."""

    def __init__(self, app: AsgiApp, listener: socket.socket) -> None:
        self._app = app
        self._config = Config()
        self._config.bind = [f"fd://{listener.detach()}"]
        self._config.loglevel = "ERROR"
        self._config.graceful_timeout = _GRACE_SECONDS
        self._started = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Enter once the app has started, its state restored."""
        serving = serve(self._noting_start, self._config, shutdown_trigger=self._stopping.wait)
        self._task = asyncio.create_task(serving)
        await _until(self._started, self._task)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        if self._task:
            # Some releases of Python let a server close only after its last connection.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._task, 2 * _GRACE_SECONDS)

    async def _noting_start(self, scope: Message, receive: Any, send: Any) -> None:
        async def noting(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                self._started.set()

        await self._app(scope, receive, noting if scope["type"] == "lifespan" else send)


class ApiServer(uvicorn.Server):
    """Uvicorn with `app` behind `listener`; leaves the signals to its caller."""

    def __init__(self, app: AsgiApp, listener: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._listener = listener
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.set()

    async def __aenter__(self) -> Self:
        """Enter once it is listening."""
        self._task = asyncio.create_task(self.serve(sockets=[self._listener]))
        await _until(self._listening, self._task)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.should_exit = True
        if self._task:
            await self._task


async def _until(event: asyncio.Event, task: asyncio.Task[None]) -> None:
    """Wait for the event; raises what ends the task before it."""
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        task.result()
