"""Renders recorded from the real API Gateway (a MOCK integration's response template)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.vtl import render

RECORDED = Path(__file__).parents[3] / "../shared/aws-recorded/vtl.json"
CASES = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.is_file() else []


def _folded(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()


@pytest.mark.skipif(not CASES, reason="the recorded renders are not beside this repository")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_renders_what_api_gateway_rendered(case: dict[str, Any]) -> None:
    rendered = render(case["template"], case["variables"])

    if isinstance(case["aws"], str):
        assert _folded(rendered) == _folded(case["aws"])
    else:
        assert json.loads(rendered) == case["aws"]
