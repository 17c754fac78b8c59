"""SearchFaces and SearchFacesByImage: the closest faces of a collection."""

from __future__ import annotations

from local.rekognition.engine import Engine, FaceModel
from local.rekognition.operations.answers import Members, bounding_box, face_matches
from local.rekognition.operations.lookup import comparable_collection_of, face_of
from local.rekognition.protocol.errors import no_face
from local.rekognition.store.records import StoredFace
from local.rekognition.store.store import Tables
from local.rekognition.vision.seen import Embedding, Face, Look

_DEFAULT_THRESHOLD = 80.0
_MOST_FACES = 4096


async def search_faces_by_image(engine: Engine, request: Members) -> Members:
    """Searches with the largest face that passes the quality filter."""
    face_model = engine.face_model
    await engine.store.run(lambda tables: comparable_collection_of(tables, request, face_model))
    face, embedding = await largest_face(engine, request)
    found = await engine.store.run(lambda tables: _search(tables, request, face_model, embedding))
    return {
        "SearchedFaceBoundingBox": bounding_box(face.box),
        "SearchedFaceConfidence": face.confidence,
        "FaceMatches": face_matches(found, face_model),
        "FaceModelVersion": face_model.version,
    }


async def search_faces(engine: Engine, request: Members) -> Members:
    """Searches with a face of the collection, which is no match of its own."""

    face_model = engine.face_model

    def search(tables: Tables) -> list[tuple[float, StoredFace]]:
        collection = comparable_collection_of(tables, request, face_model)
        face = face_of(tables, collection, request["FaceId"])
        return _search(tables, request, face_model, tables.faces.embedding(face), face.number)

    return {
        "SearchedFaceId": request["FaceId"],
        "FaceMatches": face_matches(await engine.store.run(search), face_model),
        "FaceModelVersion": face_model.version,
    }


async def largest_face(engine: Engine, request: Members) -> tuple[Face, Embedding]:
    """Raises InvalidParameterException when the image has no face, or none the filter passes."""
    look = Look(embed=1, quality_filter=request.get("QualityFilter", "NONE"))
    seen = await engine.look(request["Image"], look)
    for face in seen.faces:
        if face.embedding is not None:
            return face, face.embedding
    raise no_face()


def _search(
    tables: Tables,
    request: Members,
    face_model: FaceModel,
    embedding: Embedding,
    itself: int | None = None,
) -> list[tuple[float, StoredFace]]:
    collection = comparable_collection_of(tables, request, face_model)
    most = request.get("MaxFaces", _MOST_FACES)
    limit = face_model.curve.farthest(request.get("FaceMatchThreshold", _DEFAULT_THRESHOLD))
    found = tables.faces.search(collection, embedding, most + (itself is not None), limit)
    return [(distance, face) for distance, face in found if face.number != itself][:most]
