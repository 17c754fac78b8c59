"""The database file: one owner at a time, a known schema, never emptied and never guessed at."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local.rekognition.state import StateError

FILE = "rekognition.sqlite3"
_LOCK = "rekognition.lock"
_APPLICATION = 0x52454B4F  # tells our files from other people's SQLite files
_VERSION = 1

_SCHEMA = f"""
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE collections (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id TEXT NOT NULL UNIQUE,
    created REAL NOT NULL,
    face_model TEXT NOT NULL
);
CREATE TABLE tags (
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (collection, name)
) WITHOUT ROWID;
CREATE TABLE users (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    UNIQUE (collection, user_id)
);
CREATE TABLE faces (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    face_id BLOB NOT NULL UNIQUE,
    image_id BLOB NOT NULL,
    external_image_id TEXT,
    box_left REAL NOT NULL,
    box_top REAL NOT NULL,
    box_width REAL NOT NULL,
    box_height REAL NOT NULL,
    confidence REAL NOT NULL,
    embedding BLOB NOT NULL,
    user INTEGER REFERENCES users ON DELETE SET NULL
);
CREATE INDEX faces_of_collection ON faces (collection, number);
CREATE INDEX faces_of_user ON faces (user) WHERE user IS NOT NULL;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""


class Database:
    """An open database. Used by one thread; `execute` and `transaction` are all there is."""

    def __init__(self, folder: Path) -> None:
        """Raises StateError when the folder is in use, or its file is not a sound one of ours."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(folder / _LOCK)
        except OSError as error:
            raise StateError(f"{folder} cannot be used: {error.strerror}") from error
        try:
            self._connection = _open(folder / FILE)
        except BaseException:
            self._lock.close()
            raise
        self.secret = self._secret()

    def close(self) -> None:
        self._connection.close()
        self._lock.close()

    def execute(self, sql: str, parameters: tuple[object, ...] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; what was committed survives the end of the process."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk can refuse the commit, and may have rolled back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _secret(self) -> bytes:
        """Seals pagination tokens; kept, so that they outlive a restart."""
        self.execute(
            "INSERT OR IGNORE INTO settings VALUES ('secret', ?)", (secrets.token_bytes(32),)
        )
        return bytes(self.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()[0])


def _lock(path: Path) -> IO[str]:
    handle = path.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        owner = handle.read().strip()
        handle.close()
        raise StateError(
            f"{path.parent} is in use by another Rekognition (process {owner or 'unknown'})"
        ) from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.OperationalError as error:
        connection.close()
        raise StateError(f"{path} cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StateError(f"{path} is damaged ({error}); restore it or move it away") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application, version = (
        _pragma(connection, "application_id"),
        _pragma(connection, "user_version"),
    )
    if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
    elif application != _APPLICATION:
        raise StateError(f"{path} is not a database of this service; move it away")
    elif version != _VERSION:
        raise StateError(
            f"{path} has schema version {version} and this release reads {_VERSION}; "
            "use the release that wrote it, or move it away"
        )
    elif (fault := _fault(connection, path)) is not None:
        raise sqlite3.DatabaseError(fault)


def _fault(connection: sqlite3.Connection, path: Path) -> str | None:
    """What is wrong with the file's structure. Small files are read whole, large ones measured."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    expected = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if path.stat().st_size < expected:
        return f"{expected - path.stat().st_size} bytes are missing at its end"
    if expected > _CHECKED_WHOLE:
        return None
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    return None if verdict == "ok" else str(verdict)


_CHECKED_WHOLE = 64 * 2**20  # bytes; reading more would make starting slow


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
