"""What a definition may say, and what is refused and how."""

import pytest

from local.gateway import InvalidApi, RestApi
from tests.gateway.apis import aws_integration, mock_integration, operation, parameter


def load(paths, **root):
    return RestApi.from_openapi(
        {"openapi": "3.0.1", "paths": paths} | {k.replace("_", "-"): v for k, v in root.items()},
        api_id="id",
        name="name",
    )


def refusal(integration, **members):
    with pytest.raises(InvalidApi) as caught:
        load({"/x": {"get": operation(integration, **members)}})
    return str(caught.value)


ADDRESS = "http://example.com"
LAMBDA = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn/invocations"


@pytest.mark.parametrize(
    ("entry", "integration"),
    [
        ("required-integration-method-HTTP", {"type": "http", "uri": ADDRESS}),
        ("required-integration-method-HTTP_PROXY", {"type": "http_proxy", "uri": ADDRESS}),
        ("required-integration-method-AWS", {"type": "aws", "uri": ADDRESS}),
        ("not-required-integration-method-MOCK", {"type": "mock"}),
        ("http-method-HTTP", {"type": "http", "uri": ADDRESS, "httpMethod": "POST"}),
        ("http-method-HTTP_PROXY", {"type": "http_proxy", "uri": ADDRESS, "httpMethod": "GET"}),
        (
            "aws-integration-AWS",
            {"type": "aws", "uri": "arn:aws:apigateway:us-west-2:s3:path/b/k", "httpMethod": "GET"},
        ),
        ("aws-integration-type-AWS", {"type": "aws", "uri": LAMBDA, "httpMethod": "POST"}),
        (
            "aws-integration-type-AWS_PROXY",
            {"type": "aws_proxy", "uri": LAMBDA, "httpMethod": "POST"},
        ),
        (
            "no-s3-support-AWS_PROXY",
            {
                "type": "aws_proxy",
                "uri": "arn:aws:apigateway:us-west-2:s3:path/b/k",
                "httpMethod": "POST",
            },
        ),
        ("invalid-uri-HTTP", {"type": "http", "uri": "non-valid-http", "httpMethod": "POST"}),
        ("invalid-uri-HTTP_PROXY", {"type": "http_proxy", "uri": "no", "httpMethod": "POST"}),
        ("invalid-uri-not-an-arn", {"type": "aws", "uri": "non-valid-arn", "httpMethod": "POST"}),
        (
            "invalid-uri-invalid-arn",
            {"type": "aws", "uri": "arn:aws:iam::0000000000:role/service-role/asdf",
             "httpMethod": "POST"},
        ),
    ],
)  # fmt: skip
def test_put_integration_validation(recording, entry, integration):
    message = recording("integrations", "test_put_integration_validation")[entry].get("message")
    if message is None:
        assert load({"/x": {"get": operation(integration)}}).methods
    else:
        assert refusal(integration) == (
            "Errors found during import:\n"
            f"\tUnable to put integration on 'GET' for resource at path '/x': {message}"
        )


@pytest.mark.parametrize(
    ("entry", "uri"),
    [
        ("put-integration-lambda-uri", "arn:aws:lambda:eu-west-1:1:function:f"),
        ("put-integration-wrong-arn", "bad-arn:lambda:path/2015-03-31/functions/f/invocations"),
        ("put-integration-wrong-type", LAMBDA.replace(":path/", ":test/")),
        ("put-integration-wrong-firehose", LAMBDA.replace(":lambda:", ":firehose:")),
        (
            "put-integration-bad-lambda-arn",
            "arn:aws:apigateway:eu-west-1:lambda:path/random/value/f/invocations",
        ),
    ],
)
def test_put_integration_aws_proxy_uri(recording, entry, uri):
    message = recording("lambda", "test_put_integration_aws_proxy_uri")[entry]["message"]

    refused = refusal({"type": "aws_proxy", "uri": uri, "httpMethod": "POST"})

    assert refused.endswith(f": {message}")


def test_error_aws_proxy_not_supported(recording):
    recorded = recording("dynamodb", "test_error_aws_proxy_not_supported")
    message = recorded["create-integration-error"]["message"]

    assert message in refusal(aws_integration("dynamodb:action/Query", type="aws_proxy"))


