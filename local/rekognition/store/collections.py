"""Collections and their tags."""

from __future__ import annotations

import sqlite3
import time

from local.rekognition.store.database import Database
from local.rekognition.store.records import Collection

_COLUMNS = "number, collection_id, created, face_model"


class Collections:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, collection_id: str, face_model: str, tags: dict[str, str]) -> bool:
        """False when there is one of that name already."""
        with self._database.transaction():
            try:
                number = self._database.execute(
                    "INSERT INTO collections (collection_id, created, face_model) VALUES (?, ?, ?)",
                    (collection_id, time.time(), face_model),
                ).lastrowid
            except sqlite3.IntegrityError:
                return False
            self._insert_tags(int(number or 0), tags)
        return True

    def find(self, collection_id: str) -> Collection | None:
        row = self._database.execute(
            f"SELECT {_COLUMNS} FROM collections WHERE collection_id = ?", (collection_id,)
        ).fetchone()
        return Collection(*row) if row else None

    def page(self, after: int, limit: int) -> list[Collection]:
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM collections WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        return [Collection(*row) for row in rows]

    def delete(self, collection: Collection) -> None:
        """With its faces, users and tags."""
        self._database.execute("DELETE FROM collections WHERE number = ?", (collection.number,))

    def tags(self, collection: Collection) -> dict[str, str]:
        return dict(
            self._database.execute(
                "SELECT name, value FROM tags WHERE collection = ?", (collection.number,)
            ).fetchall()
        )

    def tag(self, collection: Collection, tags: dict[str, str]) -> None:
        with self._database.transaction():
            self._insert_tags(collection.number, tags)

    def untag(self, collection: Collection, names: list[str]) -> None:
        with self._database.transaction():
            for name in names:
                self._database.execute(
                    "DELETE FROM tags WHERE collection = ? AND name = ?", (collection.number, name)
                )

    def _insert_tags(self, number: int, tags: dict[str, str]) -> None:
        for name, value in tags.items():
            self._database.execute(
                "INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", (number, name, value)
            )
