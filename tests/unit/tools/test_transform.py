"""template.yaml after the include and the SAM transform, without AWS."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.template.small_project import TEMPLATE, write_file
from tools.errors import TransformError
from tools.render import main as render
from tools.transform import transform_template

FUNCTION = """
  Job:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: functions/job/
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: statemachines/machine.asl.yaml
      Role: !GetAtt ApiRole.Arn
"""


@pytest.fixture
def rendered(project: Path) -> Path:
    assert render([], project) == 0
    return project


def write_template(root: Path, old: str, new: str) -> None:
    assert old in TEMPLATE
    write_file(root, "template.yaml", TEMPLATE.replace(old, new, 1))


def of_type(template: dict[str, Any], resource_type: str) -> dict[str, Any]:
    found = {n: r for n, r in template["Resources"].items() if r["Type"] == resource_type}
    assert found, resource_type
    return found


def deployment(root: Path) -> str:
    (name,) = of_type(transform_template(root), "AWS::ApiGateway::Deployment")
    return name


def error(root: Path, parameters: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(TransformError) as raised:
        transform_template(root, parameters)
    return str(raised.value).splitlines()


def test_the_included_document_is_the_body_of_the_api(rendered: Path) -> None:
    template = transform_template(rendered)
    api = of_type(template, "AWS::ApiGateway::RestApi")["Api"]

    assert "/labels" in api["Properties"]["Body"]["paths"]
    assert "Transform" not in template
    assert "Fn::Transform" not in str(template)


def test_short_intrinsics_become_long_ones(rendered: Path) -> None:
    template = transform_template(rendered)
    stage = of_type(template, "AWS::ApiGateway::Stage")["ApiStage"]["Properties"]

    assert stage["AccessLogSetting"]["DestinationArn"] == {"Fn::GetAtt": ["AccessLog", "Arn"]}
    assert stage["Variables"] == {"stack": {"Ref": "AWS::StackName"}}
    assert set(template["Outputs"]["ApiUrl"]["Value"]) == {"Fn::Sub"}


def test_policy_versions_stay_texts(rendered: Path) -> None:
    write_template(rendered, "Version: '2012-10-17'", "Version: 2012-10-17")
    role = transform_template(rendered)["Resources"]["ApiRole"]["Properties"]

    assert role["AssumeRolePolicyDocument"]["Version"] == "2012-10-17"


def test_local_code_and_definitions_become_objects_named_by_their_paths(rendered: Path) -> None:
    write_template(rendered, "\nOutputs:", f"{FUNCTION}\nOutputs:")
    write_file(rendered, "functions/job/app.py", "")
    write_file(rendered, "statemachines/machine.asl.yaml", "")
    resources = transform_template(rendered)["Resources"]

    assert resources["Job"]["Properties"]["Code"] == {
        "S3Bucket": "packaged",
        "S3Key": "functions/job",
    }
    assert resources["Machine"]["Properties"]["DefinitionS3Location"] == {
        "Bucket": "packaged",
        "Key": "statemachines/machine.asl.yaml",
    }


def test_a_new_body_gets_a_new_deployment(rendered: Path) -> None:
    before = deployment(rendered)
    assert deployment(rendered) == before

    write_file(rendered, "vtl/health.response.vtl", '{"status": "changed"}\n')
    render([], rendered)

    assert re.fullmatch(r"ApiDeployment[0-9a-f]{10}", before)
    assert deployment(rendered) != before


def test_nothing_is_written(rendered: Path) -> None:
    before = sorted(rendered.rglob("*"))
    transform_template(rendered)

    assert sorted(rendered.rglob("*")) == before


def test_parameters_may_be_given(rendered: Path) -> None:
    assert transform_template(rendered, {"StageName": "v2"})["Resources"]["ApiStage"]


def test_an_unknown_parameter(rendered: Path) -> None:
    assert error(rendered, {"Stage": "v2"}) == ["template.yaml: no parameter named Stage"]


def test_a_parameter_without_a_value(rendered: Path) -> None:
    write_template(rendered, "Default: v1, ", "")

    assert error(rendered) == ["template.yaml: no value for the parameter StageName"]
    assert transform_template(rendered, {"StageName": "v2"})


def test_a_template_that_is_not_there(tmp_path: Path) -> None:
    assert error(tmp_path) == ["template.yaml: no such file"]


def test_an_include_that_is_not_there(project: Path) -> None:
    assert error(project) == ["api/openapi.deploy.yaml: no such file"]


@pytest.mark.parametrize(
    ("snippet", "reason"),
    [
        ("a: &a {b: 1}\nc: *a\n", "api/openapi.deploy.yaml:2: AWS::Include reads no alias"),
        (
            "a: !Ref Api\n",
            "api/openapi.deploy.yaml:1: AWS::Include does not read the short form !Ref",
        ),
        (
            "a: {Fn::Transform: {Name: AWS::Include}}\n",
            "api/openapi.deploy.yaml: AWS::Include does not run a transform inside a file",
        ),
        ("- a\n", "api/openapi.deploy.yaml: a mapping is expected"),
    ],
)
def test_what_an_include_does_not_take(project: Path, snippet: str, reason: str) -> None:
    write_file(project, "api/openapi.deploy.yaml", snippet)

    assert error(project) == [reason]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Location: api/openapi.deploy.yaml", "Location: s3://a/b", "a local file, not s3://a/b"),
        ("Name: AWS::Include", "Name: Other", "the only Fn::Transform that runs offline"),
        ("Resources:", "Resources: [", "template.yaml:"),
        ("\nOutputs:", f"{FUNCTION}\nOutputs:", "CodeUri functions/job/ does not exist"),
    ],
)
def test_what_a_template_does_not_take(rendered: Path, old: str, new: str, reason: str) -> None:
    write_template(rendered, old, new)

    (line,) = error(rendered)
    assert reason in line


def test_each_error_of_sam_is_a_line_of_its_own(rendered: Path) -> None:
    write_template(
        rendered,
        "\nOutputs:",
        "\n  A: {Type: AWS::Serverless::Function, Properties: {Handler: 1}}"
        "\n  B: {Type: AWS::Serverless::Function, Properties: {}}\nOutputs:",
    )

    lines = error(rendered)
    assert [line.split("[")[1].split("]")[0] for line in lines] == ["A", "B"]
    assert all(line.startswith("template.yaml: ") for line in lines)
