"""What this repository deploys satisfies every rule."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.template.conftest import ROOT
from tools import check_template
from tools.render import drift, rendered_files
from tools.rules import RULES, Project, Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_template_satisfies(real: Project, rule: Rule) -> None:
    assert [str(finding) for finding in rule.findings(real)] == []


def test_cfn_lint_and_the_serverless_rules_find_nothing(real: Project) -> None:
    assert [str(finding) for finding in check_template.lint_transformed(real.transformed)] == []


def test_the_committed_files_are_what_the_sources_render_to() -> None:
    difference = [line for file in rendered_files(ROOT) for line in drift(ROOT, file)]

    assert "\n".join(difference) == ""


class TestCommand:
    def test_accepts_what_is_deployed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert check_template.main(ROOT) == 0
        assert capsys.readouterr().out.endswith("no finding\n")

    def test_prints_each_finding_with_its_rule(
        self, small_root: Path, render: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        openapi = small_root / "api/openapi.yaml"
        text = openapi.read_text(encoding="utf-8")
        openapi.write_text(text.replace("timeoutInMillis: 20000", "timeoutInMillis: 1", 1))
        render(small_root)

        assert check_template.main(small_root) == 1
        assert capsys.readouterr().out == (
            "RG021 /labels post: timeoutInMillis 1 is not from 50 to 29000\n"
        )

    def test_a_template_that_does_not_transform_is_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert check_template.main(tmp_path) == 1
        assert capsys.readouterr().err == "template.yaml: no such file\n"
