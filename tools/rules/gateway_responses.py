"""Gateway responses: what API Gateway answers by itself."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tools.problems import DEFAULT_STATUS, GATEWAY_RESPONSES_KEY
from tools.rules.project import Project
from tools.rules.rule import Rule, rule

_TYPES = "Gateway response types for API Gateway"
_VARIABLES = "Gateway responses for REST APIs in API Gateway"

_CONTEXT = re.compile(r"\$context\.[A-Za-z.]+")
_MESSAGE_STRING = "$context.error.messageString"
# These carry text of the client's or of AWS's internals, and no quotes of their own.
_UNSAFE = re.compile(r"\$context\.error\.(message|validationErrorString)\b")
_STATIC = re.compile(r"'[^']*'")


def _responses(project: Project) -> dict[str, Any]:
    return project.body.get(GATEWAY_RESPONSES_KEY) or {}


@rule("RG040", "An unknown type fails the import", source=_TYPES)
def known_types(project: Project) -> Iterator[str]:
    for name in sorted(set(_responses(project)) - set(DEFAULT_STATUS)):
        yield f"gateway response {name}: no such type"


@rule("RG041", "These two answer for every type that is not customised", source=_TYPES)
def defaults(project: Project) -> Iterator[str]:
    for name in ("DEFAULT_4XX", "DEFAULT_5XX"):
        response = _responses(project).get(name)
        if response is None:
            yield f"gateway response {name}: missing"
        elif "statusCode" in response:
            yield f"gateway response {name}: a statusCode here replaces that of all other types"


@rule("RG042", "The template is no VTL: variables are put in as they are", source=_VARIABLES)
def valid_json(project: Project) -> Iterator[str]:
    for name, response in _responses(project).items():
        templates = response.get("responseTemplates") or {}
        if set(templates) != {"application/json"}:
            yield f"gateway response {name}: one template, for application/json"
        for text in templates.values():
            if problem := _json_problem(text):
                yield f"gateway response {name}: {problem}"


def _json_problem(text: str) -> str | None:
    if unsafe := _UNSAFE.search(text.replace(_MESSAGE_STRING, "")):
        return f"{unsafe[0]} may break out of its string or tell of internals"
    filled = _CONTEXT.sub("x", text.replace(_MESSAGE_STRING, '"x"'))
    try:
        json.loads(filled)
    except ValueError as error:
        return f"not JSON: {error}"
    return None


@rule("RG043", "An error says what it is by its media type", source="RFC 9457, section 3")
def problem_headers(project: Project) -> Iterator[str]:
    for name, response in _responses(project).items():
        headers = response.get("responseParameters") or {}
        given = headers.get("gatewayresponse.header.Content-Type")
        if given != "'application/problem+json'":
            yield f"gateway response {name}: Content-Type is {given}"
        for target, value in headers.items():
            if not target.startswith("gatewayresponse.header.") or not _STATIC.fullmatch(value):
                yield f"gateway response {name}: {target}: {value} is not a header in quotes"


RULES: tuple[Rule, ...] = (known_types, defaults, valid_json, problem_headers)
