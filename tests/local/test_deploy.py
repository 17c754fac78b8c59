"""Any deployment to the AWS port reaches the data plane, as `sam deploy` makes them."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from local.packaging import package
from local.samconfig import load_deploy_settings
from tests.local.conftest import LocalRun, wait_until

STACK = "by-hand"
API_URL = "https://${Api}.execute-api.us-east-1.amazonaws.com/live"


def api_template(answer: str, **integration: Any) -> dict[str, Any]:
    """A template with one API, whose `GET /` answers `answer`."""
    mock = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {
            "default": {"statusCode": "200", "responseTemplates": {"application/json": answer}}
        },
        **integration,
    }
    operation = {
        "responses": {"200": {"description": "ok"}},
        "x-amazon-apigateway-integration": mock,
    }
    body = {
        "openapi": "3.0.1",
        "info": {"title": "by hand", "version": "1"},
        "paths": {"/": {"get": operation}},
    }
    # A deployment is a snapshot: another one is made by another name, as SAM makes them.
    deployment = f"Deployment{abs(hash(answer))}"
    return {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": body}},
            deployment: {
                "Type": "AWS::ApiGateway::Deployment",
                "Properties": {"RestApiId": {"Ref": "Api"}},
            },
            "Stage": {
                "Type": "AWS::ApiGateway::Stage",
                "Properties": {
                    "RestApiId": {"Ref": "Api"},
                    "DeploymentId": {"Ref": deployment},
                    "StageName": "live",
                },
            },
        },
        "Outputs": {"Id": {"Value": {"Ref": "Api"}}},
    }


class Deployments:
    """The stack `by-hand`, through boto3."""

    def __init__(self, run: LocalRun) -> None:
        self._run = run
        self._cloudformation = run.client("cloudformation")

    def create(self, template: dict[str, Any]) -> str:
        self._cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(template))
        return self._outcome("stack_create_complete")

    def update(self, template: dict[str, Any]) -> str:
        self._cloudformation.update_stack(StackName=STACK, TemplateBody=json.dumps(template))
        return self._outcome("stack_update_complete")

    def delete(self) -> None:
        self._cloudformation.delete_stack(StackName=STACK)
        self._outcome("stack_delete_complete")

    def api_id(self) -> str:
        (stack,) = self._cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        return str(stack["Outputs"][0]["OutputValue"])

    def failures(self) -> str:
        events = self._cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        return " ".join(
            event.get("ResourceStatusReason", "")
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        )

    def answer(self, api_id: str) -> tuple[int, str]:
        host = f"{api_id}.execute-api.us-east-1.amazonaws.com"
        answer = self._run.get("/live/", headers={"Host": host})
        return answer.status_code, answer.text

    def _outcome(self, waiter: str) -> str:
        try:
            self._cloudformation.get_waiter(waiter).wait(
                StackName=STACK, WaiterConfig={"Delay": 0.05, "MaxAttempts": 200}
            )
        except WaiterError as error:
            return str(error.last_response["Stacks"][0]["StackStatus"])
        return "COMPLETE"


@pytest.fixture
def deployments(run: LocalRun) -> Iterator[Deployments]:
    made = Deployments(run)
    yield made
    made.delete()


def test_a_stack_of_someone_else_is_served_at_its_own_host(
    run: LocalRun, deployments: Deployments
) -> None:
    assert deployments.create(api_template("one")) == "COMPLETE"
    assert deployments.answer(deployments.api_id()) == (200, "one")
    assert run.get("/health").json() == {"status": "ok"}


def test_an_update_is_served_under_the_same_id(deployments: Deployments) -> None:
    deployments.create(api_template("one"))
    api_id = deployments.api_id()
    assert deployments.update(api_template("two")) == "COMPLETE"
    assert deployments.api_id() == api_id
    assert deployments.answer(api_id) == (200, "two")


def test_an_update_that_fails_is_rolled_back_to_what_was_served(deployments: Deployments) -> None:
    deployments.create(api_template("one"))
    assert deployments.update(api_template("two", type="magic")) == "UPDATE_ROLLBACK_COMPLETE"
    assert deployments.answer(deployments.api_id()) == (200, "one")


def test_an_update_that_fails_after_the_stage_is_rolled_back_too(
    deployments: Deployments,
) -> None:
    deployments.create(api_template("one"))
    broken = api_template("two")
    broken["Resources"]["Late"] = {
        "Type": "AWS::Rekognition::Collection",
        "DependsOn": "Stage",
        "Properties": {},
    }
    assert deployments.update(broken) == "UPDATE_ROLLBACK_COMPLETE"
    assert deployments.answer(deployments.api_id()) == (200, "one")


def test_a_definition_that_cannot_be_imported_fails_the_stack(deployments: Deployments) -> None:
    assert deployments.create(api_template("one", type="magic")) == "ROLLBACK_COMPLETE"
    assert "import" in deployments.failures()


def test_a_deleted_stack_is_no_longer_served(run: LocalRun) -> None:
    deployments = Deployments(run)
    deployments.create(api_template("one"))
    api_id = deployments.api_id()
    deployments.delete()
    assert deployments.answer(api_id)[0] == 403


def test_a_key_that_is_deployed_opens_the_api(run: LocalRun, deployments: Deployments) -> None:
    template = api_template("one")
    body = template["Resources"]["Api"]["Properties"]["Body"]
    body["paths"]["/"]["get"]["security"] = [{"key": []}]
    scheme = {"type": "apiKey", "name": "x-api-key", "in": "header"}
    body["components"] = {"securitySchemes": {"key": scheme}}
    template["Resources"] |= {
        "Key": {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True}},
        "Plan": {
            "Type": "AWS::ApiGateway::UsagePlan",
            "Properties": {"ApiStages": [{"ApiId": {"Ref": "Api"}, "Stage": {"Ref": "Stage"}}]},
        },
        "Link": {
            "Type": "AWS::ApiGateway::UsagePlanKey",
            "Properties": {
                "KeyId": {"Ref": "Key"},
                "KeyType": "API_KEY",
                "UsagePlanId": {"Ref": "Plan"},
            },
        },
    }
    deployments.create(template)
    api_id = deployments.api_id()
    assert deployments.answer(api_id)[0] == 403
    keys = run.client("apigateway").get_api_keys(includeValues=True)["items"]
    (value,) = (key["value"] for key in keys if key["name"].startswith(STACK))
    host = f"{api_id}.execute-api.us-east-1.amazonaws.com"
    answer = run.get("/live/", headers={"Host": host, "x-api-key": value})
    assert (answer.status_code, answer.text) == (200, "one")


def test_a_collection_lives_as_long_as_its_stack(run: LocalRun) -> None:
    deployments = Deployments(run)
    rekognition = run.client("rekognition")
    collection = {"Type": "AWS::Rekognition::Collection", "Properties": {"CollectionId": "guests"}}
    template = {"Resources": {"Guests": collection}}
    assert deployments.create(template) == "COMPLETE"
    assert "guests" in rekognition.list_collections()["CollectionIds"]
    deployments.delete()
    assert "guests" not in rekognition.list_collections()["CollectionIds"]


def test_a_rollback_leaves_a_collection_that_was_there_before(run: LocalRun) -> None:
    deployments = Deployments(run)
    rekognition = run.client("rekognition")
    rekognition.create_collection(CollectionId="regulars")
    collection = {
        "Type": "AWS::Rekognition::Collection",
        "Properties": {"CollectionId": "regulars"},
    }
    late = {"Type": "AWS::Rekognition::Collection", "DependsOn": "Regulars", "Properties": {}}
    assert deployments.create({"Resources": {"Regulars": collection, "Late": late}}) != "COMPLETE"
    assert "regulars" in rekognition.list_collections()["CollectionIds"]
    deployments.delete()
    rekognition.delete_collection(CollectionId="regulars")


def test_the_steps_of_sam_deploy_update_what_is_served(run: LocalRun) -> None:
    """A change set over the packaged template, as `sam deploy --config-env local` makes it."""
    settings = load_deploy_settings(run.app)
    cloudformation, s3 = run.client("cloudformation"), run.client("s3")
    s3.create_bucket(Bucket="sam-artifacts")

    def sam_deploy(change_set: str, old: str, new: str) -> None:
        packaged = package(run.app, "sam-artifacts")
        for key, content in packaged.artifacts.items():
            changed = content.replace(old.encode(), new.encode())
            s3.put_object(Bucket="sam-artifacts", Key=key, Body=changed)
        cloudformation.create_change_set(
            StackName=settings.stack_name,
            ChangeSetName=change_set,
            ChangeSetType="UPDATE",
            TemplateBody=packaged.template,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in settings.parameters.items()
            ],
        )
        cloudformation.execute_change_set(StackName=settings.stack_name, ChangeSetName=change_set)

    sam_deploy("first", '{"status":"ok"}', '{"status":"by sam"}')
    wait_until(lambda: run.get("/health").json() == {"status": "by sam"}, "sam's deployment")
    time.sleep(1)  # SAM names an API's deployments by the second
    sam_deploy("second", "", "")
    wait_until(lambda: run.get("/health").json() == {"status": "ok"}, "the deployment as it was")
