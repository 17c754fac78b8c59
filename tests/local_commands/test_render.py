"""`python -m local render`: what a template yields, as API Gateway would have it."""

import base64
import io
import json
from pathlib import Path

import pytest

from tests.local_commands.conftest import Application, Command

JPEG = b"\xff\xd8\xff\xe0 a picture"
SEARCH = ("render", "vtl/search.request.vtl", "--path", "collection_id=people")


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "photo.bin"
    path.write_bytes(JPEG)
    return str(path)


def _answer(tmp_path: Path, answer: object) -> str:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer))
    return str(path)


def test_a_request_template_prints_what_would_be_sent(
    command: Command, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*SEARCH, "--body", photo, "--query", "max_faces=3") == 0
    sent = json.loads(capsys.readouterr().out)
    assert (sent["CollectionId"], sent["MaxFaces"]) == ("rekogate-local.people", 3)


def test_an_image_reaches_the_template_as_base64(
    command: Command, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command(*SEARCH, "--body", photo)
    sent = json.loads(capsys.readouterr().out)
    assert base64.b64decode(sent["Image"]["Bytes"]) == JPEG


def test_a_body_of_no_binary_type_reaches_the_template_as_text(
    command: Command, photo: str, capsys: pytest.CaptureFixture[str], application: Application
) -> None:
    application.write("vtl/health.request.vtl", '{"statusCode":200,"body":"$input.body"}\n')
    command(
        "render",
        "vtl/health.request.vtl",
        *("--app", str(application.root), "--body", photo, "--header", "Content-Type: text/plain"),
    )
    assert json.loads(capsys.readouterr().out)["body"].endswith(" a picture")


def test_each_parameter_may_be_given_again(
    command: Command, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command(*SEARCH, "--body", photo, "--query", "max_faces=3", "--query", "threshold=99.50")
    out = capsys.readouterr().out
    assert json.loads(out)["MaxFaces"] == 3
    assert '"FaceMatchThreshold": 99.50' in out, "a number is printed as it is sent"


def test_a_stage_variable_may_be_given(
    command: Command, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command(*SEARCH, "--body", photo, "--stage-variable", "collection_prefix=mine.")
    assert json.loads(capsys.readouterr().out)["CollectionId"] == "mine.people"


def test_a_response_template_prints_what_the_client_gets(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _answer(tmp_path, {"__type": "ResourceNotFoundException"})
    arguments = ("--body", answer, "--status", "400", "--path", "collection_id=people")
    assert command("render", "vtl/search.problem.vtl", *arguments) == 0
    head, _, body = capsys.readouterr().out.partition("\n\n")
    assert head.splitlines() == ["HTTP 404 Not Found", "Content-Type: application/problem+json"]
    assert json.loads(body)["detail"] == "There is no collection people."


def test_a_header_override_is_among_the_headers(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _answer(tmp_path, {"__type": "ThrottlingException"})
    command("render", "vtl/search.problem.vtl", "--body", answer, "--status", "400")
    head = capsys.readouterr().out.partition("\n\n")[0].splitlines()
    assert head[0] == "HTTP 429 Too Many Requests"
    assert "Retry-After: 1" in head


def test_a_success_has_the_status_of_its_integration_response(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _answer(tmp_path, {"FaceModelVersion": "7"})
    command(
        "render",
        "vtl/create_collection.response.vtl",
        "--body",
        answer,
        "--path",
        "collection_id=p",
    )
    head, _, body = capsys.readouterr().out.partition("\n\n")
    assert head.startswith("HTTP 201 Created\n")
    assert json.loads(body) == {"collection_id": "p", "face_model_version": "7"}


def test_a_status_that_the_template_does_not_answer_is_warned_of(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("render", "vtl/search.response.vtl", "--status", "500")
    assert "no route answers the service's 500" in capsys.readouterr().err


def test_the_body_may_come_from_standard_input(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(JPEG)))
    command(*SEARCH, "--body", "-")
    assert base64.b64decode(json.loads(capsys.readouterr().out)["Image"]["Bytes"]) == JPEG


def test_what_is_no_json_is_printed_with_a_warning(
    command: Command, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    application.write("vtl/health.response.vtl", '{"status":}')
    assert command("render", "vtl/health.response.vtl", "--app", str(application.root)) == 0
    printed = capsys.readouterr()
    assert '{"status":}' in printed.out
    assert "no valid JSON" in printed.err


def test_a_method_that_java_does_not_have_is_warned_of(
    command: Command, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    application.write("vtl/health.response.vtl", '#set($s = "a")\n{"status":"$s.reverse()"}')
    command("render", "vtl/health.response.vtl", "--app", str(application.root))
    warning = capsys.readouterr().err
    assert warning.startswith("local: vtl/health.response.vtl:2:")
    assert "reverse" in warning


def test_a_template_that_velocity_refuses_is_one_line_with_its_place(
    command: Command, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    application.write("vtl/health.response.vtl", '{"status":\n#if(}')
    assert command("render", "vtl/health.response.vtl", "--app", str(application.root)) == 1
    assert capsys.readouterr().err.startswith("local: vtl/health.response.vtl:2:")


def test_an_error_inside_a_part_is_placed_in_the_part(
    command: Command, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    application.edit("vtl/lib/image.vtl", "#set($bytes = $input.body)", "#set($bytes = )")
    command("render", "vtl/search.request.vtl", "--app", str(application.root))
    assert capsys.readouterr().err.startswith("local: vtl/lib/image.vtl:")


@pytest.mark.parametrize(
    "arguments", [("vtl/none.vtl",), ("elsewhere.vtl",), ("vtl/search.request.vtl", "--body", "no")]
)
def test_a_missing_file_is_one_line(
    command: Command, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("render", *arguments) == 1
    printed = capsys.readouterr()
    assert len(printed.err.splitlines()) == 1
    assert printed.err.startswith("local: ")


def test_what_is_not_name_value_is_an_error_of_usage(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*SEARCH, "--query", "max_faces") == 2
    assert "'max_faces' is not NAME=VALUE" in capsys.readouterr().err
