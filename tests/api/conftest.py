"""The API over HTTP: the local run on free ports, or the deployment that API_URL names."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from PIL import Image

ROOT = Path(__file__).parents[2]
PHOTOS = ROOT.parent / "shared" / "photos"
SAMPLES = Path(sys.prefix) / "samples" / "skimage" / "data"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One local run serves all of them, so one worker runs all of them.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("api"))


@dataclass
class Api:
    """A client that knows the API's address and key."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=60, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def put(self, path: str, **options: Any) -> requests.Response:
        return self.call("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self.call("DELETE", path, **options)

    def post_image(
        self, path: str, image: bytes, content_type: str = "image/jpeg", **headers: str
    ) -> requests.Response:
        return self.call(
            "POST", path, data=image, headers={"Content-Type": content_type, **headers}
        )


def _read_env(file: Path, process: subprocess.Popen[str], log: Path) -> dict[str, str]:
    deadline = time.monotonic() + 90
    while not file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail("the local run did not start:\n" + log.read_text())
        time.sleep(0.1)
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment that the local run writes when it is ready."""
    if "API_URL" in os.environ:
        yield {"API_URL": os.environ["API_URL"].rstrip("/")}
        return
    state = tmp_path_factory.mktemp("local")
    log = state / "console.log"
    command = [sys.executable, "-m", "local", "--port", "0", "--aws-port", "0", "--no-reload"]
    with log.open("w") as console:
        process = subprocess.Popen(
            [*command, "--state", str(state / "state")],
            cwd=ROOT,
            stdout=console,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield _read_env(state / "state" / "env", process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="session")
def api(run: dict[str, str]) -> Iterator[Api]:
    client = Api(run["API_URL"])
    if key := os.environ.get("API_KEY"):
        client.session.headers["x-api-key"] = key
    yield client
    client.session.close()


@pytest.fixture(scope="session")
def aws(run: dict[str, str]) -> Callable[[str], Any]:
    """Makes boto3 clients of the local engine."""
    if "AWS_ENDPOINT_URL" not in run:
        pytest.skip("speaks to the local engine's AWS port")

    def client(service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=run["AWS_ENDPOINT_URL"],
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    return client


@pytest.fixture
def collection(api: Api) -> Iterator[str]:
    """A new, empty collection."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    assert api.put(f"/collections/{name}").status_code == 201
    yield name
    api.delete(f"/collections/{name}")


def encode(image: Image.Image, image_format: str = "JPEG") -> bytes:
    buffer = BytesIO()
    image.save(buffer, image_format)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def astronaut() -> Image.Image:
    if not SAMPLES.exists():
        pytest.skip("the sample photos are not installed")
    return Image.open(SAMPLES / "astronaut.png").convert("RGB")


@pytest.fixture(scope="session")
def face(astronaut: Image.Image) -> bytes:
    """A JPEG with one face."""
    return encode(astronaut)


@pytest.fixture(scope="session")
def same_face(astronaut: Image.Image) -> bytes:
    """Another picture of the same face: mirrored, cropped, a PNG."""
    return encode(astronaut.crop((60, 0, 420, 400)).transpose(Image.Transpose.FLIP_LEFT_RIGHT))


@pytest.fixture(scope="session")
def no_face() -> bytes:
    """A JPEG of something, without a face."""
    gradient = Image.linear_gradient("L").resize((320, 240))
    return encode(Image.merge("RGB", (gradient, gradient.rotate(180), gradient)))


@pytest.fixture
def photo() -> Callable[[str], bytes]:
    """Real photographs, where they are."""

    def read(name: str) -> bytes:
        path = PHOTOS / f"{name}.jpg"
        if not path.exists():
            pytest.skip(f"{path.name} is not on this machine")
        return path.read_bytes()

    return read
