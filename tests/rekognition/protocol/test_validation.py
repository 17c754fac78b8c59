from __future__ import annotations

import json
import re
from base64 import b64encode

import pytest

from local.rekognition.protocol import model, validation
from local.rekognition.protocol.errors import (
    InvalidParameterException,
    SerializationException,
    ServiceError,
)
from local.rekognition.protocol.model import input_shape
from local.rekognition.protocol.validation import read_request

FACE_ID = "0b683aed-a0f1-48b2-9b5e-139e9cc2a757"
SEARCH = {"CollectionId": "c", "Image": {"Bytes": "AAAA"}}


def refusal(operation: str, members: dict) -> ServiceError:
    with pytest.raises(ServiceError) as refused:
        read_request(input_shape(operation), json.dumps(members).encode())
    return refused.value


@pytest.mark.parametrize(
    ("operation", "members", "told"),
    [
        (
            "SearchFacesByImage",
            SEARCH | {"FaceMatchThreshold": 101},
            "Value '101.0' at 'faceMatchThreshold' failed to satisfy constraint: "
            "Member must have value less than or equal to 100",
        ),
        (
            "SearchFacesByImage",
            SEARCH | {"FaceMatchThreshold": -1},
            "Value '-1.0' at 'faceMatchThreshold' failed to satisfy constraint: "
            "Member must have value greater than or equal to 0",
        ),
        (
            "SearchFacesByImage",
            SEARCH | {"MaxFaces": 0},
            "Value '0' at 'maxFaces' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            "SearchFacesByImage",
            SEARCH | {"QualityFilter": "auto"},
            "Value 'auto' at 'qualityFilter' failed to satisfy constraint: "
            "Member must satisfy enum value set: [NONE, AUTO, LOW, MEDIUM, HIGH]",
        ),
        (
            "DescribeCollection",
            {"CollectionId": "no spaces"},
            "Value 'no spaces' at 'collectionId' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [a-zA-Z0-9_.\-]+",
        ),
        (
            "DescribeCollection",
            {"CollectionId": "ends with a newline\n"[-2:]},
            "Value 'e\n' at 'collectionId' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [a-zA-Z0-9_.\-]+",
        ),
        (
            "DescribeCollection",
            {},
            "Value null at 'collectionId' failed to satisfy constraint: Member must not be null",
        ),
        (
            "DetectFaces",
            {"Image": {"S3Object": {"Bucket": "ab", "Name": "x"}}},
            "Value 'ab' at 'image.s3Object.bucket' failed to satisfy constraint: "
            "Member must have length greater than or equal to 3",
        ),
        (
            "DeleteFaces",
            {"CollectionId": "c", "FaceIds": []},
            "Value '[]' at 'faceIds' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            "DeleteFaces",
            {"CollectionId": "c", "FaceIds": [FACE_ID.upper()]},
            f"Value '[{FACE_ID.upper()}]' at 'faceIds' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must satisfy regular expression pattern: "
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}]",
        ),
    ],
)
def test_a_broken_constraint_is_told_as_aws_tells_it(operation, members, told):
    error = refusal(operation, members)
    assert error.message == f"1 validation error detected: {told}"
    assert isinstance(error, InvalidParameterException)


def test_every_broken_constraint_is_told():
    error = refusal("SearchFacesByImage", {"CollectionId": "a" * 256, "MaxFaces": 5000})
    assert error.message.startswith("3 validation errors detected: ")
    for path in ("collectionId", "image", "maxFaces"):
        assert f" at '{path}' failed to satisfy constraint: " in error.message


@pytest.mark.parametrize("size", [0, 5_242_881])
def test_the_length_of_the_image_is_an_invalid_parameter(size):
    blob = b64encode(bytes(size)).decode()
    error = refusal("DetectFaces", {"Image": {"Bytes": blob}})
    assert isinstance(error, InvalidParameterException)
    assert "Value at 'image.bytes' failed to satisfy constraint" in error.message


@pytest.mark.parametrize("size", [5_242_879, 5_242_880, 70_000, 3, 2, 1])
def test_an_image_that_is_not_too_long_comes_through_whole(size):
    image = bytes(range(256)) * (size // 256) + bytes(size % 256)
    request = {"CollectionId": "c", "Image": {"Bytes": b64encode(image).decode()}}
    read = read_request(input_shape("SearchFacesByImage"), json.dumps(request).encode())
    assert read["CollectionId"] == "c"
    assert read["Image"]["Bytes"].size == size
    assert read["Image"]["Bytes"].decode() == image


def test_infinity_by_overflow_is_a_number_out_of_range():
    body = b'{"CollectionId": "c", "Image": {"Bytes": "AAAA"}, "FaceMatchThreshold": 1e400}'
    with pytest.raises(InvalidParameterException, match="less than or equal to 100"):
        read_request(input_shape("SearchFacesByImage"), body)


@pytest.mark.parametrize("member", ["FaceMatchThreshold", "MaxFaces", "CollectionId", "Image"])
def test_a_member_of_another_type_is_a_serialization_error(member):
    wrong = {"FaceMatchThreshold": "80", "MaxFaces": "1", "CollectionId": 1, "Image": "a"}
    error = refusal("SearchFacesByImage", SEARCH | {member: wrong[member]})
    assert isinstance(error, SerializationException)
    assert "can not be converted to a" in error.message


def test_a_key_of_a_map_is_held_to_its_pattern():
    accepted = {"CollectionId": "c", "Tags": {"größe 1:+=@": "x"}}
    assert read_request(input_shape("CreateCollection"), json.dumps(accepted).encode()) == accepted
    error = refusal("CreateCollection", {"CollectionId": "c", "Tags": {"aws:mine": "x"}})
    assert "at 'tags' failed to satisfy constraint" in error.message


def test_every_pattern_of_the_model_can_be_checked():
    shapes = model.service_model()
    patterns = {shapes.shape_for(name).metadata.get("pattern") for name in shapes.shape_names} - {
        None
    }
    assert len(patterns) > 20
    for pattern in patterns:
        assert isinstance(validation._pattern(pattern), re.Pattern)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("ListCollections", rb'{"NextToken": "\ud800"}'),
        ("DetectFaces", rb'{"Image": {"S3Object": {"Bucket": "abc", "Name": "a\udfff"}}}'),
        ("TagResource", rb'{"ResourceArn": "arn", "Tags": {"\udc00": "a"}}'),
    ],
)
def test_half_of_a_surrogate_pair_is_no_text(operation, body):
    with pytest.raises(SerializationException, match="surrogate"):
        read_request(input_shape(operation), body)


def test_a_wrong_value_is_not_repeated_without_end():
    assert len(refusal("DescribeCollection", {"CollectionId": "x" * 1_000_000}).message) < 3000
    face_ids = [FACE_ID] * 5000
    assert len(refusal("ListFaces", {"CollectionId": "c", "FaceIds": face_ids}).message) < 3000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"MaxResults": ' + b"9" * 10_000 + b"}",
        b'{"MaxResults": 1e999}',
        b'{"MaxResults": NaN}',
        b'{"MaxResults": true}',
        b'{"MaxResults": [1]}',
        b"\xff\xfe{}",
        b"",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_strange_json_is_refused(body):
    with pytest.raises(SerializationException):
        read_request(input_shape("ListCollections"), body)


def test_the_last_of_two_members_of_one_name_counts():
    body = b'{"MaxResults": "no number", "MaxResults": 2}'
    assert read_request(input_shape("ListCollections"), body) == {"MaxResults": 2}
