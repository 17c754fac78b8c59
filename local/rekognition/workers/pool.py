"""A pool of worker processes: started as they are needed, replaced when they die."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from local.rekognition.models.network import Network
from local.rekognition.protocol.body import Base64
from local.rekognition.protocol.errors import InternalServerError, ServiceError
from local.rekognition.state import ModelsError
from local.rekognition.vision.seen import Look, Seen
from local.rekognition.workers.messages import Failed, Image, Reply, Task
from local.rekognition.workers.process import Worker, WorkerLost

_TIMEOUT = 60.0  # s for one image; a hundred faces take some ten

_log = logging.getLogger(__name__)


class WorkerPool:
    """At most `size` workers (default: one a core, at most 4), each with its own models.

    `networks` are the user's.

    One thread waits for each busy worker, so a caller's event loop never does. An idle worker is
    used before another is started: without concurrency there is one.
    """

    def __init__(
        self,
        size: int | None = None,
        timeout: float = _TIMEOUT,
        networks: tuple[Network, ...] = (),
    ) -> None:
        self._networks = networks
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(size or min(os.cpu_count() or 1, 4), "rekognition-look")
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._closed = False

    def warm(self) -> None:
        """Starts the first worker without waiting for it."""
        self._put_back(self._take())

    def pids(self) -> list[int]:
        """The processes that are alive."""
        with self._lock:
            return [worker.pid for worker in self._workers if worker.is_alive()]

    async def look(self, image: Base64 | bytes, look: Look) -> Seen:
        """Raises what the picture gives reason to; InternalServerError when a worker is lost."""
        if isinstance(image, Base64):
            task, payload = Task(look, Image.BASE64), image.text
        else:
            task, payload = Task(look, Image.RAW), memoryview(image)
        reply = await self._ask(lambda worker: worker.work(task, payload, self._timeout))
        if isinstance(reply, Seen):
            return reply
        if isinstance(reply, ServiceError):
            raise reply
        _log.error("a worker failed on an image:\n%s", reply)
        raise InternalServerError("Internal server error")

    async def check(self) -> None:
        """Raises ModelsError when one of the networks is not what it is said to be."""
        reply = await self._ask(lambda worker: worker.check(self._timeout))
        if isinstance(reply, ModelsError):
            raise reply
        if isinstance(reply, Failed):
            reason = reply.trace.strip().splitlines()[-1]
            raise ModelsError(f"the models cannot be loaded: {reason}")

    def close(self) -> None:
        """Kills every worker, busy ones too, and returns when they are gone."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            workers, self._workers, self._idle = self._workers, set(), []
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in workers:
            worker.close()

    async def _ask(self, question: Callable[[Worker], Reply]) -> Reply:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self._answer, question)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # It was not the caller who gave up: the pool was closed before its turn came.
            raise InternalServerError("Internal server error") from None

    def _answer(self, question: Callable[[Worker], Reply]) -> Reply:
        worker = self._take()
        try:
            reply = question(worker)
        except WorkerLost as error:
            self._discard(worker)
            return Failed(f"worker {worker.pid} was lost: {error}")
        self._put_back(worker)
        return reply

    def _take(self) -> Worker:
        while True:
            with self._lock:
                if self._closed:
                    raise InternalServerError("Internal server error")
                if not self._idle:
                    worker = Worker(self._networks)
                    self._workers.add(worker)
                    return worker
                worker = self._idle.pop()
            if worker.is_alive():
                return worker
            self._discard(worker)

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(worker)

    def _discard(self, worker: Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.close()
