"""A run that is ready: where it answers, and what boto3 finds on its AWS port."""

import io
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.local.conftest import LocalRun, wait_until

STATE_MACHINE = {
    "StartAt": "Detect",
    "States": {
        "Detect": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:rekognition:detectFaces",
            "Parameters": {"Image": {"S3Object": {"Bucket.$": "$.bucket", "Name": "grey.jpg"}}},
            "End": True,
        }
    },
}


@pytest.fixture(scope="module")
def bucket(run: LocalRun) -> str:
    """A bucket with a picture, grey.jpg, without a face."""
    s3 = run.client("s3")
    s3.create_bucket(Bucket="pictures")
    s3.put_object(Bucket="pictures", Key="grey.jpg", Body=_grey_picture())
    return "pictures"


def test_the_env_file_tells_all_that_a_client_needs(run: LocalRun) -> None:
    assert list(run.environment) == [
        "API_URL",
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
    ]
    assert run.api_url.startswith("http://127.0.0.1:")


def test_the_api_answers(run: LocalRun) -> None:
    answer = run.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_api_answers_under_its_execute_api_host_too(run: LocalRun) -> None:
    (api,) = run.client("apigateway").get_rest_apis()["items"]
    host = f"{api['id']}.execute-api.us-east-1.amazonaws.com"
    assert run.get("/local/health", headers={"Host": host}).status_code == 200


def test_each_request_is_told(run: LocalRun) -> None:
    run.get("/told?secret=1")
    wait_until(lambda: "GET /told " in run.printed(), "the line of the request")
    assert re.search(r"^GET /told \d{3} \d+ ms$", run.printed(), re.MULTILINE)


def test_the_printed_commands_work_as_they_are(run: LocalRun) -> None:
    commands = [line for line in run.printed().splitlines() if line.startswith("curl ")]
    if not commands:
        pytest.skip("the sample photos are not installed")
    labels, index, search = (_run_curl(command) for command in commands)
    assert "Person" in {label["label"] for label in labels["labels"]}
    (face,) = index["faces"]
    assert face["image_id"] == "astronaut"
    assert face["face_id"] in {match["face_id"] for match in search["matches"]}


def _run_curl(command: str) -> Any:
    words = ["curl", "--silent", "--fail-with-body", *shlex.split(command)[1:]]
    return json.loads(subprocess.run(words, capture_output=True, check=True).stdout)


def test_the_stack_is_there_with_its_outputs(run: LocalRun) -> None:
    described = run.client("cloudformation").describe_stacks(StackName="rekogate-local")
    (stack,) = described["Stacks"]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    assert "ApiUrl" in {output["OutputKey"] for output in stack["Outputs"]}


def test_the_collection_of_the_stack_is_there(run: LocalRun) -> None:
    collections = run.client("rekognition").list_collections()["CollectionIds"]
    assert "rekogate-local.people" in collections


def test_rekognition_reads_from_the_local_s3(run: LocalRun, bucket: str) -> None:
    image = {"S3Object": {"Bucket": bucket, "Name": "grey.jpg"}}
    assert run.client("rekognition").detect_faces(Image=image)["FaceDetails"] == []


def test_an_object_that_is_not_there_is_an_invalid_s3_object(run: LocalRun, bucket: str) -> None:
    rekognition = run.client("rekognition")
    image = {"S3Object": {"Bucket": bucket, "Name": "missing.jpg"}}
    with pytest.raises(rekognition.exceptions.InvalidS3ObjectException):
        rekognition.detect_faces(Image=image)


def test_an_older_version_of_an_object_can_be_named(run: LocalRun) -> None:
    s3 = run.client("s3")
    s3.create_bucket(Bucket="versions")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="versions", Key="a b/ü.jpg", Body=_grey_picture())["VersionId"]
    s3.put_object(Bucket="versions", Key="a b/ü.jpg", Body=b"not a picture")
    rekognition = run.client("rekognition")
    image = {"S3Object": {"Bucket": "versions", "Name": "a b/ü.jpg"}}
    with pytest.raises(rekognition.exceptions.InvalidImageFormatException):
        rekognition.detect_faces(Image=image)
    image["S3Object"]["Version"] = first
    assert rekognition.detect_faces(Image=image)["FaceDetails"] == []


def _grey_picture() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (100, 100), "grey").save(picture, "JPEG")
    return picture.getvalue()


def test_a_state_machine_calls_rekognition(run: LocalRun, bucket: str) -> None:
    states = run.client("stepfunctions")
    machine = states.create_state_machine(
        name="detect",
        definition=json.dumps(STATE_MACHINE),
        roleArn="arn:aws:iam::000000000000:role/any",
    )["stateMachineArn"]
    execution = states.start_execution(
        stateMachineArn=machine, input=json.dumps({"bucket": bucket})
    )["executionArn"]
    wait_until(
        lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING",
        "the end of the execution",
    )
    ended = states.describe_execution(executionArn=execution)
    assert ended["status"] == "SUCCEEDED", ended
    assert json.loads(ended["output"])["FaceDetails"] == []


def test_another_service_answers_beside_it(run: LocalRun) -> None:
    tables = run.client("dynamodb")
    tables.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    tables.put_item(TableName="things", Item={"id": {"S": "a"}})
    assert tables.scan(TableName="things")["Items"] == [{"id": {"S": "a"}}]


def test_only_the_loopback_interface_is_listened_on(run: LocalRun) -> None:
    listening = Path(f"/proc/{run.process.pid}/net/tcp")
    if not listening.exists():
        pytest.skip("needs /proc")
    sockets = {
        link.readlink().name
        for link in Path(f"/proc/{run.process.pid}/fd").iterdir()
        if link.is_symlink()
    }
    own = [
        fields
        for fields in (line.split() for line in listening.read_text().splitlines()[1:])
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets
    ]
    assert len(own) == 2
    assert all(fields[1].startswith("0100007F:") for fields in own)
