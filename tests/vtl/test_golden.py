"""Each mapping template, as it is deployed, against what it must render.

A case is a folder tests/vtl/<template>/<case>/: `case.yaml` holds what the template is given (body,
path, query, header) and the overrides it must make, `expected.json` what it must print.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.vtl import mapping_variables, render
from tools.vtl_source import TemplateFolder

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent
TEMPLATES = sorted(path.name.removesuffix(".vtl") for path in (ROOT / "vtl").glob("*.vtl"))
ALL_CASES = sorted(path.parent.relative_to(CASES) for path in CASES.glob("*/*/case.yaml"))


def _deployed(template: str) -> str:
    folder = TemplateFolder(ROOT, generated={})
    return folder.render(Path(f"vtl/{template}.vtl"), named_at="this test").text


def _render(template: str, case: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    context: dict[str, Any] = {"requestId": "request-1"}
    variables = mapping_variables(
        body=case.get("body", ""),
        path=case.get("path", {}),
        querystring=case.get("query", {}),
        header=case.get("header", {}),
        context=context,
        stage_variables={"collection_prefix": "stack."},
    )
    text = render(_deployed(template), variables)
    return text, context.get("responseOverride", {})


@pytest.mark.parametrize("path", ALL_CASES, ids=str)
def test_template_renders(path: Path) -> None:
    case = yaml.safe_load((CASES / path / "case.yaml").read_text())
    expected = (CASES / path / "expected.json").read_text()

    text, overrides = _render(path.parent.name, case)

    assert "\n" not in text.strip()
    if expected.strip():
        assert json.loads(text) == json.loads(expected)
    else:
        assert text.strip() == ""
    assert overrides.get("status") == case.get("overrides_status")
    assert overrides.get("header", {}) == case.get("overrides_header", {})


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_has_cases(template: str) -> None:
    assert template in {path.parts[0] for path in ALL_CASES}


@pytest.mark.parametrize("folder", sorted({path.parts[0] for path in ALL_CASES}))
def test_cases_have_a_template(folder: str) -> None:
    assert folder in TEMPLATES
