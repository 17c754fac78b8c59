"""`python -m local trace`: one request, and what API Gateway did with it.

The request always goes over HTTP to a local run, the one that holds the state folder or else one
that is started for it on free ports and stopped again. So a trace is of what is deployed, with
every service that the template needs, and never of a second, simpler gateway.
"""

import argparse
import asyncio
import http.client
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from local.application import Options, running
from local.commands.bodies import Body, read_body
from local.commands.printing import note, print_head, print_text
from local.commands.traces import TRACES_PATH, printable
from local.errors import LocalError

# A request may take what its integration may take, and a start what it takes.
_TIMEOUT_SECONDS = 60
_URL_SAFE = "/?#[]@!$&'()*+,;=:%-._~"


@dataclass(frozen=True)
class Answer:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def request_id(self) -> str | None:
        return next((v for k, v in self.headers if k.lower() == "x-amzn-requestid"), None)


@dataclass(frozen=True)
class Target:
    """Where a run answers."""

    api_url: str
    aws_url: str

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises LocalError when there is no answer."""
        return _exchange(self.api_url, method, path, headers, body)

    def trace(self, request_id: str) -> str | None:
        """The execution log of a request, None when the run has none, or no longer."""
        path = TRACES_PATH + quote(request_id, safe="")
        answer = _exchange(self.aws_url, "GET", path, {}, b"")
        return answer.body.decode() if answer.status == 200 else None


def trace_command(options: argparse.Namespace) -> int:
    try:
        if options.request_id:
            return _print_earlier(options)
        if not options.method or not options.path:
            note("trace needs a method and a path, or --request-id")
            return 2
        body = read_body(options.body, options.content_type)
        asyncio.run(_trace(options, body))
    except LocalError as error:
        note(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _print_earlier(options: argparse.Namespace) -> int:
    target = _running_target(options.state)
    if target is None:
        raise LocalError(f"no run holds {options.state}: a trace lives as long as its run")
    log = target.trace(options.request_id)
    if log is None:
        raise LocalError(f"the run has no trace of {options.request_id}: it keeps the latest 256")
    _print_log(log)
    return 0


async def _trace(options: argparse.Namespace, body: Body) -> None:
    headers = {"Accept": "*/*", **dict(options.header)}
    if body.data and "content-type" not in map(str.lower, headers):
        headers["Content-Type"] = body.content_type
    async with _target(options) as target:
        answer = await asyncio.to_thread(
            target.send, options.method.upper(), options.path, headers, body.data
        )
        log = await asyncio.to_thread(target.trace, answer.request_id or "")
    _print_log(log or "No execution log: refused before the request reached the API.")
    print()
    print_head(answer.status, answer.reason, [(k, printable(v)) for k, v in answer.headers])
    _print_body(answer.body, full=options.full)


@asynccontextmanager
async def _target(options: argparse.Namespace) -> AsyncIterator[Target]:
    target = _running_target(options.state)
    if target:
        yield target
        return
    own = Options(
        app=options.app,
        state=options.state,
        port=0,
        aws_port=0,
        reload=False,
        quiet=True,
        trace=False,
    )
    async with running(own, lambda _: None) as run:
        yield Target(run.addresses.api_url, run.addresses.aws_url)


def _running_target(state: Path) -> Target | None:
    """The run that holds the folder; a run that was killed leaves its file and no open port."""
    try:
        lines = (state / "env").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return None
    values = dict(line.split("=", 1) for line in lines)
    target = Target(values["API_URL"], values["AWS_ENDPOINT_URL"])
    return target if _is_open(target.api_url) else None


def _is_open(url: str) -> bool:
    place = urlsplit(url)
    try:
        socket.create_connection((str(place.hostname), place.port or 80), timeout=2).close()
    except OSError:
        return False
    return True


def _exchange(url: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
    if not path.startswith("/"):
        raise LocalError(f"{path}: a path begins with /")
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(method, quote(path, safe=_URL_SAFE), body or None, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.reason, response.getheaders(), response.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LocalError(f"{method} {url}{path}: {error or type(error).__name__}") from error
    finally:
        connection.close()


def _print_log(log: str) -> None:
    for line in log.split("\n"):
        print(printable(line))


def _print_body(body: bytes, *, full: bool) -> None:
    try:
        print_text(body.decode(), full=full)
    except UnicodeDecodeError:
        print(f"[{len(body)} bytes that are no text]")
