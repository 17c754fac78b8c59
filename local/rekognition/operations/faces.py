"""DetectFaces, CompareFaces, RecognizeCelebrities: faces of the pictures in a request."""

from __future__ import annotations

import asyncio

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members, bounded, compared_face, face_detail
from local.rekognition.protocol.errors import invalid_parameters
from local.rekognition.vision.seen import Face, Look, distance

_MOST_COMPARED = 100
_MOST_CELEBRITIES = 64
_DEFAULT_THRESHOLD = 80.0


async def detect_faces(engine: Engine, request: Members) -> Members:
    seen = await engine.look(request["Image"], Look())
    attributes = request.get("Attributes", ())
    return {"FaceDetails": [face_detail(face, attributes) for face in seen.faces]}


async def compare_faces(engine: Engine, request: Members) -> Members:
    """The largest face of the source against every face of the target."""
    quality_filter = request.get("QualityFilter", "NONE")
    source, target = await asyncio.gather(
        engine.look(request["SourceImage"], Look(1, quality_filter)),
        engine.look(request["TargetImage"], Look(_MOST_COMPARED, quality_filter)),
    )
    wanted = next((face for face in source.faces if face.embedding is not None), None)
    if wanted is None or wanted.embedding is None:
        raise invalid_parameters()
    threshold = request.get("SimilarityThreshold", _DEFAULT_THRESHOLD)
    compared = [
        (engine.face_model.curve.similarity(distance(wanted.embedding, face.embedding)), face)
        for face in target.faces
        if face.embedding is not None
    ]
    return {"SourceImageFace": bounded(wanted), **_sorted_out(compared, threshold)}


def _sorted_out(compared: list[tuple[float, Face]], threshold: float) -> Members:
    compared = sorted(compared, key=lambda pair: pair[0], reverse=True)
    return {
        "FaceMatches": [
            {"Similarity": score, "Face": compared_face(face)}
            for score, face in compared
            if score >= threshold
        ],
        "UnmatchedFaces": [compared_face(face) for score, face in compared if score < threshold],
    }


async def recognize_celebrities(engine: Engine, request: Members) -> Members:
    """Knows nobody: every face is an unrecognized one."""
    seen = await engine.look(request["Image"], Look())
    return {
        "CelebrityFaces": [],
        "UnrecognizedFaces": [compared_face(face) for face in seen.faces[:_MOST_CELEBRITIES]],
    }
