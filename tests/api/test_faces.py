"""POST /faces: which faces there are."""

from .conftest import Api
from .problems import assert_problem


def test_a_face_is_described(api: Api, face: bytes) -> None:
    answer = api.post_image("/faces", face)

    assert answer.status_code == 200
    [found] = answer.json()["faces"]
    assert found["confidence"] > 90
    assert found["quality"].keys() == {"brightness", "sharpness"}
    assert {"roll", "yaw"} <= found["pose"].keys()
    assert all(0 <= mark["x"] <= 1 and 0 <= mark["y"] <= 1 for mark in found["landmarks"])


def test_a_picture_without_faces_has_none(api: Api, no_face: bytes) -> None:
    answer = api.post_image("/faces", no_face)

    assert (answer.status_code, answer.json()) == (200, {"faces": []})


def test_attributes_are_chosen_by_query(api: Api, face: bytes) -> None:
    every = api.post_image("/faces?attributes=ALL", face)
    wrong = api.post_image("/faces?attributes=ALL,MOOD", face)

    assert every.status_code == 200 and len(every.json()["faces"]) == 1
    assert "It was: ALL,MOOD" in str(assert_problem(wrong, 400, "invalid_parameter")["detail"])
