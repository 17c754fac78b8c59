"""Whatever the client's headers say, an image gets the same answer, in JSON."""

from collections.abc import Callable

import pytest
from PIL import Image

from .conftest import Api, encode


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
@pytest.mark.parametrize("route", ["/labels", "/faces", "/collections/people/search"])
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
