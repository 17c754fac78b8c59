"""Whatever is sent is answered, and never by an unexpected failure."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateway.apis import aws_integration, operation, parameter

TEMPLATE = """{
  "body": "$util.escapeJavaScript($input.body)",
  "query": "$util.escapeJavaScript($input.params('q'))",
  "path": "$util.escapeJavaScript($input.params('path'))",
  "header": "$util.escapeJavaScript($input.params('X-In'))"
}"""

MODEL = {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Tree"}}}
TREE = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Tree"}}

header_text = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30)
target_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@pytest.fixture
def target_api(deploy):
    integration = aws_integration(
        "s3:path/bucket/{key}",
        requestParameters={
            "integration.request.path.key": "method.request.path.path",
            "integration.request.querystring.q": "method.request.multivaluequerystring.q",
            "integration.request.header.X-Out": "method.request.header.X-In",
            "integration.request.header.X-Body": "method.request.body.a.b",
        },
        requestTemplates={"application/json": TEMPLATE, "image/png": TEMPLATE},
        contentHandling="CONVERT_TO_TEXT",
        responses={
            "default": {
                "statusCode": "200",
                "responseTemplates": {"application/json": "$input.json('$.a')"},
                "responseParameters": {
                    "method.response.header.X-Back": "method.request.header.X-In"
                },
            }
        },
    )
    method = operation(
        integration,
        headers=("X-Back",),
        parameters=[
            parameter("path", "path", required=True),
            parameter("query", "q"),
            parameter("header", "X-In"),
        ],
        requestBody={"content": {"application/json": {"schema": MODEL}}},
    )
    return deploy(
        {"/{path+}": {"x-amazon-apigateway-any-method": method}},
        components={"schemas": {"Tree": TREE}},
        x_amazon_apigateway_binary_media_types=["image/png"],
        x_amazon_apigateway_request_validators={
            "all": {"validateRequestBody": True, "validateRequestParameters": True}
        },
        x_amazon_apigateway_request_validator="all",
    )


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    http_method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "BREW"]),
    path=target_text,
    query=target_text,
    value=header_text,
    content_type=st.sampled_from(["application/json", "image/png", "IMAGE/PNG;", ";", ",", "é"])
    | header_text,
    accept=st.sampled_from(["application/json", "image/png", "*/*"]) | header_text,
    body=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: st.dictionaries(st.sampled_from("abc"), inner) | st.lists(inner),
    ).map(lambda document: json.dumps(document).encode()),
)
def test_any_request_is_answered(
    target_api, http_method, path, query, value, content_type, accept, body
):
    target_api.endpoint.answers(200, body, Content_Type="application/json")

    answer = target_api.send(
        http_method,
        f"/{path}?q={query}",
        body,
        {"Content-Type": content_type, "Accept": accept, "X-In": value},
    )

    assert answer.status in (200, 400, 403, 500)
    assert not any("Traceback" in line for line in target_api.log)


@pytest.mark.parametrize("body", [b'{"a":' * 100_000, b'{"a":' * 400 + b"1" + b"}" * 400])
def test_a_body_nested_without_end_is_refused(target_api, body):
    answer = target_api.send("POST", "/x", body, {"Content-Type": "application/json"})

    assert (answer.status, answer.json()) == (400, {"message": "Invalid request body"})
