"""The call to the endpoint: passthrough, time, failure, size, and what it selects."""

import asyncio

import pytest

from local.gateway import EndpointResponse, Stage
from tests.gateway.apis import aws_integration, mock_integration, operation

TEMPLATE = {"application/json": "rendered"}


@pytest.mark.parametrize(
    ("behavior", "templates", "content_type", "sent"),
    [
        ("when_no_match", {}, "text/plain", b"body"),
        ("when_no_match", TEMPLATE, "application/json; charset=utf-8", b"rendered"),
        ("when_no_match", TEMPLATE, None, b"rendered"),
        ("when_no_match", TEMPLATE, "text/plain", b"body"),
        ("when_no_templates", {}, "text/plain", b"body"),
        ("when_no_templates", TEMPLATE, "application/json", b"rendered"),
        ("when_no_templates", TEMPLATE, "text/plain", None),
        ("never", {}, "text/plain", None),
        ("never", TEMPLATE, "application/json", b"rendered"),
        ("never", TEMPLATE, "text/plain", None),
        (None, TEMPLATE, "text/plain", b"body"),
    ],
)
def test_passthrough_behavior(deploy, behavior, templates, content_type, sent):
    integration = aws_integration(requestTemplates=templates)
    if behavior:
        integration["passthroughBehavior"] = behavior
    client = deploy({"/": {"post": operation(integration)}})

    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.send("POST", "/", b"body", headers)

    if sent is None:
        assert (answer.status, answer.json()) == (415, {"message": "Unsupported Media Type"})
    else:
        assert (answer.status, client.endpoint.last.body) == (200, sent)


def test_an_endpoint_too_slow_is_a_504(deploy):
    async def sleep():
        await asyncio.sleep(30)

    client = deploy({"/": {"get": operation(aws_integration(timeoutInMillis=50))}})
    client.endpoint.answer = lambda request: sleep()

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (504, {"message": "Endpoint request timed out"})


def test_an_endpoint_that_cannot_be_reached_is_a_504_and_logged(deploy):
    def refuse(request):
        raise ConnectionRefusedError("nobody listens")

    client = deploy({"/": {"get": operation(aws_integration())}})
    client.endpoint.answer = refuse

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (
        504, {"message": "Network error communicating with endpoint"}
    )  # fmt: skip
    assert client.log == [
        f"{answer.headers['x-amzn-RequestId']} INTEGRATION_FAILURE: nobody listens"
    ]


@pytest.mark.parametrize(("size", "status"), [(10_485_760, 200), (10_485_761, 500)])
def test_an_answer_of_more_than_ten_megabytes_is_a_500(deploy, size, status):
    client = deploy({"/": {"get": operation(aws_integration())}})
    client.endpoint.answer = EndpointResponse(200, [], b"x" * size)

    assert client.send("GET", "/").status == status


@pytest.mark.parametrize(
    ("endpoint_status", "status"), [(200, 200), (204, 200), (404, 400), (500, 502), (302, 500)]
)
def test_the_status_selects_the_response_whole(deploy, endpoint_status, status):
    integration = aws_integration(
        responses={
            "default": {"statusCode": "500"},
            r"2\d{2}": {"statusCode": "200"},
            r"4\d{2}": {"statusCode": "400"},
            r"5\d{2}": {"statusCode": "502"},
            r"3": {"statusCode": "300"},  # no whole match
        }
    )
    client = deploy({"/": {"get": operation(integration)}})
    client.endpoint.answers(endpoint_status)

    assert client.send("GET", "/").status == status


def test_an_unmapped_status_without_a_default_is_a_configuration_error(deploy):
    client = deploy({"/": {"get": operation(aws_integration(responses={
        r"2\d{2}": {"statusCode": "200"}}))}})  # fmt: skip
    client.endpoint.answers(400)

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})
    lines = client.gateway.traces.get(answer.headers["x-amzn-RequestId"]).lines()
    assert any(
        line.endswith(
            "Execution failed due to configuration error: No match for output mapping and no "
            "default output mapping configured. Endpoint Response Status Code: 400"
        )
        for line in lines
    )


