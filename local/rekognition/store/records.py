"""The records of the store."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from local.rekognition.vision.seen import Box, Embedding


@dataclass(frozen=True)
class Collection:
    """`created` is in seconds since 1970."""

    number: int
    collection_id: str
    created: float
    face_model: str


@dataclass(frozen=True)
class NewFace:
    face_id: UUID
    image_id: UUID
    external_image_id: str | None
    box: Box
    confidence: float
    embedding: Embedding


@dataclass(frozen=True)
class StoredFace:
    """`number` orders the faces of a collection by the time they were added."""

    number: int
    face_id: UUID
    image_id: UUID
    external_image_id: str | None
    box: Box
    confidence: float
    user_id: str | None


@dataclass(frozen=True)
class User:
    number: int
    user_id: str
