"""The structures that several operations answer with, member for member as the model has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from local.rekognition.engine import FaceModel
from local.rekognition.store.records import StoredFace
from local.rekognition.vision.seen import Box, Face

Members = dict[str, Any]

_DEFAULT_LANDMARKS = ("eyeLeft", "eyeRight", "nose")


def bounding_box(box: Box) -> Members:
    return {"Width": box.width, "Height": box.height, "Left": box.left, "Top": box.top}


def face_detail(face: Face, attributes: Iterable[str] = ()) -> Members:
    """A FaceDetail. ALL adds the corners of the eyes; what needs a model we lack stays out."""
    names = face.landmarks if "ALL" in attributes else _DEFAULT_LANDMARKS
    return {**bounded(face), **_seen_in_detail(face, names)}


def compared_face(face: Face) -> Members:
    """A ComparedFace."""
    return {**bounded(face), **_seen_in_detail(face, _DEFAULT_LANDMARKS)}


def bounded(face: Face) -> Members:
    return {"BoundingBox": bounding_box(face.box), "Confidence": face.confidence}


def _seen_in_detail(face: Face, names: Iterable[str]) -> Members:
    return {
        "Landmarks": [
            {"Type": name, "X": face.landmarks[name][0], "Y": face.landmarks[name][1]}
            for name in names
        ],
        "Pose": {"Roll": face.roll, "Yaw": face.yaw},
        "Quality": {"Brightness": face.brightness, "Sharpness": face.sharpness},
    }


def stored_face(face: StoredFace, face_model: str) -> Members:
    """A Face of a collection, which has one version of the face model."""
    return present(
        FaceId=str(face.face_id),
        BoundingBox=bounding_box(face.box),
        ImageId=str(face.image_id),
        ExternalImageId=face.external_image_id,
        Confidence=face.confidence,
        IndexFacesModelVersion=face_model,
        UserId=face.user_id,
    )


def face_matches(found: Iterable[tuple[float, StoredFace]], face_model: FaceModel) -> list[Members]:
    return [
        {
            "Similarity": face_model.curve.similarity(distance),
            "Face": stored_face(face, face_model.version),
        }
        for distance, face in found
    ]


def present(**members: Any) -> Members:
    """The members that have a value; a model's optional member is left out, never null."""
    return {name: value for name, value in members.items() if value is not None}
