"""An API described in a few lines, deployed, and called as an ASGI application."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from local.gateway import Gateway, RestApi, Stage
from tests.gateway.apis import Client, FakeEndpoint

RECORDED = Path(__file__).parents[2] / "../shared/aws-recorded"


@pytest.fixture
def endpoint() -> FakeEndpoint:
    return FakeEndpoint()


@pytest.fixture
def client(endpoint: FakeEndpoint) -> Client:
    log: list[str] = []
    return Client(
        Gateway(endpoint, log=log.append, access_log=lambda _, line: log.append(line)),
        endpoint,
        log,
    )


@pytest.fixture
def deploy(client: Client) -> Callable[..., Client]:
    """Deploys paths (and further members of the definition) as the default of the client."""

    def deploy(paths: dict[str, Any], *, api_keys: Any = (), **root: Any) -> Client:
        stage = root.pop("stage", Stage("test"))
        document = {"openapi": "3.0.1", "info": {"title": "a", "version": "1"}, "paths": paths}
        document |= {name.replace("_", "-"): value for name, value in root.items()}
        api = RestApi.from_openapi(document, api_id="a1b2c3d4e5", name="test")
        client.gateway.deploy(api, stage, api_keys=api_keys, default=True)
        return client

    return deploy


@pytest.fixture
def recording() -> Callable[[str, str], dict[str, Any]]:
    """What was recorded from API Gateway for one test: `recording(file, test name)`."""

    def recorded(service: str, test: str) -> dict[str, Any]:
        path = RECORDED / f"test_apigateway_{service}.snapshot.json"
        if not path.exists():
            pytest.skip("the recordings are not beside this repository (shared/aws-recorded)")
        for name, entry in json.loads(path.read_text()).items():
            if name.endswith(f"::{test}"):
                content: dict[str, Any] = entry["recorded-content"]
                return content
        raise KeyError(test)

    return recorded


@dataclass
class HttpEcho:
    url: str


class _EchoHandler(BaseHTTPRequestHandler):
    """Answers with what it was sent; `/status/404` answers with that status."""

    protocol_version = "HTTP/1.1"
    server_version = "gunicorn/19.9.0"
    sys_version = ""

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        echoed = {
            "method": self.command,
            "path": self.path,
            "headers": dict(self.headers.items()),
            "data": self.rfile.read(length).decode(),
        }
        body = json.dumps(echoed).encode()
        status = re.fullmatch(r"/status/(\d+)", self.path)
        self.send_response(int(status[1]) if status else 200)
        self.send_header("Connection", "keep-alive")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", "the-endpoint's-own")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 (names that http.server wants)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def http_echo() -> Iterator[HttpEcho]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _EchoHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield HttpEcho(f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()
    thread.join()
