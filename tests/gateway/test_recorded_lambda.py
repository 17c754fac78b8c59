"""Lambda integrations as recorded (`test_apigateway_lambda`), replayed."""

import json

import pytest

from local.gateway import EndpointResponse
from tests.gateway.apis import aws_integration, operation, parameter

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f"
URI = f"lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
SENT = {"Accept", "Accept-Encoding", "Authorization", "Content-Type", "User-Agent"}
HOST = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"


def echo(request):
    return EndpointResponse(200, [], request.body)


def echo_event(request):
    return EndpointResponse(
        200, [], json.dumps({"statusCode": 200, "body": request.body.decode()}).encode()
    )


@pytest.fixture
def proxy(deploy):
    method = operation(aws_integration(URI, type="aws_proxy"))
    client = deploy(
        {
            "/{proxy+}": {"x-amazon-apigateway-any-method": method},
            "/hardcoded": {"x-amazon-apigateway-any-method": method},
        }
    )
    client.endpoint.answer = echo_event
    return client


EMAIL = "user/test%2Balias@gmail.com/plus/test+alias@gmail.com"


@pytest.mark.parametrize(
    ("entry", "target"),
    [
        ("without-trailing-slash", "/test/proxy-value"),
        ("with-trailing-slash", "/test/proxy-value/"),
        ("with-double-slash", "/test/proxy-value//double-slash"),
        ("with-prepended-slash-to-stage", "//test/proxy-value"),
        ("with-prepended-slash", "/test//proxy-value"),
        ("without-trailing-slash-and-query-params", "/test/proxy-value?urlparam=test"),
        ("with-trailing-slash-and-query-params", "/test/proxy-value/?urlparam=test"),
        ("with-path-encoded-email", f"/test/proxy-value/api/{EMAIL}"),
        (
            "with-params-encoding",
            "/test/proxy-value/api?dateTimeOffset=2023-06-12T18:05:10.123456+00:00"
            "&email=test%2Balias@gmail.com&plus=test+alias@gmail.com"
            "&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/",
        ),
        (
            "with-params-encoding-multi",
            "/test/proxy-value?category=electronics&category=books&price=10&price=20&price=30",
        ),
    ],
)
def test_lambda_aws_proxy_integration(proxy, recording, entry, target):
    recorded = recording("lambda", "test_lambda_aws_proxy_integration")
    expected = recorded[f"invocation-payload-{entry}"]
    method = expected["httpMethod"]
    body = json.dumps(expected["body"]).encode() if expected["body"] else b""

    sent = {name: value for name, value in expected["headers"].items() if name in SENT}

    answer = proxy.send(method, target, body, sent, host=HOST)

    event = answer.json()
    assert set(event) == set(expected)
    for name in (
        "path", "pathParameters", "queryStringParameters", "multiValueQueryStringParameters",
        "httpMethod", "resource", "isBase64Encoded", "stageVariables",
    ):  # fmt: skip
        assert event[name] == expected[name], name
    assert (json.loads(event["body"]) if event["body"] else None) == expected["body"]
    context, recorded_context = event["requestContext"], expected["requestContext"]
    assert set(context) == set(recorded_context)
    assert set(context["identity"]) == set(recorded_context["identity"])
    assert context["path"].removeprefix("/test") == recorded_context["path"].removeprefix("/stage")
    assert context["resourcePath"] == recorded_context["resourcePath"]
    assert {name: event["headers"][name] for name in sent} == sent


def test_lambda_aws_proxy_integration_hardcoded_path(proxy, recording):
    expected = recording("lambda", "test_lambda_aws_proxy_integration")["invocation-hardcoded"]

    event = proxy.send(expected["httpMethod"], "/test//hardcoded", host=HOST).json()

    assert (event["path"], event["resource"]) == (expected["path"], expected["resource"])
    assert event["pathParameters"] is None is expected["pathParameters"]


