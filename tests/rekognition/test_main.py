"""`python -m local.rekognition`, as a person or a build would use it."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError

from tests.rekognition import onnx_models

ROOT = Path(__file__).parents[2]


def command(state: Path, port: int = 0, *more: str) -> list[str]:
    arguments = ["--port", str(port), "--state", str(state), "--workers", "1", *more]
    return [sys.executable, "-m", "local.rekognition", *arguments]


@contextmanager
def running(state: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    with subprocess.Popen(
        command(state), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            line = process.stdout.readline()
            yield process, re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        finally:
            process.kill()


def refused(state: Path, port: int = 0, *more: str) -> str:
    done = subprocess.run(
        command(state, port, *more),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(tmp_path, connect, end):
    with running(tmp_path) as (process, url):
        client = connect(url)
        client.create_collection(CollectionId="kept")
        client.close()
        process.send_signal(end)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""
    with running(tmp_path) as (_, url):
        client = connect(url)
        assert client.list_collections()["CollectionIds"] == ["kept"]
        client.close()


def test_nothing_that_was_acknowledged_is_lost_by_a_kill(tmp_path, connect: Callable, astronaut):
    made: list[str] = []
    with running(tmp_path) as (process, url):
        client = connect(url)
        client.create_collection(CollectionId="faces")
        known = [
            client.index_faces(CollectionId="faces", Image={"Bytes": astronaut})["FaceRecords"][0]
            for _ in range(2)
        ]
        writer = threading.Thread(target=make_collections_until_it_ends, args=(connect(url), made))
        writer.start()
        while len(made) < 20:
            time.sleep(0.001)
        process.kill()
        writer.join()
        client.close()
    with running(tmp_path) as (_, url):
        client = connect(url)
        assert {"faces", *made} <= set(client.list_collections()["CollectionIds"])
        listed = client.list_faces(CollectionId="faces")["Faces"]
        assert listed == [record["Face"] for record in known]
        found = client.search_faces_by_image(CollectionId="faces", Image={"Bytes": astronaut})
        assert len(found["FaceMatches"]) == 2
        client.close()


def make_collections_until_it_ends(client, made: list[str]) -> None:
    with contextlib.closing(client), contextlib.suppress(BotoCoreError):
        while True:
            collection_id = f"made-{len(made)}"
            client.create_collection(CollectionId=collection_id)
            made.append(collection_id)


def test_a_taken_port_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} of 127.0.0.1 cannot be used" in refused(tmp_path, port)


def test_a_state_folder_in_use_is_one_line(tmp_path):
    with running(tmp_path) as (process, _):
        assert f"in use by another Rekognition (process {process.pid})" in refused(tmp_path)


def test_models_that_cannot_be_used_are_one_line(tmp_path):
    named = tmp_path / "mine.toml"
    assert f"{named} cannot be read" in refused(tmp_path, 0, "--models", str(named))
    path = onnx_models.write_models(tmp_path, (b"no model", onnx_models.CLASSIFICATION))
    assert "model0.onnx cannot be loaded" in refused(tmp_path)
    path.rename(named)
    assert "model0.onnx cannot be loaded" in refused(tmp_path, 0, "--models", str(named))
    with running(tmp_path):
        pass
