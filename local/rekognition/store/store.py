"""The store: everything that is kept, behind one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from local.rekognition.store.collections import Collections
from local.rekognition.store.database import Database
from local.rekognition.store.faces import Faces
from local.rekognition.store.users import Users

T = TypeVar("T")


class Tables:
    """What a function that runs in the store's thread is given."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self.collections = Collections(self.database)
        self.faces = Faces(self.database)
        self.users = Users(self.database)


class Store:
    """SQLite and the indexes belong to one thread; whoever wants something has it run there.

    So a write is durable and an index agrees with its table by the time the next one looks, and
    no event loop ever waits for the disk.
    """

    def __init__(self, folder: Path) -> None:
        """Raises StateError when the folder cannot be used."""
        self._thread = ThreadPoolExecutor(1, "rekognition-store")
        try:
            self._tables = self._thread.submit(Tables, folder).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def run(self, function: Callable[[Tables], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, function, self._tables)

    def run_blocking(self, function: Callable[[Tables], T]) -> T:
        return self._thread.submit(function, self._tables).result()

    def close(self) -> None:
        """What was begun is finished first."""
        self._thread.submit(self._tables.database.close).result()
        self._thread.shutdown()
