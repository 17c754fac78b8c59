"""A package is the template with its local files as S3 objects named by their content."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.errors import LocalError
from local.packaging import package

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: !Ref AWS::StackName
      DefinitionBody:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}
  Resize:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: functions/resize, Handler: app.handle}
  Stored:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: s3://elsewhere/code.zip, Handler: app.handle}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: flow.asl.yaml}
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "api.yaml").write_text("openapi: 3.0.1\n")
    (tmp_path / "flow.asl.yaml").write_text("StartAt: A\n")
    code = tmp_path / "functions" / "resize"
    (code / "__pycache__").mkdir(parents=True)
    (code / "app.py").write_text("def handle(event, context): ...\n")
    (code / "__pycache__" / "app.pyc").write_bytes(b"compiled")
    return tmp_path


def resource(template: str, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = json.loads(template)["Resources"][name]["Properties"]
    return properties


def body(made: Any, location: str) -> bytes:
    bucket, key = location.removeprefix("s3://").split("/")
    assert bucket == "artifacts"
    found: bytes = made.artifacts[key]
    return found


def test_an_included_file_becomes_an_object(app: Path) -> None:
    made = package(app, "artifacts")
    include = resource(made.template, "Api")["DefinitionBody"]["Fn::Transform"]
    assert body(made, include["Parameters"]["Location"]) == b"openapi: 3.0.1\n"


def test_a_state_machine_becomes_an_object(app: Path) -> None:
    made = package(app, "artifacts")
    assert body(made, resource(made.template, "Flow")["DefinitionUri"]) == b"StartAt: A\n"


def test_a_folder_of_code_becomes_an_archive_without_caches(app: Path) -> None:
    made = package(app, "artifacts")
    archive = zipfile.ZipFile(io.BytesIO(body(made, resource(made.template, "Resize")["CodeUri"])))
    assert archive.namelist() == ["app.py"]


def test_what_is_in_s3_already_stays_there(app: Path) -> None:
    made = package(app, "artifacts")
    assert resource(made.template, "Stored")["CodeUri"] == "s3://elsewhere/code.zip"


def test_intrinsic_functions_are_kept(app: Path) -> None:
    made = package(app, "artifacts")
    assert resource(made.template, "Api")["StageName"] == {"Ref": "AWS::StackName"}


def test_the_same_sources_make_the_same_package_whenever_they_were_written(app: Path) -> None:
    first = package(app, "artifacts")
    os.utime(app / "functions" / "resize" / "app.py", (0, 10**9))
    assert package(app, "artifacts") == first


def test_changed_code_changes_the_template(app: Path) -> None:
    first = package(app, "artifacts")
    (app / "functions" / "resize" / "app.py").write_text("def handle(event, context): return 1\n")
    assert package(app, "artifacts").template != first.template


def test_a_file_that_is_not_there_is_named(app: Path) -> None:
    (app / "flow.asl.yaml").unlink()
    with pytest.raises(LocalError, match=r"template\.yaml: flow\.asl\.yaml does not exist"):
        package(app, "artifacts")
