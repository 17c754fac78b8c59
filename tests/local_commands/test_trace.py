"""`python -m local trace`: one request through a run, with its execution log."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_commands.conftest import ROOT, Command

PATIENCE_SECONDS = 60

pytestmark = pytest.mark.xdist_group("local_commands")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "state"


@pytest.fixture(scope="module")
def run(state: Path) -> Iterator[Path]:
    """A run with --trace; what it prints is in this file."""
    console = state.parent / "console"
    arguments = ["--state", str(state), "--port", "0", "--aws-port", "0", "--no-reload", "--trace"]
    with console.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", *arguments], cwd=ROOT, stdout=output
        )
        try:
            _wait_for(state / "env", process)
            yield console
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        assert process.poll() is None, "the run has ended"
        assert time.monotonic() < deadline, "the run was not ready in time"
        time.sleep(0.05)


def _request_id(printed: str) -> str:
    found = re.match(r"Execution log for request ([0-9a-f-]{36})\n", printed)
    assert found, printed
    return found[1]


def test_the_whole_life_of_a_request(
    run: Path, state: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    target = "/collections?limit=0"
    assert command("trace", "GET", target, "--state", str(state)) == 0
    log, head, body = capsys.readouterr().out.split("\n\n")
    for event in (
        "Starting execution for request",
        "Method request query string: {limit=0}",
        'Endpoint request body after transformations: {"MaxResults":"invalid"}',
        "Endpoint response body before transformations",
        "Method completed with status: 400",
    ):
        assert event in log
    assert head.startswith("HTTP 400 Bad Request\n")
    assert f"x-amzn-requestid: {_request_id(log)}" in head
    assert '"code":"invalid_parameter"' in body


def test_an_answer_finds_its_trace_by_its_request_id(
    run: Path, state: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command("trace", "GET", "/health", "--state", str(state))
    printed = capsys.readouterr().out
    assert command("trace", "--request-id", _request_id(printed), "--state", str(state)) == 0
    assert capsys.readouterr().out.strip() == printed.partition("\n\n")[0]


def test_the_run_logs_it_with_its_trace_switch(
    run: Path, state: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command("trace", "GET", "/health", "--state", str(state))
    request_id = _request_id(capsys.readouterr().out)
    assert f"Execution log for request {request_id}" in run.read_text()


def test_headers_and_content_type_are_those_given(
    run: Path, state: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--content-type", "text/plain", "--header", "X-One=1", "--header", "X-Two: 2")
    command("trace", "POST", "/labels", "--body", "Makefile", "--state", str(state), *given)
    printed = capsys.readouterr().out
    assert "X-One=1, X-Two=2" in printed
    assert "HTTP 415" in printed


def test_an_unknown_request_id_is_one_line(
    run: Path, state: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("trace", "--request-id", "none", "--state", str(state)) == 1
    assert "no trace of none" in capsys.readouterr().err


def test_without_a_run_one_is_started_for_the_request(tmp_path: Path) -> None:
    arguments = ["trace", "GET", "/health", "--state", str(tmp_path / "state")]
    done = subprocess.run(
        [sys.executable, "-m", "local", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert done.stdout.endswith('\n\n{"status":"ok"}\n')
    assert done.stderr == ""
    assert not (tmp_path / "state/env").exists(), "nothing is told of a run that is over"


def test_without_a_run_there_is_no_earlier_trace(
    tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("trace", "--request-id", "one", "--state", str(tmp_path)) == 1
    assert "a trace lives as long as its run" in capsys.readouterr().err


def test_a_method_without_a_path_is_an_error_of_usage(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("trace", "GET") == 2
    assert "needs a method and a path" in capsys.readouterr().err
