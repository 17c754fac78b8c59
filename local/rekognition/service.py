"""Amazon Rekognition on this machine: requests in, answers out, no network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.rekognition.engine import Engine, ReadS3Object
from local.rekognition.idempotency import Answered
from local.rekognition.models.configuration import FILE, Models, read_models
from local.rekognition.operations.refused import refusal
from local.rekognition.operations.registry import OPERATIONS
from local.rekognition.protocol import wire
from local.rekognition.protocol.errors import InternalServerError, ServiceError
from local.rekognition.protocol.model import input_shape, service_model
from local.rekognition.protocol.validation import read_request
from local.rekognition.store.store import Store, Tables
from local.rekognition.workers.pool import WorkerPool

_log = logging.getLogger(__name__)


class Rekognition:
    """The service over one state folder.

    `state` keeps the collections and may be used by one Rekognition at a time. `read_s3_object`
    gives the objects that requests name in S3; without it they are answered
    InvalidS3ObjectException. `workers` is how many processes look at images (default: one a
    core, at most 4); they start when they are needed. `models` is the models.toml that names the
    user's own models (default: the one in the state folder, if it is there).
    """

    def __init__(
        self,
        state: Path,
        *,
        account_id: str = "000000000000",
        region: str = "us-east-1",
        read_s3_object: ReadS3Object | None = None,
        workers: int | None = None,
        models: Path | None = None,
    ) -> None:
        self._state = state
        self._account_id = account_id
        self._region = region
        self._read_s3_object = read_s3_object
        self._workers = workers
        self._models = models
        self._engine: Engine | None = None
        self._answered = Answered()

    async def start(self) -> None:
        """Opens the store and starts the first worker, waiting only for the user's own models.

        Raises StateError, whose message is one line, when the state folder is in use, or its
        file is damaged or of another release; ModelsError, a StateError, when one of the user's
        models cannot be used.
        """
        models = await asyncio.to_thread(self._read_models)
        pool = WorkerPool(self._workers, networks=tuple(model.network for model in models))
        pool.warm()
        try:
            if models:
                await pool.check()
            store, _ = await asyncio.gather(
                asyncio.to_thread(Store, self._state), asyncio.to_thread(service_model)
            )
        except BaseException:
            await asyncio.to_thread(pool.close)
            raise
        self._engine = Engine(
            store=store,
            pool=pool,
            account_id=self._account_id,
            region=self._region,
            read_s3_object=self._read_s3_object,
            models=models,
        )

    def _read_models(self) -> Models:
        path = self._models or self._state / FILE
        return read_models(path) if self._models or path.is_file() else ()

    async def close(self) -> None:
        """Ends the workers and closes the store; what was answered is kept."""
        if self._engine is not None:
            engine, self._engine = self._engine, None
            await asyncio.to_thread(engine.pool.close)
            await asyncio.to_thread(engine.store.close)

    async def handle(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
    ) -> wire.Answer:
        """Answers one HTTP request with status, headers and body.

        The operation is named by X-Amz-Target; path and query mean nothing to this protocol.
        Never raises for what a caller sends.
        """
        try:
            return wire.success(await self._answer(wire.requested_operation(method, headers), body))
        except wire.NoOperation as no_operation:
            return no_operation.answer
        except ServiceError as error:
            return wire.failure(error)
        except Exception:
            _log.exception("a request could not be answered")
            return wire.failure(InternalServerError("Internal server error"))

    async def _answer(self, operation: str, body: bytes) -> dict[str, Any]:
        request = read_request(input_shape(operation), body)
        if operation not in OPERATIONS:
            raise refusal(operation)
        return await self._answered.once(
            operation, request, lambda: OPERATIONS[operation](self._running, request)
        )

    @property
    def _running(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("Rekognition is not started")
        return self._engine

    def worker_pids(self) -> list[int]:
        """The worker processes that are alive."""
        return self._running.pool.pids()

    def create_collection_if_missing(self, collection_id: str, tags: Mapping[str, str]) -> str:
        """Makes a collection unless it is there, sets its tags, and returns its ARN."""

        face_model = self._running.face_model.version

        def create(tables: Tables) -> None:
            if not tables.collections.create(collection_id, face_model, dict(tags)):
                collection = tables.collections.find(collection_id)
                if collection is not None:
                    tables.collections.tag(collection, dict(tags))

        self._running.store.run_blocking(create)
        return self._running.collection_arn(collection_id)

    def delete_collection_if_present(self, collection_id: str) -> None:
        """Deletes a collection with its faces, if it is there."""

        def delete(tables: Tables) -> None:
            collection = tables.collections.find(collection_id)
            if collection is not None:
                tables.collections.delete(collection)
                tables.faces.forget(collection)

        self._running.store.run_blocking(delete)
