"""Import of one x-amazon-apigateway-integration object."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from local.gateway.errors import InvalidApi
from local.gateway.media import ContentHandling, media_type
from local.gateway.model import (
    Integration,
    IntegrationResponse,
    IntegrationType,
    MethodResponse,
    PassthroughBehavior,
    Templates,
)
from local.gateway.parameters import ParameterMapping, parse_mapping
from local.gateway.uri import AwsUri, IntegrationUri, parse_aws_uri, parse_http_uri
from local.vtl import Template, VtlError, compile_template

_KNOWN = {
    "cacheKeyParameters",
    "cacheNamespace",
    "connectionType",
    "contentHandling",
    "credentials",
    "httpMethod",
    "passthroughBehavior",
    "payloadFormatVersion",
    "requestParameters",
    "requestTemplates",
    "responses",
    "timeoutInMillis",
    "type",
    "uri",
}
_INVOCATION = re.compile(r"/2015-03-31/functions/.+/invocations")
_TEMPLATE_LIMIT = 300 * 1024
_TIMEOUT_RANGE = range(50, 300_001)

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True)
class Declared:
    """What the method declares and its integration may therefore map."""

    parameters: set[tuple[str, str]]
    responses: Mapping[int, MethodResponse]

    def has_parameter(self, location: str, name: str) -> bool:
        return (location, name) in self.parameters

    def has_header(self, status: int, name: str) -> bool:
        folded = name.lower()
        response = self.responses.get(status)
        return response is not None and any(h.lower() == folded for h in response.headers)


def import_integration(entry: Mapping[str, Any], declared: Declared) -> Integration:
    """Raises InvalidApi with API Gateway's message, or one that says what is not supported."""
    _refuse_unsupported(entry)
    kind = _member(IntegrationType, entry.get("type"), "integration type")
    http_method = str(entry.get("httpMethod") or "").upper()
    if not http_method and kind is not IntegrationType.MOCK:
        raise InvalidApi("Enumeration value for HttpMethod must be non-empty")
    responses = [
        _integration_response(key, value, declared)
        for key, value in (entry.get("responses") or {}).items()
    ]
    _refuse_two_with_one_status(responses)
    return Integration(
        type=kind,
        http_method=http_method,
        uri=_uri(kind, str(entry.get("uri") or "")),
        credentials=entry.get("credentials"),
        content_handling=_content_handling(entry),
        passthrough_behavior=_member(
            PassthroughBehavior,
            entry.get("passthroughBehavior") or "when_no_match",
            "passthroughBehavior",
        ),
        timeout_seconds=_timeout_seconds(entry.get("timeoutInMillis")),
        parameters=[
            parse_mapping(target, source, "integration.request.", declared.has_parameter)
            for target, source in (entry.get("requestParameters") or {}).items()
        ],
        templates=_templates(entry.get("requestTemplates"), "request template"),
        responses=responses,
    )


def _refuse_unsupported(entry: Mapping[str, Any]) -> None:
    unknown = sorted(set(entry) - _KNOWN)
    if unknown:
        raise InvalidApi(f"{', '.join(unknown)}: not supported by this gateway.")
    if str(entry.get("connectionType", "INTERNET")).upper() != "INTERNET":
        raise InvalidApi("connectionType: only INTERNET is supported by this gateway.")


def _uri(kind: IntegrationType, uri: str) -> IntegrationUri | None:
    if kind is IntegrationType.MOCK:
        return None
    if kind in (IntegrationType.HTTP, IntegrationType.HTTP_PROXY):
        return parse_http_uri(uri)
    parsed = parse_aws_uri(uri)
    if kind is IntegrationType.AWS_PROXY:
        _refuse_proxy_to(parsed)
    return parsed


def _refuse_proxy_to(uri: AwsUri) -> None:
    if uri.service == "firehose" and uri.action:
        raise InvalidApi("Proxy integrations to Firehose are not supported by this gateway.")
    if uri.service != "lambda" or not _INVOCATION.fullmatch(uri.path):
        raise InvalidApi(
            "Integrations of type 'AWS_PROXY' currently only supports"
            " Lambda function and Firehose stream invocations."
        )


def _timeout_seconds(milliseconds: Any) -> float:
    value = 29_000 if milliseconds is None else int(milliseconds)
    if value not in _TIMEOUT_RANGE:
        raise InvalidApi(
            f"Timeout should be between {_TIMEOUT_RANGE.start} ms and {_TIMEOUT_RANGE.stop - 1} ms"
        )
    return value / 1000


def _integration_response(
    key: Any, entry: Mapping[str, Any], declared: Declared
) -> IntegrationResponse:
    status = str(entry.get("statusCode", ""))
    if not re.fullmatch(r"[1-5]\d\d", status):
        raise InvalidApi(f"Invalid status code specified for the response {key}: {status!r}")
    return IntegrationResponse(
        status=int(status),
        pattern=_selection_pattern(str(key)),
        content_handling=_content_handling(entry),
        templates=_templates(entry.get("responseTemplates"), f"response template of {key}"),
        parameters=list(_response_parameters(int(status), entry, declared)),
    )


def _response_parameters(
    status: int, entry: Mapping[str, Any], declared: Declared
) -> Iterator[ParameterMapping]:
    for target, source in (entry.get("responseParameters") or {}).items():
        mapping = parse_mapping(target, source, "method.response.", declared.has_parameter)
        if mapping.location != "header" or not declared.has_header(status, mapping.name):
            raise InvalidApi(
                "Invalid mapping expression specified: Validation Result: warnings : [], "
                f"errors : [Invalid mapping expression parameter specified: {target}]"
            )
        yield mapping


def _selection_pattern(key: str) -> re.Pattern[str] | None:
    if key == "default":
        return None
    try:
        return re.compile(key)
    except re.error as error:
        raise InvalidApi(f"Invalid selection pattern specified: {key}: {error}") from error


def _refuse_two_with_one_status(responses: list[IntegrationResponse]) -> None:
    seen: set[int] = set()
    for response in responses:
        if response.status in seen:
            raise InvalidApi(
                f"Two integration responses have the status code {response.status}: API Gateway"
                " keeps one for each status code."
            )
        seen.add(response.status)


def _templates(entries: Mapping[str, str] | None, what: str) -> Templates:
    return {
        media_type(kind): _template(source, f"{what} for {kind}")
        for kind, source in (entries or {}).items()
    }


def _template(source: str, what: str) -> Template:
    if len(source.encode()) > _TEMPLATE_LIMIT:
        raise InvalidApi(f"The {what} is larger than 300 KB.")
    try:
        return compile_template(source)
    except VtlError as error:
        raise InvalidApi(f"The {what} does not compile: {error}") from error


def _content_handling(entry: Mapping[str, Any]) -> ContentHandling | None:
    value = entry.get("contentHandling")
    return None if value is None else _member(ContentHandling, value, "contentHandling")


def _member(kind: type[E], value: Any, what: str) -> E:
    try:
        return kind(str(value).upper())
    except ValueError:
        raise InvalidApi(f"Invalid {what} specified: {value!r}") from None
