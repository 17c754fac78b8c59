"""Mock integrations and overrides as recorded (`test_apigateway_integrations`), replayed."""

import base64
import json

import pytest

from local.gateway import Stage
from tests.gateway.apis import mock_integration, operation, parameter


def mock_api(deploy, request_template, response_template, path="/"):
    response = {"statusCode": "200"}
    if response_template:
        response["responseTemplates"] = {"application/json": response_template}
    integration = mock_integration(
        requestTemplates={"application/json": request_template}, responses={r"2\d{2}": response}
    )
    return deploy({path: {"get": operation(integration)}})


@pytest.mark.parametrize("with_template", [True, False])
def test_integration_mock_with_response_override_in_request_template(
    deploy, recording, with_template
):
    test = f"test_integration_mock_with_response_override_in_request_template[{with_template}]"
    expected = recording("integrations", test)["response"]
    client = mock_api(
        deploy,
        """
        #set($context.responseOverride.status = 444)
        #set($context.responseOverride.header.foo = "bar")
        #set($context.responseOverride.custom = "is also passed around")
        {"statusCode": 200}
        """,
        """
        #set($statusOverride = $context.responseOverride.status)
        #set($fooHeader = $context.responseOverride.header.foo)
        #set($custom = $context.responseOverride.custom)
        {"statusOverride": "$statusOverride", "fooHeader": "$fooHeader", "custom": "$custom"}
        """
        if with_template
        else None,
    )

    answer = client.send("GET", "/")

    assert answer.status == expected["status_code"]
    assert answer.headers["foo"] == "bar"
    assert (answer.json() if with_template else repr(answer.body)) == expected["body"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [("invoke-path1", "path1"), ("invoke-path2", "path2"), ("invoke-path-else", "whatever")],
)
def test_integration_mock_with_request_overrides_in_response_template(
    deploy, recording, entry, message
):
    test = "test_integration_mock_with_request_overrides_in_response_template"
    expected = recording("integrations", test)[entry]
    client = mock_api(
        deploy,
        """#set($body = $util.base64Decode($input.params('testPath')))
        #set($context.requestOverride.path.body = $body)
        {"statusCode": 200}""",
        """#set($body = $util.parseJson($context.requestOverride.path.body))
        #set($inputBody = $body.message)
        #if($inputBody == "path1")
        {"response": "path was path one"}
        #elseif($inputBody == "path2")
        {"response": "path was path two"}
        #else
        {"response": "this is the else clause"}
        #end""",
        "/{testPath}",
    )

    encoded = base64.b64encode(json.dumps({"message": message}).encode()).decode()

    assert client.send("GET", f"/{encoded}").json() == expected


def test_integration_mock_with_vtl_map_assignation(deploy, recording):
    recorded = recording("integrations", "test_integration_mock_with_vtl_map_assignation")
    client = mock_api(
        deploy,
        """
        #set($paramName = "foo")
        #set($context.requestOverride.querystring[$paramName] = "bar")
        #set($paramPutName = "putfoo")
        $context.requestOverride.querystring.put($paramPutName, "putBar")
        #set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")
        {"statusCode": 200}
        """,
        """
        #set($value = $context.requestOverride.querystring["foo"])
        #set($value2 = $context.requestOverride.querystring["putfoo"])
        #set($value3 = $context.requestOverride.querystring["nestedfoo"])
        {"value": "$value", "value2": "$value2", "value3": "$value3"}
        """,
    )

    answer = client.send("GET", "/")

    expected = recorded["response"]
    assert (answer.status, answer.json()) == (expected["status_code"], expected["body"])


def test_integration_mock_with_path_param(deploy, recording):
    recorded = recording("integrations", "test_integration_mock_with_path_param")["integration"]
    integration = {
        "type": recorded["type"].lower(),
        "passthroughBehavior": recorded["passthroughBehavior"].lower(),
        "requestParameters": recorded["requestParameters"],
        "requestTemplates": recorded["requestTemplates"],
        "timeoutInMillis": recorded["timeoutInMillis"],
        "responses": {r"2\d{2}": {"statusCode": "200"}},
    }
    method = operation(integration, parameters=[parameter("path", "testPath", required=True)])

    answer = deploy({"/{testPath}": {"get": method}}).send("GET", "/test")

    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("behavior", ["WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES"])
@pytest.mark.parametrize("url", ["UrlType.PATH_BASED", "UrlType.HOST_BASED"])
@pytest.mark.parametrize("http_method", ["GET", "POST"])
def test_mock_integration_response(deploy, recording, behavior, url, http_method):
    test = f"test_mock_integration_response[{behavior}-{url}-{http_method}]"
    expected = recording("basic", test)["mock-response"]
    integration = mock_integration(
        passthroughBehavior=behavior.lower(),
        responses={
            "default": {
                "statusCode": "200",
                "responseTemplates": {
                    "application/json": """{"statusCode": 200, "id": $input.params().path.id}"""
                },
            }
        },
    )
    method = operation(integration, parameters=[parameter("path", "id", required=True)])
    client = deploy({"/{id}": {http_method.lower(): method}}, stage=Stage("dev"))

    answer = client.send(
        http_method,
        f"/dev/{expected['id']}" if "HOST" in url else f"/{expected['id']}",
        host="a1b2c3d4e5.execute-api.localhost" if "HOST" in url else "localhost",
    )

    assert answer.json() == expected
