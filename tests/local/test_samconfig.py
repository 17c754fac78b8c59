"""The local run deploys what `sam deploy --config-env local` would."""

from pathlib import Path

import pytest

from local.errors import LocalError
from local.samconfig import DeploySettings, load_deploy_settings


def settings(folder: Path, text: str) -> DeploySettings:
    (folder / "samconfig.toml").write_text(text)
    return load_deploy_settings(folder)


def test_settings_of_all_commands_and_of_deploy_are_read_together(tmp_path: Path) -> None:
    loaded = settings(
        tmp_path,
        """
        version = 0.1
        [local.global.parameters]
        stack_name = "mine"
        [local.deploy.parameters]
        region = "eu-central-1"
        parameter_overrides = ["StageName=local", "Motto=a = b"]
        """,
    )
    assert loaded == DeploySettings(
        "mine", "eu-central-1", {"StageName": "local", "Motto": "a = b"}
    )


def test_overrides_may_be_one_text_with_quotes(tmp_path: Path) -> None:
    loaded = settings(
        tmp_path,
        """
        [local.deploy.parameters]
        parameter_overrides = "StageName=local Motto='two words'"
        """,
    )
    assert loaded.parameters == {"StageName": "local", "Motto": "two words"}


def test_without_a_local_environment_there_are_defaults(tmp_path: Path) -> None:
    assert settings(tmp_path, "version = 0.1") == DeploySettings("rekogate-local", "us-east-1", {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("version = ", "samconfig.toml: Invalid value"),
        ('[local.deploy.parameters]\nparameter_overrides = ["Stage"]', "'Stage' is not Name=value"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LocalError, match=reason):
        settings(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"samconfig\.toml: no such file"):
        load_deploy_settings(tmp_path)
