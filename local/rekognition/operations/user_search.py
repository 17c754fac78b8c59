"""SearchUsers and SearchUsersByImage: the closest users of a collection."""

from __future__ import annotations

from local.rekognition.engine import Engine, FaceModel
from local.rekognition.operations.answers import Members, face_detail, present
from local.rekognition.operations.lookup import comparable_collection_of, face_of, user_of
from local.rekognition.protocol.errors import InvalidParameterException, invalid_parameters
from local.rekognition.store.records import Collection, User
from local.rekognition.store.store import Tables
from local.rekognition.vision.seen import Embedding, Face, Look, distance

_DEFAULT_THRESHOLD = 80.0
_MOST_USERS = 500


async def search_users(engine: Engine, request: Members) -> Members:
    """By a face or by a user of the collection; a user is no match of its own."""
    if ("FaceId" in request) == ("UserId" in request):
        raise invalid_parameters()

    face_model = engine.face_model

    def search(tables: Tables) -> list[Members]:
        collection = comparable_collection_of(tables, request, face_model)
        vector, itself = _searched(tables, collection, request)
        return _matches(tables, request, face_model, vector, itself)

    matches = await engine.store.run(search)
    by_face = "FaceId" in request
    return present(
        UserMatches=matches,
        FaceModelVersion=face_model.version,
        SearchedFace={"FaceId": request["FaceId"]} if by_face else None,
        SearchedUser=None if by_face else {"UserId": request["UserId"]},
    )


async def search_users_by_image(engine: Engine, request: Members) -> Members:
    """With the largest face of the image that passes the quality filter; without one, no match."""
    face_model = engine.face_model
    await engine.store.run(lambda tables: comparable_collection_of(tables, request, face_model))
    look = Look(embed=1, quality_filter=request.get("QualityFilter", "NONE"))
    seen = await engine.look(request["Image"], look)
    searched = next((face for face in seen.faces if face.embedding is not None), None)
    matches: list[Members] = []
    if searched is not None and (vector := searched.embedding) is not None:
        matches = await engine.store.run(
            lambda tables: _matches(tables, request, face_model, vector)
        )
    return present(
        UserMatches=matches,
        FaceModelVersion=face_model.version,
        SearchedFace={"FaceDetail": face_detail(searched)} if searched else None,
        UnsearchedFaces=[_unsearched(face) for face in seen.faces if face is not searched],
    )


def _unsearched(face: Face) -> Members:
    reasons = [
        "FACE_NOT_LARGEST" if reason == "EXCEEDS_MAX_FACES" else reason for reason in face.reasons
    ]
    return {"FaceDetails": face_detail(face), "Reasons": reasons}


def _searched(
    tables: Tables, collection: Collection, request: Members
) -> tuple[Embedding, User | None]:
    if "FaceId" in request:
        return tables.faces.embedding(face_of(tables, collection, request["FaceId"])), None
    user = user_of(tables, collection, request["UserId"])
    vector = tables.users.vector(user)
    if vector is None:
        raise InvalidParameterException(f"The user id: {user.user_id} has no associated faces")
    return vector, user


def _matches(
    tables: Tables,
    request: Members,
    face_model: FaceModel,
    vector: Embedding,
    itself: User | None = None,
) -> list[Members]:
    collection = comparable_collection_of(tables, request, face_model)
    threshold = request.get("UserMatchThreshold", _DEFAULT_THRESHOLD)
    scored = [
        (face_model.curve.similarity(distance(middle, vector)), user)
        for user, middle in tables.users.vectors(collection)
        if user != itself
    ]
    scored = [pair for pair in scored if pair[0] >= threshold]
    scored.sort(key=lambda pair: (-pair[0], pair[1].number))
    return [
        {"Similarity": score, "User": {"UserId": user.user_id, "UserStatus": "ACTIVE"}}
        for score, user in scored[: request.get("MaxUsers", _MOST_USERS)]
    ]
