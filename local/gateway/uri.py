"""Integration URIs: the ARN of an AWS service's action or path, or an HTTP address.

See "uri" under "x-amazon-apigateway-integration objects" in the developer guide.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from local.gateway.errors import InvalidApi

_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

# What stays as it is in a path: RFC 3986's pchar and the slashes of a greedy variable.
_PATH_SAFE = "/~!$&'()*+,;=:@"


@dataclass(frozen=True)
class AwsUri:
    """`arn:aws:apigateway:{region}:{subdomain.service}:{path|action}/{service_api}`."""

    region: str
    host: str
    action: str | None
    path: str
    query: str

    @property
    def service(self) -> str:
        return self.host.rpartition(".")[2]

    def resolve(self, stage_variables: Mapping[str, str], path: Mapping[str, str]) -> "AwsUri":
        return AwsUri(
            region=_with_stage_variables(self.region, stage_variables),
            host=_with_stage_variables(self.host, stage_variables),
            action=self.action and _with_stage_variables(self.action, stage_variables),
            path=_fill(self.path, stage_variables, path),
            query=_fill(self.query, stage_variables, path),
        )


@dataclass(frozen=True)
class HttpUri:
    """An `http://` or `https://` address; `path` is never empty."""

    scheme: str
    authority: str
    path: str
    query: str

    def resolve(self, stage_variables: Mapping[str, str], path: Mapping[str, str]) -> "HttpUri":
        address = _with_stage_variables(f"{self.scheme}://{self.authority}", stage_variables)
        scheme, _, authority = address.partition("://")
        return HttpUri(
            scheme=scheme,
            authority=authority,
            path=_fill(self.path, stage_variables, path),
            query=_fill(self.query, stage_variables, path),
        )


IntegrationUri = AwsUri | HttpUri


def parse_aws_uri(uri: str) -> AwsUri:
    """Raises InvalidApi with the message that API Gateway answers."""
    parts = uri.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        raise InvalidApi("Invalid ARN specified in the request")
    _, _, kind, region, host, rest = parts
    form, slash, target = rest.partition("/")
    if kind != "apigateway" or not slash or form not in ("path", "action"):
        raise InvalidApi("AWS ARN for integration must contain path or action")
    name, _, query = target.partition("?" if form == "path" else "&")
    if form == "action":
        return AwsUri(region, host, action=name, path="/", query=query)
    return AwsUri(region, host, action=None, path="/" + name.lstrip("/"), query=query)


def parse_http_uri(uri: str) -> HttpUri:
    """Raises InvalidApi with the message that API Gateway answers."""
    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise InvalidApi("Invalid HTTP endpoint specified for URI") from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidApi("Invalid HTTP endpoint specified for URI")
    return HttpUri(parts.scheme, parts.netloc, parts.path or "/", parts.query)


def _with_stage_variables(text: str, stage_variables: Mapping[str, str]) -> str:
    return _STAGE_VARIABLE.sub(lambda match: stage_variables.get(match[1], ""), text)


def _fill(text: str, stage_variables: Mapping[str, str], path: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return quote(path.get(match[1], match[0]), safe=_PATH_SAFE)

    return _PLACEHOLDER.sub(value, _with_stage_variables(text, stage_variables))
