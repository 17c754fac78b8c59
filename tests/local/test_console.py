"""A line for each request, and one for what went wrong."""

import asyncio
import logging
import re
from typing import Any

import pytest

from local.console import OneLineHandler, RequestLog, warn_of_failure

REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def lines_of(app: Any, path: str = "/labels") -> list[str]:
    lines: list[str] = []

    async def send(message: Any) -> None:
        pass

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "POST", "path": path}
    asyncio.run(RequestLog(app, lines.append)(scope, receive, send))
    return lines


def answering(status: int, *headers: tuple[bytes, bytes]) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"{}"})

    return app


def test_a_request_is_its_method_path_status_and_milliseconds() -> None:
    (line,) = lines_of(answering(200))
    assert re.fullmatch(r"POST /labels 200 \d+ ms", line)


def test_a_failure_of_ours_adds_the_request_id() -> None:
    (line,) = lines_of(answering(504, (b"x-amzn-requestid", REQUEST_ID.encode())))
    assert re.fullmatch(rf"POST /labels 504 \d+ ms, request id {REQUEST_ID}", line)


def test_an_exception_that_escapes_is_a_500() -> None:
    lines: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        asyncio.run(
            RequestLog(app, lines.append)(
                {"type": "http", "method": "GET", "path": "/"}, None, None
            )
        )  # type: ignore[arg-type]
    assert lines[0].startswith("GET / 500 ")


def test_a_path_cannot_forge_a_line() -> None:
    (line,) = lines_of(answering(200), path="/a\nPOST /b 200 1 ms\x1b[2J")
    assert "\n" not in line
    assert "\x1b" not in line


def test_a_gateway_failure_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    warn_of_failure(f"{REQUEST_ID} INTEGRATION_FAILURE: nobody there")
    assert capsys.readouterr().err == f"local: {REQUEST_ID} INTEGRATION_FAILURE: nobody there\n"


def test_of_a_traceback_the_last_line_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    warn_of_failure(f"{REQUEST_ID} Traceback (most recent call last):\n  File x\nKeyError: 'a'\n")
    assert capsys.readouterr().err == f"local: {REQUEST_ID} KeyError: 'a'\n"


def test_a_log_record_is_one_line_with_what_was_raised(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.Logger("s3")
    log.addHandler(OneLineHandler())
    try:
        raise KeyError("bucket")
    except KeyError:
        log.exception("could not\nread")
    assert capsys.readouterr().err == "local: s3: could not read (KeyError: 'bucket')\n"