def test_every_error_of_a_definition_is_reported_at_once():
    with pytest.raises(InvalidApi) as caught:
        load(
            {
                "/a": {"get": {"responses": {}}},
                "/b": {"post": operation(aws_integration("s3", httpMethod=""))},
            }
        )

    assert str(caught.value).splitlines() == [
        "Errors found during import:",
        "\tUnable to put integration on 'GET' for resource at path '/a': "
        "No integration defined for method",
        "\tUnable to put integration on 'POST' for resource at path '/b': "
        "Enumeration value for HttpMethod must be non-empty",
    ]


@pytest.mark.parametrize(
    ("integration", "message"),
    [
        (mock_integration(type="graphql"), "Invalid integration type specified: 'graphql'"),
        (mock_integration(passthroughBehaviour="never"), "passthroughBehaviour: not supported"),
        (mock_integration(passthroughBehavior="sometimes"), "Invalid passthroughBehavior"),
        (mock_integration(contentHandling="CONVERT"), "Invalid contentHandling specified"),
        (mock_integration(connectionType="VPC_LINK"), "connectionType: only INTERNET"),
        (mock_integration(timeoutInMillis=10), "Timeout should be between 50 ms and 300000 ms"),
        (mock_integration(responses={"(": {"statusCode": 200}}), "Invalid selection pattern"),
        (mock_integration(responses={"default": {}}), "Invalid status code specified"),
        (
            mock_integration(
                responses={"default": {"statusCode": 200}, "2..": {"statusCode": "200"}}
            ),
            "Two integration responses have the status code 200",
        ),
        (
            aws_integration("firehose:action/PutRecord", type="aws_proxy"),
            "Proxy integrations to Firehose are not supported by this gateway",
        ),
        (
            mock_integration(requestTemplates={"image/png": "#if($a"}),
            "The request template for image/png does not compile",
        ),
        (
            mock_integration(
                responses={
                    "default": {
                        "statusCode": 200,
                        "responseTemplates": {"application/json": "#if($x)"},
                    }
                }
            ),
            "The response template of default for application/json does not compile",
        ),
        (
            mock_integration(requestTemplates={"text/plain": "x" * 307_201}),
            "The request template for text/plain is larger than 300 KB",
        ),
    ],
)
def test_an_integration_that_cannot_work_is_refused(integration, message):
    assert message in refusal(integration)


@pytest.mark.parametrize(
    ("target", "source", "named"),
    [
        ("integration.request.header.A", "method.request.header.Undeclared", "Undeclared"),
        ("integration.request.cookie.A", "'x'", "integration.request.cookie.A"),
        ("integration.request.header.", "'x'", "integration.request.header."),
        ("method.request.header.A", "'x'", "method.request.header.A"),
        ("integration.request.header.A", "unquoted", "unquoted"),
    ],
)
def test_a_mapping_that_api_gateway_does_not_know_is_refused(target, source, named):
    message = refusal(mock_integration(requestParameters={target: source}))

    assert "Invalid mapping expression specified: Validation Result: warnings : []" in message
    assert named in message


def test_a_response_header_must_be_declared_by_the_method():
    integration = mock_integration(
        responses={
            "default": {
                "statusCode": 200,
                "responseParameters": {"method.response.header.Location": "'/'"},
            }
        }
    )

    assert "Invalid mapping expression parameter specified: method.response.header.Location" in (
        refusal(integration)
    )
    assert load({"/x": {"get": operation(integration, headers=("Location",))}}).methods


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ({"openapi": "2.0"}, "only OpenAPI 3.0 definitions are supported"),
        ({"x-amazon-apigateway-policy": {}}, "x-amazon-apigateway-policy is not supported"),
        ({"x-amazon-apigateway-api-key-source": "AUTHORIZER"}, "only HEADER is supported"),
        (
            {"x-amazon-apigateway-gateway-responses": {"TEAPOT": {}}},
            "Invalid gateway response type specified: TEAPOT",
        ),
        (
            {"x-amazon-apigateway-request-validator": "all"},
            "Invalid Request Validator identifier specified: all",
        ),
    ],
)
def test_a_definition_that_says_what_is_not_run_is_refused(root, message):
    document = {"openapi": "3.0.1", "paths": {"/": {"get": operation(mock_integration())}}} | root

    with pytest.raises(InvalidApi, match=message):
        RestApi.from_openapi(document, api_id="id", name="name")


