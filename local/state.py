"""The state folder: held by one run at a time, with the file that tells where that run answers."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from local.errors import LocalError


@contextmanager
def held(state: Path) -> Iterator[None]:
    """Hold the folder, made when missing. Raises LocalError when another run holds it."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise LocalError(f"cannot use {state} for the state: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise LocalError(
                f"{state} is in use by another run (process {holder}): "
                "stop it, or choose another folder with --state"
            ) from error
        (state / "env").unlink(missing_ok=True)  # a run that was killed could not remove its own
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def env_file(state: Path, values: Mapping[str, str]) -> Iterator[None]:
    """`env` in the folder, one KEY=VALUE a line, whole from the moment it exists until the end."""
    path = state / "env"
    text = "".join(f"{key}={value}\n" for key, value in values.items())
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(text, encoding="ascii")
    unfinished.replace(path)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
