"""The process around a local run: its signals, its exit code, its end in any case."""

import asyncio
import logging
import os
import signal
import threading

from local.application import Options, run
from local.console import OneLineHandler, warn
from local.errors import LocalError

__all__ = ["Options", "serve"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_DEADLINE_SECONDS = 8.0


def serve(options: Options) -> int:
    """Run until SIGINT or SIGTERM, and answer the exit code: 0, or 1 with one line on stderr."""
    # Before MiniStack is imported, which sets up logging of its own where there is none.
    logging.basicConfig(level=logging.ERROR, handlers=[OneLineHandler()])
    try:
        asyncio.run(_until_signal(options))
    except LocalError as error:
        warn(str(error))
        return 1
    return 0


async def _until_signal(options: Options) -> None:
    task = asyncio.create_task(run(options))
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, _stop, task)
    try:
        await task
    except asyncio.CancelledError:
        return


def _stop(task: asyncio.Task[None]) -> None:
    if task.cancelling():
        _end_now(1)
    # A request that never ends, or a thread of a service, must not keep the process.
    deadline = threading.Timer(_DEADLINE_SECONDS, _end_now, [0])
    deadline.daemon = True
    deadline.start()
    task.cancel()


def _end_now(code: int) -> None:
    # The workers of Rekognition end with the pipe to this process.
    os._exit(code)
