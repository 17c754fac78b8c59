"""A run ends when it is told to, and what it held is there for the next one."""

import io
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from botocore.exceptions import BotoCoreError, ClientError
from PIL import Image

from tests.local.conftest import LocalRun, Start, wait_until


def store_an_item(run: LocalRun) -> None:
    tables = run.client("dynamodb")
    tables.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    tables.put_item(TableName="things", Item={"id": {"S": "kept"}})


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(scope="module")
def app(copy_app: Callable[[], Path]) -> Path:
    return copy_app()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_end_keeps_its_state(
    start: Start, app: Path, number: signal.Signals
) -> None:
    first = start(app)
    store_an_item(first)
    api_id = first.client("apigateway").get_rest_apis()["items"][0]["id"]
    assert first.end(number) == 0
    assert not (first.state / "env").exists()
    assert "Traceback" not in first.printed()

    second = start(app, first.state)
    item = second.client("dynamodb").get_item(TableName="things", Key={"id": {"S": "kept"}})
    assert item["Item"] == {"id": {"S": "kept"}}
    assert second.client("apigateway").get_rest_apis()["items"][0]["id"] == api_id
    assert "rekogate-local is as it was" in second.printed()
    assert second.get("/health").status_code == 200


def test_a_killed_run_keeps_its_faces_and_leaves_no_process(start: Start, app: Path) -> None:
    first = start(app)
    photo = first.state / "samples" / "astronaut.jpg"
    if not photo.exists():
        pytest.skip("the sample photos are not installed")
    indexed = first.client("rekognition").index_faces(
        CollectionId="rekogate-local.people", Image={"Bytes": photo.read_bytes()}
    )
    face_id = indexed["FaceRecords"][0]["Face"]["FaceId"]
    workers = children_of(first.process.pid)
    first.end(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in workers), "the end of the workers")

    second = start(app, first.state)
    faces = second.client("rekognition").list_faces(CollectionId="rekogate-local.people")["Faces"]
    assert [face["FaceId"] for face in faces] == [face_id]
    assert second.get("/health").status_code == 200


def test_a_request_under_way_does_not_keep_the_run(start: Start, app: Path) -> None:
    run = start(app)
    host, port = run.api_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as unfinished:
        unfinished.sendall(b"POST /labels HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        queue = run.client("sqs").create_queue(QueueName="quiet")["QueueUrl"]
        clients = [
            threading.Thread(target=_post_large_picture, args=(run,)),
            threading.Thread(target=_wait_for_message, args=(run, queue)),
        ]
        for client in clients:
            client.start()
        workers = children_of(run.process.pid)
        assert run.end() == 0
        for client in clients:
            client.join()
    assert not any(is_alive(pid) for pid in workers)
    assert "Traceback" not in run.printed()


def _wait_for_message(run: LocalRun, queue: str) -> None:
    with suppress(BotoCoreError, ClientError):  # cut off by the end of the run
        run.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=20)


def _post_large_picture(run: LocalRun) -> None:
    picture = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(picture, "JPEG", quality=60)
    with suppress(requests.ConnectionError):  # cut off by the end of the run
        requests.post(
            run.api_url + "/faces",
            data=picture.getvalue(),
            headers={"Content-Type": "image/jpeg"},
            timeout=60,
        )
