"""Whatever the client's headers say, an image gets the same answer, in JSON."""

from collections.abc import Callable

import pytest
from PIL import Image

from .conftest import Api, encode
from .problems import assert_problem


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "image/png"},
        {"Accept": "image/jpeg,*/*"},
        {"Accept": "text/html"},
        {"Accept": "*/*"},
        {"Accept": ""},
        {"Content-Type": "image/jpeg; charset=x"},
        {"Content-Type": "IMAGE/JPEG"},
        {"Accept-Encoding": "br"},
    ],
)
@pytest.mark.parametrize(
    "route",
    ["/labels", "/faces", "/collections/people/search", "/collections/people/users/search"],
)
def test_the_answer_is_json(api: Api, face: bytes, route: str, headers: dict[str, str]) -> None:
    plain = api.post_image(route, face)
    answer = api.call("POST", route, data=face, headers={"Content-Type": "image/jpeg", **headers})

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == plain.json()


def test_jpeg_and_png_of_the_same_pixels_agree(api: Api, astronaut: Image.Image) -> None:
    png = encode(astronaut, "PNG")
    as_png = api.post_image("/faces", png, "image/png")
    as_jpeg = api.post_image("/faces", encode(astronaut), "image/jpeg")

    [one], [other] = as_png.json()["faces"], as_jpeg.json()["faces"]
    assert one["bounding_box"] == pytest.approx(other["bounding_box"], abs=0.02)


def test_routes_without_an_image_answer_a_client_that_wants_one_in_json(
    api: Api, collection: str
) -> None:
    wants_image = {"Accept": "image/png"}
    path, face_id = f"/collections/{collection}", "00000000-0000-4000-8000-000000000000"

    made, again = (api.put(f"{path}/users/anna", headers=wants_image) for _ in range(2))
    given = api.call(
        "POST", f"{path}/users/anna/faces", json={"face_ids": [face_id]}, headers=wants_image
    )
    listed = [api.get(f"{path}/{what}", headers=wants_image) for what in ("faces", "users")]

    assert (made.status_code, again.status_code) == (201, 200)
    for answer in (made, again, given, *listed):
        assert answer.headers["Content-Type"] == "application/json"
        assert isinstance(answer.json(), dict)
    unknown = api.delete(f"{path}/faces/{face_id}", headers=wants_image)
    assert_problem(unknown, 404, "face_not_found")


def test_health_answers_without_a_key(api: Api) -> None:
    answer = api.get("/health", headers={"Accept": "image/png"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_boto3_sees_what_the_api_has_indexed(
    api: Api, aws: Callable, collection: str, face: bytes, same_face: bytes
) -> None:
    api.post_image(f"/collections/{collection}/faces?image_id=astronaut", face)
    rekognition = aws("rekognition")
    [name] = [
        name
        for name in rekognition.list_collections()["CollectionIds"]
        if name.endswith(f".{collection}")
    ]

    found = rekognition.search_faces_by_image(CollectionId=name, Image={"Bytes": same_face})

    assert [match["Face"]["ExternalImageId"] for match in found["FaceMatches"]] == ["astronaut"]
