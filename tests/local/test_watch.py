"""Edits to an application's sources are noticed, and nothing else is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from local.watch import Edits, watched


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "vtl").mkdir()
    (tmp_path / "api").mkdir()
    (tmp_path / "template.yaml").write_text("")
    return tmp_path.resolve()


def edits_noticed(app: Path, *edits: Callable[[], object], until: Path) -> list[list[Path]]:
    """The batches taken after the edits, up to the one that has `until`."""

    async def run() -> list[list[Path]]:
        async with watched(app) as noticed:
            await asyncio.sleep(0.5)  # until the folders are watched
            for edit in edits:
                edit()
            return await taken_until(noticed, until)

    return asyncio.run(run())


async def taken_until(noticed: Edits, path: Path) -> list[list[Path]]:
    batches: list[list[Path]] = []
    while not batches or path not in batches[-1]:
        batches.append(await asyncio.wait_for(noticed.take(), 30))
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
    code = Path("functions/resize/app.py")

    async def run() -> None:
        async with watched(app) as noticed:
            await asyncio.sleep(0.5)
            (app / "functions" / "resize").mkdir(parents=True)
            taking = asyncio.create_task(taken_until(noticed, code))
            while not taking.done():
                (app / code).write_text("def handle(): ...")
                await asyncio.sleep(0.1)
            taking.result()

    asyncio.run(run())


def test_edits_that_nobody_has_taken_yet_are_one_batch(app: Path) -> None:
    first, second = Path("vtl/first.vtl"), Path("vtl/second.vtl")

    async def run() -> list[list[Path]]:
        async with watched(app) as noticed:
            await asyncio.sleep(0.5)
            (app / first).write_text("x")
            await asyncio.sleep(0.5)  # a reload, say
            (app / second).write_text("x")
            await asyncio.sleep(0.5)
            return await taken_until(noticed, second)

    assert asyncio.run(run()) == [[first, second]]
