from pathlib import Path

import pytest

from tests.template.small_project import write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a small project that renders, not yet rendered."""
    return write_project(tmp_path)
