"""IndexFaces, ListFaces, DeleteFaces: the faces of a collection."""

from __future__ import annotations

from uuid import UUID, uuid4

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members, face_detail, present, stored_face
from local.rekognition.operations.lookup import collection_of, comparable_collection_of, user_of
from local.rekognition.protocol.pagination import read_token, write_token
from local.rekognition.store.records import NewFace, StoredFace
from local.rekognition.store.store import Tables
from local.rekognition.vision.seen import Face, Look

_MOST_INDEXED = 100
_LARGEST_PAGE = 4096


async def index_faces(engine: Engine, request: Members) -> Members:
    """Adds the faces of an image; each time as new faces, as Rekognition does."""
    face_model = engine.face_model
    await engine.store.run(lambda tables: comparable_collection_of(tables, request, face_model))
    most = min(request.get("MaxFaces", _MOST_INDEXED), _MOST_INDEXED)
    seen = await engine.look(request["Image"], Look(most, request.get("QualityFilter", "AUTO")))
    image_id = uuid4()
    added = [
        (face, _new_face(face, image_id, request.get("ExternalImageId")))
        for face in seen.faces
        if face.embedding is not None
    ]
    new_faces = [new for _, new in added]
    await engine.store.run(
        lambda tables: tables.faces.add(
            comparable_collection_of(tables, request, face_model), new_faces
        )
    )
    attributes = request.get("DetectionAttributes", ())
    return {
        "FaceRecords": [
            {"Face": _face(new, face_model.version), "FaceDetail": face_detail(face, attributes)}
            for face, new in added
        ],
        "FaceModelVersion": face_model.version,
        "UnindexedFaces": [
            {"Reasons": list(face.reasons), "FaceDetail": face_detail(face, attributes)}
            for face in seen.faces
            if face.embedding is None
        ],
    }


def _new_face(face: Face, image_id: UUID, external_image_id: str | None) -> NewFace:
    assert face.embedding is not None
    return NewFace(
        face_id=uuid4(),
        image_id=image_id,
        external_image_id=external_image_id,
        box=face.box,
        confidence=face.confidence,
        embedding=face.embedding,
    )


def _face(new: NewFace, face_model: str) -> Members:
    return stored_face(
        StoredFace(
            number=0,
            face_id=new.face_id,
            image_id=new.image_id,
            external_image_id=new.external_image_id,
            box=new.box,
            confidence=new.confidence,
            user_id=None,
        ),
        face_model,
    )


async def list_faces(engine: Engine, request: Members) -> Members:
    limit = request.get("MaxResults") or _LARGEST_PAGE

    def list_page(tables: Tables) -> Members:
        faces, token = _page(tables, request, limit)
        face_model = collection_of(tables, request).face_model
        return present(
            Faces=[stored_face(face, face_model) for face in faces],
            NextToken=token,
            FaceModelVersion=face_model,
        )

    return await engine.store.run(list_page)


def _page(tables: Tables, request: Members, limit: int) -> tuple[list[StoredFace], str | None]:
    collection, secret = collection_of(tables, request), tables.database.secret
    user_id = request.get("UserId")
    user = user_of(tables, collection, user_id) if user_id is not None else None
    scope = f"ListFaces {collection.number} {user_id or ''} {request.get('FaceIds', '')}"
    after = read_token(secret, scope, request.get("NextToken"))
    if "FaceIds" in request:
        chosen = tables.faces.find(collection, request["FaceIds"]).values()
        found = sorted(
            (
                face
                for face in chosen
                if face.number > after and (user is None or face.user_id == user.user_id)
            ),
            key=lambda face: face.number,
        )
    else:
        found = tables.faces.page(collection, after, limit + 1, user.number if user else None)
    page = found[:limit]
    return page, write_token(secret, scope, page[-1].number) if len(found) > limit else None


async def delete_faces(engine: Engine, request: Members) -> Members:
    """A user's face is not deleted before it is disassociated."""

    def delete(tables: Tables) -> Members:
        collection = collection_of(tables, request)
        found = tables.faces.find(collection, request["FaceIds"])
        free = {face_id: face for face_id, face in found.items() if face.user_id is None}
        tables.faces.delete(collection, free.values())
        refused = [face_id for face_id in dict.fromkeys(request["FaceIds"]) if face_id not in free]
        return {
            "DeletedFaces": list(free),
            "UnsuccessfulFaceDeletions": [
                _unsuccessful(face_id, found.get(face_id)) for face_id in refused
            ],
        }

    return await engine.store.run(delete)


def _unsuccessful(face_id: str, face: StoredFace | None) -> Members:
    if face is None:
        return {"FaceId": face_id, "Reasons": ["FACE_NOT_FOUND"]}
    reasons = ["ASSOCIATED_TO_AN_EXISTING_USER"]
    return {"FaceId": face_id, "UserId": face.user_id, "Reasons": reasons}
