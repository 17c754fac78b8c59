"""What a rule is: an id, the reason for it, where that is written, and a function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.rules.project import Project

Check = Callable[[Project], Iterator[str]]
"""Yields one text for each violation, beginning with the place: `/labels post: ...`."""


@dataclass(frozen=True)
class Finding:
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


@dataclass(frozen=True)
class Rule:
    id: str
    reason: str
    source: str
    check: Check

    def findings(self, project: Project) -> list[Finding]:
        try:
            return [Finding(self.id, message) for message in self.check(project)]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # Only a document of quite another shape than OpenAPI's or CloudFormation's gets here.
            return [Finding(self.id, f"cannot be checked: {type(error).__name__}: {error}")]


def rule(rule_id: str, reason: str, *, source: str) -> Callable[[Check], Rule]:
    """Makes a Rule of the function below it; `source` names the AWS page or standard it follows."""
    return lambda check: Rule(rule_id, reason, source, check)