def test_a_response_for_a_status_the_method_does_not_declare_is_a_configuration_error(deploy):
    method = operation(aws_integration())
    method["responses"] = {"201": {"description": ""}}
    client = deploy({"/": {"get": method}})

    assert client.send("GET", "/").status == 500


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        (None, "json"),
        ("text/html", "html"),
        ("text/html;q=0.9, application/json", "html"),
        ("image/avif", "json"),
    ],
)
def test_the_response_template_is_chosen_by_what_the_client_accepts(deploy, accept, body):
    templates = {"text/html": "html", "application/json": "json"}
    integration = mock_integration(
        responses={"default": {"statusCode": "200", "responseTemplates": templates}}
    )
    client = deploy({"/": {"get": operation(integration)}})

    answer = client.send("GET", "/", headers={"Accept": accept} if accept else {})

    assert answer.text == body


def test_the_only_response_template_is_used_whatever_the_client_accepts(deploy):
    templates = {"text/csv": "csv"}
    integration = mock_integration(
        responses={"default": {"statusCode": "200", "responseTemplates": templates}}
    )
    client = deploy({"/": {"get": operation(integration)}})

    assert client.send("GET", "/", headers={"Accept": "text/html"}).text == "csv"


def test_json_for_a_client_that_accepts_images_needs_convert_to_text(deploy):
    def respond_with(**members):
        entry = {"statusCode": "200", **members}
        client = deploy(
            {"/": {"get": operation(aws_integration(responses={"default": entry}))}},
            x_amazon_apigateway_binary_media_types=["image/png"],
        )
        client.endpoint.answers(200, {"labels": []}, Content_Type="application/x-amz-json-1.1")
        return client.send("GET", "/", headers={"Accept": "image/png"})

    assert respond_with().status == 500
    assert respond_with(contentHandling="CONVERT_TO_TEXT").json() == {"labels": []}


@pytest.mark.parametrize(
    ("uri", "target"),
    [
        ("dynamodb:action/PutItem", "DynamoDB_20120810.PutItem"),
        ("states:action/StartExecution", "AWSStepFunctions.StartExecution"),
        ("kinesis:action/PutRecord", "Kinesis_20131202.PutRecord"),
        ("rekognition:action/DetectLabels", None),
        ("events:action/PutEvents", None),
    ],
)
def test_x_amz_target_is_filled_in_for_the_services_that_work_without(deploy, uri, target):
    client = deploy({"/": {"post": operation(aws_integration(uri))}})

    client.send("POST", "/", b"{}")

    assert client.endpoint.last_headers().get("X-Amz-Target") == target
    assert client.endpoint.last.query == f"Action={uri.rpartition('/')[2]}"


def test_default_headers_of_a_call_to_a_service(deploy):
    client = deploy({"/": {"post": operation(aws_integration("bucket.s3:path/key"))}})

    client.send("POST", "/", b"x", {"Content-Type": "text/plain", "X-Own": "not sent"})

    headers = client.endpoint.last_headers()
    assert headers.pop("X-Amzn-Trace-Id").startswith("Root=1-")
    assert headers == {
        "Accept": "application/json",
        "User-Agent": "AmazonAPIGateway_a1b2c3d4e5",
        "Content-Type": "text/plain",
        "X-Amzn-Apigateway-Api-Id": "a1b2c3d4e5",
        "Host": "bucket.s3.us-east-1.amazonaws.com",
    }
    assert client.endpoint.last.service == "s3"


@pytest.mark.parametrize(
    ("template", "status"),
    [
        ('{"statusCode": 200}', 200),
        ("{statusCode: 200}", 200),
        ('{"statusCode": "200"}', 200),
        ("{ 'statusCode' : 200 , 'more': {} }", 200),
        ("{}", 500),
        ("nothing", 500),
        ("[200]", 500),
        ('{"statusCode": "ok"}', 500),
    ],
)
def test_a_mock_reads_its_status_from_the_request_template(deploy, template, status):
    integration = mock_integration(requestTemplates={"application/json": template})
    client = deploy({"/": {"get": operation(integration)}})

    assert client.send("GET", "/").status == status


