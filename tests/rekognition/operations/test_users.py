from __future__ import annotations

from uuid import uuid4

import pytest
from PIL import Image, ImageOps

from tests.rekognition.pictures import encoded, opened


@pytest.fixture
def faces(client, collection, astronaut) -> list[str]:
    """Three faces of one person."""
    original = opened(astronaut).convert("RGB")
    copies = (original, original.resize((400, 400)), ImageOps.mirror(original))
    return [indexed(client, collection, encoded(copy)) for copy in copies]


def indexed(client, collection, image) -> str:
    answer = client.index_faces(CollectionId=collection, Image={"Bytes": image})
    return answer["FaceRecords"][0]["Face"]["FaceId"]


@pytest.fixture
def eileen(client, collection, faces) -> str:
    """A user who has the first two faces."""
    client.create_user(CollectionId=collection, UserId="eileen")
    client.associate_faces(CollectionId=collection, UserId="eileen", FaceIds=faces[:2])
    return "eileen"


def test_a_user_is_made_listed_and_deleted(client, collection):
    for user_id in ("a", "b", "c"):
        client.create_user(CollectionId=collection, UserId=user_id)
    pages = client.get_paginator("list_users").paginate(
        CollectionId=collection, PaginationConfig={"PageSize": 2}
    )
    assert [[user["UserId"] for user in page["Users"]] for page in pages] == [["a", "b"], ["c"]]
    assert client.describe_collection(CollectionId=collection)["UserCount"] == 3
    client.delete_user(CollectionId=collection, UserId="b")
    users = client.list_users(CollectionId=collection)["Users"]
    assert users == [
        {"UserId": "a", "UserStatus": "CREATED"},
        {"UserId": "c", "UserStatus": "CREATED"},
    ]


def test_a_user_is_made_once_and_must_exist(client, collection):
    client.create_user(CollectionId=collection, UserId="a")
    with pytest.raises(client.exceptions.ConflictException):
        client.create_user(CollectionId=collection, UserId="a")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.delete_user(CollectionId=collection, UserId="b")


def test_a_request_that_is_repeated_with_its_token_is_answered_again(client, collection):
    request = {"CollectionId": collection, "UserId": "a", "ClientRequestToken": str(uuid4())}
    client.create_user(**request)
    client.create_user(**request)
    with pytest.raises(client.exceptions.IdempotentParameterMismatchException):
        client.create_user(**request | {"UserId": "b"})


def test_associating_says_which_faces_were_taken(client, collection, faces):
    client.create_user(CollectionId=collection, UserId="eileen")
    unknown = str(uuid4())
    answer = client.associate_faces(
        CollectionId=collection, UserId="eileen", FaceIds=[*faces[:2], unknown]
    )
    assert [face["FaceId"] for face in answer["AssociatedFaces"]] == faces[:2]
    assert answer["UnsuccessfulFaceAssociations"] == [
        {"FaceId": unknown, "Reasons": ["FACE_NOT_FOUND"]}
    ]
    assert answer["UserStatus"] == "ACTIVE"
    mine = client.list_faces(CollectionId=collection, UserId="eileen")["Faces"]
    assert {face["FaceId"]: face["UserId"] for face in mine} == dict.fromkeys(faces[:2], "eileen")


def test_a_face_belongs_to_one_user(client, collection, faces, eileen):
    client.create_user(CollectionId=collection, UserId="other")
    answer = client.associate_faces(CollectionId=collection, UserId="other", FaceIds=[faces[0]])
    assert answer["UnsuccessfulFaceAssociations"] == [
        {
            "FaceId": faces[0],
            "UserId": "eileen",
            "Reasons": ["ASSOCIATED_TO_A_DIFFERENT_USER"],
        }
    ]
    answer = client.disassociate_faces(CollectionId=collection, UserId="other", FaceIds=[faces[0]])
    assert answer["UnsuccessfulFaceDisassociations"][0]["UserId"] == "eileen"


