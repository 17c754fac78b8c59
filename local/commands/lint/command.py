"""`python -m local lint`: everything found, a line each, and the exit code that says so."""

import argparse

from local.commands.api_definition import ApiDefinition
from local.commands.lint.definition import lint_definition
from local.commands.lint.findings import Finding
from local.commands.lint.templates import TemplateLint
from local.commands.printing import note
from tools.errors import RenderError


def lint_command(options: argparse.Namespace) -> int:
    api = ApiDefinition(options.app)
    try:
        findings = lint(api)
    except (RenderError, OSError) as error:
        note(str(error))
        return 1
    for finding in findings:
        print(finding)
    if not findings:
        print("vtl/, api/openapi.yaml  no finding")
    return 1 if findings else 0


def lint(api: ApiDefinition) -> list[Finding]:
    """Every finding once, by place. Raises RenderError for a file that cannot be read."""
    templates = TemplateLint(api)
    found = set(lint_definition(api))
    for path in api.template_files():
        found.update(templates.findings(api.template(path)))
    return sorted(found)