def test_a_preflight_is_answered_with_the_mapped_headers(deploy):
    cors = {
        "method.response.header.Access-Control-Allow-Origin": "'*'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
    }
    integration = mock_integration(
        contentHandling="CONVERT_TO_TEXT",
        responses={
            "default": {
                "statusCode": "204",
                "contentHandling": "CONVERT_TO_TEXT",
                "responseParameters": cors,
            }
        },
    )
    names = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods")
    client = deploy(
        {"/": {"options": operation(integration, headers=names)}},
        x_amazon_apigateway_binary_media_types=["image/png"],
        stage=Stage("test"),
    )

    answer = client.send("OPTIONS", "/", headers={"Origin": "http://a.b", "Accept": "image/png"})

    assert answer.status == 204
    assert [answer.headers[name] for name in names] == ["*", "GET,POST"]


FAILS_AT_RUN_TIME = "#set($n = 0)$n.parseInt('no number')"


@pytest.mark.parametrize("side", ["request", "response"])
def test_a_template_that_fails_is_a_configuration_error(deploy, side):
    templates = {"application/json": FAILS_AT_RUN_TIME}
    response = {"statusCode": "200"}
    integration = aws_integration(responses={"default": response})
    if side == "request":
        integration["requestTemplates"] = templates
    else:
        response["responseTemplates"] = templates
    client = deploy({"/": {"get": operation(integration)}})

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})
    assert f"Unable to transform {side}" in client.log[0]


@pytest.mark.parametrize(
    ("returned", "status"),
    [({"errorMessage": "not found: x"}, 404), ({"errorMessage": "other"}, 500), ("text", 500)],
)
def test_the_error_message_of_a_function_selects_the_response(deploy, returned, status):
    integration = aws_integration(
        "lambda:path/2015-03-31/functions/arn/invocations",
        responses={"default": {"statusCode": "500"}, "not found.*": {"statusCode": "404"}},
    )
    client = deploy({"/": {"get": operation(integration)}})
    client.endpoint.answers(200, returned, X_Amz_Function_Error="Unhandled")

    assert client.send("GET", "/").status == status


@pytest.mark.parametrize(
    ("override", "status"),
    [("404", 404), ('"201"', 201), ("99", 200), ("600", 200), ('"none"', 200), ("100", 200)],
)
def test_a_status_override_that_is_no_status_is_ignored(deploy, override, status):
    response = {
        "statusCode": "200",
        "responseTemplates": {
            "application/json": f"#set($context.responseOverride.status = {override})"
        },
    }
    client = deploy({"/": {"get": operation(mock_integration(responses={"default": response}))}})

    assert client.send("GET", "/").status == status


def test_overrides_of_the_request_come_after_its_mappings(deploy):
    template = """#set($context.requestOverride.header.X-A = "override")
        #set($context.requestOverride.querystring.q = 5)
        #set($context.requestOverride.path.key = "a b")"""
    integration = aws_integration(
        "s3:path/bucket/{key}",
        requestTemplates={"application/json": template},
        requestParameters={
            "integration.request.header.X-A": "'mapped'",
            "integration.request.header.X-B": "'mapped'",
            "integration.request.path.key": "'mapped'",
        },
    )
    client = deploy({"/": {"get": operation(integration)}})

    client.send("GET", "/")

    headers = client.endpoint.last_headers()
    assert (headers["X-A"], headers["X-B"]) == ("override", "mapped")
    assert (client.endpoint.last.path, client.endpoint.last.query) == ("/bucket/a%20b", "q=5")


def test_an_override_of_a_response_header_comes_after_its_mapping(deploy):
    response = {
        "statusCode": "200",
        "responseParameters": {"method.response.header.X-A": "'mapped'"},
        "responseTemplates": {
            "application/json": """#set($context.responseOverride.header.x-a = "override")
                #set($context.responseOverride.header.Content-Type = "application/problem+json")
                #set($context.responseOverride.header.Date = "renamed")"""
        },
    }
    integration = mock_integration(responses={"default": response})
    client = deploy({"/": {"get": operation(integration, headers=("X-A",))}})

    answer = client.send("GET", "/")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["x-a"] == "override" and "X-A" not in answer.headers
    assert answer.headers["x-amzn-Remapped-Date"] == "renamed"
