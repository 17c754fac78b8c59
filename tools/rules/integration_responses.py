"""Integration responses: which answer of the service becomes which answer of ours."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tools.rules.project import Operation, Project
from tools.rules.rule import Rule, rule

_RESPONSES = "x-amazon-apigateway-integration.responses object"
_BINARY = "Content type conversions in API Gateway"
_MAPPING = "Parameter mapping source reference for REST APIs"

_AWS_PATTERNS = ["2\\d{2}", "4\\d{2}", "5\\d{2}", "default"]
_STATUSES = range(100, 600)
_RESPONSE_HEADER = re.compile(r"method\.response\.header\.(.+)")
_SOURCE = re.compile(
    r"'[^']*'|integration\.response\.(header|body)\..+|integration\.response\.body|"
    r"(context|stageVariables)\.[\w.]+"
)


def _responses(project: Project) -> Iterator[tuple[Operation, str, Mapping[str, Any]]]:
    for operation in project.operations:
        for pattern, response in operation.integration_responses.items():
            yield operation, pattern, response


@rule("RG030", "A status that no pattern matches is a 500 of API Gateway's own", source=_RESPONSES)
def patterns(project: Project) -> Iterator[str]:
    for operation in project.operations:
        given = set(operation.integration_responses)
        for pattern in _AWS_PATTERNS if operation.is_aws else ["default"]:
            if operation.integration and pattern not in given:
                yield f"{operation}: no integration response for {pattern}"


@rule("RG031", "Which of two matching patterns wins is not documented", source=_RESPONSES)
def disjoint_patterns(project: Project) -> Iterator[str]:
    for operation in project.operations:
        regexes = [p for p in operation.integration_responses if p != "default"]
        if invalid := [p for p in regexes if not _compiles(p)]:
            yield f"{operation}: {invalid[0]} is not a regular expression"
            continue
        for status in _STATUSES:
            matching = [p for p in regexes if re.fullmatch(p, str(status))]
            if len(matching) > 1:
                yield f"{operation}: {status} matches {' and '.join(matching)}"
                break


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


@rule("RG032", "Answering with an undeclared status is a 500", source=_RESPONSES)
def declared_statuses(project: Project) -> Iterator[str]:
    for operation, pattern, response in _responses(project):
        status = response.get("statusCode")
        if not isinstance(status, str) or status not in (operation.definition["responses"] or {}):
            yield f"{operation}: integration response {pattern}: status {status!r} is not declared"


@rule(
    "RG033",
    "Integration responses are kept by status: of two, one is lost",
    source="PutIntegrationResponse, API Gateway API reference",
)
def one_per_status(project: Project) -> Iterator[str]:
    for operation in project.operations:
        seen: dict[Any, str] = {}
        for pattern, response in operation.integration_responses.items():
            status = response.get("statusCode")
            if status in seen:
                yield f"{operation}: {seen[status]} and {pattern} both answer {status}"
            seen[status] = pattern


@rule("RG034", "Accept: image/png makes a JSON answer a 500 unless it is kept text", source=_BINARY)
def kept_text(project: Project) -> Iterator[str]:
    for operation, pattern, response in _responses(project):
        if response.get("contentHandling") != "CONVERT_TO_TEXT":
            place = f"{operation}: integration response {pattern}"
            yield f"{place} lacks contentHandling CONVERT_TO_TEXT"


@rule("RG035", "The one template is used whatever the client accepts", source=_RESPONSES)
def one_template(project: Project) -> Iterator[str]:
    for operation, pattern, response in _responses(project):
        types = list(response.get("responseTemplates") or {})
        if types != ["application/json"]:
            place = f"{operation}: integration response {pattern}"
            yield f"{place} has templates for {types}, not for application/json alone"


@rule(
    "RG036", "A header that the method response does not declare fails the import", source=_MAPPING
)
def response_parameters(project: Project) -> Iterator[str]:
    for operation, pattern, response in _responses(project):
        declared = _declared_headers(operation, response.get("statusCode"))
        for target, value in (response.get("responseParameters") or {}).items():
            place = f"{operation}: integration response {pattern}: {target}"
            header = _RESPONSE_HEADER.fullmatch(target)
            if header is None:
                yield f"{place} is not method.response.header.<name>"
            elif header[1] not in declared:
                yield f"{place} is not declared by response {response.get('statusCode')}"
            if not _SOURCE.fullmatch(str(value)):
                yield f"{place}: {value} is neither in single quotes nor a response parameter"


def _declared_headers(operation: Operation, status: Any) -> set[str]:
    responses = operation.definition.get("responses") or {}
    return set((responses.get(status) or {}).get("headers") or {})


RULES: tuple[Rule, ...] = (
    patterns,
    disjoint_patterns,
    declared_statuses,
    one_per_status,
    kept_text,
    one_template,
    response_parameters,
)
