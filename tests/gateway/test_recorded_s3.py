"""Binary support as recorded against S3 (`TestApiGatewayS3BinarySupport`), replayed.

The recordings hold what S3 received, or what the client got, for three objects (gzip bytes, their
base64, plain text), for payloads of a text or a binary type, and for a client that accepts one or
the other. A combination that was recorded as a failure is one without an entry.
"""

import ast
import base64
import re

import pytest

from tests.gateway.apis import aws_integration, operation, parameter

ENCODED = (
    b"H4sIABRs7mMC/0vOzy0oSi0uTk1RSEksSdRRKM7IL81JUUhKVcjMK0vMyUxRCA1x07VQKC4pysxLBwC4ORBXLwAAAA=="
)
BODIES = {
    "raw": base64.b64decode(ENCODED),
    "encoded": ENCODED,
    "text": b"this is a UTF8 text typed object",
}
BINARY_TYPES = {"no-binary-media": [], "binary": ["image/png"]}


def s3_api(deploy, *, binary_types, request_handling=None, response=None, **members):
    integration = aws_integration(
        "s3:path/bucket/{object_path}",
        httpMethod="ANY",
        requestParameters={
            "integration.request.path.object_path": "method.request.path.object_path",
            "integration.request.header.Content-Type": "method.request.header.Content-Type",
            "integration.request.querystring.response-content-type": (
                "method.request.header.response-content-type"
            ),
        },
        responses={
            "default": {
                "statusCode": "200",
                "responseParameters": {
                    "method.response.header.ETag": "integration.response.header.ETag"
                },
                **(response or {}),
            }
        },
        **members,
    )
    if request_handling:
        integration["contentHandling"] = request_handling
    method = operation(
        integration,
        headers=("ETag",),
        parameters=[
            parameter("path", "object_path", required=True),
            parameter("header", "Content-Type"),
            parameter("header", "response-content-type"),
        ],
    )
    return deploy(
        {"/{object_path+}": {"x-amazon-apigateway-any-method": method}},
        x_amazon_apigateway_binary_media_types=binary_types,
    )


def recorded_bytes(text):
    return ast.literal_eval(text) if text.startswith("b'") else text.encode()


def put(client, key, content_type):
    return client.send("PUT", f"/binary-{key}", BODIES[key], {"Content-Type": content_type})


# Entry names: get-obj-{no-binary-media|binary-type|binary-media|text-type}-{binary-raw|...}.
def expected_upload(recorded, types, key):
    name = {"raw": "binary-raw", "encoded": "binary-encoded", "text": "text"}[key]
    entry = next((recorded[f"get-obj-{t}-{name}"] for t in types
                  if f"get-obj-{t}-{name}" in recorded), None)  # fmt: skip
    return None if entry is None else recorded_bytes(entry["Body"])


@pytest.mark.parametrize("key", BODIES)
@pytest.mark.parametrize(
    ("names", "binary_types", "content_type"),
    [
        (("no-binary-media",), [], "image/png"),
        (("binary-type", "binary-media"), ["image/png"], "image/png"),
        (("text-type",), ["image/png"], "text/plain"),
    ],
)
@pytest.mark.parametrize(
    ("test", "handling"),
    [
        ("test_apigw_s3_binary_support_request[None]", None),
        ("test_apigw_s3_binary_support_request[CONVERT_TO_TEXT]", "CONVERT_TO_TEXT"),
        ("test_apigw_s3_binary_support_request_convert_to_binary", "CONVERT_TO_BINARY"),
    ],
)
def test_apigw_s3_binary_support_request(
    deploy, recording, test, handling, names, binary_types, content_type, key
):
    expected = expected_upload(recording("s3", test), names, key)
    client = s3_api(deploy, binary_types=binary_types, request_handling=handling)

    answer = put(client, key, content_type)

    if expected is None:
        assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})
        assert client.endpoint.requests == []
    else:
        assert answer.status == 200
        assert client.endpoint.last.body == expected
        assert client.endpoint.last.path == f"/bucket/binary-{key}"
        assert client.endpoint.last.method == "PUT"
        assert client.endpoint.last_headers()["Content-Type"] == content_type


def test_apigw_s3_binary_support_request_convert_to_binary_with_request_template(deploy, recording):
    test = "test_apigw_s3_binary_support_request_convert_to_binary_with_request_template"
    recorded = recording("s3", test)
    client = s3_api(
        deploy,
        binary_types=[],
        request_handling="CONVERT_TO_BINARY",
        requestTemplates={"application/json": '{"data": "$input.body"}'},
    )

    assert put(client, "encoded", "image/png").status == 200
    assert client.endpoint.last.body == recorded_bytes(recorded["get-obj-encoded"]["Body"])
    assert put(client, "encoded", "application/json").status == 500


def get(client, key, accept, payload_type):
    client.endpoint.answers(200, BODIES[key], ETag='"etag"', Content_Type=payload_type)
    headers = {"Accept": accept, "response-content-type": payload_type}
    return client.send("GET", f"/{key}", headers=headers)


