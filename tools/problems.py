"""The error vocabulary, api/problems.yaml, as VTL and as gateway responses."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.errors import RenderError
from tools.vtl_source import RenderedTemplate

SOURCE = Path("api/problems.yaml")
VTL_PART = Path("vtl/lib/problems.vtl")
GATEWAY_RESPONSES_KEY = "x-amazon-apigateway-gateway-responses"

DEFAULT_STATUS: dict[str, int | None] = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
"""Every gateway response type with its status when none is set.

Source: "Gateway response types for API Gateway", API Gateway developer guide. The two DEFAULT types
have none of their own: a status set on them would replace that of every type left uncustomised.
"""

_CODE = re.compile(r"[a-z][a-z0-9_]*")
# How a mapping template names the problem that it answers with.
_NAMED = re.compile(r'#set\(\$code = "(\w+)"\)')
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
# Readable as they stand inside a Velocity string, a JSON string and a gateway response template.
_NEEDS_ESCAPING = re.compile(r'[$#"\\\x00-\x1f]')


@dataclass(frozen=True)
class Problem:
    code: str
    status: int
    title: str
    detail: str


@dataclass(frozen=True)
class GatewayResponse:
    response_type: str
    problem: Problem
    keep_status: bool = False
    error_message: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProblemTable:
    type_base: str
    problems: Mapping[str, Problem]
    gateway_responses: tuple[GatewayResponse, ...]

    def named_in(self, template: RenderedTemplate) -> set[str]:
        """The codes that the template may answer with.

        Raises RenderError for one that the table does not have.
        """
        codes = set()
        for line in template.lines:
            for found in _NAMED.finditer(line.text):
                if found[1] not in self.problems:
                    raise RenderError(f"{line.place}: {SOURCE} has no problem {found[1]}")
                codes.add(found[1])
        return codes

    def vtl(self, codes: Collection[str] | None = None) -> str:
        """The part that gives a mapping template `$problems` and `$problem_type_base`.

        With `codes`, only those problems: what is deployed has a limit, and one table for each
        template would fill most of it.
        """
        wanted = [p for code, p in self.problems.items() if not codes or code in codes]
        entries = ",\n".join(f"  {_quoted(p.code)}: {_vtl_map(p)}" for p in wanted)
        return (
            f"## Generated from {SOURCE} by make render. Do not edit.\n"
            # Single quotes: Velocity looks for directives behind the # of a double-quoted string.
            f"#set($problem_type_base = '{self.type_base}')\n"
            f"#set($problems = {{\n{entries}\n}})\n"
        )

    def openapi(self) -> dict[str, Any]:
        """The value of x-amazon-apigateway-gateway-responses."""
        return {r.response_type: self._gateway_response(r) for r in self.gateway_responses}

    def _gateway_response(self, response: GatewayResponse) -> dict[str, Any]:
        status = {} if response.keep_status else {"statusCode": str(response.problem.status)}
        headers = {"Content-Type": "application/problem+json", **response.headers}
        return {
            **status,
            "responseParameters": {
                f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()
            },
            # API Gateway falls back to this key whatever the client accepts; the header above
            # then names the media type that the body really has.
            "responseTemplates": {"application/json": self._body(response)},
        }

    def _body(self, response: GatewayResponse) -> str:
        problem = response.problem
        # messageString arrives from API Gateway as a JSON string, with its quotes.
        detail = (
            "$context.error.messageString" if response.error_message else _quoted(problem.detail)
        )
        members = {
            "type": _quoted(self.type_base + problem.code),
            "title": _quoted(problem.title),
            "status": str(problem.status),
            "code": _quoted(problem.code),
            "detail": detail,
            "request_id": _quoted("$context.requestId"),
        }
        return "{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _vtl_map(problem: Problem) -> str:
    return (
        f'{{"status": {problem.status}, "title": {_quoted(problem.title)}, '
        f'"detail": {_quoted(problem.detail)}}}'
    )


def load_problems(root: Path) -> ProblemTable:
    """The table in `root`/api/problems.yaml.

    Raises RenderError for a missing file, an unknown member, a text that would need escaping in
    VTL or JSON, an unknown gateway response type, or a gateway response whose problem is unknown
    or has another status than the one it keeps.
    """
    document = _mapping(_load(root), "the file", {"type_base", "problems", "gateway_responses"})
    type_base = _text(document.get("type_base"), "type_base", allowed="#")
    if "'" in type_base:
        raise _error("type_base: an apostrophe would end the VTL string")
    problems = {
        code: _problem(code, value)
        for code, value in _mapping(document.get("problems"), "problems").items()
    }
    responses = _mapping(document.get("gateway_responses", {}), "gateway_responses")
    return ProblemTable(
        type_base,
        problems,
        tuple(_gateway_response(name, value, problems) for name, value in responses.items()),
    )


def _load(root: Path) -> Any:
    try:
        return yaml.safe_load((root / SOURCE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _error("no such file") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _error(" ".join(str(error).split())) from None


def _problem(code: str, value: Any) -> Problem:
    where = f"problems.{code}"
    if not _CODE.fullmatch(str(code)):
        raise _error(f"{where}: a code is lower_snake_case")
    members = _mapping(value, where, {"status", "title", "detail"})
    status = members.get("status")
    if type(status) is not int or not 400 <= status <= 599:
        raise _error(f"{where}.status: {status!r} is not a status from 400 to 599")
    return Problem(
        code,
        status,
        _text(members.get("title"), f"{where}.title"),
        _text(members.get("detail"), f"{where}.detail"),
    )


def _gateway_response(name: str, value: Any, problems: Mapping[str, Problem]) -> GatewayResponse:
    where = f"gateway_responses.{name}"
    if name not in DEFAULT_STATUS:
        raise _error(f"{where}: API Gateway has no such gateway response type")
    members = _mapping(value, where, {"problem", "keep_status", "detail", "headers"})
    code = str(members.get("problem"))
    if code not in problems:
        raise _error(f"{where}: no problem named {code}")
    if members.get("detail", "error_message") != "error_message":
        raise _error(f"{where}.detail: only `error_message` may be given here")
    response = GatewayResponse(
        name,
        problems[code],
        keep_status=members.get("keep_status", False) is True,
        error_message="detail" in members,
        headers=_headers(members.get("headers", {}), where),
    )
    _check_status(response, where)
    return response


def _check_status(response: GatewayResponse, where: str) -> None:
    default, status = DEFAULT_STATUS[response.response_type], response.problem.status
    if default is None:
        if not response.keep_status:
            raise _error(f"{where}: a status here would replace that of all other types")
        if f"{status // 100}XX" != response.response_type[-3:]:
            raise _error(f"{where}: {response.problem.code} has status {status}")
    elif response.keep_status and default != status:
        raise _error(f"{where}: keeps {default}, but {response.problem.code} has {status}")


def _headers(value: Any, where: str) -> dict[str, str]:
    headers = _mapping(value, f"{where}.headers")
    for name, text in headers.items():
        _text(text, f"{where}.headers.{name}")
        if not _HEADER_NAME.fullmatch(str(name)) or "'" in text:
            raise _error(f"{where}.headers.{name}: not a header that can be sent as it stands")
    return headers


def _mapping(value: Any, where: str, known: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _error(f"{where}: a mapping is expected")
    if known is not None and (unknown := sorted(map(str, set(value) - known))):
        raise _error(f"{where}: unknown member {', '.join(unknown)}")
    return value


def _text(value: Any, where: str, *, allowed: str = "") -> str:
    if not isinstance(value, str) or not value:
        raise _error(f"{where}: a text is expected")
    if found := _NEEDS_ESCAPING.search(
        re.sub(f"[{re.escape(allowed)}]", "", value) if allowed else value
    ):
        raise _error(f"{where}: {found[0]!r} would need escaping in VTL or JSON")
    return value


def _error(message: str) -> RenderError:
    return RenderError(f"{SOURCE}: {message}")
