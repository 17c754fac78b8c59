"""MiniStack's private names are checked before they are relied upon."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.aws.environment import set_corrupt_state_aside
from local.aws.hooks import HOOKS, TESTED_VERSION, Hook, check_hooks
from local.errors import LocalError


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # MiniStack reads its settings while it is imported.
    for name, value in {"STATE_DIR": str(tmp_path), "LOG_LEVEL": "ERROR"}.items():
        monkeypatch.setitem(os.environ, name, value)


def test_the_installed_release_has_every_hook() -> None:
    check_hooks()


def test_importing_ministack_leaves_the_recursion_limit_alone() -> None:
    script = "import sys; from local.aws.hooks import check_hooks; check_hooks()"
    limit = subprocess.run(
        [sys.executable, "-c", f"{script}; assert 'jsonata' in sys.modules; "
         "print(sys.getrecursionlimit())"],
        capture_output=True, check=True, text=True, cwd=Path(__file__).parents[3],
    ).stdout  # fmt: skip

    assert int(limit) == 1000


@pytest.mark.parametrize("hook", HOOKS, ids=str)
def test_a_hook_of_another_shape_is_noticed(hook: Hook) -> None:
    assert not hook.shape(None)


@pytest.mark.parametrize(
    ("module", "name"),
    [("app", "NO_SUCH_NAME"), ("no_such_module", "app")],
)
def test_what_is_gone_is_named_with_the_tested_release(module: str, name: str) -> None:
    with pytest.raises(LocalError, match=rf"no ministack\.{module}\.{name} .*{TESTED_VERSION}"):
        check_hooks((Hook(module, name, callable),))


def test_a_state_file_that_is_not_whole_is_set_aside(tmp_path: Path) -> None:
    services = tmp_path / "services"
    services.mkdir()
    (services / "dynamodb.json").write_text('{"tables": {"pho')
    (services / "s3.json").write_text("{}")
    (moved,) = set_corrupt_state_aside(tmp_path)
    assert moved.read_text() == '{"tables": {"pho'
    assert sorted(path.name for path in services.iterdir()) == [moved.name, "s3.json"]
    assert moved.suffix != ".json"


def test_a_file_set_aside_earlier_is_kept(tmp_path: Path) -> None:
    services = tmp_path / "services"
    services.mkdir()
    for content in ("{first", "{second"):
        (services / "sqs.json").write_text(content)
        set_corrupt_state_aside(tmp_path)
    assert sorted(path.read_text() for path in services.iterdir()) == ["{first", "{second"]
