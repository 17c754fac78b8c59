"""Lambda proxy integration: bodies, and answers that are none."""

import base64
import json

import pytest

from tests.gateway.apis import aws_integration, operation

URI = "lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations"
PNG = b"\x89PNG\xff\xfe"


@pytest.fixture
def proxy(deploy):
    method = operation(aws_integration(URI, type="aws_proxy"))
    return deploy(
        {"/{any+}": {"x-amazon-apigateway-any-method": method}},
        x_amazon_apigateway_binary_media_types=["image/png"],
    )


@pytest.mark.parametrize(
    ("body", "content_type", "in_event", "is_base64"),
    [
        (PNG, "image/png", base64.b64encode(PNG).decode(), True),
        (b"text", "image/png", "dGV4dA==", True),
        (PNG, "text/plain", "\ufffdPNG\ufffd\ufffd", False),
        ("é".encode(), "application/json", "é", False),
        (b"", "image/png", None, False),
    ],
)
def test_a_body_in_the_event(proxy, body, content_type, in_event, is_base64):
    proxy.endpoint.answers(200, {"statusCode": 200})

    proxy.send("POST", "/x", body, {"Content-Type": content_type})

    event = json.loads(proxy.endpoint.last.body)
    assert (event["body"], event["isBase64Encoded"]) == (in_event, is_base64)


@pytest.mark.parametrize(
    ("accept", "sent"), [("image/png", PNG), ("*/*", base64.b64encode(PNG)), (None, None)]
)
def test_a_binary_answer_is_decoded_for_a_client_that_accepts_it(proxy, accept, sent):
    encoded = base64.b64encode(PNG).decode()
    proxy.endpoint.answers(200, {"statusCode": 200, "body": encoded, "isBase64Encoded": True})

    answer = proxy.send("GET", "/x", headers={"Accept": accept} if accept else {})

    assert answer.body == (sent or encoded.encode())


@pytest.mark.parametrize(
    "returned",
    [
        b"no json",
        b"[1]",
        b"null",
        b'{"statusCode": 200, "body": {"a": 1}}',
        b'{"statusCode": 200, "headers": "X"}',
        b'{"statusCode": 99}',
        b'{"statusCode": 600}',
        b'{"statusCode": 200.5}',
        b'{"statusCode": null}',
    ],
)
def test_an_answer_of_another_form_is_a_502(proxy, returned):
    proxy.endpoint.answers(200, returned)

    answer = proxy.send("GET", "/x")

    assert (answer.status, answer.json()) == (502, {"message": "Internal server error"})
    assert any("Malformed Lambda proxy response" in line for line in proxy.log)


def test_an_invocation_that_lambda_refuses_is_a_500(proxy):
    proxy.endpoint.answers(404, {"Message": "Function not found"})

    answer = proxy.send("GET", "/x")

    assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})


def test_a_header_without_a_value_is_not_sent(proxy):
    proxy.endpoint.answers(200, {"statusCode": 200, "headers": {"X-A": None, "X-B": 5}})

    answer = proxy.send("GET", "/x")

    assert "X-A" not in answer.headers
    assert answer.headers["X-B"] == "5"
