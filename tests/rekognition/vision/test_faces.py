from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from local.rekognition.similarity import DLIB
from local.rekognition.vision.faces import find_faces
from local.rekognition.vision.images import Picture, decode
from local.rekognition.vision.seen import Face, Look
from tests.rekognition.pictures import encoded, opened


def face_of(image: Image.Image, look: Look) -> Face:
    (face,) = find_faces(decode(encoded(image)), look)
    return face


def distance(one: Face, other: Face) -> float:
    return float(np.linalg.norm(one.embedding - other.embedding))


@pytest.fixture(scope="module")
def portrait(astronaut) -> Image.Image:
    return opened(astronaut).convert("RGB")


def test_only_as_many_faces_are_embedded_as_are_wanted(portrait):
    assert face_of(portrait, Look()).embedding is None
    assert face_of(portrait, Look()).reasons == ()
    embedding = face_of(portrait, Look(embed=1)).embedding
    assert (embedding.shape, embedding.dtype) == ((128,), np.float32)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: opened(encoded(image, "JPEG", quality=40)),
        lambda image: image.resize((400, 400)),
        lambda image: image.rotate(15),
        lambda image: image.convert("L").convert("RGB"),
        lambda image: image.point(lambda level: level // 2),
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    ],
    ids=["compressed", "scaled", "rotated", "grey", "darker", "mirrored"],
)
def test_a_copy_of_a_face_stays_near_its_original(portrait, change):
    original, copy = (face_of(image, Look(1)) for image in (portrait, change(portrait)))
    assert DLIB.similarity(distance(original, copy)) > 99


def test_a_refused_face_is_not_embedded(portrait):
    face = face_of(portrait.filter(ImageFilter.GaussianBlur(2)), Look(1, "AUTO"))
    assert face.embedding is None
    assert face.reasons == ("LOW_SHARPNESS",)


def test_faces_enlarged_from_25_pixels_are_kept_out(samples):
    """At that size strangers look alike: one pair in fifteen is nearer than 0.6."""
    enlarged = [enlarge(grey) for grey in np.load(samples / "lfw_subset.npy")[:40]]
    faces = [face for picture in enlarged for face in find_faces(picture, Look(1, "AUTO"))]
    refused = [face for face in faces if "LOW_SHARPNESS" in face.reasons]
    assert len(faces) > 30
    assert len(refused) >= 0.9 * len(faces)


def enlarge(grey: np.ndarray) -> Picture:
    face = Image.fromarray((grey * 255).astype(np.uint8)).resize((100, 100))
    page = Image.new("L", (200, 200), "grey")
    page.paste(face, (50, 50))
    return Picture(np.asarray(page.convert("RGB")))
