"""Rekognition inside a program: what an SDK cannot reach."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from local.rekognition import Rekognition, StateError
from tests.rekognition.pictures import plain


def ask(rekognition: Rekognition, operation: str, **members):
    headers = {
        "x-amz-target": f"RekognitionService.{operation}",
        "content-type": "application/x-amz-json-1.1",
    }
    answer = rekognition.handle("POST", "/", headers, json.dumps(members).encode(), {})
    status, _, body = asyncio.run(answer)
    return status, json.loads(body)


@pytest.fixture
def start(tmp_path):
    """Starts a Rekognition with whatever options, and closes it in the end."""
    started = []

    def start(state: Path = tmp_path, **options) -> Rekognition:
        rekognition = Rekognition(state, workers=1, **options)
        asyncio.run(rekognition.start())
        started.append(rekognition)
        return rekognition

    yield start
    for rekognition in started:
        asyncio.run(rekognition.close())


def test_a_collection_of_the_stack_is_made_once_and_kept(start):
    rekognition = start(account_id="123456789012", region="eu-west-1")
    arn = rekognition.create_collection_if_missing("faces", {"stage": "dev"})
    assert arn == "arn:aws:rekognition:eu-west-1:123456789012:collection/faces"
    assert rekognition.create_collection_if_missing("faces", {"stage": "prod"}) == arn
    assert ask(rekognition, "ListCollections")[1]["CollectionIds"] == ["faces"]
    assert ask(rekognition, "ListTagsForResource", ResourceArn=arn)[1]["Tags"] == {"stage": "prod"}

    rekognition.delete_collection_if_present("faces")
    rekognition.delete_collection_if_present("faces")
    assert ask(rekognition, "ListCollections")[1]["CollectionIds"] == []


def s3_of(content: bytes):
    async def read(bucket: str, key: str, version: str | None) -> bytes:
        if (bucket, key, version) != ("photos", "a/b.png", "3"):
            raise KeyError(key)
        return content

    return read


def detect(rekognition: Rekognition, **s3_object):
    return ask(rekognition, "DetectFaces", Image={"S3Object": s3_object})


def test_an_object_of_s3_is_read_for_the_caller(start):
    rekognition = start(read_s3_object=s3_of(plain(100, 100)))
    found = detect(rekognition, Bucket="photos", Name="a/b.png", Version="3")
    assert found == (200, {"FaceDetails": []})
    status, error = detect(rekognition, Bucket="photos", Name="a/b.png")
    assert (status, error["Code"]) == (400, "InvalidS3ObjectException")


def test_an_object_may_be_larger_than_bytes_but_not_than_fifteen_mebibytes(start):
    rekognition = start(read_s3_object=s3_of(plain(100, 100, "JPEG") + bytes(15 * 2**20)))
    status, error = detect(rekognition, Bucket="photos", Name="a/b.png", Version="3")
    assert (status, error["Code"]) == (400, "ImageTooLargeException")


def test_six_mebibytes_from_s3_are_looked_at(start):
    rekognition = start(read_s3_object=s3_of(plain(100, 100, "JPEG") + bytes(6 * 2**20)))
    assert detect(rekognition, Bucket="photos", Name="a/b.png", Version="3")[0] == 200


def test_a_fault_of_ours_is_an_internal_error_without_its_inside(start, caplog):
    async def broken(bucket: str, key: str, version: str | None) -> bytes:
        raise RuntimeError("the secret")

    status, error = detect(start(read_s3_object=broken), Bucket="photos", Name="x")
    assert (status, error["Code"]) == (500, "InternalServerError")
    assert error["Message"] == "Internal server error"
    assert "the secret" in caplog.text


def test_the_same_state_cannot_be_used_twice_at_once(start, tmp_path):
    start()
    with pytest.raises(StateError, match="is in use by another Rekognition"):
        asyncio.run(Rekognition(tmp_path).start())


def test_it_can_be_closed_twice_and_started_again(start):
    rekognition = start()
    rekognition.create_collection_if_missing("kept", {})
    asyncio.run(rekognition.close())
    asyncio.run(rekognition.close())
    asyncio.run(rekognition.start())
    assert ask(rekognition, "ListCollections")[1]["CollectionIds"] == ["kept"]
