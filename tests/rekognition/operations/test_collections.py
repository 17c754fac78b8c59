from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest


def test_a_new_collection_is_described_as_empty(client):
    collection_id = f"new-{uuid4()}"
    created = client.create_collection(CollectionId=collection_id)
    described = client.describe_collection(CollectionId=collection_id)

    assert created["StatusCode"] == 200
    assert created["CollectionArn"] == described["CollectionARN"]
    assert created["CollectionArn"].startswith("arn:aws:rekognition:us-east-1:")
    assert created["CollectionArn"].endswith(f":collection/{collection_id}")
    assert created["FaceModelVersion"] == described["FaceModelVersion"]
    assert (described["FaceCount"], described["UserCount"]) == (0, 0)
    age = datetime.now(UTC) - described["CreationTimestamp"]
    assert timedelta(0) <= age < timedelta(minutes=5)


def test_a_name_is_given_once(client, collection):
    with pytest.raises(client.exceptions.ResourceAlreadyExistsException) as refused:
        client.create_collection(CollectionId=collection)
    assert (
        refused.value.response["Error"]["Message"]
        == f"The collection id: {collection} already exists."
    )
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_deleted_collection_is_gone_and_its_name_is_free(client):
    collection_id = f"gone-{uuid4()}"
    client.create_collection(CollectionId=collection_id)
    assert client.delete_collection(CollectionId=collection_id)["StatusCode"] == 200
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.delete_collection(CollectionId=collection_id)
    client.create_collection(CollectionId=collection_id)
    client.delete_collection(CollectionId=collection_id)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("describe_collection", {}),
        ("delete_collection", {}),
        ("list_faces", {}),
        ("delete_faces", {"FaceIds": [str(uuid4())]}),
        ("search_faces", {"FaceId": str(uuid4())}),
        ("list_users", {}),
        ("create_user", {"UserId": "somebody"}),
        ("search_users", {"UserId": "somebody"}),
    ],
)
def test_whatever_names_an_unknown_collection_is_told_so(client, operation, members):
    with pytest.raises(client.exceptions.ResourceNotFoundException) as refused:
        getattr(client, operation)(CollectionId="nowhere", **members)
    assert refused.value.response["Error"]["Message"] == "The collection id: nowhere does not exist"


def test_collections_are_listed_page_by_page_each_once(client):
    made = {f"paged-{uuid4()}" for _ in range(5)}
    for collection_id in made:
        client.create_collection(CollectionId=collection_id)

    pages = list(
        client.get_paginator("list_collections").paginate(PaginationConfig={"PageSize": 2})
    )
    listed = [collection_id for page in pages for collection_id in page["CollectionIds"]]

    assert all(len(page["CollectionIds"]) <= 2 for page in pages)
    assert all(len(page["CollectionIds"]) == len(page["FaceModelVersions"]) for page in pages)
    assert len(listed) == len(set(listed))
    assert made <= set(listed)
    for collection_id in made:
        client.delete_collection(CollectionId=collection_id)


def test_an_altered_token_is_refused(client, collection):
    with pytest.raises(client.exceptions.InvalidPaginationTokenException):
        client.list_collections(NextToken="AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAA")
