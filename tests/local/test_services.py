"""Direct integrations with the local services, deployed by CloudFormation as one more stack."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from .conftest import LocalRun

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64

FUNCTION = """
def handler(event, context):
    if event.get("fail"):
        raise ValueError("Refused: " + event["fail"])
    if "httpMethod" in event:
        return {"statusCode": 202, "headers": {"X-Route": event["resource"]}, "body": event["body"]}
    return {"seen": event}
"""

MACHINE = {"StartAt": "Answer", "States": {"Answer": {"Type": "Pass", "End": True}}}

PUT_ITEM = """
{"TableName": "$stageVariables.table",
 "Item": {"id": {"S": "$input.params('id')"}, "count": {"N": "$input.path('$.count')"}}}
"""

GET_ITEM = """
{"TableName": "$stageVariables.table", "Key": {"id": {"S": "$input.params('id')"}}}
"""

ITEM = """
#if("$!input.path('$.Item.id.S')" == "")#set($context.responseOverride.status = 404){}
#else{"count": $input.path("$.Item.count.N")}#end
"""

START_EXECUTION = r"""
{"stateMachineArn": "$stageVariables.machine",
 "input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'", "'")"}
"""

S3_ERROR = """
#set($context.responseOverride.status = 404)
{"code": "$input.body.split("<Code>").get(1).split("</Code>").get(0)"}
"""

HEADERS = ("ETag", "Content-Type")


def _arn(service: str, target: str) -> dict[str, str]:
    return {"Fn::Sub": f"arn:aws:apigateway:${{AWS::Region}}:{service}:{target}"}


def _operation(uri: Any, method: str, **integration: Any) -> dict[str, Any]:
    return {
        "responses": {"200": {"description": "done"}, "400": {"description": "refused"}},
        "x-amazon-apigateway-integration": {
            "type": "aws",
            "httpMethod": method,
            "uri": uri,
            "credentials": {"Fn::GetAtt": ["Role", "Arn"]},
            "responses": {"default": {"statusCode": "200"}},
            **integration,
        },
    }


def _request(template: str) -> dict[str, Any]:
    return {"requestTemplates": {"application/json": template}, "passthroughBehavior": "never"}


def _response(template: str) -> dict[str, Any]:
    entry = {"statusCode": "200", "responseTemplates": {"application/json": template}}
    return {"responses": {"default": entry}}


def _object(verb: str, *request_headers: str) -> dict[str, Any]:
    mapped = {
        "integration.request.path.key": "method.request.path.key",
        **{
            f"integration.request.header.{n}": f"method.request.header.{n}" for n in request_headers
        },
    }
    answered = {f"method.response.header.{n}": f"integration.response.header.{n}" for n in HEADERS}
    operation = _operation(
        _arn("s3", "path/${Bucket}/kept/{key}"),
        verb,
        requestParameters=mapped,
        responses={
            r"2\d{2}": {
                "statusCode": "200",
                "contentHandling": "CONVERT_TO_BINARY",
                "responseParameters": answered,
            },
            r"4\d{2}": {
                "statusCode": "400",
                "responseTemplates": {"application/json": S3_ERROR},
            },
        },
    )
    text = {"schema": {"type": "string"}}
    operation["responses"]["200"]["headers"] = dict.fromkeys(HEADERS, text)
    operation["parameters"] = [
        {"name": "key", "in": "path", "required": True, **text},
        *({"name": name, "in": "header", **text} for name in request_headers),
    ]
    return operation


FUNCTION_URI = _arn("lambda", "path/2015-03-31/functions/${Function.Arn}/invocations")
FORM = "'application/x-www-form-urlencoded'"

SEND_MESSAGE = _operation(
    _arn("sqs", "path/${AWS::AccountId}/${Queue.QueueName}"),
    "POST",
    requestParameters={"integration.request.header.Content-Type": FORM},
    **_request("Action=SendMessage&MessageBody=$util.urlEncode($input.body)"),
)

INVOKE = _operation(
    FUNCTION_URI,
    "POST",
    responses={
        "default": {"statusCode": "200"},
        "Refused.*": {
            "statusCode": "400",
            "responseTemplates": {"application/json": "$input.json('$.errorMessage')"},
        },
    },
)

PATHS: dict[str, Any] = {
    "/objects/{key+}": {"put": _object("PUT", "Content-Type"), "get": _object("GET")},
    "/items/{id}": {
        "put": _operation(_arn("dynamodb", "action/PutItem"), "POST", **_request(PUT_ITEM)),
        "get": _operation(
            _arn("dynamodb", "action/GetItem"), "POST", **_request(GET_ITEM), **_response(ITEM)
        ),
    },
    "/messages": {"post": SEND_MESSAGE},
    "/runs": {
        "post": _operation(
            _arn("states", "action/StartSyncExecution"),
            "POST",
            **_request(START_EXECUTION),
            **_response("$input.path('$.output')"),
        )
    },
    "/custom": {"post": INVOKE},
    "/proxy/{any+}": {
        "x-amazon-apigateway-any-method": {
            "responses": {"200": {"description": "done"}},
            "x-amazon-apigateway-integration": {
                "type": "aws_proxy",
                "httpMethod": "POST",
                "uri": FUNCTION_URI,
            },
        }
    },
}

DEFINITION = {
    "openapi": "3.0.1",
    "info": {"title": "services", "version": "1"},
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "paths": PATHS,
}

_ANYONE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}],
}


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


TEMPLATE = {
    "Resources": {
        "Role": _resource("IAM::Role", AssumeRolePolicyDocument=_ANYONE),
        "Bucket": _resource("S3::Bucket"),
        "Queue": _resource("SQS::Queue"),
        "Table": _resource(
            "DynamoDB::Table",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ),
        "Machine": _resource(
            "StepFunctions::StateMachine",
            StateMachineType="EXPRESS",
            RoleArn={"Fn::GetAtt": ["Role", "Arn"]},
            DefinitionString=json.dumps(MACHINE),
        ),
        "Function": _resource(
            "Lambda::Function",
            Runtime="python3.13",
            Handler="index.handler",
            Role={"Fn::GetAtt": ["Role", "Arn"]},
            Code={"ZipFile": FUNCTION},
        ),
        "Api": _resource("ApiGateway::RestApi", Name="services", Body=DEFINITION),
        "Deployment": _resource("ApiGateway::Deployment", RestApiId={"Ref": "Api"}),
        "Stage": _resource(
            "ApiGateway::Stage",
            StageName="test",
            RestApiId={"Ref": "Api"},
            DeploymentId={"Ref": "Deployment"},
            Variables={"table": {"Ref": "Table"}, "machine": {"Ref": "Machine"}},
        ),
    },
    "Outputs": {name: {"Value": {"Ref": name}} for name in ("Api", "Bucket", "Queue")},
}


@dataclass
class Services:
    """The stack's API, and what stands behind it."""

    url: str
    outputs: dict[str, str]

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        host = f"{self.outputs['Api']}.execute-api.us-east-1.amazonaws.com"
        headers = {"Host": host, **options.pop("headers", {})}
        return requests.request(
            method, f"{self.url}/test{path}", headers=headers, timeout=60, **options
        )


