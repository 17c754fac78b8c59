"""Which function answers which operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from local.rekognition.engine import Engine
from local.rekognition.operations import (
    collection_faces,
    collections,
    faces,
    labels,
    moderation,
    search,
    tags,
    text,
    user_search,
    users,
)
from local.rekognition.operations.answers import Members

Operation: TypeAlias = Callable[[Engine, Members], Awaitable[Members]]

OPERATIONS: dict[str, Operation] = {
    "AssociateFaces": users.associate_faces,
    "CompareFaces": faces.compare_faces,
    "CreateCollection": collections.create_collection,
    "CreateUser": users.create_user,
    "DeleteCollection": collections.delete_collection,
    "DeleteFaces": collection_faces.delete_faces,
    "DeleteUser": users.delete_user,
    "DescribeCollection": collections.describe_collection,
    "DetectFaces": faces.detect_faces,
    "DetectLabels": labels.detect_labels,
    "DetectModerationLabels": moderation.detect_moderation_labels,
    "DetectText": text.detect_text,
    "DisassociateFaces": users.disassociate_faces,
    "IndexFaces": collection_faces.index_faces,
    "ListCollections": collections.list_collections,
    "ListFaces": collection_faces.list_faces,
    "ListTagsForResource": tags.list_tags_for_resource,
    "ListUsers": users.list_users,
    "RecognizeCelebrities": faces.recognize_celebrities,
    "SearchFaces": search.search_faces,
    "SearchFacesByImage": search.search_faces_by_image,
    "SearchUsers": user_search.search_users,
    "SearchUsersByImage": user_search.search_users_by_image,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
}
