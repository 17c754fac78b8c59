"""The execution trace that each request leaves behind."""

import re

from local.gateway.trace import ExecutionTrace, TraceRing
from tests.gateway.apis import aws_integration, mock_integration, operation, parameter


def events(client, answer):
    lines = client.gateway.traces.get(answer.headers["x-amzn-RequestId"]).lines()
    dated = re.compile(r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4} : ")
    assert all(dated.match(line) for line in lines[1:])
    return [lines[0], *(dated.sub("", line, count=1) for line in lines[1:])]


def test_invoke_test_method(deploy, recording):
    recorded = recording("api", "test_invoke_test_method")["test-invoke-method-post-with-body"]
    response = {"responseTemplates": {"application/json": '{"petId": "123"}'}, "statusCode": "200"}
    method = operation(
        mock_integration(responses={"default": response}),
        parameters=[parameter("path", "petId", required=True)],
    )
    client = deploy({"/pets/{petId}": {"post": method}})

    answer = client.send("POST", "/pets/123", b'{"foo": "bar"}')

    expected = [line.partition(" : ")[2] or line for line in recorded["log"].values() if line]
    request_id = answer.headers["x-amzn-RequestId"]
    # A real request has headers, and its log names the resource, not the tested path.
    assert [e for e in events(client, answer) if "Method request headers" not in e] == [
        line.replace("<request-id-7>", request_id).replace(
            "Resource Path: /pets/123", "Resource Path: /pets/{petId}"
        )
        for line in expected
        if "Method request headers" not in line
    ]


def test_a_call_to_a_service_is_told_step_by_step(deploy):
    client = deploy({"/": {"post": operation(aws_integration(
        requestTemplates={"application/json": '{"sent": true}'}))}})  # fmt: skip
    client.endpoint.answers(200, {"answered": True}, X_Own="1")

    answer = client.send("POST", "/?a=b", b"{}")

    told = [event.partition(": ")[0] for event in events(client, answer)[1:]]
    assert told == [
        "Starting execution for request",
        "HTTP Method",
        "Method request path",
        "Method request query string",
        "Method request headers",
        "Method request body before transformations",
        "Endpoint request URI",
        "Endpoint request headers",
        "Endpoint request body after transformations",
        "Sending request to https://rekognition.us-east-1.amazonaws.com/?Action=DetectLabels",
        "Received response. Status",
        "Endpoint response headers",
        "Endpoint response body before transformations",
        "Method response body after transformations",
        "Method response headers",
        "Successfully completed execution",
        "Method completed with status",
    ]
    text = "\n".join(events(client, answer))
    assert "https://rekognition.us-east-1.amazonaws.com/?Action=DetectLabels" in text
    assert 'after transformations: {"sent": true}' in text
    assert "Endpoint response headers: {X-Own=1}" in text


def test_a_long_body_is_cut_and_a_binary_one_named():
    trace = ExecutionTrace("id")
    trace.log_body("Body", "é" * 5_000_000)
    trace.log_body("Body", ("é" * 5_000).encode())
    trace.log_body("Body", b"\xff\xd8\xff\xe0" + bytes(5_000_000))

    text, encoded, binary = (line.partition(" : ")[2] for line in trace.lines()[2:])
    assert (len(text), len(encoded)) == (1024, 518)  # a character is two bytes
    assert text.endswith("é [TRUNCATED]")
    assert binary == "Body: [Binary Data]"


def test_only_the_latest_requests_are_kept():
    ring = TraceRing(capacity=2)
    for request_id in "abc":
        ring.add(ExecutionTrace(request_id))

    assert ring.get("a") is None
    assert [ring.get(request_id).request_id for request_id in "bc"] == ["b", "c"]


def test_what_templates_override_is_told(deploy):
    request = "#set($context.requestOverride.header.X-A = 'a')"
    response = "#set($context.responseOverride.status = 404)"
    answers = {
        "default": {"statusCode": "200", "responseTemplates": {"application/json": response}}
    }
    client = deploy({"/": {"post": operation(aws_integration(
        requestTemplates={"application/json": request}, responses=answers))}})  # fmt: skip
    client.endpoint.answers(200, {})

    told = events(client, client.send("POST", "/", b"{}"))

    assert "Endpoint request overrides: {header.X-A=a}" in told
    assert "Method response overrides: {status=404}" in told