@pytest.mark.parametrize("key", BODIES)
@pytest.mark.parametrize("accept", ["text", "binary"])
@pytest.mark.parametrize("payload", ["text", "binary"])
@pytest.mark.parametrize(
    ("test", "handling"),
    [
        ("test_apigw_s3_binary_support_response_no_content_handling", None),
        ("test_apigw_s3_binary_support_response_convert_to_text", "CONVERT_TO_TEXT"),
        ("test_apigw_s3_binary_support_response_convert_to_binary", "CONVERT_TO_BINARY"),
    ],
)
def test_apigw_s3_binary_support_response(deploy, recording, test, handling, payload, accept, key):
    entry = recording("s3", test).get(f"{key}-payload-{payload}-accept-{accept}")
    response = {"contentHandling": handling} if handling else {}
    client = s3_api(deploy, binary_types=["image/png"], response=response)

    answer = get(
        client,
        key,
        {"text": "text/plain", "binary": "image/png"}[accept],
        {"text": "binary/octet-stream", "binary": "image/png"}[payload],
    )

    if entry is None:
        assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})
    else:
        assert (answer.status, answer.body) == (200, recorded_bytes(entry["content"]))
        assert answer.headers["ETag"] == '"etag"'


@pytest.mark.parametrize("key", BODIES)
@pytest.mark.parametrize(
    ("test", "handling"),
    [
        ("test_apigw_s3_binary_support_response_no_content_handling", None),
        ("test_apigw_s3_binary_support_response_convert_to_text", "CONVERT_TO_TEXT"),
        ("test_apigw_s3_binary_support_response_convert_to_binary", "CONVERT_TO_BINARY"),
    ],
)
def test_apigw_s3_binary_support_response_without_binary_types(
    deploy, recording, test, handling, key
):
    entry = recording("s3", test).get(f"{key}-no-media")
    client = s3_api(
        deploy, binary_types=[], response={"contentHandling": handling} if handling else {}
    )

    answer = get(client, key, "image/png", "binary/octet-stream")

    if entry is None:
        assert answer.status == 500
    else:
        assert (answer.status, answer.body) == (200, recorded_bytes(entry["content"]))


def test_apigw_s3_binary_support_response_convert_to_binary_with_request_template(
    deploy, recording
):
    test = "test_apigw_s3_binary_support_response_convert_to_binary_with_request_template"
    recorded = recording("s3", test)["encoded-text-payload-binary-accept"]
    template = {"responseTemplates": {"application/json": '{"data": "$input.body"}'}}

    as_text = s3_api(
        deploy, binary_types=["image/png"],
        response={"contentHandling": "CONVERT_TO_TEXT", **template},
    )  # fmt: skip
    answer = get(as_text, "encoded", "image/png", "binary/octet-stream")
    assert answer.body == recorded_bytes(recorded["content"])

    as_binary = s3_api(
        deploy, binary_types=["image/png"],
        response={"contentHandling": "CONVERT_TO_BINARY", **template},
    )  # fmt: skip
    assert get(as_binary, "encoded", "image/png", "binary/octet-stream").status == 500


@pytest.mark.parametrize("entry", ["get-object-1", "get-object-2"])
def test_apigateway_s3_any(deploy, recording, entry):
    expected = recording("s3", "test_apigateway_s3_any")[entry]
    client = s3_api(deploy, binary_types=[])
    client.endpoint.answers(200, expected, Content_Type="application/json")

    answer = client.send("GET", "/test.json")

    assert answer.json() == expected
    assert client.endpoint.last.path == "/bucket/test.json"
    assert client.endpoint.last.method == "GET"


def test_apigateway_s3_any_error_of_s3_is_a_200_where_only_a_default_is_mapped(deploy, recording):
    error = recording("s3", "test_apigateway_s3_any")["get-object-deleted"]["Error"]
    xml = "".join(f"<{name}>{value}</{name}>" for name, value in error.items()).encode()
    client = s3_api(deploy, binary_types=[])
    client.endpoint.answers(404, xml, Content_Type="application/xml")

    answer = client.send("GET", "/test.json")

    assert (answer.status, answer.body) == (200, xml)


def test_apigateway_s3_method_mapping(deploy, recording):
    expected = recording("s3", "test_apigateway_s3_method_mapping")["get-object"]
    template = {"application/json": '{"message": "great success!"}'}
    put_object = aws_integration(
        "s3:path/bucket/{object_name}",
        httpMethod="PUT",
        requestParameters={"integration.request.header.Content-Type": "'application/json'"},
        requestTemplates=template,
    )
    delete_object = aws_integration("s3:path/bucket/{object_name}", httpMethod="DELETE")
    client = deploy(
        {"/put": {"get": operation(put_object)}, "/delete": {"get": operation(delete_object)}}
    )

    client.send("GET", "/put")
    stored = client.endpoint.last
    client.send("GET", "/delete")

    assert (stored.method, stored.body) == ("PUT", template["application/json"].encode())
    assert re.sub(r"\s", "", stored.body.decode()) == re.sub(r"\s", "", str(expected)).replace(
        "'", '"'
    )
    assert client.endpoint.last.method == "DELETE"
