"""Users of a collection, each a set of its faces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import numpy as np

from local.rekognition.store.database import Database
from local.rekognition.store.records import Collection, StoredFace, User
from local.rekognition.vision.seen import Embedding


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, collection: Collection, user_id: str) -> bool:
        """False when the collection has one of that name already."""
        try:
            self._database.execute(
                "INSERT INTO users (collection, user_id) VALUES (?, ?)",
                (collection.number, user_id),
            )
        except sqlite3.IntegrityError:
            return False
        return True

    def find(self, collection: Collection, user_id: str) -> User | None:
        row = self._database.execute(
            "SELECT number, user_id FROM users WHERE collection = ? AND user_id = ?",
            (collection.number, user_id),
        ).fetchone()
        return User(*row) if row else None

    def page(self, collection: Collection, after: int, limit: int) -> list[User]:
        rows = self._database.execute(
            "SELECT number, user_id FROM users WHERE collection = ? AND number > ?"
            " ORDER BY number LIMIT ?",
            (collection.number, after, limit),
        )
        return [User(*row) for row in rows]

    def count(self, collection: Collection) -> int:
        row = self._database.execute(
            "SELECT COUNT(*) FROM users WHERE collection = ?", (collection.number,)
        ).fetchone()
        return int(row[0])

    def delete(self, user: User) -> None:
        """Its faces stay in the collection."""
        self._database.execute("DELETE FROM users WHERE number = ?", (user.number,))

    def face_count(self, user: User) -> int:
        row = self._database.execute(
            "SELECT COUNT(*) FROM faces WHERE user = ?", (user.number,)
        ).fetchone()
        return int(row[0])

    def associate(self, user: User, faces: Iterable[StoredFace]) -> None:
        self._assign(user.number, faces)

    def disassociate(self, faces: Iterable[StoredFace]) -> None:
        self._assign(None, faces)

    def vector(self, user: User) -> Embedding | None:
        """The middle of the user's faces; None while it has none."""
        rows = self._database.execute(
            "SELECT embedding FROM faces WHERE user = ?", (user.number,)
        ).fetchall()
        return _middle([row[0] for row in rows]) if rows else None

    def vectors(self, collection: Collection) -> list[tuple[User, Embedding]]:
        """Every user of the collection that has faces, with the middle of them."""
        rows = self._database.execute(
            "SELECT users.number, user_id, embedding FROM users JOIN faces"
            " ON faces.user = users.number WHERE users.collection = ? ORDER BY users.number",
            (collection.number,),
        )
        embeddings: dict[User, list[bytes]] = {}
        for number, user_id, embedding in rows:
            embeddings.setdefault(User(number, user_id), []).append(embedding)
        return [(user, _middle(packed)) for user, packed in embeddings.items()]

    def _assign(self, number: int | None, faces: Iterable[StoredFace]) -> None:
        with self._database.transaction():
            for face in faces:
                self._database.execute(
                    "UPDATE faces SET user = ? WHERE number = ?", (number, face.number)
                )


def _middle(packed: list[bytes]) -> Embedding:
    rows = np.frombuffer(b"".join(packed), np.float32).reshape(len(packed), -1)
    return np.asarray(rows.mean(axis=0), np.float32)