@pytest.fixture
def services(run: LocalRun) -> Iterator[Services]:
    cloudformation = run.client("cloudformation")
    name = f"services-{uuid.uuid4().hex[:8]}"
    cloudformation.create_stack(
        StackName=name, TemplateBody=json.dumps(TEMPLATE), Capabilities=["CAPABILITY_IAM"]
    )
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=name, WaiterConfig={"Delay": 1}
    )
    [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    yield Services(run.api_url, outputs)
    bucket = run.client("s3")
    for found in bucket.list_objects_v2(Bucket=outputs["Bucket"]).get("Contents", []):
        bucket.delete_object(Bucket=outputs["Bucket"], Key=found["Key"])
    cloudformation.delete_stack(StackName=name)


def test_an_image_goes_to_s3_and_comes_back_as_it_was(run: LocalRun, services: Services) -> None:
    image = {"Content-Type": "image/png"}

    stored = services.call("PUT", "/objects/a/b.png", data=PNG, headers=image)
    fetched = services.call("GET", "/objects/a/b.png")
    missing = services.call("GET", "/objects/a/c.png")

    assert stored.status_code == 200
    assert stored.headers["ETag"]
    kept = run.client("s3").get_object(Bucket=services.outputs["Bucket"], Key="kept/a/b.png")
    assert kept["Body"].read() == PNG
    assert (fetched.content, fetched.headers["Content-Type"]) == (PNG, "image/png")
    assert (missing.status_code, missing.json()) == (404, {"code": "NoSuchKey"})


def test_an_item_is_kept_in_dynamodb(services: Services) -> None:
    assert services.call("PUT", "/items/one", json={"count": 5}).json() == {}

    found, missing = (services.call("GET", f"/items/{key}") for key in ("one", "two"))

    assert (found.status_code, found.json()) == (200, {"count": 5})
    assert missing.status_code == 404


def test_a_message_goes_to_sqs(run: LocalRun, services: Services) -> None:
    sent = services.call("POST", "/messages", data='{"a": "ü & b"}'.encode())

    assert sent.status_code == 200
    received = run.client("sqs").receive_message(QueueUrl=services.outputs["Queue"])
    assert received["Messages"][0]["Body"] == '{"a": "ü & b"}'


def test_a_state_machine_answers(services: Services) -> None:
    answer = services.call("POST", "/runs", json={"deep": [1, {"er": "it's"}]})

    assert (answer.status_code, answer.json()) == (200, {"deep": [1, {"er": "it's"}]})


def test_a_function_answers_and_fails(services: Services) -> None:
    seen = services.call("POST", "/custom", json={"a": 1})
    failed = services.call("POST", "/custom", json={"fail": "no"})

    assert (seen.status_code, seen.json()) == (200, {"seen": {"a": 1}})
    assert (failed.status_code, failed.json()) == (400, "Refused: no")


def test_a_function_is_the_whole_integration(services: Services) -> None:
    answer = services.call("PATCH", "/proxy/x/y?a=b", data="text")

    assert (answer.status_code, answer.text) == (202, "text")
    assert answer.headers["X-Route"] == "/proxy/{any+}"
