"""samconfig.toml's `local` environment: what `sam deploy --config-env local` would deploy."""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.errors import LocalError

_FILE = Path("samconfig.toml")


@dataclass(frozen=True)
class DeploySettings:
    stack_name: str = "rekogate-local"
    region: str = "us-east-1"
    parameters: Mapping[str, str] = field(default_factory=dict)


def load_deploy_settings(root: Path) -> DeploySettings:
    """Raises LocalError for a file that is missing or that cannot be understood."""
    given = _section(root)
    defaults = DeploySettings()
    return DeploySettings(
        stack_name=str(given.get("stack_name", defaults.stack_name)),
        region=str(given.get("region", defaults.region)),
        parameters=_overrides(given.get("parameter_overrides", [])),
    )


def _section(root: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads((root / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LocalError(f"{_FILE}: no such file in {root}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LocalError(f"{_FILE}: {error}") from None
    local = document.get("local", {})
    commands = [local.get(command, {}).get("parameters", {}) for command in ("global", "deploy")]
    return {key: value for command in commands for key, value in command.items()}


def _overrides(given: str | list[str]) -> dict[str, str]:
    words = shlex.split(given) if isinstance(given, str) else given
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals:
            raise LocalError(f"{_FILE}: parameter_overrides: {name!r} is not Name=value")
    return {name: value for name, _, value in pairs}
