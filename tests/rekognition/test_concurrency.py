"""Many callers at once, and the end in the middle of it: nothing acknowledged is lost or kept."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from local.rekognition import Rekognition
from tests.rekognition.pictures import encoded, opened


@pytest.fixture(scope="module")
def face(astronaut) -> bytes:
    """Small, so that a hundred of them take seconds."""
    head = opened(astronaut).convert("RGB").crop((130, 0, 330, 200))
    return encoded(head.resize((160, 160), Image.Resampling.LANCZOS), "JPEG", quality=92)


def face_ids(client, collection: str) -> set[str]:
    pages = client.get_paginator("list_faces").paginate(CollectionId=collection)
    return {found["FaceId"] for page in pages for found in page["Faces"]}


def searched(client, collection: str, face: bytes) -> set[str]:
    found = client.search_faces_by_image(CollectionId=collection, Image={"Bytes": face})
    return {match["Face"]["FaceId"] for match in found["FaceMatches"]}


def test_indexing_deleting_and_searching_at_once_agree_in_the_end(client, collection, face):
    image = {"CollectionId": collection, "Image": {"Bytes": face}}

    def index() -> str:
        return client.index_faces(**image)["FaceRecords"][0]["Face"]["FaceId"]

    def index_and_delete(number: int) -> tuple[str, bool]:
        face_id = index()
        if number % 3:
            return face_id, True
        client.search_faces_by_image(**image)
        deleted = client.delete_faces(CollectionId=collection, FaceIds=[face_id])
        assert deleted["DeletedFaces"] == [face_id]
        return face_id, False

    index()
    searched(client, collection, face)  # from here on there is an index in memory
    with ThreadPoolExecutor(16) as threads:
        done = dict(threads.map(index_and_delete, range(60)))
    kept = {face_id for face_id, is_kept in done.items() if is_kept}
    left = face_ids(client, collection)
    assert left > kept
    assert len(left) == len(kept) + 1
    assert searched(client, collection, face) == left


def test_a_face_is_deleted_by_one_of_those_who_try(client, collection, face):
    image = {"CollectionId": collection, "Image": {"Bytes": face}}
    face_id = client.index_faces(**image)["FaceRecords"][0]["Face"]["FaceId"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda _: client.delete_faces(CollectionId=collection, FaceIds=[face_id]), range(8)
            )
        )
    assert sorted(len(answer["DeletedFaces"]) for answer in answers) == [0] * 7 + [1]


def test_a_collection_deleted_under_its_callers_is_not_found_and_nothing_else(client, face):
    collection, codes = "contested", set()

    def contend(number: int) -> None:
        image = {"CollectionId": collection, "Image": {"Bytes": face}}
        try:
            if number % 5 == 0:
                client.delete_collection(CollectionId=collection)
            elif number % 5 == 1:
                client.create_collection(CollectionId=collection)
            elif number % 5 == 2:
                client.search_faces_by_image(**image)
            else:
                client.index_faces(**image)
        except ClientError as error:
            codes.add(error.response["Error"]["Code"])

    client.create_collection(CollectionId=collection)
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(contend, range(60)))
    assert codes <= {"ResourceNotFoundException", "ResourceAlreadyExistsException"}


def test_callers_of_workers_that_are_killed_are_told_and_what_was_answered_is_kept(tmp_path, face):
    image = {"CollectionId": "kept", "Image": {"Bytes": b64encode(face).decode()}}

    async def index_while_workers_are_killed() -> None:
        rekognition = Rekognition(tmp_path, workers=2)
        await rekognition.start()
        rekognition.create_collection_if_missing("kept", {})
        await ask(rekognition, "IndexFaces", image)

        async def index(number: int) -> tuple[int, dict]:
            if number % 10 == 5:
                await asyncio.sleep(number / 50)
                os.kill(rekognition.worker_pids()[0], signal.SIGKILL)
            return await ask(rekognition, "IndexFaces", image)

        answers = await asyncio.gather(*(index(number) for number in range(40)))
        failed = [answer for status, answer in answers if status != 200]
        assert {answer["Code"] for answer in failed} <= {"InternalServerError"}
        assert len(failed) <= 4
        _, listed = await ask(rekognition, "ListFaces", {"CollectionId": "kept"})
        assert len(listed["Faces"]) == 1 + len(answers) - len(failed)
        _, found = await ask(rekognition, "SearchFacesByImage", image)
        assert len(found["FaceMatches"]) == len(listed["Faces"])
        await rekognition.close()

    asyncio.run(index_while_workers_are_killed())


async def ask(rekognition: Rekognition, operation: str, members: dict) -> tuple[int, dict]:
    headers = {
        "x-amz-target": f"RekognitionService.{operation}",
        "content-type": "application/x-amz-json-1.1",
    }
    body = json.dumps(members).encode()
    status, _, answer = await rekognition.handle("POST", "/", headers, body, {})
    return status, json.loads(answer)
