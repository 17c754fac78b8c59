"""Who may do what: no more than the integrations need."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.rules.intrinsics import as_list, referenced_role, sub_text, without_substitutions
from tools.rules.project import Operation, Project
from tools.rules.rule import Rule, rule

_AUTHORIZATION = "Actions, resources, and condition keys for Amazon Rekognition"
_LEAST = "Security best practices in IAM"
_DEPUTY = "The confused deputy problem"

TAKES_NO_RESOURCE = {
    "rekognition:CompareFaces",
    "rekognition:CreateCollection",
    "rekognition:DetectFaces",
    "rekognition:DetectLabels",
    "rekognition:DetectModerationLabels",
    "rekognition:DetectProtectiveEquipment",
    "rekognition:DetectText",
    "rekognition:ListCollections",
    "rekognition:RecognizeCelebrities",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""Actions for which IAM knows no resource, or none that exists here: `Resource: "*"` is right.

Source: the service authorization reference, pages of Rekognition and X-Ray. (DetectModerationLabels
can be limited to an adapter, which this stack has not.)
"""

_API_GATEWAY = "apigateway.amazonaws.com"
_SOURCE_KEYS = {"aws:SourceAccount", "aws:SourceArn"}
_STACK_NAME = "${AWS::StackName}"
_OWN_COLLECTIONS = re.compile(r"arn:[^:]+:rekognition:[^:]*:[^:]*:collection/STACK\..*")


@dataclass(frozen=True)
class _Statement:
    resource: str
    actions: tuple[str, ...]
    targets: tuple[Any, ...]


def _statements(project: Project) -> Iterator[_Statement]:
    """Every statement that allows something, in roles and in policies of their own."""
    for name, resource in project.resources.items():
        properties = resource.get("Properties") or {}
        policies = list(properties.get("Policies") or []) if _is(resource, "Role") else []
        if _is(resource, "Policy") or _is(resource, "ManagedPolicy"):
            policies = [properties]
        for policy in policies:
            for statement in as_list(policy["PolicyDocument"]["Statement"]):
                if statement.get("Effect") == "Allow":
                    actions = tuple(map(str, as_list(statement.get("Action", "*"))))
                    yield _Statement(name, actions, tuple(as_list(statement.get("Resource", "*"))))


def _is(resource: Mapping[str, Any], kind: str) -> bool:
    return resource.get("Type") == f"AWS::IAM::{kind}"


def _calls(project: Project) -> Iterator[tuple[Operation, str, str]]:
    """(operation, logical id of its role, `service:Action`) of each integration on an action."""
    for operation in project.operations:
        role = referenced_role(operation.integration.get("credentials"))
        action = operation.service_action()
        if role and action:
            yield operation, role, ":".join(action)


def _allowed(project: Project, role: str) -> set[str]:
    return {a for s in _statements(project) if s.resource == role for a in s.actions}


@rule("RG060", "Least privilege: * only where IAM knows no resource", source=_AUTHORIZATION)
def wildcards(project: Project) -> Iterator[str]:
    for statement in _statements(project):
        for action in statement.actions:
            if "*" in action:
                yield f"resource {statement.resource}: allows {action}"
            elif "*" in statement.targets and action not in TAKES_NO_RESOURCE:
                yield f"resource {statement.resource}: allows {action} on every resource"


@rule("RG061", "Another stack's faces are none of ours", source=_AUTHORIZATION)
def own_collections(project: Project) -> Iterator[str]:
    for statement in _statements(project):
        scoped = [
            action
            for action in statement.actions
            if action.startswith("rekognition:") and action not in TAKES_NO_RESOURCE
        ]
        for action in [] if all(map(_is_own_collection, statement.targets)) else scoped:
            yield f"resource {statement.resource}: {action} reaches beyond this stack's collections"


def _is_own_collection(target: Any) -> bool:
    arn = (sub_text(target) or "").replace(_STACK_NAME, "STACK")
    return _OWN_COLLECTIONS.fullmatch(without_substitutions(arn)) is not None


@rule("RG062", "A call that its role does not allow fails for every caller", source=_LEAST)
def needed_actions(project: Project) -> Iterator[str]:
    for operation, role, action in _calls(project):
        if action not in _allowed(project, role):
            yield f"{operation}: {role} does not allow {action}"


@rule("RG063", "What no integration calls needs no permission", source=_LEAST)
def unneeded_actions(project: Project) -> Iterator[str]:
    calls = {(role, action) for _, role, action in _calls(project)}
    for role in sorted({role for role, _ in calls}):
        for action in sorted(_allowed(project, role)):
            if action.startswith("rekognition:") and (role, action) not in calls:
                yield f"resource {role}: allows {action}, which no integration calls"


@rule("RG064", "The role of an integration is API Gateway's alone", source=_DEPUTY)
def trust(project: Project) -> Iterator[str]:
    roles = project.of_type("AWS::IAM::Role")
    for operation in project.operations:
        name = referenced_role(operation.integration.get("credentials"))
        if name is not None and name not in roles:
            yield f"{operation}: {name} is no role of this stack"
    for name, role in roles.items():
        for statement in as_list(role["AssumeRolePolicyDocument"]["Statement"]):
            if problem := _trust_problem(statement, _is_called(project, name)):
                yield f"resource {name}: {problem}"


def _is_called(project: Project, role: str) -> bool:
    credentials = (operation.integration.get("credentials") for operation in project.operations)
    return role in map(referenced_role, credentials)


def _trust_problem(statement: Mapping[str, Any], for_api_gateway: bool) -> str | None:
    principal = statement.get("Principal")
    services = as_list(principal.get("Service", [])) if isinstance(principal, dict) else []
    if not services or set(principal or ()) != {"Service"}:
        return f"trusts {principal}, which is no AWS service"
    if not for_api_gateway and _API_GATEWAY not in services:
        return None
    if services != [_API_GATEWAY] or as_list(statement.get("Action")) != ["sts:AssumeRole"]:
        return f"must be assumed by {_API_GATEWAY} alone"
    keys = {key for test in (statement.get("Condition") or {}).values() for key in test}
    if not keys <= _SOURCE_KEYS:
        return f"a condition on {', '.join(sorted(keys - _SOURCE_KEYS))}"
    return None


RULES: tuple[Rule, ...] = (wildcards, own_collections, needed_actions, unneeded_actions, trust)
