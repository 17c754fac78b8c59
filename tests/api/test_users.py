"""Users: people of several faces, and who of them is in an image."""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests

from .conftest import Api
from .problems import assert_problem
from .test_indexed_faces import NO_FACE_ID, index


def associate(
    api: Api, collection: str, user_id: str, body: object, **headers: str
) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **headers}
    path = f"/collections/{collection}/users/{user_id}/faces"
    return api.call("POST", path, data=data, headers=headers)


@pytest.fixture
def anna(api: Api, collection: str) -> str:
    """The path of a user without a face."""
    path = f"/collections/{collection}/users/anna"
    assert api.put(path).status_code == 201
    return path


@pytest.fixture
def face_id(api: Api, collection: str, face: bytes) -> str:
    return index(api, collection, "astronaut", face)


def test_a_user_lives_from_the_first_face_to_the_last(
    api: Api, collection: str, face: bytes, same_face: bytes
) -> None:
    users = f"/collections/{collection}/users"
    made, again = api.put(f"{users}/anna"), api.put(f"{users}/anna")
    assert (made.status_code, made.json()) == (201, {"user_id": "anna"})
    assert (again.status_code, again.json()) == (200, {"user_id": "anna"})
    assert again.headers["Content-Type"] == "application/json"
    listed = api.get(users).json()
    assert [user["user_id"] for user in listed["users"]] == ["anna"]
    assert listed["users"][0]["status"] in ("CREATED", "CREATING")
    assert listed["next_cursor"] is None
    assert api.get(f"/collections/{collection}").json()["user_count"] == 1

    face_id = index(api, collection, "astronaut", face)
    given = associate(api, collection, "anna", {"face_ids": [face_id]})
    assert given.status_code == 200, given.text
    assert given.json()["associated_faces"] == [{"face_id": face_id}]
    assert given.json()["unsuccessful_faces"] == []
    assert given.json()["user_status"] in ("ACTIVE", "UPDATING")
    [hers] = api.get(f"/collections/{collection}/faces?user_id=anna").json()["faces"]
    assert (hers["face_id"], hers["user_id"]) == (face_id, "anna")

    found = api.post_image(f"{users}/search", same_face)
    assert found.status_code == 200, found.text
    assert found.json()["searched_face"].keys() == {"bounding_box", "confidence"}
    [match] = found.json()["matches"]
    assert match["user_id"] == "anna"
    assert match["status"] in ("ACTIVE", "UPDATING")
    assert match["similarity"] >= 95

    kept = api.delete(f"/collections/{collection}/faces/{face_id}")
    assert f"{users}/anna/faces/{face_id}" in str(assert_problem(kept, 409, "conflict")["detail"])
    taken = api.delete(f"{users}/anna/faces/{face_id}")
    assert (taken.status_code, taken.content) == (204, b"")
    assert api.delete(f"/collections/{collection}/faces/{face_id}").status_code == 204

    deleted = api.delete(f"{users}/anna")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_problem(api.delete(f"{users}/anna"), 404, "user_not_found")
    assert api.get(users).json()["users"] == []


def test_a_deleted_user_leaves_the_faces(
    api: Api, collection: str, anna: str, face_id: str
) -> None:
    associate(api, collection, "anna", {"face_ids": [face_id]})

    assert api.delete(anna).status_code == 204

    [kept] = api.get(f"/collections/{collection}/faces").json()["faces"]
    assert kept["face_id"] == face_id
    assert "user_id" not in kept


def test_users_are_listed_page_by_page(api: Api, collection: str) -> None:
    names = ["anna", "Ben.7", "c:1", "d-e_f"]
    for name in names:
        assert api.put(f"/collections/{collection}/users/{name}").status_code == 201

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None and len(seen) <= len(names):
        query = {"limit": "3", "cursor": cursor}
        page = api.get(f"/collections/{collection}/users", params=query).json()
        seen += [user["user_id"] for user in page["users"]]
        cursor = page["next_cursor"]

    assert sorted(seen) == sorted(names)


