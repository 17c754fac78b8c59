"""The life of a collection, and what is learnt and found in it."""

import uuid
from collections.abc import Callable

import pytest
from PIL import Image

from .conftest import Api, encode
from .problems import assert_problem


def test_a_collection_is_made_once_and_deleted(api: Api) -> None:
    name = f"life-{uuid.uuid4().hex[:8]}"

    made, again = api.put(f"/collections/{name}"), api.put(f"/collections/{name}")
    assert (made.status_code, made.json()["collection_id"]) == (201, name)
    assert (again.status_code, again.json()["collection_id"]) == (200, name)
    assert again.headers["Content-Type"] == "application/json"

    described = api.get(f"/collections/{name}")
    assert described.status_code == 200
    assert described.json()["face_count"] == 0
    assert described.json()["creation_timestamp"] > 1.7e9
    listed = api.get("/collections?limit=1000").json()["collections"]
    assert name in [collection["collection_id"] for collection in listed]

    deleted = api.delete(f"/collections/{name}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_problem(api.get(f"/collections/{name}"), 404, "collection_not_found")
    assert_problem(api.delete(f"/collections/{name}"), 404, "collection_not_found")


def test_the_default_collection_is_there(api: Api) -> None:
    assert api.get("/collections/people").json()["collection_id"] == "people"


def test_collections_are_listed_page_by_page(api: Api) -> None:
    names = {f"page-{uuid.uuid4().hex[:8]}" for _ in range(3)}
    for name in names:
        api.put(f"/collections/{name}")

    seen: list[str] = []
    cursor = ""
    for _ in range(200):
        page = api.get("/collections", params={"limit": "1", "cursor": cursor}).json()
        seen += [collection["collection_id"] for collection in page["collections"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert cursor is None
    assert names <= set(seen)
    assert len(seen) == len(set(seen))
    for name in names:
        api.delete(f"/collections/{name}")


def test_other_stacks_collections_are_out_of_reach(api: Api, aws: Callable) -> None:
    rekognition = aws("rekognition")
    rekognition.create_collection(CollectionId="somebody-elses")
    try:
        listed = api.get("/collections?limit=1000").json()["collections"]
        assert "somebody-elses" not in [item["collection_id"] for item in listed]
        assert_problem(api.get("/collections/somebody-elses"), 404, "collection_not_found")
    finally:
        rekognition.delete_collection(CollectionId="somebody-elses")


def test_an_indexed_face_is_found_in_another_picture(
    api: Api, collection: str, face: bytes, same_face: bytes
) -> None:
    indexed = api.post_image(f"/collections/{collection}/faces?image_id=astronaut", face)
    assert indexed.status_code == 201
    [record] = indexed.json()["faces"]
    assert record["image_id"] == "astronaut"
    assert indexed.json()["unindexed_faces"] == []

    found = api.post_image(f"/collections/{collection}/search", same_face)
    assert found.status_code == 200
    body = found.json()
    assert body.keys() == {"searched_face", "matches"}
    assert body["searched_face"]["bounding_box"].keys() == {"left", "top", "width", "height"}
    [match] = body["matches"]
    assert match["image_id"] == "astronaut"
    assert match["face_id"] == record["face_id"]
    assert match["similarity"] >= 95
    assert api.get(f"/collections/{collection}").json()["face_count"] == 1


def test_nobody_is_found_in_an_empty_collection(api: Api, collection: str, face: bytes) -> None:
    found = api.post_image(f"/collections/{collection}/search", face)

    assert (found.status_code, found.json()["matches"]) == (200, [])


def test_the_right_person_is_found_among_two(
    api: Api, collection: str, photo: Callable[[str], bytes]
) -> None:
    for name in ("person_a_1", "person_b_1"):
        answer = api.post_image(f"/collections/{collection}/faces?image_id={name}", photo(name))
        assert answer.status_code == 201, answer.text

    found = api.post_image(f"/collections/{collection}/search", photo("person_a_2")).json()

    assert [match["image_id"] for match in found["matches"]] == ["person_a_1"]
    assert found["matches"][0]["similarity"] >= 95


def test_the_largest_of_two_faces_is_searched(
    api: Api, collection: str, photo: Callable[[str], bytes]
) -> None:
    both = photo("both")
    boxes = [face["bounding_box"] for face in api.post_image("/faces", both).json()["faces"]]
    largest = max(boxes, key=lambda box: box["width"] * box["height"])

    searched = api.post_image(f"/collections/{collection}/search", both).json()["searched_face"]

    assert len(boxes) == 2
    assert searched["bounding_box"] == pytest.approx(largest, abs=0.01)


def test_a_picture_without_a_face_can_be_neither_searched_nor_indexed(
    api: Api, collection: str, no_face: bytes
) -> None:
    search = api.post_image(f"/collections/{collection}/search", no_face)
    index = api.post_image(f"/collections/{collection}/faces?image_id=x", no_face)

    assert_problem(search, 422, "no_face")
    assert_problem(index, 422, "no_face")
    assert api.get(f"/collections/{collection}").json()["face_count"] == 0


def test_a_face_that_is_not_good_enough_is_refused_with_the_reason(
    api: Api, collection: str, astronaut: Image.Image
) -> None:
    tiny = astronaut.resize((200, 200)).resize((512, 512), Image.Resampling.NEAREST)
    blurred = encode(tiny.resize((40, 40)).resize((640, 640)))

    answer = api.post_image(f"/collections/{collection}/faces?image_id=blurred", blurred)

    assert_problem(answer, 422, "no_face")


def test_an_index_request_needs_an_image_id(api: Api, collection: str, face: bytes) -> None:
    missing = api.post_image(f"/collections/{collection}/faces", face)
    quoted = api.post_image(f"/collections/{collection}/faces?image_id=a%22b", face)

    assert "image_id" in str(assert_problem(missing, 400, "invalid_parameter")["detail"])
    assert 'It was: a"b' in str(assert_problem(quoted, 400, "invalid_parameter")["detail"])
