"""Each part could be lifted out: who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("local", "functions", "tools")


def imported(folder: str) -> Iterator[tuple[str, str]]:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((str(path.relative_to(ROOT)), name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: a relative import"
                yield str(path.relative_to(ROOT)), node.module or ""


@pytest.mark.parametrize(
    ("folder", "may_import"),
    [
        ("local/vtl", ("local.vtl",)),
        ("local/gateway", ("local.gateway", "local.vtl")),
        ("local/rekognition", ("local.rekognition",)),
        ("tools", ("tools", "local.vtl")),
        ("local", ("local", "tools")),
    ],
)
def test_a_part_imports_only_what_it_may(folder: str, may_import: tuple[str, ...]) -> None:
    for path, module in imported(folder):
        if module.split(".")[0] in OURS:
            allowed = any(module == own or module.startswith(f"{own}.") for own in may_import)
            assert allowed, f"{path} imports {module}"


def test_only_one_package_knows_ministack() -> None:
    knowing = {path for path, module in imported("local") if module.split(".")[0] == "ministack"}

    assert knowing <= {str(p.relative_to(ROOT)) for p in (ROOT / "local/aws").glob("*.py")}
