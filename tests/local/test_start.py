"""What keeps a run from starting is told in one line."""

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.local.conftest import ROOT, LocalRun, command


@pytest.fixture
def app(copy_app: Callable[[], Path]) -> Path:
    return copy_app()


def refusal(app: Path, state: Path, *switches: str, code: int = 1) -> str:
    """The last line on stderr of a run that ends by itself."""
    ended = subprocess.run(
        command(app, state, *switches), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == code, ended
    assert "Traceback" not in ended.stderr
    assert not (state / "env").exists()
    if code == 1:
        assert len(ended.stderr.splitlines()) == 1, ended.stderr
    return ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("switch", ["--port", "--aws-port"])
def test_a_taken_port(app: Path, tmp_path: Path, switch: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = refusal(app, tmp_path, switch, port)
    assert line == f"local: port {port} is taken: choose another with {switch}"


def test_a_port_that_is_none(app: Path, tmp_path: Path) -> None:
    assert "--port" in refusal(app, tmp_path, "--port", "70000", code=2)


def test_a_folder_without_a_template(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    line = refusal(tmp_path / "empty", tmp_path / "state")
    assert line == f"local: no template.yaml in {tmp_path / 'empty'}: name its folder with --app"


def test_a_state_folder_in_use(run: LocalRun) -> None:
    ended = subprocess.run(
        command(run.app, run.state), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert f"in use by another run (process {run.process.pid})" in ended.stderr
    assert run.get("/health").status_code == 200


@pytest.mark.parametrize("name", ["api/openapi.yaml", "vtl/health.response.vtl", "samconfig.toml"])
def test_a_missing_source(app: Path, tmp_path: Path, name: str) -> None:
    (app / name).unlink()
    assert Path(name).name in refusal(app, tmp_path)


def test_a_template_that_does_not_transform(app: Path, tmp_path: Path) -> None:
    template = app / "template.yaml"
    template.write_text(template.read_text().replace("StageName: !Ref", "StageNam: !Ref"))
    assert "StageNam" in refusal(app, tmp_path)


def test_an_api_that_cannot_be_imported_names_the_resource_and_the_reason(
    app: Path, tmp_path: Path
) -> None:
    openapi = app / "api" / "openapi.yaml"
    text = openapi.read_text()
    assert "type: mock" in text
    openapi.write_text(text.replace("type: mock", "type: magic"))
    line = refusal(app, tmp_path)
    assert line.startswith("local: Api (AWS::ApiGateway::RestApi): ")
    assert "/health" in line
