"""`$context` as templates see it."""

import json
import re
import time

import pytest

from local.gateway import ApiKey, Stage
from tests.gateway.apis import aws_integration, operation

NAMES = (
    "accountId", "apiId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod",
    "identity.sourceIp", "identity.userAgent", "identity.apiKey", "identity.apiKeyId", "path",
    "protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath",
    "stage", "xrayTraceId", "authorizer.principalId",
)  # fmt: skip
HOST = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"


@pytest.fixture
def seen(deploy):
    """What a request template finds in `$context`, and the answer to the request."""

    def ask(headers=None, **stage):
        template = json.dumps({name: f"$context.{name}" for name in NAMES})
        integration = aws_integration(requestTemplates={"application/json": template})
        client = deploy(
            {"/a/{id}": {"get": operation(integration, security=[{"key": []}])}},
            components={
                "securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}
            },
            api_keys=[ApiKey("the key", "key1")],
            stage=Stage("prod", **stage),
        )
        headers = {"x-api-key": "the key", "User-Agent": "me"} | (headers or {})
        answer = client.send("GET", "/prod/a/1?q=2", headers=headers, host=HOST)
        return json.loads(client.endpoint.last.body), answer

    return ask


def test_context_of_a_request(seen):
    context, answer = seen()

    assert context.pop("requestId") == answer.headers["x-amzn-RequestId"]
    assert context.pop("extendedRequestId") == answer.headers["x-amz-apigw-id"]
    assert abs(int(context.pop("requestTimeEpoch")) / 1000 - time.time()) < 60
    clf = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000"
    assert re.fullmatch(clf, context.pop("requestTime"))
    assert re.fullmatch("[0-9a-f]{6}", context.pop("resourceId"))
    assert context == {
        "accountId": "000000000000",
        "apiId": "a1b2c3d4e5",
        "domainName": HOST,
        "domainPrefix": "a1b2c3d4e5",
        "httpMethod": "GET",
        "identity.sourceIp": "127.0.0.1",
        "identity.userAgent": "me",
        "identity.apiKey": "the key",
        "identity.apiKeyId": "key1",
        "path": "/prod/a/1",
        "protocol": "HTTP/1.1",
        "resourcePath": "/a/{id}",
        "stage": "prod",
        "xrayTraceId": "",
        "authorizer.principalId": "",
    }


@pytest.mark.parametrize("sent", ["Root=1-abc-def;Sampled=1", "Self=1;Root=1-abc-def"])
def test_a_traced_stage_knows_the_trace_id_that_the_client_sent(seen, sent):
    context, answer = seen({"X-Amzn-Trace-Id": sent}, tracing=True)

    assert context["xrayTraceId"] == "1-abc-def"
    assert answer.headers["X-Amzn-Trace-Id"] == "Root=1-abc-def"


def test_a_traced_stage_starts_a_trace_itself(seen):
    context, answer = seen({"X-Amzn-Trace-Id": "nonsense"}, tracing=True)

    assert re.fullmatch("1-[0-9a-f]{8}-[0-9a-f]{24}", context["xrayTraceId"])
    assert answer.headers["X-Amzn-Trace-Id"] == f"Root={context['xrayTraceId']}"


def test_the_account_is_that_of_the_stage(seen):
    context, _ = seen(account_id="123456789012")

    assert context["accountId"] == "123456789012"
