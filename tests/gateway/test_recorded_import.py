"""Imported definitions, called as recorded (`test_apigateway_import`, `test_apigateway_basic`)."""

import json
from urllib.parse import parse_qsl

import pytest

from local.gateway import Stage
from tests.gateway.apis import mock_integration, operation

STAGE_VARIABLES_URI = (
    "http://${stageVariables.TestHost}/${stageVariables.testPath}?${stageVariables.querystring}"
)


def proxy_by_stage_variables(deploy, variables):
    integration = {
        "httpMethod": "POST",
        "payloadFormatVersion": "1.0",
        "type": "HTTP_PROXY",
        "uri": STAGE_VARIABLES_URI,
    }
    stage = Stage("v1", variables=variables)
    return deploy({"/path1": {"get": operation(integration)}}, stage=stage)


def test_import_with_stage_variables(deploy, recording, http_echo):
    recorded = recording("import", "test_import_with_stage_variables")["get-resp-from-http"]
    client = proxy_by_stage_variables(
        deploy,
        {
            "TestHost": http_echo.url.removeprefix("http://").rstrip("/"),
            "testPath": "test-path",
            "querystring": "qs_key=qs_value",
        },
    )

    echoed = client.send("GET", "/path1").json()

    path, _, query = echoed["path"].partition("?")
    assert (path, dict(parse_qsl(query))) == (recorded["path"], recorded["args"])
    assert (echoed["method"], echoed["data"]) == (recorded["method"], recorded["data"])


def test_import_with_stage_variables_that_are_missing(deploy, recording):
    recorded = recording("import", "test_import_with_stage_variables")["get-error-resp-from-http"]

    answer = proxy_by_stage_variables(deploy, {}).send("GET", "/path1")

    assert (answer.status, answer.json()) == (500, recorded["body"])
    assert answer.headers["x-amzn-ErrorType"] == recorded["errorType"]


def test_api_gateway_mock_integration(deploy, recording):
    expected = recording("basic", "test_api_gateway_mock_integration")["mocked-response"]
    response = {
        "statusCode": "200",
        "responseTemplates": {
            "application/json": '{"echo": "$input.params(\'data\')", "response": "mocked"}'
        },
    }
    integration = mock_integration(
        responses={"default": response}, passthroughBehavior="when_no_templates"
    )
    client = deploy({"/echo/{data}": {"x-amazon-apigateway-any-method": operation(integration)}})

    assert client.send("GET", "/echo/foobar").json() == expected


PERSON = {"name": "Person1", "b": 2}


@pytest.mark.parametrize(
    ("house", "status"),
    [
        ({"randomProperty": "x", "contains": [{"name": "Person2", "b": 3}]}, 200),
        ({"randomProperty": "x", "contains": [{"randomObject": "no person"}]}, 400),
    ],
)
def test_import_with_circular_models_and_request_validation(deploy, recording, house, status):
    recorded = recording("import", "test_import_with_circular_models_and_request_validation")
    models = {
        item["name"]: json.loads(
            json.dumps(item["schema"]).replace(
                "<model-base-url>/restapis/<rest-id:1>/models/", "#/components/schemas/"
            )
        )
        for item in recorded["get-models"]["items"]
    }
    integration = recorded["integration-person-post"]
    method = operation(
        mock_integration(
            passthroughBehavior=integration["passthroughBehavior"].lower(),
            responses={"default": integration["integrationResponses"]["200"]},
        ),
        requestBody={
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}
        },
    )
    client = deploy(
        {"/person": {"post": method}},
        components={"schemas": models},
        x_amazon_apigateway_request_validators={"basic": {"validateRequestBody": True}},
        x_amazon_apigateway_request_validator="basic",
    )

    answer = client.send("POST", "/person", json.dumps(PERSON | {"house": house}).encode())

    assert answer.status == status
    if status == 400:
        assert answer.json() == {"message": "Invalid request body"}
