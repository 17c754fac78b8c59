"""Edits to an application's sources are noticed, and nothing else is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from local.watch import watch


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "vtl").mkdir()
    (tmp_path / "api").mkdir()
    (tmp_path / "template.yaml").write_text("")
    return tmp_path.resolve()


def edits_noticed(app: Path, *edits: Callable[[], object], until: Path) -> list[list[Path]]:
    """What `watch` tells of the edits, up to the batch that has `until`."""
    batches: list[list[Path]] = []

    async def run() -> None:
        done = asyncio.Event()

        async def on_edit(paths: list[Path]) -> None:
            batches.append(paths)
            if until in paths:
                done.set()

        watching = asyncio.create_task(watch(app, on_edit))
        await asyncio.sleep(0.5)  # until the folders are watched
        for edit in edits:
            edit()
        await asyncio.wait_for(done.wait(), 30)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(run())
    return batches


def test_a_changed_source_is_named_from_the_application(app: Path) -> None:
    name = Path("vtl/search.request.vtl")
    assert edits_noticed(app, lambda: (app / name).write_text("x"), until=name) == [[name]]


def test_a_file_that_an_editor_puts_in_place_is_noticed(app: Path) -> None:
    def save_as_editors_do() -> None:
        (app / ".template.yaml.swp").write_text("x")
        (app / ".template.yaml.swp").replace(app / "template.yaml")

    name = Path("template.yaml")
    assert edits_noticed(app, save_as_editors_do, until=name) == [[name]]


def test_what_a_deployment_writes_is_no_edit(app: Path) -> None:
    def render() -> None:
        (app / "api" / "openapi.deploy.yaml").write_text("rendered")

    name = Path("api/openapi.yaml")
    source = app / name
    assert edits_noticed(app, render, lambda: source.write_text("x"), until=name) == [[name]]


def test_files_beside_the_sources_are_no_edits(app: Path) -> None:
    def write_others() -> None:
        (app / "README.md").write_text("x")
        (app / "vtl" / "search.vtl~").write_text("x")
        (app / "vtl" / ".hidden.vtl").write_text("x")

    name = Path("vtl/a.vtl")
    source = app / name
    assert edits_noticed(app, write_others, lambda: source.write_text("x"), until=name) == [[name]]


def test_a_folder_that_is_made_later_is_watched(app: Path) -> None:
    name = Path("functions/resize/app.py")

    async def run() -> None:
        done = asyncio.Event()

        async def on_edit(paths: list[Path]) -> None:
            if name in paths:
                done.set()

        watching = asyncio.create_task(watch(app, on_edit))
        await asyncio.sleep(0.5)
        (app / "functions" / "resize").mkdir(parents=True)
        for number in range(100):
            (app / name).write_text(str(number))
            await asyncio.sleep(0.1)
            if done.is_set():
                break
        assert done.is_set()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(run())


def test_an_edit_during_a_reload_is_reloaded_after_it(app: Path) -> None:
    first, second = Path("vtl/first.vtl"), Path("vtl/second.vtl")
    batches: list[list[Path]] = []

    async def run() -> None:
        done = asyncio.Event()

        async def slow_reload(paths: list[Path]) -> None:
            batches.append(paths)
            if first in paths:
                (app / second).write_text("x")
                await asyncio.sleep(0.5)
            if second in paths:
                done.set()

        watching = asyncio.create_task(watch(app, slow_reload))
        await asyncio.sleep(0.5)
        (app / first).write_text("x")
        await asyncio.wait_for(done.wait(), 30)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(run())
    assert batches == [[first], [second]]
