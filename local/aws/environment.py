"""MiniStack's settings, which it reads from the environment while it is imported."""

import json
import logging
import os
from pathlib import Path

ACCOUNT_ID = "000000000000"
REGION = "us-east-1"


def configure(state: Path, port: int) -> None:
    """Settle everything before MiniStack's first import: loopback, no side listeners, `state`."""
    state.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "services"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "AUTH": "false",
            "LOG_LEVEL": "ERROR",
        }
    )
    for setting in ("SERVICES", "USE_SSL", "LOCALSTACK_PERSISTENCE"):
        os.environ.pop(setting, None)
    # Deployments that fail are told by whoever deployed; here they would be told twice.
    logging.getLogger("cloudformation").setLevel(logging.CRITICAL)


def set_corrupt_state_aside(state: Path) -> list[Path]:
    """Rename every state file that is not whole JSON, so that it is neither read nor overwritten.

    Answers the files' new paths. MiniStack would start that service empty and write over the file.
    """
    moved = []
    for path in sorted((state / "services").glob("*.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            moved.append(path.rename(_free_name(path)))
    return moved


def _free_name(path: Path) -> Path:
    names = (path.with_suffix(f".corrupt-{number}") for number in range(1, 1_000_000))
    return next(name for name in names if not name.exists())