@pytest.mark.parametrize(
    "scheme",
    [
        None,
        {"type": "http", "scheme": "bearer"},
        {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "cognito_user_pools",
        },
    ],
)
def test_a_method_with_an_authorizer_is_refused_rather_than_left_open(scheme):
    schemes = {"Users": scheme} if scheme else {}

    with pytest.raises(InvalidApi, match="Users"):
        load(
            {"/": {"get": operation(mock_integration(), security=[{"Users": []}])}},
            components={"securitySchemes": schemes},
        )


def test_security_of_the_definition_holds_for_methods_without_their_own():
    api = load(
        {
            "/": {
                "get": operation(mock_integration()),
                "options": operation(mock_integration(), security=[]),
            }
        },
        security=[{"key": []}],
        components={
            "securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}
        },
    )

    assert {m.http_method: m.api_key_required for m in api.methods} == {
        "GET": True, "OPTIONS": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"$ref": "#/components/schemas/Missing"}, "Invalid model reference specified: Missing"),
        ({"type": "flower"}, "Invalid model schema specified"),
        ({"$ref": "https://example.com/x"}, "Unsupported reference: https://example.com/x"),
    ],
)
def test_a_model_that_is_no_schema_is_refused(schema, message):
    body = {"content": {"application/json": {"schema": schema}}}

    assert message in refusal(mock_integration(), requestBody=body)


def test_parameters_and_responses_may_be_references_and_shared_by_a_path():
    method = operation(
        mock_integration(
            requestParameters={"integration.request.header.A": "method.request.header.A"}
        )
    )
    method["parameters"] = [{"$ref": "#/components/parameters/A"}]
    method["responses"] = {"200": {"$ref": "#/components/responses/Ok"}}

    (imported,) = load(
        {"/{id}": {"parameters": [parameter("path", "id", required=True)], "get": method}},
        components={
            "parameters": {"A": parameter("header", "A")},
            "responses": {"Ok": {"description": "", "headers": {"ETag": {}}}},
        },
    ).methods

    assert [(p.location, p.name) for p in imported.parameters] == [("path", "id"), ("header", "A")]
    assert imported.responses[200].headers == {"ETag"}


def test_a_dangling_reference_is_refused():
    message = refusal(mock_integration(), parameters=[{"$ref": "#/components/parameters/None"}])

    assert "Invalid reference: #/components/parameters/None" in message


@pytest.mark.parametrize(
    "paths",
    [
        ["paths"],
        "paths",
        {"/": None},
        {"/": "item"},
        {"/": {"get": None}},
        {"/": {"get": {"x-amazon-apigateway-integration": "mock"}}},
        {"/": {"get": {"x-amazon-apigateway-integration": mock_integration(responses=[1])}}},
        {"/": {"get": operation(mock_integration(), parameters=[{}])}},
        {"/": {"get": operation(mock_integration(), parameters={"in": "query"})}},
        {"/": {"get": operation(mock_integration(requestTemplates={"application/json": 1}))}},
        {"/": {"get": operation(mock_integration(timeoutInMillis="soon"))}},
        {"/": {"get": operation(mock_integration(), security=["key"])}},
    ],
)
def test_a_definition_of_the_wrong_shape_is_refused_in_one_line(paths):
    with pytest.raises(InvalidApi, match=r"Invalid|No integration|not declared"):
        load(paths)


def test_booleans_and_numbers_may_come_as_text():
    api = load(
        {
            "/": {
                "get": operation(
                    mock_integration(timeoutInMillis="500"),
                    parameters=[parameter("query", "q") | {"required": "true"}],
                )
            }
        },
        x_amazon_apigateway_request_validators={
            "v": {"validateRequestParameters": "true", "validateRequestBody": "false"}
        },
        x_amazon_apigateway_request_validator="v",
    )

    (method,) = api.methods
    assert method.integration.timeout_seconds == 0.5
    assert method.parameters[0].required
    assert (method.validator.validate_parameters, method.validator.validate_body) == (True, False)
