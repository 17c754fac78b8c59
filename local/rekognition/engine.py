"""What every operation works with: the store, the worker pool and the caller's S3."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from local.rekognition.models.configuration import Models, embedding_version
from local.rekognition.models.network import Task
from local.rekognition.protocol.body import Base64
from local.rekognition.protocol.errors import (
    ImageTooLargeException,
    InvalidS3ObjectException,
    invalid_parameters,
)
from local.rekognition.similarity import DLIB, Curve
from local.rekognition.store.store import Store
from local.rekognition.vision.seen import Look, Seen
from local.rekognition.workers.pool import WorkerPool

# (bucket, key, version) -> the object's bytes; raises KeyError when it cannot be read.
ReadS3Object: TypeAlias = Callable[[str, str, str | None], Awaitable[bytes]]

_LARGEST_S3_OBJECT = 15 * 2**20


@dataclass(frozen=True)
class FaceModel:
    """What makes the embeddings. Those of different versions cannot be compared, so the version is
    kept with a collection."""

    version: str
    curve: Curve


# Rekognition's own versions are 1.0 and up, so this cannot be taken for one of them.
BUILT_IN = FaceModel("0.1", DLIB)


@dataclass(frozen=True)
class Engine:
    store: Store
    pool: WorkerPool
    account_id: str
    region: str
    read_s3_object: ReadS3Object | None
    models: Models = ()

    @cached_property
    def face_model(self) -> FaceModel:
        for model in self.models:
            if model.curve is not None:
                return FaceModel(embedding_version(model.network), model.curve)
        return BUILT_IN

    def has_model_for(self, task: Task) -> bool:
        return any(model.network.task == task for model in self.models)

    async def look(self, image: dict[str, Any], look: Look) -> Seen:
        """Looks at the Image structure of a request.

        Raises InvalidParameterException unless it has either Bytes or an S3Object,
        InvalidS3ObjectException when S3 does not give it, and what its pixels give reason to.
        """
        return await self.pool.look(await self._content(image), look)

    def collection_arn(self, collection_id: str) -> str:
        return f"arn:aws:rekognition:{self.region}:{self.account_id}:collection/{collection_id}"

    async def _content(self, image: dict[str, Any]) -> Base64 | bytes:
        if ("Bytes" in image) == ("S3Object" in image):
            raise invalid_parameters()
        if "Bytes" in image:
            content: Base64 = image["Bytes"]
            return content
        return await self._s3_object(image["S3Object"])

    async def _s3_object(self, member: dict[str, str]) -> bytes:
        if self.read_s3_object is None or not {"Bucket", "Name"} <= member.keys():
            raise _unreadable()
        try:
            content = await self.read_s3_object(
                member["Bucket"], member["Name"], member.get("Version")
            )
        except KeyError as error:
            raise _unreadable() from error
        if len(content) > _LARGEST_S3_OBJECT:
            raise ImageTooLargeException("Image size is too large.")
        return content


def _unreadable() -> InvalidS3ObjectException:
    return InvalidS3ObjectException(
        "Unable to get object metadata from S3. Check object key, region and/or access permissions."
    )
