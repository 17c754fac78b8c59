"""What is refused before any API is known, and requests that are broken or odd."""

import asyncio

import pytest

from tests.gateway.apis import aws_integration, mock_integration, operation

LIMIT = 10_485_760


@pytest.fixture
def echo(deploy):
    return deploy(
        {
            "/": {"x-amazon-apigateway-any-method": operation(aws_integration("s3:path/b"))},
            "/{path+}": {"x-amazon-apigateway-any-method": operation(aws_integration("s3:path/b"))},
        }
    )


def test_ten_megabytes_are_accepted_and_one_byte_more_is_not(echo):
    accepted = echo.send("POST", "/", b"x" * LIMIT)
    refused = echo.send("POST", "/", b"x" * (LIMIT + 1))

    assert accepted.status == 200
    assert (refused.status, refused.text) == (
        413, "HTTP content length exceeded 10485760 bytes."
    )  # fmt: skip
    assert refused.headers == {"Content-Type": "text; charset=utf-8", "Content-Length": "44"}
    assert len(echo.endpoint.requests) == 1


def test_an_announced_length_is_refused_without_reading_the_body(echo):
    answer = echo.send("POST", "/", b"", {"Content-Length": str(LIMIT + 1)})

    assert answer.status == 413


def test_headers_of_more_than_ten_kilobytes_are_refused(echo):
    answer = echo.send("GET", "/", headers={"X-Long": "x" * 10_300})

    assert (answer.status, answer.json()) == (431, {"message": "Request Header Fields Too Large"})


@pytest.mark.parametrize("target", ["/" + "x" * 9_000, "/?q=" + "x" * 1_000_000])
def test_an_address_too_long_is_refused(echo, target):
    assert echo.send("GET", target).status == 414


@pytest.mark.parametrize(
    "target",
    ["/%zz", "/%", "/%ff%fe", "/a?%zz=%zz&=&&==&a", "/?a=%ff", "/%00", "/a%2Fb", "/..%2f..", "//"],
)
def test_broken_percent_escapes_never_crash(echo, target):
    assert echo.send("GET", target).status == 200


def test_header_bytes_that_are_no_utf8_pass(echo):
    answer = echo.send("POST", "/", b"", {"Content-Type": "image/\xff", "X-\xe9": "\xfe\xff"})

    assert answer.status == 200


def test_duplicate_headers_pass_and_the_last_counts(deploy):
    template = {"application/json": "$input.params('X-Twice')"}
    client = deploy({"/": {"get": operation(aws_integration(requestTemplates=template))}})

    client.send("GET", "/", headers=[("X-Twice", "first"), ("X-Twice", "last")])

    assert client.endpoint.last.body == b"last"


def call(gateway, messages, method="POST"):
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": "/caf\xe9", "query_string": b"",
        "headers": [(b"host", b"x")],
    }  # fmt: skip
    asyncio.run(gateway(scope, receive, send))
    return sent


def test_a_body_in_chunks_is_put_together(echo):
    sent = call(
        echo.gateway,
        [
            {"type": "http.request", "body": b"one ", "more_body": True},
            {"type": "http.request", "more_body": True},
            {"type": "http.request", "body": b"two"},
        ],
    )

    assert sent[0]["status"] == 200
    assert echo.endpoint.last.body == b"one two"


def test_a_client_that_leaves_is_not_answered_and_nothing_is_called(echo):
    sent = call(
        echo.gateway,
        [
            {"type": "http.request", "body": b"half", "more_body": True},
            {"type": "http.disconnect"},
        ],
    )

    assert sent == []
    assert echo.endpoint.requests == []


def test_head_has_the_headers_of_its_answer_and_no_body(deploy):
    template = {"responseTemplates": {"application/json": '{"a": 1}'}, "statusCode": "200"}
    method = operation(mock_integration(responses={"default": template}))
    client = deploy({"/": {"head": method}})

    answer = client.send("HEAD", "/")

    assert (answer.headers["Content-Length"], answer.body) == ("8", b"")


def test_an_answer_without_content_has_no_body(deploy):
    template = {"responseTemplates": {"application/json": "ignored"}, "statusCode": "204"}
    method = operation(mock_integration(responses={"default": template}))
    client = deploy({"/": {"delete": method}})

    answer = client.send("DELETE", "/")

    assert (answer.status, answer.body) == (204, b"")
    assert "Content-Length" not in answer.headers


def test_a_header_value_cannot_start_a_new_header(deploy):
    integration = aws_integration(
        responses={
            "default": {
                "statusCode": "200",
                "responseParameters": {
                    "method.response.header.X-Copy": "integration.response.header.X-Source"
                },
            }
        }
    )
    client = deploy({"/": {"get": operation(integration, headers=("X-Copy",))}})
    client.endpoint.answers(200, b"", X_Source="a\r\nSet-Cookie: b")

    assert client.send("GET", "/").headers["X-Copy"] == "a  Set-Cookie: b"
