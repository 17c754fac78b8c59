"""The traces of a run: on its AWS port and on its console."""

import asyncio
from typing import Any

from local.commands.traces import TraceEndpoint, TraceLog
from local.console import AsgiApp, Message
from local.gateway.trace import ExecutionTrace, TraceRing


async def _aws(scope: Message, receive: Any, send: Any) -> None:
    await _respond(send, 299, [])


async def _gateway(scope: Message, receive: Any, send: Any) -> None:
    await _respond(send, 200, [(b"x-amzn-RequestId", b"one")])


async def _respond(send: Any, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _traces() -> TraceRing:
    traces = TraceRing()
    trace = ExecutionTrace("one")
    trace.log("HTTP Method: GET\x1b[2J")
    traces.add(trace)
    return traces


def _get(app: AsgiApp, path: str) -> tuple[int, str]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    asyncio.run(app({"type": "http", "method": "GET", "path": path}, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


def test_a_request_finds_its_trace_by_its_id() -> None:
    status, body = _get(TraceEndpoint(_aws, _traces()), "/_local/traces/one")
    assert status == 200
    assert body.startswith("Execution log for request one\n")


def test_an_unknown_id_is_not_found() -> None:
    assert _get(TraceEndpoint(_aws, _traces()), "/_local/traces/two") == (404, "")


def test_every_other_path_is_aws() -> None:
    assert _get(TraceEndpoint(_aws, _traces()), "/bucket/traces/one")[0] == 299


def test_the_console_gets_the_trace_of_each_request_and_no_control_characters() -> None:
    written: list[str] = []
    status, _ = _get(TraceLog(_gateway, _traces(), written.append), "/labels")
    assert status == 200
    assert written[0].startswith("Execution log for request one\n")
    assert "HTTP Method: GET [2J" in written[0]
