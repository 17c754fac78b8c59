from collections.abc import Callable
from pathlib import Path

import pytest

from tests.template.small_project import write_project
from tools import render as renderer
from tools.rules import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real() -> Project:
    """What this repository deploys."""
    return Project.load(ROOT)


@pytest.fixture(scope="session")
def small_transformed(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The small project as CloudFormation receives it; not to be changed."""
    root = write_project(tmp_path_factory.mktemp("small"))
    render_quietly(root)
    return dict(Project.load(root).transformed)


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """The sources of the small project, to be changed and rendered."""
    return write_project(tmp_path)


@pytest.fixture
def render() -> Callable[[Path], None]:
    return render_quietly


def render_quietly(root: Path) -> None:
    for file in renderer.rendered_files(root):
        renderer.write(root, file)
