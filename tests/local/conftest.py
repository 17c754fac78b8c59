"""A local run as its user starts it: a process of its own, on free ports, over a copy of the app.

The application's copy may be edited; nothing is written where the sources are.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config

ROOT = Path(__file__).parents[2]
SOURCES = ("template.yaml", "samconfig.toml", "api", "vtl", "functions", "statemachines")
PATIENCE_SECONDS = 60


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One run serves most of them, so one worker has them all.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("local"))


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"waited for nothing: {what}")
        time.sleep(0.02)


@dataclass
class LocalRun:
    """`python -m local` over the application in `app`, with its state in `state`."""

    app: Path
    state: Path
    console: Path
    process: subprocess.Popen[str]
    environment: dict[str, str]

    @property
    def api_url(self) -> str:
        return self.environment["API_URL"]

    def printed(self) -> str:
        return self.console.read_text()

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.api_url + path, timeout=60, **options)

    def client(self, service: str) -> Any:
        """A boto3 client of the run's AWS port."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            region_name=self.environment["AWS_DEFAULT_REGION"],
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}),
        )

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def command(app: Path, state: Path, *switches: str) -> list[str]:
    given = ["--app", str(app), "--state", str(state), "--port", "0", "--aws-port", "0"]
    return [sys.executable, "-m", "local", *given, *switches]


Start = Callable[..., LocalRun]


@pytest.fixture(scope="session")
def copy_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a copy of the application's sources that a test may edit."""

    def copy() -> Path:
        app = tmp_path_factory.mktemp("app")
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, app / name)
            elif source.exists():
                shutil.copy(source, app / name)
        return app

    return copy


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a run and waits until it is ready; what still runs at the end is stopped."""
    started: list[LocalRun] = []

    def start_run(app: Path, state: Path | None = None) -> LocalRun:
        state = state or tmp_path_factory.mktemp("state")
        env = state / "env"
        env.unlink(missing_ok=True)  # of a run that was killed
        console = tmp_path_factory.mktemp("console") / "console.txt"
        with console.open("w") as output:
            process = subprocess.Popen(
                command(app, state), cwd=ROOT, stdout=output, stderr=output, text=True
            )
        wait_until(lambda: env.exists() or process.poll() is not None, "a run that is ready")
        if process.poll() is not None:
            pytest.fail(f"the run ended at its start:\n{console.read_text()}")
        lines = env.read_text().splitlines()
        environment = dict(line.split("=", 1) for line in lines)
        started.append(LocalRun(app, state, console, process, environment))
        return started[-1]

    yield start_run
    for run in started:
        if run.process.poll() is None:
            run.end()


@pytest.fixture(scope="session")
def run(start: Start, copy_app: Callable[[], Path]) -> LocalRun:
    """One run that the tests share; whoever edits its application puts it back."""
    return start(copy_app())
