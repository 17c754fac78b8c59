"""Requests as no SDK would send them, over plain HTTP."""

from __future__ import annotations

import json
from base64 import b64encode
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

AMZ = "application/x-amz-json-1.1"
UNKNOWN = "com.amazon.coral.service#UnknownOperationException"


@pytest.fixture
def post(url):
    """Sends a request and returns status, headers and body."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)

    def post(body=b"{}", target="RekognitionService.ListCollections", kind=AMZ, method="POST"):
        headers = {"X-Amz-Target": target, "Content-Type": kind}
        sent = {name: value for name, value in headers.items() if value is not None}
        connection.request(method, "/", body, sent)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()

    yield post
    connection.close()


def test_an_answer_is_json_1_1_with_a_request_id(post):
    status, headers, body = post()
    assert status == 200
    assert headers["content-type"] == AMZ
    assert len(headers["x-amzn-requestid"]) == 36
    assert "CollectionIds" in json.loads(body)
    assert post()[1]["x-amzn-requestid"] != headers["x-amzn-requestid"]


def test_members_that_the_model_does_not_know_and_nulls_are_ignored(post):
    assert post(b'{"Nonsense": [1], "MaxResults": null}')[0] == 200


def test_an_error_of_the_service_has_a_code_and_a_message(post):
    body = b'{"CollectionId": "nowhere"}'
    status, _, answer = post(body, "RekognitionService.DescribeCollection")
    error = json.loads(answer)
    assert status == 400
    assert error.keys() == {"__type", "Code", "Logref", "Message"}
    assert error["__type"] == error["Code"] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("request_parts", "status", "content"),
    [
        ({"kind": "image/jpeg"}, 404, b"<UnknownOperationException/>\n"),
        ({"kind": "image/jpeg", "target": None}, 403, b"Unable to determine service/operation"),
        ({"target": "RekognitionService.Nonsense"}, 400, json.dumps({"__type": UNKNOWN})),
        ({"target": "DynamoDB_20120810.ListTables"}, 400, json.dumps({"__type": UNKNOWN})),
        ({"target": None}, 400, json.dumps({"__type": UNKNOWN})),
        (
            {"kind": "application/json", "target": "RekognitionService.Nonsense"},
            200,
            json.dumps({"Output": {"__type": UNKNOWN, "message": None}, "Version": "1.0"}),
        ),
        ({"method": "GET"}, 404, b"<UnknownOperationException/>\n"),
    ],
)
def test_wrong_headers_are_answered_by_the_front_end(post, request_parts, status, content):
    got, _, body = post(**request_parts)
    expected = content if isinstance(content, bytes) else content.replace(" ", "").encode()
    assert got == status
    assert expected in body


def test_a_charset_does_not_change_the_content_type(post):
    assert post(kind=f"{AMZ}; charset=utf-8")[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'"text"',
        b'{"MaxResults": "2"}',
        b'{"MaxResults": 1.5}',
        b'{"MaxResults": true}',
        b'{"MaxResults": 99999999999}',
        b'{"NextToken": 1}',
        b'{"MaxResults": NaN}',
        b"\xff\xfe{}",
        b'{"a":' * 100_000,
        b'{"MaxResults": ' + b"1" * 5000 + b"}",
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
def test_what_is_not_the_json_of_the_operation_is_a_serialization_error(post, body):
    status, _, answer = post(body)
    assert status == 400
    assert json.loads(answer)["__type"] == "SerializationException"


def detect(bytes_member: str) -> bytes:
    return json.dumps({"Image": {"Bytes": bytes_member}}).encode()


@pytest.mark.parametrize(
    "blob",
    ["***", "abc", "YWJj=", "YWJj\nYWJj", "ÄÄÄÄ", "A" * 100_001],
    ids=["stars", "short", "padded", "newline", "umlauts", "long"],
)
def test_bytes_that_are_not_base64_are_a_serialization_error(post, blob):
    status, _, answer = post(detect(blob), "RekognitionService.DetectFaces")
    assert status == 400
    assert json.loads(answer)["__type"] == "SerializationException"


def test_slashes_may_be_escaped_as_some_languages_do(post):
    blob = b64encode(b"\xff" * 100_000).decode().replace("/", "\\/")
    body = b'{"Image": {"Bytes": "' + blob.encode() + b'"}}'
    error = json.loads(post(body, "RekognitionService.DetectFaces")[2])
    assert error["Code"] == "InvalidImageFormatException"


@pytest.mark.parametrize(("size", "wrong"), [(5_242_880, "format"), (5_242_881, "length")])
def test_five_mebibytes_are_the_most(post, size, wrong):
    blob = b64encode(bytes(size)).decode()
    error = json.loads(post(detect(blob), "RekognitionService.DetectFaces")[2])
    if wrong == "format":
        assert error["Code"] == "InvalidImageFormatException"
        assert error["Message"] == "Request has invalid image format"
    else:
        assert error["Code"] == "InvalidParameterException"
        assert error["Message"] == (
            "1 validation error detected: Value at 'image.bytes' failed to satisfy constraint: "
            "Member must have length less than or equal to 5242880"
        )


def test_a_body_over_sixteen_mebibytes_is_not_read_into_an_operation(post):
    status, _, body = post(bytes(16 * 2**20 + 1))
    assert status == 413
    assert body == b"HTTP content length exceeded 16777216 bytes."


def test_health(url, post):
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    connection.close()