def test_faces_that_are_not_taken_are_told_with_the_reason(
    api: Api, collection: str, anna: str, face_id: str
) -> None:
    api.put(f"/collections/{collection}/users/ben")
    associate(api, collection, "ben", {"face_ids": [face_id]})

    answer = associate(api, collection, "anna", {"face_ids": [face_id, NO_FACE_ID]})

    assert answer.status_code == 200
    assert answer.json()["associated_faces"] == []
    reasons = {found["face_id"]: found["reasons"] for found in answer.json()["unsuccessful_faces"]}
    assert reasons == {
        face_id: ["ASSOCIATED_TO_A_DIFFERENT_USER"],
        NO_FACE_ID: ["FACE_NOT_FOUND"],
    }
    assert answer.json()["user_status"] == "CREATED"


def test_a_face_that_does_not_look_like_the_user_is_told_with_its_confidence(
    api: Api, collection: str, anna: str, photo: Callable[[str], bytes]
) -> None:
    one, other = (
        index(api, collection, name, photo(name)) for name in ("person_a_1", "person_b_1")
    )
    associate(api, collection, "anna", {"face_ids": [one]})

    answer = associate(api, collection, "anna", {"face_ids": [other], "user_match_threshold": 99.5})

    [refused] = answer.json()["unsuccessful_faces"]
    assert (refused["face_id"], refused["reasons"]) == (other, ["LOW_MATCH_CONFIDENCE"])
    assert 0 <= refused["confidence"] < 99.5


def test_a_hundred_faces_can_be_named_at_once(api: Api, collection: str, anna: str) -> None:
    face_ids = [f"00000000-0000-4000-8000-{number:012x}" for number in range(100)]

    answer = associate(api, collection, "anna", {"face_ids": face_ids})

    assert answer.status_code == 200
    assert [face["face_id"] for face in answer.json()["unsuccessful_faces"]] == face_ids


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"face_ids": null}',
        b'{"face_ids": {}}',
        b'{"face_ids": 1}',
        b'{"face_ids": []}',
        b'{"face_ids": [1]}',
        b'{"face_ids": [null]}',
        b'{"face_ids": [[]]}',
        b'{"face_ids": [""]}',
        json.dumps({"face_ids": NO_FACE_ID}).encode(),
        json.dumps({"face_ids": {"a": NO_FACE_ID}}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID] * 101}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID] * 2000}).encode(),
        json.dumps({"face_ids": ['a"b']}).encode(),
        json.dumps({"face_ids": ['x"],"CollectionId":"other","FaceIds":["']}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID + "\n"]}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID, "x"]}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID], "user_match_threshold": "80"}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID], "user_match_threshold": None}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID], "user_match_threshold": -1}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID], "user_match_threshold": 100.5}).encode(),
        json.dumps({"face_ids": [NO_FACE_ID], "threshold": 80}).encode(),
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_not_as_described_is_refused(
    api: Api, collection: str, anna: str, body: bytes
) -> None:
    assert_problem(associate(api, collection, "anna", body), 400, "invalid_body")


def test_a_list_of_the_wrong_length_is_told_what_it_may_be(
    api: Api, collection: str, anna: str
) -> None:
    answer = associate(api, collection, "anna", {"face_ids": []})

    detail = str(assert_problem(answer, 400, "invalid_body")["detail"])
    assert "1 to 100 face ids" in detail


@pytest.mark.parametrize("content_type", ["image/jpeg", "text/plain", "application/xml"])
def test_face_ids_are_sent_as_json(api: Api, collection: str, anna: str, content_type: str) -> None:
    body = {"face_ids": [NO_FACE_ID]}

    answer = associate(api, collection, "anna", body, **{"Content-Type": content_type})

    assert_problem(answer, 415, "unsupported_media_type")


def test_a_face_is_taken_only_from_the_user_who_has_it(
    api: Api, collection: str, anna: str, face_id: str
) -> None:
    api.put(f"/collections/{collection}/users/ben")
    associate(api, collection, "ben", {"face_ids": [face_id]})

    for wanted in (face_id, NO_FACE_ID):
        problem = assert_problem(api.delete(f"{anna}/faces/{wanted}"), 404, "face_not_found")
        assert problem["detail"] == f"The user anna has no face {wanted}."
    [kept] = api.get(f"/collections/{collection}/faces").json()["faces"]
    assert kept["user_id"] == "ben"


def test_a_user_who_is_not_there_is_named(api: Api, collection: str, face_id: str) -> None:
    nobody = f"/collections/{collection}/users/nobody"

    for answer in (
        api.delete(nobody),
        associate(api, collection, "nobody", {"face_ids": [face_id]}),
        api.delete(f"{nobody}/faces/{face_id}"),
        api.get(f"/collections/{collection}/faces?user_id=nobody"),
    ):
        problem = assert_problem(answer, 404, "user_not_found")
        assert problem["detail"] == f"There is no user nobody in the collection {collection}."


