"""The faces of collections: added, listed, deleted and searched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from uuid import UUID

import numpy as np

from local.rekognition.store.database import Database
from local.rekognition.store.index import FaceIndex, Neighbor
from local.rekognition.store.records import Collection, NewFace, StoredFace
from local.rekognition.vision.seen import Box, Embedding

_SELECT = """
SELECT faces.number, face_id, image_id, external_image_id,
       box_left, box_top, box_width, box_height, confidence, user_id
FROM faces LEFT JOIN users ON users.number = faces.user
"""
_LOADED_AT_ONCE = 10_000


class Faces:
    """Keeps an index in memory for each collection that was searched since the start."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._indexes: dict[int, FaceIndex] = {}

    def add(self, collection: Collection, faces: list[NewFace]) -> None:
        """All of them or none; they are durable when this returns."""
        with self._database.transaction():
            numbers = [self._insert(collection, face) for face in faces]
        index = self._indexes.get(collection.number)
        if index is not None and faces:
            try:
                index.append(numbers, np.stack([face.embedding for face in faces]))
            except MemoryError:
                self.forget(collection)  # the faces are kept; it is loaded anew when searched

    def count(self, collection: Collection) -> int:
        row = self._database.execute(
            "SELECT COUNT(*) FROM faces WHERE collection = ?", (collection.number,)
        ).fetchone()
        return int(row[0])

    def page(
        self, collection: Collection, after: int, limit: int, user: int | None = None
    ) -> list[StoredFace]:
        rows = self._database.execute(
            f"{_SELECT} WHERE faces.collection = ? AND faces.number > ?"
            " AND (? IS NULL OR faces.user = ?) ORDER BY faces.number LIMIT ?",
            (collection.number, after, user, user, limit),
        )
        return _stored(rows)

    def find(self, collection: Collection, face_ids: Iterable[str]) -> dict[str, StoredFace]:
        """Those of the faces that the collection has, by their ids, in the order asked for."""
        found: dict[str, StoredFace] = {}
        for face_id in face_ids:
            rows = self._database.execute(
                f"{_SELECT} WHERE face_id = ? AND faces.collection = ?",
                (UUID(face_id).bytes, collection.number),
            )
            for face in _stored(rows):
                found[face_id] = face
        return found

    def embedding(self, face: StoredFace) -> Embedding:
        row = self._database.execute(
            "SELECT embedding FROM faces WHERE number = ?", (face.number,)
        ).fetchone()
        return np.frombuffer(row[0], np.float32)

    def delete(self, collection: Collection, faces: Iterable[StoredFace]) -> None:
        numbers = [face.number for face in faces]
        with self._database.transaction():
            for number in numbers:
                self._database.execute("DELETE FROM faces WHERE number = ?", (number,))
        if (index := self._indexes.get(collection.number)) is not None:
            for number in numbers:
                index.remove(number)

    def forget(self, collection: Collection) -> None:
        """Lets go of a collection's index."""
        self._indexes.pop(collection.number, None)

    def search(
        self, collection: Collection, query: Embedding, most: int, farthest: float
    ) -> list[tuple[float, StoredFace]]:
        """At most `most` faces within a distance, with it, the nearest first."""
        neighbors = self._index(collection).search(query, most, farthest)
        return [(neighbor.distance, self._get(neighbor)) for neighbor in neighbors]

    def _get(self, neighbor: Neighbor) -> StoredFace:
        rows = self._database.execute(f"{_SELECT} WHERE faces.number = ?", (neighbor.number,))
        return _stored(rows)[0]

    def _insert(self, collection: Collection, face: NewFace) -> int:
        box = face.box
        cursor = self._database.execute(
            "INSERT INTO faces (collection, face_id, image_id, external_image_id, box_left,"
            " box_top, box_width, box_height, confidence, embedding)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                collection.number,
                face.face_id.bytes,
                face.image_id.bytes,
                face.external_image_id,
                *(box.left, box.top, box.width, box.height),
                face.confidence,
                face.embedding.astype(np.float32).tobytes(),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _index(self, collection: Collection) -> FaceIndex:
        index = self._indexes.get(collection.number)
        if index is None:
            index = self._indexes[collection.number] = self._load(collection)
        return index

    def _load(self, collection: Collection) -> FaceIndex:
        index = FaceIndex()
        cursor = self._database.execute(
            "SELECT number, embedding FROM faces WHERE collection = ? ORDER BY number",
            (collection.number,),
        )
        while rows := cursor.fetchmany(_LOADED_AT_ONCE):
            packed = b"".join(row[1] for row in rows)
            embeddings = np.frombuffer(packed, np.float32).reshape(len(rows), -1)
            index.append((row[0] for row in rows), embeddings)
        return index


def _stored(rows: sqlite3.Cursor) -> list[StoredFace]:
    return [
        StoredFace(
            number=number,
            face_id=UUID(bytes=face_id),
            image_id=UUID(bytes=image_id),
            external_image_id=external_image_id,
            box=Box(left, top, width, height),
            confidence=confidence,
            user_id=user_id,
        )
        for (
            number,
            face_id,
            image_id,
            external_image_id,
            left,
            top,
            width,
            height,
            confidence,
            user_id,
        ) in rows
    ]
