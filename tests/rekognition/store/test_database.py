from __future__ import annotations

import sqlite3

import pytest

from local.rekognition.state import StateError
from local.rekognition.store.database import FILE, Database


@pytest.fixture
def folder(tmp_path):
    """A state folder that was used before."""
    database = Database(tmp_path)
    database.execute("INSERT INTO collections VALUES (NULL, 'kept', 0, '0.1')")
    database.close()
    return tmp_path


def collections(folder) -> int:
    connection = sqlite3.connect(folder / FILE)
    (count,) = connection.execute("SELECT COUNT(*) FROM collections").fetchone()
    connection.close()
    return int(count)


def test_the_second_to_open_it_is_refused_and_told_who_has_it(folder):
    database = Database(folder)
    with pytest.raises(StateError, match=r"is in use by another Rekognition \(process \d+\)"):
        Database(folder)
    database.close()
    Database(folder).close()


def test_the_token_secret_outlives_a_restart(folder):
    first = Database(folder)
    secret = first.secret
    first.close()
    second = Database(folder)
    assert second.secret == secret
    second.close()


def test_what_is_no_database_is_left_alone(folder):
    (folder / FILE).write_bytes(b"not a database " * 1000)
    with pytest.raises(StateError, match="is damaged"):
        Database(folder)
    assert (folder / FILE).read_bytes() == b"not a database " * 1000


def test_a_database_cut_short_is_reported_and_not_emptied(folder):
    data = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(data[: len(data) // 2])
    with pytest.raises(StateError, match="is damaged"):
        Database(folder)
    assert (folder / FILE).stat().st_size >= len(data) // 2


def test_a_database_overwritten_in_its_middle_is_reported(folder):
    data = bytearray((folder / FILE).read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    (folder / FILE).write_bytes(data)
    with pytest.raises(StateError, match="is damaged"):
        Database(folder)


@pytest.mark.parametrize("version", [0, 99])
def test_another_release_is_named_and_its_data_kept(folder, version):
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(StateError, match=f"has schema version {version} and this release reads 1"):
        Database(folder)
    assert collections(folder) == 1


def test_another_programs_database_is_not_touched(tmp_path):
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(StateError, match="not a database of this service"):
        Database(tmp_path)


def test_a_refused_folder_is_free_again(folder):
    (folder / FILE).rename(folder / "kept")
    (folder / FILE).write_bytes(b"x" * 5000)
    with pytest.raises(StateError):
        Database(folder)
    (folder / "kept").replace(folder / FILE)
    Database(folder).close()


def test_a_failed_transaction_leaves_nothing(folder):
    database = Database(folder)
    with pytest.raises(RuntimeError), database.transaction():
        database.execute("DELETE FROM collections")
        raise RuntimeError
    database.close()
    assert collections(folder) == 1


def test_a_commit_that_fails_leaves_the_database_usable(folder):
    database = Database(folder)
    with pytest.raises(sqlite3.IntegrityError), database.transaction():
        database.execute("PRAGMA defer_foreign_keys = ON")
        database.execute("INSERT INTO tags VALUES (404, 'of', 'nothing')")
    with database.transaction():
        database.execute("DELETE FROM collections")
    database.close()
    assert collections(folder) == 0


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="file/state cannot be used: Not a directory"):
        Database(tmp_path / "file/state")
    with pytest.raises(StateError, match="file cannot be used: File exists"):
        Database(tmp_path / "file")
