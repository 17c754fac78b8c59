"""`python -m tools.check_template`: lints what is deployed, after include and transform.

cfn-lint replaces a DefinitionBody by nothing before it looks at a SAM template, so it is run on
the transformed template, where the API is a plain AWS::ApiGateway::RestApi.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

from tools.errors import TransformError
from tools.rules import RULES, Finding, Project

IGNORED: Mapping[str, str] = {
    "W3005": "SAM itself adds a DependsOn that a reference makes redundant",
}
"""Findings of cfn-lint that say nothing about what is written here, each with its reason."""


def check(project: Project) -> list[Finding]:
    """Every finding of cfn-lint, of the serverless rules and of our own, in that order."""
    return [*lint_transformed(project.transformed), *check_rules(project)]


def check_rules(project: Project) -> list[Finding]:
    return [finding for rule in RULES for finding in rule.findings(project)]


def lint_transformed(template: Mapping[str, Any]) -> list[Finding]:
    """What cfn-lint and the serverless rules find in a transformed template."""
    arguments = ManualArgs(append_rules=["cfn_lint_serverless.rules"], ignore_checks=[*IGNORED])
    matches = lint(json.dumps(template), config=arguments)
    return [Finding(match.rule.id, f"{_place(match)}: {match.message}") for match in matches]


def _place(match: Any) -> str:
    return "/".join(map(str, getattr(match, "path", None) or [])) or "template"


def main(root: Path | None = None) -> int:
    try:
        project = Project.load(root or Path(__file__).parents[1])
        findings = check(project)
    except (TransformError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for finding in findings:
        print(finding)
    if not findings:
        print(f"template.yaml  {len(project.operations)} routes, {len(RULES)} rules, no finding")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
