"""Notices edits to an application's sources."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import watchfiles

from tools.problems import VTL_PART
from tools.render import DEPLOYED

_FOLDERS = ("api", "vtl", "functions", "statemachines")
_FILES = ("template.yaml", "samconfig.toml")

# Written by every deployment, so a change to them is no edit.
_RENDERED = (DEPLOYED, VTL_PART)

# An editor, or a `git checkout`, writes several files in a row.
_DEBOUNCE_SECONDS = 0.1


async def watch(root: Path, on_edit: Callable[[list[Path]], Awaitable[None]]) -> None:
    """Call `on_edit` with the edited paths, relative to `root`; runs until it is cancelled.

    Edits that come while `on_edit` is at work are one call after it.
    """
    edits: set[Path] = set()
    edited = asyncio.Event()

    def note(paths: set[Path]) -> None:
        edits.update(paths)
        edited.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_collect(root, note))
        while await edited.wait():
            await asyncio.sleep(_DEBOUNCE_SECONDS)
            edited.clear()
            batch = sorted(edits)
            edits.clear()
            await on_edit(batch)


async def _collect(root: Path, note: Callable[[set[Path]], None]) -> None:
    while True:
        folders = _folders(root)
        stale = asyncio.Event()

        async def forward(
            watched: Path, recursive: bool, folders: set[Path], stale: asyncio.Event
        ) -> None:
            changes = watchfiles.awatch(
                watched,
                recursive=recursive,
                watch_filter=None,
                debounce=50,
                step=25,
                stop_event=stale,
            )
            async for batch in changes:
                paths = {Path(path).relative_to(root) for _, path in batch}
                if sources := {path for path in paths if _is_source(path)}:
                    note(sources)
                if _folders(root) != folders:
                    stale.set()  # one came or went: watch anew

        async with asyncio.TaskGroup() as tasks:
            # Not the root with all below it: that holds .venv, thousands of folders.
            tasks.create_task(forward(root, False, folders, stale))
            for folder in folders:
                tasks.create_task(forward(folder, True, folders, stale))


def _folders(root: Path) -> set[Path]:
    return {root / name for name in _FOLDERS if (root / name).is_dir()}


def _is_source(path: Path) -> bool:
    if path in _RENDERED or "__pycache__" in path.parts:
        return False
    # What an editor writes beside a file: hidden, ending in ~, or named without a suffix.
    if path.name.startswith(".") or path.name.endswith("~") or not path.suffix:
        return False
    return path.as_posix() in _FILES or (path.parts[0] in _FOLDERS and len(path.parts) > 1)
