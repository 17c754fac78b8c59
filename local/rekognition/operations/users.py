"""CreateUser, DeleteUser, ListUsers, AssociateFaces, DisassociateFaces: people made of faces."""

from __future__ import annotations

from collections.abc import Callable

from local.rekognition.engine import Engine, FaceModel
from local.rekognition.operations.answers import Members, present
from local.rekognition.operations.lookup import collection_of, comparable_collection_of, user_of
from local.rekognition.protocol.errors import ConflictException, ServiceQuotaExceededException
from local.rekognition.protocol.pagination import read_token, write_token
from local.rekognition.store.records import StoredFace, User
from local.rekognition.store.store import Tables
from local.rekognition.vision.seen import distance

_LARGEST_PAGE = 500
_DEFAULT_THRESHOLD = 75.0
_MOST_FACES = 100


async def create_user(engine: Engine, request: Members) -> Members:
    def create(tables: Tables) -> None:
        if not tables.users.create(collection_of(tables, request), request["UserId"]):
            raise ConflictException(f"The user id: {request['UserId']} already exists")

    await engine.store.run(create)
    return {}


async def delete_user(engine: Engine, request: Members) -> Members:
    """Its faces stay in the collection."""

    def delete(tables: Tables) -> None:
        collection = collection_of(tables, request)
        tables.users.delete(user_of(tables, collection, request["UserId"]))

    await engine.store.run(delete)
    return {}


async def list_users(engine: Engine, request: Members) -> Members:
    limit = request.get("MaxResults", _LARGEST_PAGE)

    def list_page(tables: Tables) -> Members:
        collection, secret = collection_of(tables, request), tables.database.secret
        scope = f"ListUsers {collection.number}"
        after = read_token(secret, scope, request.get("NextToken"))
        found = tables.users.page(collection, after, limit + 1)
        page, more = found[:limit], len(found) > limit
        return present(
            Users=[
                {"UserId": user.user_id, "UserStatus": user_status(tables, user)} for user in page
            ],
            NextToken=write_token(secret, scope, page[-1].number) if more else None,
        )

    return await engine.store.run(list_page)


def user_status(tables: Tables, user: User) -> str:
    """Rekognition creates a user's vector in the background; here it is there at once."""
    return "ACTIVE" if tables.users.face_count(user) else "CREATED"


async def associate_faces(engine: Engine, request: Members) -> Members:
    """A face goes to a user who has faces already only if it looks like them."""

    def associate(tables: Tables) -> Members:
        comparable_collection_of(tables, request, engine.face_model)
        user, found = _user_and_faces(tables, request)
        association = _association(tables, request, engine.face_model, user, found)
        refused = _refused(request, found, association)
        # Those that are the user's already are neither refused nor answered.
        free = [face for face in found.values() if face.user_id is None]
        accepted = [face for face in free if str(face.face_id) not in refused]
        if len(accepted) + tables.users.face_count(user) > _MOST_FACES:
            raise ServiceQuotaExceededException(f"A user has at most {_MOST_FACES} faces")
        tables.users.associate(user, accepted)
        return {
            "AssociatedFaces": [{"FaceId": str(face.face_id)} for face in accepted],
            "UnsuccessfulFaceAssociations": list(refused.values()),
            "UserStatus": user_status(tables, user),
        }

    return await engine.store.run(associate)


async def disassociate_faces(engine: Engine, request: Members) -> Members:
    def disassociate(tables: Tables) -> Members:
        user, found = _user_and_faces(tables, request)
        refused = _refused(request, found, lambda face: _of_another(face, user))
        # Those that are nobody's are neither refused nor answered.
        accepted = [face for face in found.values() if face.user_id == user.user_id]
        tables.users.disassociate(accepted)
        return {
            "DisassociatedFaces": [{"FaceId": str(face.face_id)} for face in accepted],
            "UnsuccessfulFaceDisassociations": list(refused.values()),
            "UserStatus": user_status(tables, user),
        }

    return await engine.store.run(disassociate)


def _user_and_faces(tables: Tables, request: Members) -> tuple[User, dict[str, StoredFace]]:
    collection = collection_of(tables, request)
    user = user_of(tables, collection, request["UserId"])
    return user, tables.faces.find(collection, request["FaceIds"])


def _refused(
    request: Members,
    found: dict[str, StoredFace],
    refusal: Callable[[StoredFace], Members | None],
) -> dict[str, Members]:
    """What is answered for each face that is not taken, by its id."""
    refused: dict[str, Members] = {}
    for face_id in request["FaceIds"]:
        face = found.get(face_id)
        why = {"Reasons": ["FACE_NOT_FOUND"]} if face is None else refusal(face)
        if why is not None:
            refused[face_id] = {"FaceId": face_id, **why}
    return refused


def _of_another(face: StoredFace, user: User) -> Members | None:
    if face.user_id in (None, user.user_id):
        return None
    return {"UserId": face.user_id, "Reasons": ["ASSOCIATED_TO_A_DIFFERENT_USER"]}


def _association(
    tables: Tables,
    request: Members,
    face_model: FaceModel,
    user: User,
    found: dict[str, StoredFace],
) -> Callable[[StoredFace], Members | None]:
    threshold = request.get("UserMatchThreshold", _DEFAULT_THRESHOLD)
    vector = tables.users.vector(user)

    def refusal(face: StoredFace) -> Members | None:
        if face.user_id is not None and face.user_id != user.user_id:
            return {"UserId": face.user_id, "Reasons": ["ASSOCIATED_TO_A_DIFFERENT_USER"]}
        # A user's first faces are measured against the first of them.
        measure = tables.faces.embedding(next(iter(found.values()))) if vector is None else vector
        confidence = face_model.curve.similarity(distance(tables.faces.embedding(face), measure))
        if confidence >= threshold:
            return None
        return {"Confidence": confidence, "Reasons": ["LOW_MATCH_CONFIDENCE"]}

    return refusal
