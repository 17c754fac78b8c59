"""The gateway's own share of POST /labels: what the caller waits for, less the Rekognition call.

Each size is measured over one kept-alive connection, next to a bare server that only reads the
body, so the number to look at is the ratio of the two.
"""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml

from local.gateway import EndpointRequest, EndpointResponse, Gateway, RestApi, Stage

ROOT = Path(__file__).parents[2]
ANSWER = b'{"Labels":[{"Name":"Person","Confidence":99.5,"Instances":[],"Parents":[]}]}'
ROUNDS = 40

pytestmark = pytest.mark.bench


def _resolve(value: Any) -> Any:
    """The document as CloudFormation would hand it over, with stand-ins for what it refers to."""
    if isinstance(value, list):
        return [_resolve(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Sub" in value:
        return re.sub(r"\$\{AWS::(\w+)\}", r"\1", value["Fn::Sub"])
    if "Fn::GetAtt" in value:
        return "arn:aws:iam::000000000000:role/role"
    if "Fn::If" in value:
        return _resolve(value["Fn::If"][2])
    return {key: _resolve(item) for key, item in value.items()}


async def _rekognition(_: EndpointRequest) -> EndpointResponse:
    return EndpointResponse(200, [("Content-Type", "application/x-amz-json-1.1")], ANSWER)


async def _bare(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    b"".join(chunks)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": ANSWER})


def _gateway() -> Gateway:
    document = yaml.safe_load((ROOT / "api" / "openapi.deploy.yaml").read_text())
    gateway = Gateway(_rekognition, log=lambda line: None)
    api = RestApi.from_openapi(_resolve(document), api_id="bench", name="bench")
    gateway.deploy(api, Stage("bench", variables={"collection_prefix": "b."}), default=True)
    return gateway


@contextmanager
def _served(application: Any) -> Iterator[int]:
    config = uvicorn.Config(application, port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _median_ms(port: int, image: bytes) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        connection.request("POST", "/labels", image, {"Content-Type": "image/jpeg"})
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status == 200, body
    connection.close()
    return statistics.median(times)


def test_the_gateways_share() -> None:
    with _served(_bare) as bare, _served(_gateway()) as gateway:
        for name, size in (("1 KB", 1024), ("1 MB", 1024**2), ("5 MB", 5 * 1024**2)):
            image = bytes(size)
            floor, total = _median_ms(bare, image), _median_ms(gateway, image)
            print(f"{name}: {total:.2f} ms, a bare server {floor:.2f} ms, x {total / floor:.2f}")
