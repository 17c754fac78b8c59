from __future__ import annotations

from uuid import uuid4

import pytest
from PIL import Image, ImageFilter

from tests.rekognition.pictures import encoded, opened, plain


@pytest.fixture(scope="session")
def crowd(astronaut) -> bytes:
    """Four copies of one face, each smaller than the one before."""
    face = opened(astronaut).convert("RGB").crop((150, 20, 310, 200))
    page = Image.new("RGB", (1240, 420), "grey")
    for left, scale in ((10, 2.0), (350, 1.7), (640, 1.5), (900, 1.3)):
        size = (int(face.width * scale), int(face.height * scale))
        page.paste(face.resize(size, Image.Resampling.LANCZOS), (left, 20))
    return encoded(page)


def index(client, collection, image, **members):
    return client.index_faces(CollectionId=collection, Image={"Bytes": image}, **members)


def test_an_indexed_face_is_described_and_listed(client, collection, astronaut):
    answer = index(client, collection, astronaut, ExternalImageId="eileen:1")
    (record,) = answer["FaceRecords"]
    (listed,) = client.list_faces(CollectionId=collection)["Faces"]

    assert record["Face"] == listed
    assert listed["ExternalImageId"] == "eileen:1"
    assert listed["IndexFacesModelVersion"] == answer["FaceModelVersion"]
    assert record["FaceDetail"]["BoundingBox"] == listed["BoundingBox"]
    assert answer["UnindexedFaces"] == []
    assert client.describe_collection(CollectionId=collection)["FaceCount"] == 1


def test_the_same_image_again_is_another_face(client, collection, astronaut):
    first, second = (index(client, collection, astronaut)["FaceRecords"][0] for _ in range(2))
    assert first["Face"]["FaceId"] != second["Face"]["FaceId"]
    assert first["Face"]["ImageId"] != second["Face"]["ImageId"]
    assert client.describe_collection(CollectionId=collection)["FaceCount"] == 2


def test_an_image_without_a_face_adds_none(client, collection, cat):
    answer = index(client, collection, cat)
    assert (answer["FaceRecords"], answer["UnindexedFaces"]) == ([], [])


def test_max_faces_keeps_the_largest_and_names_the_rest(client, collection, crowd):
    answer = index(client, collection, crowd, MaxFaces=2)
    kept = [record["Face"]["BoundingBox"]["Width"] for record in answer["FaceRecords"]]
    left_out = [face["FaceDetail"]["BoundingBox"]["Width"] for face in answer["UnindexedFaces"]]

    assert len(kept) == 2
    assert len(left_out) == 2
    assert min(kept) >= max(left_out)
    assert {*map(tuple, (face["Reasons"] for face in answer["UnindexedFaces"]))} == {
        ("EXCEEDS_MAX_FACES",)
    }
    assert len({record["Face"]["ImageId"] for record in answer["FaceRecords"]}) == 1


def degraded(astronaut: bytes, how: str) -> bytes:
    image = opened(astronaut).convert("RGB")
    if how == "blurred":
        return encoded(image.filter(ImageFilter.GaussianBlur(2)))
    if how == "dark":
        return encoded(image.point(lambda level: level // 10))
    if how == "small":
        return encoded(image.resize((200, 200), Image.Resampling.LANCZOS))
    raise ValueError(how)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("blurred", "LOW_SHARPNESS"),
        ("dark", "LOW_BRIGHTNESS"),
        ("small", "SMALL_BOUNDING_BOX"),
    ],
)
def test_a_face_too_poor_to_tell_apart_is_kept_out_with_the_reason(
    client, collection, astronaut, how, reason
):
    image = degraded(astronaut, how)
    refused = index(client, collection, image)
    assert refused["FaceRecords"] == []
    assert reason in refused["UnindexedFaces"][0]["Reasons"]

    accepted = index(client, collection, image, QualityFilter="NONE")
    assert len(accepted["FaceRecords"]) == 1
    assert accepted["UnindexedFaces"] == []


def test_detection_attributes_all_adds_the_corners_of_the_eyes(client, collection, astronaut):
    (record,) = index(client, collection, astronaut, DetectionAttributes=["ALL"])["FaceRecords"]
    names = {landmark["Type"] for landmark in record["FaceDetail"]["Landmarks"]}
    assert {"eyeLeft", "eyeRight", "nose", "leftEyeLeft", "rightEyeRight"} <= names


def test_faces_are_listed_page_by_page_in_the_order_they_came(client, collection, astronaut):
    added = [
        index(client, collection, astronaut)["FaceRecords"][0]["Face"]["FaceId"] for _ in range(5)
    ]
    pages = client.get_paginator("list_faces").paginate(
        CollectionId=collection, PaginationConfig={"PageSize": 2}
    )
    assert [[face["FaceId"] for face in page["Faces"]] for page in pages] == [
        added[:2],
        added[2:4],
        added[4:],
    ]
    chosen = client.list_faces(CollectionId=collection, FaceIds=[added[3], str(uuid4()), added[1]])
    assert [face["FaceId"] for face in chosen["Faces"]] == [added[1], added[3]]


def test_a_token_is_good_only_for_the_list_it_came_from(client, collection, astronaut):
    for _ in range(2):
        index(client, collection, astronaut)
    token = client.list_faces(CollectionId=collection, MaxResults=1)["NextToken"]
    other = f"other-{uuid4()}"
    client.create_collection(CollectionId=other)
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    for collection_id, presented in ((other, token), (collection, altered), (collection, "x")):
        with pytest.raises(client.exceptions.InvalidPaginationTokenException):
            client.list_faces(CollectionId=collection_id, NextToken=presented)
    client.delete_collection(CollectionId=other)


def test_deleting_faces_says_which_and_which_not(client, collection, astronaut):
    face_id = index(client, collection, astronaut)["FaceRecords"][0]["Face"]["FaceId"]
    unknown = str(uuid4())
    answer = client.delete_faces(CollectionId=collection, FaceIds=[unknown, face_id])

    assert answer["DeletedFaces"] == [face_id]
    assert answer["UnsuccessfulFaceDeletions"] == [
        {"FaceId": unknown, "Reasons": ["FACE_NOT_FOUND"]}
    ]
    assert client.list_faces(CollectionId=collection)["Faces"] == []
    again = client.delete_faces(CollectionId=collection, FaceIds=[face_id])
    assert again["UnsuccessfulFaceDeletions"][0]["Reasons"] == ["FACE_NOT_FOUND"]


def test_a_deleted_face_is_no_longer_found(client, collection, astronaut):
    first, second = (
        index(client, collection, astronaut)["FaceRecords"][0]["Face"]["FaceId"] for _ in range(2)
    )
    search = {"CollectionId": collection, "Image": {"Bytes": astronaut}}
    assert len(client.search_faces_by_image(**search)["FaceMatches"]) == 2
    client.delete_faces(CollectionId=collection, FaceIds=[first])
    (match,) = client.search_faces_by_image(**search)["FaceMatches"]
    assert match["Face"]["FaceId"] == second


def test_indexing_asks_for_the_collection_before_the_image(client):
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        index(client, "nowhere", plain(100, 100))
