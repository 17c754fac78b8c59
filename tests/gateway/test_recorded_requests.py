"""Routing, validation, API keys and trace ids as recorded (`test_apigateway_common`), replayed."""

import json

import pytest

from local.gateway import ApiKey
from tests.gateway.apis import aws_integration, mock_integration, operation, parameter

LAMBDA = "lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations"
VALIDATORS = {
    "x_amazon_apigateway_request_validators": {
        "all": {"validateRequestBody": True, "validateRequestParameters": True}
    },
    "x_amazon_apigateway_request_validator": "all",
}


def test_routing_not_found(deploy, recording):
    expected = recording("common", "test_routing_not_found")
    template = json.dumps(expected["working-route"])
    integration = mock_integration(
        responses={
            "default": {"statusCode": "200", "responseTemplates": {"application/json": template}}
        }
    )
    client = deploy({"/existing": {"get": operation(integration)}})

    assert client.send("GET", "/existing").json() == expected["working-route"]
    for entry, answer in {
        "not-found": client.send("GET", "/random-not-existing"),
        "wrong-method": client.send("POST", "/existing"),
    }.items():
        assert (answer.status, answer.json()) == (403, expected[entry]["content"])
        assert answer.headers["x-amzn-ErrorType"] == expected[entry]["errorType"]


@pytest.fixture
def validated(deploy):
    """The recorded API: three required parameters, and a model for the body once asked for."""

    def build(path_parameter, model=None):
        members = {
            "parameters": [
                parameter("path", path_parameter, required=True),
                parameter("query", "qs1", required=True),
                parameter("header", "x-header-param", required=True),
            ]
        }
        if model:
            members["requestBody"] = {"content": {"application/json": {"schema": model}}}
        method = operation(aws_integration(LAMBDA, type="aws_proxy"), **members)
        client = deploy({"/nested/{test}": {"get": method, "post": method}}, **VALIDATORS)
        client.endpoint.answers(200, {"statusCode": 200, "body": "passed"})
        return client

    return build


@pytest.mark.parametrize(
    ("entry", "http_method", "target", "headers"),
    [
        ("missing-all-required-request-params-post", "POST", "/nested/value", {}),
        ("missing-required-headers-request-params-get", "GET", "/nested/value?qs1=test", {}),
        (
            "missing-required-qs-request-params-get",
            "GET", "/nested/value", {"x-header-param": "test"},
        ),
    ],
)  # fmt: skip
def test_api_gateway_request_validator_parameters(
    validated, recording, entry, http_method, target, headers
):
    expected = recording("common", "test_api_gateway_request_validator")[entry]
    client = validated("issuer" if http_method == "POST" else "test")

    answer = client.send(http_method, target, b'{"test": "test"}', headers)

    assert (answer.status, answer.json()) == (400, expected)
    assert answer.headers["x-amzn-ErrorType"] == "BadRequestException"


NUMBERS = {
    "title": "testSchema",
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
    "required": ["a", "b"],
}


@pytest.mark.parametrize(
    ("http_method", "body", "is_valid"),
    [
        ("POST", b'{"test": "test"}', False),
        ("GET", b"", False),
        ("POST", b'{"a": 1, "b": 2}', True),
    ],
)
def test_api_gateway_request_validator_body(validated, recording, http_method, body, is_valid):
    expected = recording("common", "test_api_gateway_request_validator")["invalid-request-body"]

    answer = validated("test", NUMBERS).send(
        http_method, "/nested/value?qs1=test", body, {"x-header-param": "test"}
    )

    if is_valid:
        assert (answer.status, answer.text) == (200, "passed")
    else:
        assert (answer.status, answer.json()) == (400, expected)


def api_with_models(deploy, schema, schemas):
    integration = mock_integration(
        responses={
            "default": {
                "statusCode": "200",
                "responseTemplates": {"application/json": '{"data": "ok"}'},
            }
        }
    )
    body = {"content": {"application/json": {"schema": schema}}}
    return deploy(
        {"/path": {"post": operation(integration, requestBody=body)}},
        components={"schemas": schemas},
        **VALIDATORS,
    )


@pytest.mark.parametrize(
    ("entry", "body"), [("successful", b'[{"a": 1, "b": 2}]'), ("failed-validation", b"")]
)
def test_api_gateway_request_validator_with_ref_models(deploy, recording, entry, body):
    test = "test_api_gateway_request_validator_with_ref_models"
    recorded = recording("common", test)
    models = {item["name"]: item["schema"] for item in recorded["get-models-with-ref"]["items"]}
    client = api_with_models(deploy, {"$ref": "#/components/schemas/testSchemaList"}, models)

    assert client.send("POST", "/path", body).json() == recorded[entry]


@pytest.mark.parametrize(
    ("entry", "body"),
    [
        ("successful", b'{"status": null}'),
        ("successful-with-data", b'{"status": {"Status": "works", "Order": 1}}'),
        ("failed-validation-no-data", b""),
        ("failed-validation-bad-data", b'{"badFormat": "bla"}'),
    ],
)
def test_api_gateway_request_validator_with_ref_one_ofmodels(deploy, recording, entry, body):
    test = "test_api_gateway_request_validator_with_ref_one_ofmodels"
    recorded = recording("common", test)
    models = {item["name"]: item["schema"] for item in recorded["get-models-with-ref"]["items"]}
    client = api_with_models(deploy, {"$ref": "#/components/schemas/TestModel"}, models)

    assert client.send("POST", "/path", body).json() == recorded[entry]


@pytest.mark.parametrize("disabled", [False, True])
def test_api_key_required_for_methods(deploy, recording, disabled):
    plan = recording("common", "test_api_key_required_for_methods")["create-usage-plan"]
    quota = (plan["quota"]["limit"], plan["quota"]["period"])
    throttle = (plan["throttle"]["rateLimit"], plan["throttle"]["burstLimit"])
    key = ApiKey("a" * 20, "id", enabled=not disabled, quota=quota, throttle=throttle)
    client = deploy(
        {"/test": {"get": operation(mock_integration(), security=[{"api_key": []}])}},
        components={
            "securitySchemes": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}
        },
        api_keys=[key],
    )

    assert client.send("GET", "/test").status == 403
    answer = client.send("GET", "/test", headers={"x-api-key": key.value})
    assert answer.status == (403 if disabled else 200)


@pytest.mark.parametrize("entry", ["normal-req-headers-MOCK", "normal-req-headers-AWS_PROXY"])
def test_invocation_trace_id_is_answered_for_what_was_traced(deploy, recording, entry):
    expected = recording("common", "test_invocation_trace_id")[entry]
    client = deploy(
        {
            "/MOCK": {"get": operation(mock_integration())},
            "/AWS_PROXY": {"get": operation(aws_integration(LAMBDA, type="aws_proxy"))},
        }
    )
    client.endpoint.answers(200, {"statusCode": 200})

    answer = client.send("GET", f"/{entry.rpartition('-')[2]}")

    of_the_gateway = {"x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "content-type"}
    names = {name.lower() for name in answer.headers}
    assert names & of_the_gateway == set(expected) & of_the_gateway
