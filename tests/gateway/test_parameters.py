"""Parameter mapping: from every source to every target."""

import pytest

from local.gateway import Stage
from tests.gateway.apis import aws_integration, operation, parameter

DECLARED = [
    parameter("path", "id", required=True),
    parameter("query", "q"),
    parameter("header", "X-In"),
]


def mapped(deploy, target, source, *, body=b"", headers=None, path="/items/7?q=1&q=2"):
    integration = aws_integration(
        "s3:path/bucket/{key}",
        requestParameters={"integration.request.path.key": "'k'", target: source},
    )
    client = deploy(
        {"/items/{id}": {"post": operation(integration, parameters=DECLARED)}},
        stage=Stage("test", variables={"bucket": "pictures"}),
    )
    client.send("POST", path, body, headers or {"X-In": "in", "User-Agent": "me"})
    return client.endpoint.last


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'static text'", "static text"),
        ("method.request.path.id", "7"),
        ("method.request.querystring.q", "2"),
        ("method.request.header.X-In", "in"),
        ("context.httpMethod", "POST"),
        ("context.identity.userAgent", "me"),
        ("stageVariables.bucket", "pictures"),
        ("method.request.body", '{"a": {"b": [10, "x"]}}'),
    ],
)
def test_a_header_gets_the_value_of_its_source(deploy, source, value):
    body = b'{"a": {"b": [10, "x"]}}'

    sent = mapped(deploy, "integration.request.header.X-Out", source, body=body)

    assert dict(sent.headers)["X-Out"] == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("method.request.body.a.b[1]", "x"),
        ("method.request.body.a.b[0]", "10"),
        ("method.request.body.$.a", '{"b":[10,"x"]}'),
        ("method.request.body.missing", None),
    ],
)
def test_a_json_path_selects_from_the_body(deploy, source, value):
    body = b'{"a": {"b": [10, "x"]}}'

    sent = mapped(deploy, "integration.request.header.X-Out", source, body=body)

    assert dict(sent.headers).get("X-Out") == value


@pytest.mark.parametrize(
    "source", ["method.request.header.X-In", "context.authorizer.sub", "stageVariables.none"]
)
def test_what_is_absent_is_not_sent(deploy, source):
    sent = mapped(deploy, "integration.request.header.X-Out", source, headers={"A": "b"})

    assert "X-Out" not in dict(sent.headers)


def test_several_values_of_a_query_parameter_are_all_passed_on(deploy):
    source = "method.request.multivaluequerystring.q"

    sent = mapped(deploy, "integration.request.querystring.list", source)

    assert sent.query == "list=1&list=2"


def test_a_query_value_is_encoded(deploy):
    sent = mapped(deploy, "integration.request.querystring.text", "'a b&c=d/é'")

    assert sent.query == "text=a%20b%26c%3Dd%2F%C3%A9"


@pytest.mark.parametrize(
    ("path", "sent_path"),
    [
        ("/items/a%20b", "/bucket/a%20b"),
        ("/items/a+b", "/bucket/a+b"),
        ("/items/%C3%A9", "/bucket/%C3%A9"),
        ("/items/a%2Fb", "/bucket/a/b"),
        ("/items/100%25", "/bucket/100%25"),
        ("/items/a%3Fb%23c", "/bucket/a%3Fb%23c"),
    ],
)
def test_a_path_variable_is_decoded_and_encoded_again(deploy, path, sent_path):
    sent = mapped(deploy, "integration.request.path.key", "method.request.path.id", path=path)

    assert sent.path == sent_path


def test_stage_variables_in_the_address_of_the_integration(deploy):
    integration = aws_integration("${stageVariables.service}:path/${stageVariables.bucket}/x")
    client = deploy(
        {"/": {"get": operation(integration)}},
        stage=Stage("test", variables={"service": "s3", "bucket": "pictures"}),
    )

    client.send("GET", "/")

    assert (client.endpoint.last.service, client.endpoint.last.path) == ("s3", "/pictures/x")


def test_response_headers_from_the_endpoint_its_body_the_context_and_the_stage(deploy):
    sources = {
        "X-Header": "integration.response.header.etag",
        "X-Body": "integration.response.body.id",
        "X-Whole": "integration.response.body",
        "X-Context": "context.stage",
        "X-Stage": "stageVariables.v",
        "X-Static": "'*'",
        "X-Query": "method.request.querystring.q",
        "X-Absent": "integration.response.header.None",
    }
    integration = aws_integration(
        responses={
            "default": {
                "statusCode": "200",
                "responseParameters": {
                    f"method.response.header.{name}": source for name, source in sources.items()
                },
            }
        }
    )
    method = operation(integration, headers=tuple(sources), parameters=[parameter("query", "q")])
    client = deploy({"/": {"get": method}}, stage=Stage("test", variables={"v": "1"}))
    client.endpoint.answers(200, {"id": "abc"}, ETag='"e"')

    answer = client.send("GET", "/?q=asked")

    assert {name: answer.headers.get(name) for name in sources} == {
        "X-Header": '"e"',
        "X-Body": "abc",
        "X-Whole": '{"id": "abc"}',
        "X-Context": "test",
        "X-Stage": "1",
        "X-Static": "*",
        "X-Query": "asked",
        "X-Absent": None,
    }


def test_a_template_sees_a_header_as_the_method_spells_it(deploy):
    template = {"application/json": "$input.params('x-API-thing')|$input.params('Other-Header')"}
    integration = aws_integration(requestTemplates=template)
    method = operation(integration, parameters=[parameter("header", "x-API-thing")])
    client = deploy({"/": {"get": method}})

    client.send("GET", "/", headers={"X-Api-Thing": "declared", "oTHER-hEADER": "usual"})

    assert client.endpoint.last.body == b"declared|usual"
