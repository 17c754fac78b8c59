"""The faces of a collection: listed, compared with each other, deleted."""

import uuid
from collections.abc import Callable

import pytest

from .conftest import Api
from .problems import assert_problem

NO_FACE_ID = "00000000-0000-4000-8000-000000000000"


def index(api: Api, collection: str, image_id: str, image: bytes) -> str:
    """The id of the one face in the image."""
    answer = api.post_image(f"/collections/{collection}/faces?image_id={image_id}", image)
    assert answer.status_code == 201, answer.text
    [face] = answer.json()["faces"]
    return str(face["face_id"])


def test_an_indexed_face_is_listed_and_deleted(api: Api, collection: str, face: bytes) -> None:
    face_id = index(api, collection, "astronaut", face)
    path = f"/collections/{collection}/faces"

    listed = api.get(path)
    assert listed.status_code == 200
    assert listed.json()["next_cursor"] is None
    [found] = listed.json()["faces"]
    assert found.keys() == {"face_id", "image_id", "bounding_box", "confidence"}
    assert (found["face_id"], found["image_id"]) == (face_id, "astronaut")
    assert found["bounding_box"].keys() == {"left", "top", "width", "height"}
    assert found["confidence"] > 90

    deleted = api.delete(f"{path}/{face_id}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert api.get(path).json() == {"faces": [], "next_cursor": None}


def test_a_face_is_deleted_once(api: Api, collection: str, face: bytes) -> None:
    path = f"/collections/{collection}/faces/{index(api, collection, 'astronaut', face)}"
    api.delete(path)

    problem = assert_problem(api.delete(path), 404, "face_not_found")

    assert problem["detail"] == f"There is no face {path[-36:]} in the collection {collection}."


def test_faces_are_listed_page_by_page(api: Api, collection: str, face: bytes) -> None:
    indexed = [index(api, collection, f"copy-{number}", face) for number in range(3)]

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None and len(seen) <= len(indexed):
        query = {"limit": "2", "cursor": cursor}
        page = api.get(f"/collections/{collection}/faces", params=query).json()
        assert len(page["faces"]) <= 2
        seen += [found["face_id"] for found in page["faces"]]
        cursor = page["next_cursor"]

    assert sorted(seen) == sorted(indexed)


def test_a_face_matches_the_other_pictures_of_its_owner_and_not_itself(
    api: Api, collection: str, face: bytes, same_face: bytes
) -> None:
    face_id = index(api, collection, "astronaut", face)
    other_id = index(api, collection, "mirrored", same_face)

    answer = api.get(f"/collections/{collection}/faces/{face_id}/matches?threshold=90")

    assert answer.status_code == 200
    assert answer.json()["searched_face_id"] == face_id
    [match] = answer.json()["matches"]
    assert match.keys() == {"similarity", "face_id", "image_id", "bounding_box", "confidence"}
    assert (match["face_id"], match["image_id"]) == (other_id, "mirrored")
    assert match["similarity"] >= 95


def test_matches_are_no_more_than_asked_for(api: Api, collection: str, face: bytes) -> None:
    face_id, *others = [index(api, collection, f"copy-{number}", face) for number in range(3)]

    matches = api.get(f"/collections/{collection}/faces/{face_id}/matches?max_faces=1").json()

    assert [match["face_id"] in others for match in matches["matches"]] == [True]


def test_matches_are_those_of_search(
    api: Api, collection: str, face: bytes, same_face: bytes
) -> None:
    face_id = index(api, collection, "astronaut", face)
    index(api, collection, "mirrored", same_face)

    searched = api.post_image(f"/collections/{collection}/search", face).json()["matches"]
    matches = api.get(f"/collections/{collection}/faces/{face_id}/matches").json()["matches"]

    assert [match["face_id"] for match in searched] == [face_id, *(m["face_id"] for m in matches)]
    assert searched[1].keys() == matches[0].keys()
    assert searched[1]["bounding_box"] == matches[0]["bounding_box"]


def test_an_unknown_face_has_no_matches(api: Api, collection: str) -> None:
    answer = api.get(f"/collections/{collection}/faces/{NO_FACE_ID}/matches")

    problem = assert_problem(answer, 404, "face_not_found")
    assert problem["detail"] == f"There is no face {NO_FACE_ID} in the collection {collection}."


def test_a_face_of_another_collection_is_unknown(api: Api, collection: str, face: bytes) -> None:
    face_id = index(api, collection, "astronaut", face)
    other = f"other-{uuid.uuid4().hex[:8]}"
    api.put(f"/collections/{other}")

    for answer in (
        api.delete(f"/collections/{other}/faces/{face_id}"),
        api.get(f"/collections/{other}/faces/{face_id}/matches"),
    ):
        assert_problem(answer, 404, "face_not_found")
    assert api.get(f"/collections/{collection}").json()["face_count"] == 1
    api.delete(f"/collections/{other}")


def test_a_collection_that_is_not_there_is_named(api: Api) -> None:
    for answer in (
        api.get("/collections/no-such/faces"),
        api.delete(f"/collections/no-such/faces/{NO_FACE_ID}"),
        api.get(f"/collections/no-such/faces/{NO_FACE_ID}/matches"),
    ):
        problem = assert_problem(answer, 404, "collection_not_found")
        assert problem["detail"] == "There is no collection no-such."


@pytest.mark.parametrize("face_id", ["x", "%22", NO_FACE_ID.upper().replace("0", "A"), "x%0A"])
@pytest.mark.parametrize("route", ["DELETE ", "GET /matches"])
def test_what_is_no_face_id_is_refused(api: Api, face_id: str, route: str) -> None:
    method, suffix = route.split(" ")

    answer = api.call(method, f"/collections/people/faces/{face_id}{suffix}")

    problem = assert_problem(answer, 400, "invalid_parameter")
    assert str(problem["detail"]).startswith("face_id must be the face_id that indexing")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("limit=0", "limit must be a whole number from 1 to 1000. It was: 0"),
        ("limit=1001", "It was: 1001"),
        ("cursor=%22", 'It was: "'),
        ("cursor=nonsense", "cursor must be the next_cursor of the page before"),
        ("user_id=a%20b", "user_id must be 1 to 128 letters"),
    ],
)
def test_a_bad_page_of_faces_is_refused(api: Api, query: str, says: str) -> None:
    answer = api.get(f"/collections/people/faces?{query}")

    assert says in str(assert_problem(answer, 400, "invalid_parameter")["detail"])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("max_faces=1001", "max_faces must be a whole number from 1 to 1000. It was: 1001"),
        ("threshold=101", "threshold must be a number from 0 to 100. It was: 101"),
    ],
)
def test_a_bad_bound_of_matches_is_named(api: Api, query: str, says: str) -> None:
    answer = api.get(f"/collections/people/faces/{NO_FACE_ID}/matches?{query}")

    assert assert_problem(answer, 400, "invalid_parameter")["detail"] == says


def test_other_stacks_faces_are_out_of_reach(api: Api, aws: Callable) -> None:
    rekognition = aws("rekognition")
    rekognition.create_collection(CollectionId="somebody-elses-faces")
    try:
        answer = api.get("/collections/somebody-elses-faces/faces")
        assert_problem(answer, 404, "collection_not_found")
    finally:
        rekognition.delete_collection(CollectionId="somebody-elses-faces")
