"""`python -m local render`: one mapping template, rendered as API Gateway would."""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from local.commands.api_definition import ApiDefinition, ResponseUse
from local.commands.bodies import Body, read_body
from local.commands.printing import indented, note, print_head, print_text
from local.commands.stage_variables import stage_variables
from local.errors import LocalError
from local.gateway import InvalidApi
from local.gateway.headers import Headers
from local.gateway.media import (
    DEFAULT_TYPE,
    BinaryMediaTypes,
    ContentHandling,
    media_type,
    request_payload,
)
from local.gateway.parameters import MappingScope, MethodRequest, parse_mapping, printable
from local.vtl import VtlError, compile_template, mapping_variables
from tools.errors import RenderError, TransformError
from tools.vtl_source import RenderedTemplate

_STAND_IN_REQUEST_ID = "00000000-0000-4000-8000-000000000000"
# Tried in this order where --status is not given: the first that the template answers.
_STATUSES = (200, 400, 500, 300, *range(100, 600))
_BODILESS = (204, 304)


@dataclass(frozen=True)
class Given:
    """What the command line gives a template."""

    body: Body
    path: Mapping[str, str]
    query: Mapping[str, str]
    header: Mapping[str, str]
    stage_variables: Mapping[str, str]
    context: dict[str, Any]


def render_command(options: argparse.Namespace) -> int:
    api = ApiDefinition(options.app)
    try:
        template = api.template(options.template)
        given = _given(options)
        text = _render(api, template, given)
        if api.is_request_template(template.path):
            _print_request(text, given.context, options)
        else:
            _print_response(api, template, text, given, options)
    except (LocalError, RenderError, TransformError, InvalidApi) as error:
        note(str(error))
        return 1
    except (OSError, UnicodeDecodeError) as error:
        note(f"{options.template}: {getattr(error, 'strerror', None) or 'not UTF-8'}")
        return 1
    return 0


def _given(options: argparse.Namespace) -> Given:
    headers = {name.title(): value for name, value in options.header}
    body = read_body(options.body, headers.get("Content-Type"))
    return Given(
        body=body,
        path=dict(options.path),
        query=dict(options.query),
        header={"Content-Type": body.content_type, **dict(options.header)},
        stage_variables={**stage_variables(options.app), **dict(options.stage_variable)},
        context=_stand_in_context(),
    )


def _stand_in_context() -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "extendedRequestId": "AAAAAAAAAAAAAAA=",
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "local"},
        "requestId": _STAND_IN_REQUEST_ID,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1000),
        "stage": "local",
    }


def _render(api: ApiDefinition, template: RenderedTemplate, given: Given) -> str:
    """Raises LocalError, `file:line:column: reason`, for a template that does not render."""
    variables = mapping_variables(
        body=_payload(api, given.body),
        path=given.path,
        querystring=given.query,
        header=given.header,
        context=given.context,
        stage_variables=given.stage_variables,
    )

    def warn(message: str, line: int, column: int) -> None:
        note(f"{template.place(line)}:{column}: warning: {message}; it renders as nothing")

    try:
        return compile_template(template.text).render(variables, warn)
    except VtlError as error:
        raise LocalError(f"{template.place(error.line)}:{error.column}: {error.message}") from None


def _payload(api: ApiDefinition, body: Body) -> str:
    binary = BinaryMediaTypes.of(api.binary_media_types).match(body.content_type)
    payload = request_payload(
        body.data, binary=binary, handling=ContentHandling.CONVERT_TO_TEXT if binary else None
    )
    assert isinstance(payload, str)  # binary is converted to text, and all else is text
    return payload


def _print_request(text: str, context: Mapping[str, Any], options: argparse.Namespace) -> None:
    if options.status is not None:
        note("warning: --status has no meaning for a request template")
    for location, values in (context.get("requestOverride") or {}).items():
        for name, value in values.items() if isinstance(values, dict) else ():
            note(f"override: {location} {name} = {value}")
    print_text(_pretty(text, DEFAULT_TYPE), full=options.full)


def _print_response(
    api: ApiDefinition,
    template: RenderedTemplate,
    text: str,
    given: Given,
    options: argparse.Namespace,
) -> None:
    use, status = _select_use(api, template.path, options.status)
    headers = _response_headers(use, given)
    override = given.context.get("responseOverride") or {}
    for name, value in (override.get("header") or {}).items():
        headers.set(name, *printable(value))
    if "Content-Type" not in headers:
        headers.set("Content-Type", DEFAULT_TYPE)
    status = int(override.get("status") or (use.response["statusCode"] if use else status))
    print_head(status, _reason(status), headers)
    if status not in _BODILESS:
        print_text(_pretty(text, headers.get("Content-Type") or ""), full=options.full)


def _select_use(
    api: ApiDefinition, template: Path, status: int | None
) -> tuple[ResponseUse | None, int]:
    """The integration response that the template makes for the service's status."""
    for candidate in (status,) if status else _STATUSES:
        for use in api.response_uses(template):
            if use.answers(candidate):
                return use, candidate
    if any(api.response_uses(template)):
        note(f"warning: no route answers the service's {status} with {template.as_posix()}")
    else:
        note(f"warning: no route answers with {template.as_posix()} yet")
    return None, status or 200


def _response_headers(use: ResponseUse | None, given: Given) -> Headers:
    headers = Headers()
    if use is None:
        return headers
    request = MethodRequest(
        http_method=use.operation.method.upper(),
        path=dict(given.path),
        query={name: [value] for name, value in given.query.items()},
        headers={name: [value] for name, value in given.header.items()},
        body=b"",
    )
    answer = given.body.data.decode("utf-8", "replace")
    scope = MappingScope(
        request, given.context, given.stage_variables, response_body=lambda: answer
    )
    for target, source in (use.response.get("responseParameters") or {}).items():
        mapping = parse_mapping(target, source, "method.response.", lambda *_: True)
        if values := mapping.source(scope):
            headers.set(mapping.name, *values)
    return headers


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


def _pretty(text: str, content_type: str) -> str:
    pretty = indented(text)
    kind = media_type(content_type)
    is_json = kind == DEFAULT_TYPE or kind.endswith("+json")
    if pretty is None and is_json and text.strip():
        note("warning: the template yields no valid JSON")
    return text if pretty is None else pretty
