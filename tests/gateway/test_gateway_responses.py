"""Gateway responses: API Gateway's own, and customised ones."""

import pytest

from local.gateway import Stage
from tests.gateway.apis import aws_integration, mock_integration, operation, parameter

PATHS = {"/known/{petId}": {"get": operation(mock_integration(), parameters=[
    parameter("path", "petId", required=True)])}}  # fmt: skip


def deploy_with(deploy, responses, paths=PATHS, **members):
    return deploy(paths, x_amazon_apigateway_gateway_responses=responses, **members)


@pytest.mark.parametrize(
    "entry",
    [
        "put-gateway-response-status-only",
        "put-gateway-response-response-parameters-only",
        "put-gateway-response-response-templates-only",
    ],
)
def test_gateway_response_put(deploy, recording, entry):
    stored = recording("api", "test_gateway_response_put")[entry]
    client = deploy_with(
        deploy,
        {
            stored["responseType"]: {
                "statusCode": stored.get("statusCode"),
                "responseParameters": stored["responseParameters"],
                "responseTemplates": stored["responseTemplates"],
            }
        },
        stage=Stage("dev", variables={"a": "from the stage"}),
    )

    answer = client.send("GET", "/unknown", headers={"Accept": "application/json"})

    assert answer.status == int(stored.get("statusCode", 403))
    assert answer.json()["message"] == "Missing Authentication Token"
    if "x-request-header" in str(stored["responseParameters"]):
        assert answer.headers["x-request-header"] == "application/json"
    if "stageVariables.a" in answer.json():
        assert answer.json() == {
            "message": "Missing Authentication Token",
            "type": "MISSING_AUTHENTICATION_TOKEN",
            "stage": "dev",
            "resourcePath": "",
            "stageVariables.a": "from the stage",
            "statusCode": "'404'",
        }


def test_default_4xx_shapes_whatever_is_not_customised_itself(deploy):
    problem = {
        "responseParameters": {
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
            "gatewayresponse.header.X-Request": "context.requestId",
        },
        "responseTemplates": {
            "application/json": '{"detail": $context.error.messageString, '
            '"code": "$context.error.responseType", "request_id": "$context.requestId"}'
        },
    }
    client = deploy_with(
        deploy,
        {
            "DEFAULT_4XX": problem,
            "UNSUPPORTED_MEDIA_TYPE": {"statusCode": "416"},
        },
        {"/": {"post": operation(aws_integration(passthroughBehavior="never"))}},
    )

    unknown = client.send("GET", "/unknown")
    unsupported = client.send("POST", "/", b"x", {"Content-Type": "text/plain"})

    assert unknown.headers["Content-Type"] == "application/problem+json"
    assert unknown.json() == {
        "detail": "Missing Authentication Token",
        "code": "MISSING_AUTHENTICATION_TOKEN",
        "request_id": unknown.headers["x-amzn-RequestId"],
    }
    assert unknown.headers["X-Request"] == unknown.headers["x-amzn-RequestId"]
    assert (unsupported.status, unsupported.json()) == (416, {"message": "Unsupported Media Type"})


def test_default_5xx_shapes_a_configuration_error(deploy):
    client = deploy_with(
        deploy,
        {"DEFAULT_5XX": {"responseTemplates": {"application/json": '{"code": "internal"}'}}},
        {"/": {"get": operation(mock_integration(requestTemplates={"application/json": "no"}))}},
    )

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (500, {"code": "internal"})


def test_a_template_is_chosen_by_what_the_client_accepts(deploy):
    client = deploy_with(
        deploy,
        {
            "MISSING_AUTHENTICATION_TOKEN": {
                "responseTemplates": {
                    "application/json": "{}",
                    "text/html": "<p>$context.error.message</p>",
                }
            }
        },
    )

    html = client.send("GET", "/x", headers={"Accept": "text/html, */*"})
    other = client.send("GET", "/x", headers={"Accept": "image/png"})

    assert (html.headers["Content-Type"], html.text) == (
        "text/html", "<p>Missing Authentication Token</p>"
    )  # fmt: skip
    assert (other.headers["Content-Type"], other.text) == ("application/json", "{}")


def test_values_of_the_request_and_what_is_absent(deploy):
    client = deploy_with(
        deploy,
        {
            "BAD_REQUEST_PARAMETERS": {
                "responseTemplates": {
                    "application/json": "$method.request.path.petId|"
                    "${context.resourcePath}|$method.request.querystring.q|"
                    "$context.nothing|$other.thing|costs $5"
                }
            }
        },
        {
            "/known/{petId}": {
                "get": operation(
                    mock_integration(), parameters=[parameter("header", "X-Needed", required=True)]
                )
            }
        },
        x_amazon_apigateway_request_validators={"p": {"validateRequestParameters": True}},
        x_amazon_apigateway_request_validator="p",
    )

    answer = client.send("GET", "/known/7?q=last&q=wins")

    assert answer.text == "7|/known/{petId}|wins||$other.thing|costs $5"


def test_an_authorization_header_without_a_method_is_read_as_a_signature(deploy):
    client = deploy(PATHS)

    answer = client.send("GET", "/unknown", headers={"Authorization": "Bearer abc"})

    assert answer.status == 403
    assert "not a valid key=value pair" in answer.json()["message"]


def test_the_only_template_is_used_whatever_its_type(deploy):
    client = deploy_with(
        deploy,
        {"MISSING_AUTHENTICATION_TOKEN": {"responseTemplates": {"text/plain": "nothing here"}}},
    )

    answer = client.send("GET", "/x", headers={"Accept": "text/html"})

    assert (answer.headers["Content-Type"], answer.text) == ("text/plain", "nothing here")


def test_a_mapped_header_that_is_absent_is_left_out(deploy):
    client = deploy_with(
        deploy,
        {
            "DEFAULT_4XX": {
                "responseParameters": {
                    "gatewayresponse.header.X-Origin": "method.request.header.Origin"
                }
            }
        },
    )

    assert client.send("GET", "/x", headers={"Origin": "o"}).headers["X-Origin"] == "o"
    assert "X-Origin" not in client.send("GET", "/x").headers
