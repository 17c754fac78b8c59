"""Finds faces in a picture and turns them into embeddings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from typing import Any

import numpy as np

from local.rekognition.models.network import Network
from local.rekognition.vision.face_models import face_embedder, face_models
from local.rekognition.vision.images import Picture, Pixels
from local.rekognition.vision.pose import FivePoints
from local.rekognition.vision.quality import brightness_and_sharpness, reasons
from local.rekognition.vision.seen import Box, Embedding, Face, Look

# The lowest true face among 30 photographed ones scored 0.41; the one false find 0.12.
_LEAST_SCORE = 0.25


@dataclass(frozen=True)
class _Detection:
    rectangle: Any
    points: Any
    five: FivePoints
    face: Face


def find_faces(picture: Picture, look: Look, network: Network | None = None) -> list[Face]:
    """The faces, largest first, embedded and refused as `look` says.

    The embedding is dlib's, or the network's if there is one.
    """
    found = [_describe(picture, *candidate) for candidate in _candidates(picture.pixels)]
    found.sort(key=lambda detection: detection.face.box.area, reverse=True)
    faces: list[Face] = []
    embedded = 0
    for detection in found:
        face = _judge(detection, picture, look, embedded, network)
        embedded += face.embedding is not None
        faces.append(face)
    return faces


def _candidates(pixels: Pixels) -> list[tuple[Any, float]]:
    # A second, enlarged pass finds faces down to 40 px; four times as slow, so only if needed.
    for enlarge in (0, 1):
        rectangles, scores, _ = face_models().detector.run(pixels, enlarge, _LEAST_SCORE)
        if len(rectangles):
            return list(zip(rectangles, scores, strict=True))
    return []


def _describe(picture: Picture, rectangle: Any, score: float) -> _Detection:
    points = face_models().landmarks(picture.pixels, rectangle)
    five = FivePoints(*((float(point.x), float(point.y)) for point in points.parts()))
    brightness, sharpness = brightness_and_sharpness(_crop(picture, rectangle))
    face = Face(
        box=_box(picture, rectangle),
        confidence=_confidence(score),
        landmarks={
            name: (x / picture.width, y / picture.height) for name, (x, y) in five.by_name().items()
        },
        roll=five.roll(),
        yaw=five.yaw(),
        brightness=brightness,
        sharpness=sharpness,
    )
    return _Detection(rectangle, points, five, face)


def _judge(
    detection: _Detection, picture: Picture, look: Look, embedded: int, network: Network | None
) -> Face:
    face = detection.face
    refused = reasons(face, detection.rectangle.width(), look.quality_filter)
    if refused:
        return replace(face, reasons=refused)
    if embedded >= look.embed:
        return replace(face, reasons=("EXCEEDS_MAX_FACES",) if look.embed else ())
    return replace(face, embedding=_embedding(picture.pixels, detection, network))


def _embedding(pixels: Pixels, detection: _Detection, network: Network | None) -> Embedding:
    if network is None:
        found = face_embedder().compute_face_descriptor(pixels, detection.points)
        return np.asarray(found, np.float32)
    # Only the user's own models need OpenCV: 35 MB that a worker for faces can do without.
    from local.rekognition.vision.alignment import face_chip
    from local.rekognition.vision.networks import embedding

    return embedding(network, face_chip(pixels, detection.five, network))


def _confidence(score: float) -> float:
    """The detector's score as 0..100: monotone, 90 at the least score, 99.9 at 1.3 and above."""
    return 100 / (1 + exp(-(1.05 + 4.5 * score)))


def _clip(picture: Picture, rectangle: Any) -> tuple[int, int, int, int]:
    return (
        max(0, rectangle.left()),
        max(0, rectangle.top()),
        min(picture.width, rectangle.right() + 1),
        min(picture.height, rectangle.bottom() + 1),
    )


def _crop(picture: Picture, rectangle: Any) -> Pixels:
    left, top, right, bottom = _clip(picture, rectangle)
    return picture.pixels[top:bottom, left:right]


def _box(picture: Picture, rectangle: Any) -> Box:
    left, top, right, bottom = _clip(picture, rectangle)
    return Box(
        left=left / picture.width,
        top=top / picture.height,
        width=(right - left) / picture.width,
        height=(bottom - top) / picture.height,
    )
