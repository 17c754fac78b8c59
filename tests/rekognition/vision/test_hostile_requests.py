"""The worst of pictures through the whole service: the right error, and the worker lives on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.rekognition.pictures import encoded, opened, plain, png_of_zeros


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: png_of_zeros(20_000, 20_000), "ImageTooLargeException"),
        (lambda: plain(1, 1), "InvalidParameterException"),
        (lambda: plain(200, 200, "JPEG")[:300], "InvalidImageFormatException"),
        (lambda: b"GIF89a" + bytes(500), "InvalidImageFormatException"),
    ],
    ids=["bomb", "one pixel", "half", "gif"],
)
def test_an_image_that_cannot_be_looked_at(client, astronaut, make, code):
    image = make()
    for operation in (client.detect_faces, client.detect_labels):
        with pytest.raises(ClientError) as refused:
            operation(Image={"Bytes": image})
        assert refused.value.response["Error"]["Code"] == code
    assert len(client.detect_faces(Image={"Bytes": astronaut})["FaceDetails"]) == 1


def test_a_hundred_calls_at_once_are_all_answered(client):
    images = [plain(90 + number % 7, 90, color=(number, 0, 0)) for number in range(100)]
    with ThreadPoolExecutor(100) as threads:
        answers = list(
            threads.map(lambda image: client.detect_faces(Image={"Bytes": image}), images)
        )
    assert [answer["FaceDetails"] for answer in answers] == [[]] * 100


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "CMYK", "I;16"])
def test_the_same_face_in_every_mode_of_a_file(client, astronaut, mode):
    image = opened(astronaut).convert("RGB")
    if mode == "I;16":
        image = image.convert("L").convert("I").point(lambda level: level * 256).convert("I;16")
    elif mode == "P":
        image = image.quantize(256)
    else:
        image = image.convert(mode)
    data = encoded(image, "JPEG" if mode == "CMYK" else "PNG")
    assert len(client.detect_faces(Image={"Bytes": data})["FaceDetails"]) == 1
