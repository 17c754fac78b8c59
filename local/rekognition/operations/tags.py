"""TagResource, UntagResource, ListTagsForResource: tags of collections."""

from __future__ import annotations

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members
from local.rekognition.protocol.errors import (
    ResourceNotFoundException,
    ServiceQuotaExceededException,
)
from local.rekognition.store.records import Collection
from local.rekognition.store.store import Tables

_MOST_TAGS = 200


async def tag_resource(engine: Engine, request: Members) -> Members:
    def tag(tables: Tables) -> None:
        collection = _resource(tables, engine, request["ResourceArn"])
        names = tables.collections.tags(collection).keys() | request["Tags"].keys()
        if len(names) > _MOST_TAGS:
            raise ServiceQuotaExceededException(f"A resource has at most {_MOST_TAGS} tags")
        tables.collections.tag(collection, request["Tags"])

    await engine.store.run(tag)
    return {}


async def untag_resource(engine: Engine, request: Members) -> Members:
    def untag(tables: Tables) -> None:
        collection = _resource(tables, engine, request["ResourceArn"])
        tables.collections.untag(collection, request["TagKeys"])

    await engine.store.run(untag)
    return {}


async def list_tags_for_resource(engine: Engine, request: Members) -> Members:
    def tags(tables: Tables) -> dict[str, str]:
        return tables.collections.tags(_resource(tables, engine, request["ResourceArn"]))

    return {"Tags": await engine.store.run(tags)}


def _resource(tables: Tables, engine: Engine, arn: str) -> Collection:
    prefix = engine.collection_arn("")
    collection = tables.collections.find(arn.removeprefix(prefix))
    if collection is None or not arn.startswith(prefix):
        raise ResourceNotFoundException(f"The resource {arn} does not exist")
    return collection
