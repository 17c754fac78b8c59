"""One server for all tests, and clients of it that check every answer against the model."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from local.rekognition.server import serving
from tests.rekognition.conformity import assert_conforms


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("rekognition"), workers=2) as url:
        yield url


@pytest.fixture(scope="session")
def connect() -> Callable:
    """Makes a boto3 client for a URL; whatever it is answered must be as the model says."""

    def connect(url: str):
        client = boto3.client(
            "rekognition",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )

        def check(response_dict, operation_model, **_):
            if response_dict["status_code"] == 200:
                assert_conforms(operation_model.output_shape, json.loads(response_dict["body"]))

        client.meta.events.register("before-parse.rekognition", check)
        return client

    return connect


@pytest.fixture(scope="session")
def client(url: str, connect: Callable):
    client = connect(url)
    yield client
    client.close()


@pytest.fixture
def collection(client) -> Iterator[str]:
    """The id of an empty collection."""
    collection_id = f"test-{uuid4()}"
    client.create_collection(CollectionId=collection_id)
    yield collection_id
    client.delete_collection(CollectionId=collection_id)


@pytest.fixture(scope="session")
def samples() -> Path:
    """scikit-image's pictures, which `make setup` lays beside the environment."""
    folder = Path(sys.prefix) / "samples/skimage/data"
    if not folder.is_dir():
        pytest.skip("the sample pictures are not installed (make setup)")
    return folder


@pytest.fixture(scope="session")
def astronaut(samples: Path) -> bytes:
    """One face, 512 x 512 (NASA, public domain)."""
    return (samples / "astronaut.png").read_bytes()


@pytest.fixture(scope="session")
def cat(samples: Path) -> bytes:
    """A picture without a face, 451 x 300."""
    return (samples / "chelsea.png").read_bytes()


@pytest.fixture(scope="session")
def photos() -> Path:
    """Photographs of two people, kept outside the project."""
    folder = Path(__file__).parents[2] / "../shared/photos"
    if not folder.is_dir():
        pytest.skip("the photographs (../shared/photos) are not here")
    return folder
