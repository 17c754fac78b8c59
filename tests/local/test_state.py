"""The state folder is one run's at a time, and its env file is there only while that run is."""

import os
from pathlib import Path

import pytest

from local.errors import LocalError
from local.state import env_file, held


def test_a_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    with held(tmp_path / "deep" / "state"):
        assert (tmp_path / "deep" / "state").is_dir()


def test_a_held_folder_is_refused_with_the_process_that_holds_it(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(LocalError, match=rf"in use .*process {os.getpid()}"):
        held(tmp_path).__enter__()


def test_a_folder_can_be_held_again_once_it_is_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with held(tmp_path):
            pass


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalError, match="cannot use"):
        held(tmp_path / "file").__enter__()


def test_the_env_file_holds_a_pair_a_line_until_the_end(tmp_path: Path) -> None:
    with env_file(tmp_path, {"API_URL": "http://127.0.0.1:1", "KEY": "test"}):
        assert (tmp_path / "env").read_text() == "API_URL=http://127.0.0.1:1\nKEY=test\n"
    assert list(tmp_path.iterdir()) == []


def test_the_env_file_of_a_killed_run_is_gone_before_the_next_is_ready(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("API_URL=http://127.0.0.1:1\n")
    with held(tmp_path):
        assert not (tmp_path / "env").exists()
