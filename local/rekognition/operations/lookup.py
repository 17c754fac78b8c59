"""Finds what a request names, or says that it is not there."""

from __future__ import annotations

from typing import Any

from local.rekognition.engine import FaceModel
from local.rekognition.protocol.errors import (
    InvalidParameterException,
    ResourceNotFoundException,
    collection_not_found,
)
from local.rekognition.store.records import Collection, StoredFace, User
from local.rekognition.store.store import Tables


def collection_of(tables: Tables, request: dict[str, Any]) -> Collection:
    """Raises ResourceNotFoundException."""
    collection = tables.collections.find(request["CollectionId"])
    if collection is None:
        raise collection_not_found(request["CollectionId"])
    return collection


def comparable_collection_of(
    tables: Tables, request: dict[str, Any], face_model: FaceModel
) -> Collection:
    """One whose faces can be compared with new ones.

    Raises ResourceNotFoundException, and InvalidParameterException for a collection whose faces
    another model has embedded.
    """
    collection = collection_of(tables, request)
    if collection.face_model != face_model.version:
        raise InvalidParameterException(
            f"The collection id: {collection.collection_id} was made with face model version "
            f"{collection.face_model} and this service runs {face_model.version}; "
            "index its faces into a new collection"
        )
    return collection


def user_of(tables: Tables, collection: Collection, user_id: str) -> User:
    """Raises ResourceNotFoundException."""
    user = tables.users.find(collection, user_id)
    if user is None:
        raise ResourceNotFoundException(f"The user id: {user_id} does not exist")
    return user


def face_of(tables: Tables, collection: Collection, face_id: str) -> StoredFace:
    """Raises InvalidParameterException, which is what Rekognition calls an unknown face."""
    found = tables.faces.find(collection, [face_id])
    if face_id not in found:
        raise InvalidParameterException("faceId was not found in the collection.")
    return found[face_id]
