from __future__ import annotations

from uuid import uuid4

import pytest
from PIL import Image, ImageOps

from tests.rekognition.pictures import encoded, opened


def test_with_photographs_of_two_people_the_right_one_is_found(client, collection, photos):
    for name in ("person_a_1", "person_b_1"):
        client.index_faces(
            CollectionId=collection,
            Image={"Bytes": (photos / f"{name}.jpg").read_bytes()},
            ExternalImageId=name,
        )

    def found(name):
        image = {"Bytes": (photos / f"{name}.jpg").read_bytes()}
        answer = client.search_faces_by_image(CollectionId=collection, Image=image)
        return answer, [
            (match["Face"]["ExternalImageId"], match["Similarity"])
            for match in answer["FaceMatches"]
        ]

    _, matches = found("person_a_2")
    assert [name for name, _ in matches] == ["person_a_1"]
    assert matches[0][1] >= 95
    _, matches = found("person_b_2")
    assert [name for name, _ in matches] == ["person_b_1"]

    answer, matches = found("both")
    assert len(matches) == 1
    faces = client.detect_faces(Image={"Bytes": (photos / "both.jpg").read_bytes()})["FaceDetails"]
    boxes = [face["BoundingBox"] for face in faces]
    assert len(boxes) == 2
    assert answer["SearchedFaceBoundingBox"] == max(
        boxes, key=lambda box: box["Width"] * box["Height"]
    )


@pytest.fixture
def indexed(client, collection, astronaut) -> list[str]:
    """The face ids of an original, a mirrored and a scaled copy."""
    original = opened(astronaut).convert("RGB")
    copies = (original, ImageOps.mirror(original), original.resize((384, 384)))
    return [
        client.index_faces(CollectionId=collection, Image={"Bytes": encoded(copy)})["FaceRecords"][
            0
        ]["Face"]["FaceId"]
        for copy in copies
    ]


def test_matches_come_nearest_first_and_no_more_than_asked(client, collection, astronaut, indexed):
    search = {"CollectionId": collection, "Image": {"Bytes": astronaut}}
    matches = client.search_faces_by_image(**search)["FaceMatches"]
    similarities = [match["Similarity"] for match in matches]

    assert matches[0]["Face"]["FaceId"] == indexed[0]
    assert {match["Face"]["FaceId"] for match in matches} == set(indexed)
    assert similarities == sorted(similarities, reverse=True)
    assert len(client.search_faces_by_image(**search, MaxFaces=1)["FaceMatches"]) == 1


def test_the_threshold_cuts_what_is_less_alike(client, collection, astronaut, indexed):
    search = {"CollectionId": collection, "Image": {"Bytes": astronaut}}
    similarities = [
        match["Similarity"] for match in client.search_faces_by_image(**search)["FaceMatches"]
    ]
    between = (similarities[0] + similarities[1]) / 2
    cut = client.search_faces_by_image(**search, FaceMatchThreshold=between)["FaceMatches"]
    assert [match["Similarity"] for match in cut] == similarities[:1]
    assert client.search_faces_by_image(**search, FaceMatchThreshold=100)["FaceMatches"] == []


def test_an_empty_collection_has_no_match(client, collection, astronaut):
    answer = client.search_faces_by_image(CollectionId=collection, Image={"Bytes": astronaut})
    assert answer["FaceMatches"] == []
    assert answer["SearchedFaceConfidence"] > 99


def test_an_image_without_a_face_cannot_be_searched_with(client, collection, cat):
    with pytest.raises(client.exceptions.InvalidParameterException) as refused:
        client.search_faces_by_image(CollectionId=collection, Image={"Bytes": cat})
    assert (
        refused.value.response["Error"]["Message"]
        == "There are no faces in the image. Should be at least 1."
    )


def test_a_filtered_face_is_as_good_as_none(client, collection, astronaut):
    small = encoded(opened(astronaut).convert("RGB").resize((200, 200), Image.Resampling.LANCZOS))
    search = {"CollectionId": collection, "Image": {"Bytes": small}}
    assert client.search_faces_by_image(**search)["SearchedFaceConfidence"] > 90
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.search_faces_by_image(**search, QualityFilter="HIGH")


def test_searching_with_a_stored_face_leaves_it_out(client, collection, indexed):
    answer = client.search_faces(CollectionId=collection, FaceId=indexed[0])
    assert answer["SearchedFaceId"] == indexed[0]
    assert {match["Face"]["FaceId"] for match in answer["FaceMatches"]} == set(indexed[1:])
    limited = client.search_faces(CollectionId=collection, FaceId=indexed[0], MaxFaces=1)
    assert limited["FaceMatches"] == answer["FaceMatches"][:1]


def test_an_unknown_face_cannot_be_searched_with(client, collection):
    with pytest.raises(client.exceptions.InvalidParameterException) as refused:
        client.search_faces(CollectionId=collection, FaceId=str(uuid4()))
    assert refused.value.response["Error"]["Message"] == "faceId was not found in the collection."
