"""The stack around the API: parameters, stage, deployment, resources."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tools.rules.intrinsics import references, sub_text, without_substitutions
from tools.rules.project import Project
from tools.rules.rule import Rule, rule

_QUOTAS = "Understand CloudFormation quotas"
_STAGE_VARIABLES = "Use stage variables for a REST API in API Gateway"

_MAX_TEMPLATE_BYTES = 1_000_000
_STAGE_VARIABLE = re.compile(
    r"""\$!?\{?stageVariables\.(?:get\(\s*["'](?P<got>\w+)["']\s*\)|(?P<named>\w+))|"""
    r"\bstageVariables\.(?P<mapped>\w+)"
)
_STAGE_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9._~:/?#&=,-]+")

# These do their work without being named by another resource.
_STANDS_ALONE = re.compile(
    r"AWS::ApiGateway::(Account|BasePathMapping|Stage|UsagePlanKey)|"
    r"AWS::Rekognition::Collection|AWS::CloudWatch::(Alarm|Dashboard)|AWS::Events::Rule|"
    r"AWS::Lambda::(Function|Permission|EventSourceMapping|EventInvokeConfig)|"
    r"AWS::StepFunctions::StateMachine|AWS::\w+::\w*Policy"
)


@rule(
    "RG050",
    "A clone deploys without a question, and says what can be chosen",
    source="CloudFormation template Parameters syntax",
)
def parameters(project: Project) -> Iterator[str]:
    for name, parameter in project.parameters.items():
        for member in ("Type", "Default", "Description"):
            if member not in parameter:
                yield f"parameter {name}: no {member}"


@rule(
    "RG051",
    "What nothing refers to is forgotten or broken",
    source="CloudFormation intrinsic function reference",
)
def referenced_resources(project: Project) -> Iterator[str]:
    named = set(references(project.transformed.get("Outputs")))
    for name, resource in project.resources.items():
        named |= set(references(resource)) - {name}
    named |= set(references(project.transformed.get("Conditions")))
    for name, resource in project.resources.items():
        if name not in named and not _STANDS_ALONE.fullmatch(resource.get("Type", "")):
            yield f"resource {name}: nothing refers to it"
    for name in project.parameters:
        if name not in named:
            yield f"parameter {name}: nothing refers to it"


@rule("RG052", "A larger template is refused", source=_QUOTAS)
def template_size(project: Project) -> Iterator[str]:
    size = len(json.dumps(project.transformed).encode())
    if size > _MAX_TEMPLATE_BYTES:
        yield f"the transformed template: {size} bytes, {_MAX_TEMPLATE_BYTES} at most"


@rule(
    "RG053",
    "Without OpenApiVersion SAM deploys a second stage, named Stage",
    source="AWS::Serverless::Api, OpenApiVersion",
)
def no_second_stage(project: Project) -> Iterator[str]:
    for name, deployment in project.of_type("AWS::ApiGateway::Deployment").items():
        if "StageName" in deployment:
            yield f"resource {name}: makes the stage {deployment['StageName']}; set OpenApiVersion"


@rule("RG054", "An unknown stage variable is an empty text", source=_STAGE_VARIABLES)
def stage_variables(project: Project) -> Iterator[str]:
    for stage_name, stage in project.of_type("AWS::ApiGateway::Stage").items():
        defined = stage.get("Variables") or {}
        for place, text in _uses(project):
            for found in _STAGE_VARIABLE.finditer(text):
                variable = found["got"] or found["named"] or found["mapped"]
                if variable not in {*defined, "get"}:
                    yield f"{place}: {stage_name} has no variable {variable}"
        for variable, value in defined.items():
            if problem := _value_problem(project, value):
                yield f"resource {stage_name}: variable {variable}: {problem}"


def _uses(project: Project) -> Iterator[tuple[str, str]]:
    yield from project.templates()
    for operation in project.operations:
        integration = operation.integration
        yield f"{operation}: uri", sub_text(integration.get("uri")) or ""
        for target, value in (integration.get("requestParameters") or {}).items():
            yield f"{operation}: {target}", str(value)


def _value_problem(project: Project, value: Any) -> str | None:
    """Pseudo parameters and resources' names are of these characters; parameters may not be."""
    texts = [sub_text(value)]
    texts += [
        str(project.parameters[name].get("Default", ""))
        for name in references(value)
        if name in project.parameters
    ]
    for text in filter(None, texts):
        if not _STAGE_VARIABLE_VALUE.fullmatch(without_substitutions(text)):
            return f"{text!r} has characters that a stage variable cannot hold"
    return None


RULES: tuple[Rule, ...] = (
    parameters,
    referenced_resources,
    template_size,
    no_second_stage,
    stage_variables,
)
