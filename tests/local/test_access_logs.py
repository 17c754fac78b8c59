"""The access log, in the template's format, in the log group that it names."""

import asyncio
import json

import pytest

from local.access_logs import AccessLogs
from local.gateway import EndpointRequest, EndpointResponse, Stage

from .conftest import LocalRun, wait_until

GROUP = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/apigateway/test"


class Logs:
    """Stands for CloudWatch Logs, without a stream at first."""

    def __init__(self) -> None:
        self.stream = ""
        self.delivered: list[str] = []

    async def __call__(self, request: EndpointRequest) -> EndpointResponse:
        action = dict(request.headers)["X-Amz-Target"].partition(".")[2]
        members = json.loads(request.body)
        assert (request.region, members["logGroupName"]) == ("eu-west-1", "/aws/apigateway/test")
        if action == "CreateLogStream":
            self.stream = members["logStreamName"]
        elif self.stream != members["logStreamName"]:
            return EndpointResponse(400, [], b"{}")
        else:
            self.delivered += [event["message"] for event in members["logEvents"]]
        return EndpointResponse(200, [], b"{}")


@pytest.mark.parametrize("arn", [GROUP, f"{GROUP}:*"])
def test_lines_are_delivered_once_and_in_order(arn: str) -> None:
    logs = Logs()
    access_logs = AccessLogs(logs)
    stage = Stage("test", access_log_destination=arn)
    lines = [f"line {number}" for number in range(2500)]

    for line in lines:
        access_logs.write(stage, line)
    asyncio.run(access_logs.deliver())
    asyncio.run(access_logs.deliver())

    assert logs.delivered == lines


@pytest.mark.parametrize("destination", [None, "arn:aws:firehose:eu-west-1:0:deliverystream/x"])
def test_a_stage_without_a_log_group_writes_nothing(destination: str | None) -> None:
    logs = Logs()
    access_logs = AccessLogs(logs)

    access_logs.write(Stage("test", access_log_destination=destination), "line")
    asyncio.run(access_logs.deliver())

    assert logs.delivered == []


def test_what_cannot_be_delivered_is_kept() -> None:
    class Failing(Logs):
        fails = True

        async def __call__(self, request: EndpointRequest) -> EndpointResponse:
            if self.fails:
                return EndpointResponse(500, [], b"")
            return await super().__call__(request)

    logs = Failing()
    access_logs = AccessLogs(logs)
    access_logs.write(Stage("test", access_log_destination=GROUP), "line")

    asyncio.run(access_logs.deliver())
    logs.fails = False
    asyncio.run(access_logs.deliver())

    assert logs.delivered == ["line"]


def test_a_request_is_in_the_stacks_log_group(run: LocalRun) -> None:
    request_id = run.get("/health").headers["x-amzn-RequestId"]
    logs = run.client("logs")

    def events() -> list[dict[str, str]]:
        found = logs.filter_log_events(logGroupName="/aws/apigateway/rekogate-local/access")
        return [json.loads(event["message"]) for event in found["events"]]

    wait_until(lambda: request_id in [e["request_id"] for e in events()], "the access log line")
    [line] = [event for event in events() if event["request_id"] == request_id]
    assert (line["route"], line["status"]) == ("/health", "200")
