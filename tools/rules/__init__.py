"""Our own rules on what is deployed, one small function each."""

from tools.rules import (
    access,
    gateway_responses,
    integration_responses,
    integrations,
    openapi,
    repository,
    schemas,
    stack,
)
from tools.rules.project import Project
from tools.rules.rule import Finding, Rule

RULES: tuple[Rule, ...] = (
    *openapi.RULES,
    *schemas.RULES,
    *integrations.RULES,
    *integration_responses.RULES,
    *gateway_responses.RULES,
    *stack.RULES,
    *access.RULES,
    *repository.RULES,
)

__all__ = ["RULES", "Finding", "Project", "Rule"]