@pytest.mark.parametrize("missing", ["no-such", "no-such-user"])
def test_a_collection_that_is_not_there_is_named(api: Api, face: bytes, missing: str) -> None:
    users = f"/collections/{missing}/users"

    for answer in (
        api.get(users),
        api.put(f"{users}/anna"),
        api.delete(f"{users}/anna"),
        associate(api, missing, "anna", {"face_ids": [NO_FACE_ID]}),
        api.delete(f"{users}/anna/faces/{NO_FACE_ID}"),
        api.post_image(f"{users}/search", face),
        api.get(f"/collections/{missing}/faces?user_id=anna"),
    ):
        problem = assert_problem(answer, 404, "collection_not_found")
        assert problem["detail"] == f"There is no collection {missing}."


@pytest.mark.parametrize("user_id", ["a b", 'a"b', "ü", "a" * 129, "a\\b", "${x}", "#set"])
def test_a_bad_user_id_is_told_as_it_was_given(api: Api, user_id: str) -> None:
    name = quote(user_id, safe="")
    path = f"/collections/people/users/{name}"

    for answer in (
        api.put(path),
        api.delete(path),
        associate(api, "people", name, {"face_ids": [NO_FACE_ID]}),
        api.delete(f"{path}/faces/{NO_FACE_ID}"),
        api.get(f"/collections/people/faces?user_id={name}"),
    ):
        problem = assert_problem(answer, 400, "invalid_parameter")
        assert str(problem["detail"]).startswith("user_id must be ")
        assert str(problem["detail"]).endswith(f"It was: {user_id}")


def test_nobody_can_be_called_like_the_search(api: Api, collection: str) -> None:
    assert_problem(api.put(f"/collections/{collection}/users/search"), 404, "not_found")


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=abc", "cursor=%22", "cursor=x"])
def test_a_bad_page_of_users_is_refused(api: Api, query: str) -> None:
    assert_problem(api.get(f"/collections/people/users?{query}"), 400, "invalid_parameter")


def test_nobody_is_found_among_users_without_faces(
    api: Api, collection: str, anna: str, face: bytes
) -> None:
    found = api.post_image(f"/collections/{collection}/users/search", face)

    assert (found.status_code, found.json()["matches"]) == (200, [])


def test_the_faces_that_were_not_searched_are_told(
    api: Api, collection: str, photo: Callable[[str], bytes]
) -> None:
    found = api.post_image(f"/collections/{collection}/users/search", photo("both")).json()

    [other] = found["unsearched_faces"]
    assert other.keys() == {"reasons", "bounding_box", "confidence"}
    assert "FACE_NOT_LARGEST" in other["reasons"]


def test_users_are_found_no_more_than_asked_for(
    api: Api, collection: str, face: bytes, same_face: bytes
) -> None:
    for name, image in (("anna", face), ("twin", same_face)):
        api.put(f"/collections/{collection}/users/{name}")
        face_ids = [index(api, collection, name, image)]
        associate(api, collection, name, {"face_ids": face_ids})
    search = f"/collections/{collection}/users/search"

    both = api.post_image(search, face).json()["matches"]
    best = api.post_image(f"{search}?max_users=1", face).json()["matches"]

    assert [match["user_id"] for match in both] == ["anna", "twin"]
    assert [match["user_id"] for match in best] == ["anna"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("max_users=0", "max_users must be a whole number from 1 to 500. It was: 0"),
        ("max_users=501", "max_users must be a whole number from 1 to 500. It was: 501"),
        ("threshold=x", "threshold must be a number from 0 to 100. It was: x"),
    ],
)
def test_a_bad_bound_of_a_search_is_named(api: Api, face: bytes, query: str, says: str) -> None:
    answer = api.post_image(f"/collections/people/users/search?{query}", face)

    assert assert_problem(answer, 400, "invalid_parameter")["detail"] == says


def test_a_picture_without_a_face_finds_no_user(api: Api, collection: str, no_face: bytes) -> None:
    answer = api.post_image(f"/collections/{collection}/users/search", no_face)

    assert_problem(answer, 422, "no_face")
