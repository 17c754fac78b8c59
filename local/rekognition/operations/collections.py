"""CreateCollection, DescribeCollection, ListCollections, DeleteCollection."""

from __future__ import annotations

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members, present
from local.rekognition.operations.lookup import collection_of
from local.rekognition.protocol.errors import ResourceAlreadyExistsException
from local.rekognition.protocol.pagination import read_token, write_token
from local.rekognition.store.store import Tables

_LARGEST_PAGE = 4096


async def create_collection(engine: Engine, request: Members) -> Members:
    collection_id, tags = request["CollectionId"], request.get("Tags", {})

    def create(tables: Tables) -> None:
        if not tables.collections.create(collection_id, engine.face_model.version, tags):
            raise ResourceAlreadyExistsException(
                f"The collection id: {collection_id} already exists."
            )

    await engine.store.run(create)
    return {
        "StatusCode": 200,
        "CollectionArn": engine.collection_arn(collection_id),
        "FaceModelVersion": engine.face_model.version,
    }


async def describe_collection(engine: Engine, request: Members) -> Members:
    def describe(tables: Tables) -> Members:
        collection = collection_of(tables, request)
        return {
            "FaceCount": tables.faces.count(collection),
            "FaceModelVersion": collection.face_model,
            "CollectionARN": engine.collection_arn(collection.collection_id),
            "CreationTimestamp": collection.created,
            "UserCount": tables.users.count(collection),
        }

    return await engine.store.run(describe)


async def list_collections(engine: Engine, request: Members) -> Members:
    limit = request.get("MaxResults") or _LARGEST_PAGE

    def list_page(tables: Tables) -> Members:
        secret = tables.database.secret
        after = read_token(secret, "ListCollections", request.get("NextToken"))
        found = tables.collections.page(after, limit + 1)
        page = found[:limit]
        more = len(found) > limit
        return present(
            CollectionIds=[collection.collection_id for collection in page],
            FaceModelVersions=[collection.face_model for collection in page],
            NextToken=write_token(secret, "ListCollections", page[-1].number) if more else None,
        )

    return await engine.store.run(list_page)


async def delete_collection(engine: Engine, request: Members) -> Members:
    def delete(tables: Tables) -> None:
        collection = collection_of(tables, request)
        tables.collections.delete(collection)
        tables.faces.forget(collection)

    await engine.store.run(delete)
    return {"StatusCode": 200}