def test_a_stranger_is_not_associated(client, collection, eileen, photos):
    stranger = indexed(client, collection, (photos / "person_a_1.jpg").read_bytes())
    answer = client.associate_faces(CollectionId=collection, UserId="eileen", FaceIds=[stranger])
    (refused,) = answer["UnsuccessfulFaceAssociations"]
    assert refused["Reasons"] == ["LOW_MATCH_CONFIDENCE"]
    assert refused["Confidence"] < 75


def test_an_associated_face_is_deleted_only_after_it_is_let_go(client, collection, faces, eileen):
    answer = client.delete_faces(CollectionId=collection, FaceIds=[faces[0]])
    assert answer["DeletedFaces"] == []
    assert answer["UnsuccessfulFaceDeletions"] == [
        {"FaceId": faces[0], "UserId": "eileen", "Reasons": ["ASSOCIATED_TO_AN_EXISTING_USER"]}
    ]
    let_go = client.disassociate_faces(CollectionId=collection, UserId="eileen", FaceIds=faces[:2])
    assert [face["FaceId"] for face in let_go["DisassociatedFaces"]] == faces[:2]
    assert let_go["UserStatus"] == "CREATED"
    answer = client.delete_faces(CollectionId=collection, FaceIds=[faces[0]])
    assert answer["DeletedFaces"] == [faces[0]]


def test_deleting_a_user_keeps_the_faces(client, collection, faces, eileen):
    client.delete_user(CollectionId=collection, UserId="eileen")
    listed = client.list_faces(CollectionId=collection)["Faces"]
    assert len(listed) == 3
    assert all("UserId" not in face for face in listed)


def test_users_are_found_by_face_by_user_and_by_image(client, collection, faces, eileen, astronaut):
    client.create_user(CollectionId=collection, UserId="twin")
    client.associate_faces(CollectionId=collection, UserId="twin", FaceIds=[faces[2]])

    by_face = client.search_users(CollectionId=collection, FaceId=faces[2])
    assert by_face["SearchedFace"] == {"FaceId": faces[2]}
    assert [match["User"]["UserId"] for match in by_face["UserMatches"]] == ["twin", "eileen"]

    by_user = client.search_users(CollectionId=collection, UserId="eileen")
    assert by_user["SearchedUser"] == {"UserId": "eileen"}
    assert [match["User"]["UserId"] for match in by_user["UserMatches"]] == ["twin"]

    by_image = client.search_users_by_image(
        CollectionId=collection, Image={"Bytes": astronaut}, MaxUsers=1
    )
    assert [match["User"]["UserId"] for match in by_image["UserMatches"]] == ["eileen"]
    assert by_image["SearchedFace"]["FaceDetail"]["Confidence"] > 99
    assert by_image["UnsearchedFaces"] == []


def test_the_other_faces_of_a_searched_image_are_named(client, collection, photos):
    image = {"Bytes": (photos / "both.jpg").read_bytes()}
    answer = client.search_users_by_image(CollectionId=collection, Image=image)
    assert [face["Reasons"] for face in answer["UnsearchedFaces"]] == [["FACE_NOT_LARGEST"]]


@pytest.mark.parametrize("by", [{}, {"UserId": "a", "FaceId": str(uuid4())}])
def test_users_are_searched_by_one_thing(client, collection, by):
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.search_users(CollectionId=collection, **by)


def test_what_is_so_already_is_neither_refused_nor_answered(client, collection, faces, eileen):
    both = {"CollectionId": collection, "UserId": eileen, "FaceIds": faces}

    associated = client.associate_faces(**both)
    assert [face["FaceId"] for face in associated["AssociatedFaces"]] == faces[2:]
    assert associated["UnsuccessfulFaceAssociations"] == []

    client.disassociate_faces(**both | {"FaceIds": faces[:1]})
    let_go = client.disassociate_faces(**both)
    assert {face["FaceId"] for face in let_go["DisassociatedFaces"]} == set(faces[1:])
    assert let_go["UnsuccessfulFaceDisassociations"] == []


def test_an_image_without_a_face_matches_no_user(client, collection, eileen):
    nothing = encoded(Image.new("RGB", (200, 200)))

    answer = client.search_users_by_image(CollectionId=collection, Image={"Bytes": nothing})

    assert answer["UserMatches"] == []
    assert "SearchedFace" not in answer
