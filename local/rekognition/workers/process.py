"""One worker process, seen from the service."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from threading import Timer

from local.rekognition.models.network import Network
from local.rekognition.workers.messages import Check, Reply, Task

_ROOT = Path(__file__).parents[3]
# A worker is one of several: what its libraries would gain by threads, the others would lose.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WorkerLost(Exception):
    """The process died, or did not answer in time and was killed."""


class Worker:
    """Starts at once; its models load while the first image is on its way."""

    def __init__(self, networks: tuple[Network, ...] = ()) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.rekognition.workers.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": _python_path()},
                start_new_session=True,  # Ctrl-C is for the service, which ends its workers
            )
        with suppress(OSError):  # a process that is gone is noticed when it is given work
            self._connection.send(networks)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def work(self, task: Task, payload: bytes | memoryview, timeout: float) -> Reply:
        """Blocks for at most `timeout` seconds; a worker that takes longer is killed.

        Raises WorkerLost when it was, or ended by itself.
        """
        return self._answer_to(task, payload, timeout)

    def check(self, timeout: float) -> Reply:
        """Whether its networks are right. Blocks and raises as `work` does."""
        return self._answer_to(Check(), None, timeout)

    def _answer_to(
        self, asked: Task | Check, payload: bytes | memoryview | None, timeout: float
    ) -> Reply:
        watchdog = Timer(timeout, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._connection.send(asked)
            if payload is not None:
                self._connection.send_bytes(payload)
            reply: Reply = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerLost(f"ended with status {self._process.wait()}") from error
        finally:
            watchdog.cancel()
        return reply

    def kill(self) -> None:
        """Ends the process, whatever it does; a thread that waits for its answer loses it."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Kills it and lets go of the pipe, which no other thread may be using."""
        self.kill()
        self._connection.close()


def _python_path() -> str:
    inherited = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(_ROOT), *([inherited] if inherited else [])])