@pytest.mark.parametrize(
    ("entry", "function_returns", "status"),
    [
        ("invoke-api-no-body", {"statusCode": 200}, 200),
        (
            "invoke-api-with-headers",
            {"statusCode": 200, "headers": {"test-header": "value", "header-bool": True}},
            200,
        ),
        ("invoke-api-with-headers-null", {"statusCode": 200, "headers": None}, 200),
        ("invoke-api-wrong-format", {"statusCode": 200, "wrongValue": "value"}, 502),
        (
            "invoke-api-b64-encoded-true",
            {"statusCode": 200, "body": "dGVzdC1kYXRh", "isBase64Encoded": True},
            200,
        ),
        ("invoke-api-b64-encoded-false", {"statusCode": 200, "body": "dGVzdC1kYXRh"}, 200),
        (
            "invoke-api-multi-headers-valid",
            {"statusCode": 200, "multiValueHeaders": {"test-multi": ["value1", "value2"]}},
            200,
        ),
        (
            "invoke-api-multi-headers-overwrite",
            {
                "statusCode": 200,
                "multiValueHeaders": {"test-multi": ["value-multi"]},
                "headers": {"test-multi": "value-solo"},
            },
            200,
        ),
        (
            "invoke-api-multi-headers-overwrite-casing",
            {
                "statusCode": 200,
                "multiValueHeaders": {"tesT-Multi": ["value-multi"]},
                "headers": {"test-multi": "value-solo"},
            },
            200,
        ),
        (
            "invoke-api-multi-headers-invalid",
            {"statusCode": 200, "multiValueHeaders": {"test-multi-invalid": "value1"}},
            502,
        ),
        ("invoke-api-invalid-status-code", {"statusCode": "test"}, 502),
        ("invoke-api-status-code-str", {"statusCode": "201"}, 201),
        ("invoke-api-just-string", "justAString", 502),
        ("invoke-api-only-headers", {"headers": {"test-header": "value"}}, 200),
    ],
)
def test_aws_proxy_response_payload_format_validation(
    proxy, recording, entry, function_returns, status
):
    expected = recording("lambda", "test_aws_proxy_response_payload_format_validation")[entry]
    proxy.endpoint.answers(200, function_returns)

    answer = proxy.send("POST", "/test/x", b"{}", host=HOST)

    content = answer.text if isinstance(expected["content"], str) else answer.json()
    assert (answer.status, content) == (status, expected["content"])
    for name in ("test-header", "header-bool", "Content-Type"):
        if name in expected.get("headers", {}):
            assert answer.headers[name] == expected["headers"][name]
    several = [name for name in expected.get("headers", {}) if name.lower() == "test-multi"]
    assert [name for name in answer.headers if name.lower() == "test-multi"] == several


def test_aws_proxy_response_payload_format_validation_of_a_function_that_failed(proxy, recording):
    expected = recording("lambda", "test_aws_proxy_response_payload_format_validation")
    proxy.endpoint.answers(200, {"errorMessage": "x"}, X_Amz_Function_Error="Unhandled")

    answer = proxy.send("POST", "/test/x", host=HOST)

    assert answer.status == 502
    assert answer.json() == expected["invoke-api-empty-response"]["content"]


def test_lambda_aws_proxy_integration_non_post_method(deploy, recording):
    test = "test_lambda_aws_proxy_integration_non_post_method"
    expected = recording("lambda", test)["invocation-payload-with-get-proxy-method"]
    method = operation(aws_integration(URI, type="aws_proxy", httpMethod="GET"))
    client = deploy({"/{proxy+}": {"get": method}})

    answer = client.send("GET", "/proxy-value")

    assert (answer.status, answer.json()) == (500, expected)
    assert client.endpoint.requests == []


