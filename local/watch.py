"""Notices edits to an application's sources."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import watchfiles

from local.console import warn
from tools.problems import VTL_PART
from tools.render import DEPLOYED

_FOLDERS = ("api", "vtl", "functions", "statemachines")
_FILES = ("template.yaml", "samconfig.toml")

# Written by every deployment, so a change to them is no edit.
_RENDERED = (DEPLOYED, VTL_PART)

# An editor, or a `git checkout`, writes several files in a row.
_DEBOUNCE_SECONDS = 0.1


class Edits:
    """The edited sources that nobody has taken yet, as paths relative to the application."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._edited = asyncio.Event()

    def add(self, paths: set[Path]) -> None:
        self._paths |= paths
        self._edited.set()

    async def take(self) -> list[Path]:
        """All there are, once there are any and the writing has paused."""
        await self._edited.wait()
        await asyncio.sleep(_DEBOUNCE_SECONDS)
        self._edited.clear()
        taken, self._paths = sorted(self._paths), set()
        return taken


@asynccontextmanager
async def watched(root: Path) -> AsyncIterator[Edits]:
    """Collects the edits to the application in `root` for as long as the block lasts."""
    edits = Edits()
    collecting = asyncio.create_task(_collect(root, edits))
    collecting.add_done_callback(_tell_failure)
    try:
        yield edits
    finally:
        collecting.cancel()
        await asyncio.gather(collecting, return_exceptions=True)


def _tell_failure(collecting: asyncio.Task[None]) -> None:
    error = None if collecting.cancelled() else collecting.exception()
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error:
        warn(f"edits are no longer noticed: {error}")


async def _collect(folder: Path, edits: Edits) -> None:
    root = await asyncio.to_thread(folder.resolve)
    while True:
        folders = _folders(root)
        stale = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            # Not the root with all below it: that holds .venv, thousands of folders.
            tasks.create_task(_forward(root, root, edits, folders, stale))
            for folder in folders:
                tasks.create_task(_forward(root, folder, edits, folders, stale))


async def _forward(
    root: Path, watched_path: Path, edits: Edits, folders: set[Path], stale: asyncio.Event
) -> None:
    """Pass on what changes in one place, until a source folder comes or goes."""
    changes = watchfiles.awatch(
        watched_path,
        recursive=watched_path != root,
        watch_filter=None,
        debounce=50,
        step=25,
        stop_event=stale,
    )
    async for batch in changes:
        paths = {Path(path).relative_to(root) for _, path in batch}
        if sources := {path for path in paths if _is_source(path)}:
            edits.add(sources)
        if _folders(root) != folders:
            stale.set()


def _folders(root: Path) -> set[Path]:
    return {root / name for name in _FOLDERS if (root / name).is_dir()}


def _is_source(path: Path) -> bool:
    if path in _RENDERED or "__pycache__" in path.parts:
        return False
    # What an editor writes beside a file: hidden, ending in ~, or named without a suffix.
    if path.name.startswith(".") or path.name.endswith("~") or not path.suffix:
        return False
    return path.as_posix() in _FILES or (path.parts[0] in _FOLDERS and len(path.parts) > 1)
