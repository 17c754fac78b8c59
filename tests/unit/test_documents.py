"""What the documents say agrees with what the project does."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PROBLEMS = yaml.safe_load((ROOT / "api" / "problems.yaml").read_text())["problems"]


def test_every_problem_is_explained_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` ", (ROOT / "docs/problems.md").read_text(), re.M)

    assert {code: int(status) for status, code in rows} == {
        code: problem["status"] for code, problem in PROBLEMS.items()
    }


def test_every_route_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    paths = yaml.safe_load((ROOT / "api" / "openapi.yaml").read_text())["paths"]

    for path, operations in paths.items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in readme


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