def test_lambda_aws_proxy_integration_request_data_mapping(deploy, recording):
    test = "test_lambda_aws_proxy_integration_request_data_mapping"
    expected = recording("lambda", test)["http-proxy-invocation-data-mapping"]["content"]
    integration = aws_integration(
        URI,
        type="aws_proxy",
        requestParameters={
            "integration.request.header.headerVar": "method.request.header.foobar",
            "integration.request.path.qsVar": "method.request.querystring.testVar",
            "integration.request.querystring.testQs": "method.request.querystring.testQueryString",
        },
    )
    method = operation(
        integration,
        parameters=[
            parameter("header", "foobar"),
            parameter("header", "headerVar"),
            parameter("query", "testVar"),
            parameter("query", "testQueryString"),
            parameter("path", "pathVariable", required=True),
        ],
    )
    client = deploy({"/{pathVariable}": {"x-amazon-apigateway-any-method": method}})
    client.endpoint.answer = echo_event

    event = client.send(
        "POST", "/foobar?testQueryString=foo&testVar=bar", b'{"message": "hello world"}',
        {"foobar": "mapped-value", "headerVar": "request-value", "Accept": "application/json"},
    ).json()  # fmt: skip

    for name in ("pathParameters", "queryStringParameters", "multiValueQueryStringParameters"):
        assert event[name] == expected[name]
    for name in ("foobar", "headerVar", "Accept"):
        assert event["headers"][name] == expected["headers"][name]


def test_lambda_aws_integration(deploy, recording):
    expected = recording("lambda", "test_lambda_aws_integration")["lambda-aws-integration"]
    client = deploy({"/test": {"post": operation(aws_integration(URI))}})
    client.endpoint.answer = echo

    answer = client.send("POST", "/test", json.dumps(expected).encode())

    assert answer.json() == expected
    assert client.endpoint.last.path == f"/2015-03-31/functions/{FUNCTION}/invocations"
    assert client.endpoint.last.service == "lambda"


@pytest.mark.parametrize(
    ("entry", "target"),
    [
        ("lambda-aws-integration-1", "/test?param1=foobar"),
        ("lambda-aws-integration-2", "/test?param1=foobar&Signature=1"),
    ],
)
def test_lambda_aws_integration_with_request_template(deploy, recording, entry, target):
    expected = recording("lambda", "test_lambda_aws_integration_with_request_template")[entry]
    integration = aws_integration(
        URI, requestTemplates={"application/json": '{"param1": "$input.params(\'param1\')"}'}
    )
    client = deploy({"/test": {"get": operation(integration)}})
    client.endpoint.answer = echo

    assert client.send("GET", target).json() == expected


@pytest.mark.parametrize(
    ("entry", "error", "status"),
    [
        ("lambda-selection-pattern-200", None, 200),
        ("lambda-selection-pattern-400", "four hundred", 405),
        ("lambda-selection-pattern-500", "five hundred", 502),
    ],
)
def test_lambda_selection_patterns(deploy, recording, entry, error, status):
    expected = recording("lambda", "test_lambda_selection_patterns")[entry]
    integration = aws_integration(
        URI,
        responses={
            "default": {"statusCode": "200"},
            ".*four hundred.*": {"statusCode": "405"},
            ".+": {"statusCode": "502"},
            "200": {"statusCode": "504"},
        },
    )
    client = deploy({"/{status}": {"get": operation(integration)}})
    failed = {"X_Amz_Function_Error": "Unhandled"} if error else {}
    client.endpoint.answers(200, expected, **failed)

    answer = client.send("GET", "/400")

    assert (answer.status, answer.json()) == (status, expected)


@pytest.mark.parametrize(
    ("entry", "function_returns"),
    [("response-template-202", "noerror"), ("response-template-400", "customerror")],
)
def test_lambda_aws_integration_response_with_mapping_templates(
    deploy, recording, entry, function_returns
):
    test = "test_lambda_aws_integration_response_with_mapping_templates"
    expected = recording("lambda", test)[entry]
    template = """#set($inputRoot = $input.path('$'))
$input.json("$")
#if($inputRoot.toString().contains("customerror"))
    #set($context.responseOverride.status = 400)
#else
    #set($context.responseOverride.status = 202)
#end
"""
    response = {"statusCode": "200", "responseTemplates": {"application/json": template}}
    client = deploy(
        {"/test": {"post": operation(aws_integration(URI, responses={"default": response}))}}
    )
    client.endpoint.answers(200, {"statusCode": 200, "body": function_returns})

    answer = client.send("POST", "/test")

    assert (answer.status, answer.json()) == (expected["statusCode"], expected["body"])
