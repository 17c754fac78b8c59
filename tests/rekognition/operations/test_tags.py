from __future__ import annotations

from uuid import uuid4

import pytest


@pytest.fixture
def arn(client):
    collection_id = f"tagged-{uuid4()}"
    created = client.create_collection(
        CollectionId=collection_id, Tags={"team": "vision", "größe": "1 2"}
    )
    yield created["CollectionArn"]
    client.delete_collection(CollectionId=collection_id)


def tags(client, arn):
    return client.list_tags_for_resource(ResourceArn=arn)["Tags"]


def test_tags_are_set_changed_and_removed(client, arn):
    assert tags(client, arn) == {"team": "vision", "größe": "1 2"}
    client.tag_resource(ResourceArn=arn, Tags={"team": "faces", "stage": "dev"})
    client.untag_resource(ResourceArn=arn, TagKeys=["größe", "never set"])
    assert tags(client, arn) == {"team": "faces", "stage": "dev"}


def test_a_resource_has_two_hundred_tags_at_most(client, arn):
    client.tag_resource(ResourceArn=arn, Tags={f"tag-{number}": "" for number in range(198)})
    with pytest.raises(client.exceptions.ServiceQuotaExceededException):
        client.tag_resource(ResourceArn=arn, Tags={"one": "more"})
    assert len(tags(client, arn)) == 200


def test_an_unknown_resource_has_no_tags(client, arn):
    for unknown in (f"{arn}x", arn.replace("us-east-1", "eu-west-1"), "x" * 20):
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.list_tags_for_resource(ResourceArn=unknown)
