"""Parameter mapping: values copied between a request, its endpoint and a response.

The expressions are those of "Parameter mapping reference" in the developer guide, as in
`integration.request.header.X-User: method.request.querystring.user`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.gateway.errors import InvalidApi
from local.vtl import Template, compile_template, mapping_variables


@dataclass
class MethodRequest:
    """The request as the API's methods see it.

    Path and query values are percent-decoded. Header names are spelled as the method declares
    them, else in the usual capitals (`Content-Type`); look-ups ignore case.
    """

    http_method: str
    path: dict[str, str]
    query: dict[str, list[str]]
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = self.header_values(name)
        return values[-1] if values else None

    def header_values(self, name: str) -> list[str]:
        if name in self.headers:
            return self.headers[name]
        folded = name.lower()
        return next((v for k, v in self.headers.items() if k.lower() == folded), [])

    def values(self, location: str, name: str) -> list[str]:
        if location == "path":
            return [self.path[name]] if name in self.path else []
        return self.query.get(name, []) if location == "querystring" else self.header_values(name)


@dataclass
class MappingScope:
    """Where a mapping may read from; the response part is empty until the endpoint answered."""

    request: MethodRequest
    context: Mapping[str, Any]
    stage_variables: Mapping[str, str]
    body: Callable[[], str] = lambda: ""
    response_headers: Sequence[tuple[str, str]] = ()
    response_body: Callable[[], str] = field(default=lambda: "")


Source = Callable[[MappingScope], list[str]]
"""The values an expression stands for; none when what it names is absent."""


@dataclass(frozen=True)
class ParameterMapping:
    location: str  # "path", "querystring" or "header"
    name: str
    source: Source


_REQUEST_VALUE = re.compile(
    r"method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.(.+)"
)


def parse_mapping(
    target: str, expression: str, prefix: str, declared: Callable[[str, str], bool]
) -> ParameterMapping:
    """One entry of a requestParameters or responseParameters.

    `prefix` is what the target must start with, `declared(location, name)` whether the method
    declares a request parameter. Raises InvalidApi with the message that API Gateway answers.
    """
    location, _, name = target.removeprefix(prefix).partition(".")
    if not target.startswith(prefix) or location not in ("path", "querystring", "header"):
        raise _invalid(f"Invalid mapping expression specified: {target}")
    if not name:
        raise _invalid(f"Invalid mapping expression parameter specified: {target}")
    if (match := _REQUEST_VALUE.fullmatch(expression)) and not declared(
        match[1].removeprefix("multivalue"), match[2]
    ):
        raise _invalid(f"Invalid mapping expression parameter specified: {expression}")
    return ParameterMapping(location, name, parse_source(expression))


def parse_source(expression: str) -> Source:
    """Raises InvalidApi where the expression is none that API Gateway knows."""
    if len(expression) >= 2 and expression[0] == expression[-1] == "'":
        literal = [expression[1:-1]]
        return lambda scope: literal
    if match := _REQUEST_VALUE.fullmatch(expression):
        return _request_value(match[1], match[2])
    for prefix, parse in _SOURCES.items():
        if expression == prefix or expression.startswith(prefix + "."):
            return parse(expression[len(prefix) + 1 :])
    raise _invalid(f"Invalid mapping expression specified: {expression}")


def _request_value(location: str, name: str) -> Source:
    if location.startswith("multivalue"):
        return lambda scope: scope.request.values(location.removeprefix("multivalue"), name)
    return lambda scope: scope.request.values(location, name)[-1:]


def _context(path: str) -> Source:
    keys = path.split(".")
    return lambda scope: printable(look_up(scope.context, keys))


def _stage_variable(name: str) -> Source:
    return lambda scope: printable(scope.stage_variables.get(name))


def _request_body(path: str) -> Source:
    select = _body_selector(path)
    return lambda scope: select(scope.body())


def _response_header(name: str) -> Source:
    folded = name.lower()

    def values(scope: MappingScope) -> list[str]:
        found = [value for key, value in scope.response_headers if key.lower() == folded]
        return [", ".join(found)] if found else []

    return values


def _response_body(path: str) -> Source:
    select = _body_selector(path)
    return lambda scope: select(scope.response_body())


_SOURCES: dict[str, Callable[[str], Source]] = {
    "context": _context,
    "stageVariables": _stage_variable,
    "method.request.body": _request_body,
    "integration.response.header": _response_header,
    "integration.response.multivalueheader": _response_header,
    "integration.response.body": _response_body,
}


def _body_selector(path: str) -> Callable[[str], list[str]]:
    """The whole body, or what a JSON path selects from it, as the mapping template engine does."""
    if not path:
        return lambda body: [body]
    json_path = path if path.startswith("$") else f"$.{path}"
    template = compile_template(f"$input.json({json.dumps(json_path)})")
    return lambda body: _select(template, body)


def _select(template: Template, body: str) -> list[str]:
    variables = mapping_variables(
        body=body, path={}, querystring={}, header={}, context={}, stage_variables={}
    )
    rendered = template.render(variables)
    try:
        value = json.loads(rendered)
    except ValueError:
        return []
    if value in ("", None):
        return []
    return [value] if isinstance(value, str) else [rendered]


def look_up(tree: Mapping[str, Any], keys: Sequence[str]) -> Any:
    """The value at the end of the keys, None where one is missing."""
    value: Any = tree
    for key in keys:
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value


def printable(value: Any) -> list[str]:
    """The value as a header, path or query value; none for None, JSON for what is no string."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    return [json.dumps(value)]


def _invalid(error: str) -> InvalidApi:
    return InvalidApi(
        "Invalid mapping expression specified: Validation Result: "
        f"warnings : [], errors : [{error}]"
    )
