"""The access log line and its variables."""

import json

from local.gateway import ApiKey, Stage
from tests.gateway.apis import aws_integration, operation

FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "ip": "$context.identity.sourceIp",
        "time": "$context.requestTime",
        "method": "$context.httpMethod",
        "resource": "$context.resourcePath",
        "status": "$context.status",
        "length": "$context.responseLength",
        "latency": "$context.responseLatency",
        "integration": "$context.integrationLatency",
        "integrationStatus": "$context.integration.status",
        "endpointRequest": "$context.awsEndpointRequestId",
        "error": "$context.error.responseType",
        "key": "$context.identity.apiKeyId",
    }
)


def logged(deploy, target):
    client = deploy(
        {"/a/{id}": {"get": operation(aws_integration())}},
        stage=Stage("test", access_log_format=FORMAT),
        api_keys=[ApiKey("k", "1")],
    )
    client.endpoint.answers(200, b"12345", x_amzn_RequestId="theirs")
    answer = client.send("GET", target)
    return answer, json.loads(client.log[-1])


def test_a_request_that_was_answered(deploy):
    answer, line = logged(deploy, "/a/1")

    assert line.pop("requestId") == answer.headers["x-amzn-RequestId"]
    assert line.pop("latency").isdecimal() and line.pop("integration").isdecimal()
    assert line.pop("time").endswith(" +0000")
    assert line == {
        "ip": "127.0.0.1",
        "method": "GET",
        "resource": "/a/{id}",
        "status": "200",
        "length": "5",
        "integrationStatus": "200",
        "endpointRequest": "theirs",
        "error": "-",
        "key": "-",
    }


def test_a_request_that_was_refused(deploy):
    _, line = logged(deploy, "/unknown")

    assert (line["status"], line["error"]) == ("403", "MISSING_AUTHENTICATION_TOKEN")
    assert (line["integration"], line["resource"]) == ("-", "-")


def test_a_stage_without_a_format_logs_nothing(deploy):
    client = deploy({"/": {"get": operation(aws_integration())}})
    client.send("GET", "/")

    assert client.log == []
