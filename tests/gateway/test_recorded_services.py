"""Calls to AWS services with mapping templates, as recorded, replayed.

DynamoDB, SQS, Kinesis, Step Functions, SSM and EventBridge: what is sent to the service is what the
recorded service must have received to answer as it did.
"""

import base64
import hashlib
import json
from urllib.parse import parse_qs

import pytest

from local.gateway import EndpointResponse, Stage
from tests.gateway.apis import aws_integration, operation


def post_api(deploy, uri, template, response_template=None, **members):
    response = {"statusCode": "200"}
    if response_template:
        response["responseTemplates"] = {"application/json": response_template}
    integration = aws_integration(
        uri,
        requestTemplates={"application/json": template},
        responses={"default": response},
        **members,
    )
    return deploy({"/test": {"post": operation(integration)}}, stage=Stage("testing"))


TEMPLATES = {
    "PutItem": {"TableName": "t", "Item": {"id": {"S": "$input.params('id')"}}},
    "Query": {
        "TableName": "t",
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"S": "$input.params('id')"}},
    },
    "Scan": {"TableName": "t"},
}


@pytest.mark.parametrize(
    ("action", "entry", "item"),
    [
        ("PutItem", "result-put-item", "test-new"),
        ("Query", "result-test", "test"),
        ("Query", "result-test2", "test2"),
        ("Query", "result-test 3", "test 3"),
        ("Query", "result-invalid", "test-invalid"),
        ("Scan", "result-scan", "None"),
    ],
)
def test_rest_api_to_dynamodb_integration(deploy, recording, action, entry, item):
    recorded = recording("dynamodb", f"test_rest_api_to_dynamodb_integration[{action}]")[entry]
    client = post_api(deploy, f"dynamodb:action/{action}", json.dumps(TEMPLATES[action]))
    client.endpoint.answers(200, recorded["content"], Content_Type="application/x-amz-json-1.0")

    answer = client.send("POST", f"/test?id={item.replace(' ', '%20')}")

    assert answer.status == recorded["status_code"]
    assert answer.json() == recorded["content"]
    assert answer.headers["Content-Type"] == recorded["headers"]["content-type"]
    of_the_connection = {"connection", "date"}
    assert {name.lower() for name in answer.headers} == set(recorded["headers"]) - of_the_connection
    expected = json.loads(json.dumps(TEMPLATES[action]).replace("$input.params('id')", item))
    assert json.loads(client.endpoint.last.body) == expected
    assert client.endpoint.last_headers()["X-Amz-Target"] == f"DynamoDB_20120810.{action}"


@pytest.mark.parametrize("entry", ["with-payload", "without-payload"])
def test_sqs_aws_integration(deploy, recording, entry):
    recorded = recording("sqs", "test_sqs_aws_integration")
    client = post_api(
        deploy,
        "sqs:path/000000000000/queue",
        "Action=SendMessage&MessageBody=$input.body",
        '{"message": "great success!"}',
        passthroughBehavior="never",
        requestParameters={
            "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"
        },
    )

    body = b'{"foo": "bar"}' if entry == "with-payload" else b""
    answer = client.send("POST", "/test", body)

    assert answer.json() == recorded[f"sqs-aws-integration-{entry}"]
    message = parse_qs(client.endpoint.last.body.decode())["MessageBody"][0]
    digests = [entry["MD5OfBody"] for entry in recorded["sqs-messages"]]
    assert hashlib.md5(message.encode()).hexdigest() in digests
    assert client.endpoint.last.path == "/000000000000/queue"
    content_type = client.endpoint.last_headers()["Content-Type"]
    assert content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("prefix", ["MessageAttribute", "MessageAttributes"])
def test_sqs_aws_integration_with_message_attribute(deploy, recording, prefix):
    recorded = recording("sqs", f"test_sqs_aws_integration_with_message_attribute[{prefix}]")
    attribute = recorded["sqs-message-attributes"]["user-agent"]
    template = (
        "Action=SendMessage&MessageBody=$input.body&"
        f"{prefix}.1.Name=user-agent&{prefix}.1.Value.DataType=String&"
        f"{prefix}.1.Value.StringValue=$input.params('HeaderFoo')"
    )
    client = deploy(
        {
            "/": {
                "post": operation(
                    aws_integration(
                        "sqs:path/000000000000/queue",
                        requestTemplates={"application/json": template},
                    ),
                    parameters=[{"in": "header", "name": "HeaderFoo"}],
                )
            }
        }
    )

    client.send("POST", "/", b'{"foo": "bar"}', {"HeaderFoo": attribute["StringValue"]})

    sent = parse_qs(client.endpoint.last.body.decode())
    assert json.loads(sent["MessageBody"][0]) == recorded["sqs-message-body"]
    assert sent[f"{prefix}.1.Value.StringValue"] == [attribute["StringValue"]]


def test_sqs_request_and_response_xml_templates_integration(deploy, recording):
    expected = recording("sqs", "test_sqs_request_and_response_xml_templates_integration")
    template = """
        #set($responseBody = $input.path('$.SendMessageResponse'))
        #set($requestId = $input.path('$.SendMessageResponse.ResponseMetadata.RequestId'))
        #set($messageId = $responseBody.SendMessageResult.MessageId)
        {"requestId": "$requestId", "messageId": "$messageId"}"""
    client = post_api(
        deploy, "sqs:path/1/q", "Action=SendMessage&MessageBody=$input.body", template
    )
    ids = expected["sqs-json-response"]
    client.endpoint.answers(
        200,
        {
            "SendMessageResponse": {
                "ResponseMetadata": {"RequestId": ids["requestId"]},
                "SendMessageResult": {"MessageId": ids["messageId"]},
            }
        },
    )

    answer = client.send("POST", "/test", b"<xml>Hello World</xml>")

    assert answer.json() == ids
    assert client.endpoint.last.body == b"Action=SendMessage&MessageBody=<xml>Hello World</xml>"


def members(name):
    return (
        f"#foreach($key in $context{name}.keySet())"
        f'"$key": "$context{name}.get($key)"#if($foreach.hasNext),#end#end'
    )


def test_sqs_amz_json_protocol(deploy, recording):
    recorded = recording("sqs", "test_sqs_amz_json_protocol")["sqs-messages"][0]["Body"]
    template = ", ".join(
        f'"{name.lstrip(".") or "context"}": {{{members(name)}}}'
        for name in ("", ".identity", ".requestOverride", ".responseOverride")
    )
    client = post_api(deploy, "sqs:path/1/q", f"{{{template}}}")

    client.send("POST", "/test", headers={"User-Agent": "python/requests/tests"})

    seen = json.loads(client.endpoint.last.body)
    assert set(seen["context"]) == set(recorded["context"])
    for name in ("identity", "requestOverride", "responseOverride"):
        assert set(seen[name]) == set(recorded[name])
    for name in ("protocol", "httpMethod", "stage"):
        assert seen["context"][name] == recorded["context"][name]
    assert seen["identity"]["userAgent"] == recorded["identity"]["userAgent"]


PUT_RECORDS = """{
    "StreamName": "stream",
    "Records": [
        #set( $numRecords = $input.path('$.records').size() )
        #if($numRecords > 0)
            #set( $maxIndex = $numRecords - 1 )
            #foreach( $idx in [0..$maxIndex] )
                #set( $elem = $input.path("$.records[${idx}]") )
                #set( $elemJsonB64 = $util.base64Encode($elem.data) )
                {
                    "Data": "$elemJsonB64",
                    "PartitionKey": #if( $foo.bar.stuff != '')"$elem.key"#else"$elemJsonB64.length()"#end
                }#if($foreach.hasNext),#end
            #end
        #end
    ]
}"""  # noqa: E501 (white space in a template counts)
PUT_RECORD = (
    '{"StreamName": "s", "Data": "$util.base64Encode($input.body)", "PartitionKey": "test"}'
)
THREE_RECORDS = [{"data": json.dumps({"foo": f"bar{number}"})} for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("action", "template", "payload"),
    [
        ("PutRecord", PUT_RECORD, {"kinesis": "snapshot"}),
        ("PutRecords", PUT_RECORDS, {"records": THREE_RECORDS}),
    ],
)
def test_apigateway_to_kinesis(deploy, recording, action, template, payload):
    recorded = recording("kinesis", f"test_apigateway_to_kinesis[{action}]")
    client = post_api(deploy, f"kinesis:action/{action}", template)
    client.endpoint.answers(200, recorded["apigateway_response"])

    answer = client.send("POST", "/test", json.dumps(payload).encode())

    assert answer.json() == recorded["apigateway_response"]
    sent = json.loads(client.endpoint.last.body)
    records = [
        (f"{base64.b64decode(record['Data'])!r}", record["PartitionKey"])
        for record in sent.get("Records", [sent])
    ]
    assert records == [
        (entry["Data"], entry["PartitionKey"]) for entry in recorded["kinesis_records"]["Records"]
    ]


def test_apigateway_with_step_function_integration_start_execution(deploy, recording):
    test = "test_apigateway_with_step_function_integration[StartExecution]"
    expected = recording("stepfunctions", test)["start_execution_response"]
    template = """{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "arn"}"""
    client = post_api(deploy, "states:action/StartExecution", template)
    client.endpoint.answers(200, expected)

    answer = client.send("POST", "/test", b'{"test": "test-value"}')

    assert answer.json() == expected
    sent = json.loads(client.endpoint.last.body)
    assert json.loads(sent["input"]) == {"test": "test-value"}
    assert client.endpoint.last_headers()["X-Amz-Target"] == "AWSStepFunctions.StartExecution"


def test_apigateway_with_step_function_integration_delete_state_machine(deploy, recording):
    test = "test_apigateway_with_step_function_integration[DeleteStateMachine]"
    expected = recording("stepfunctions", test)["delete_state_machine_response"]
    integration = aws_integration("states:action/DeleteStateMachine")
    client = deploy({"/": {"post": operation(integration)}})
    client.endpoint.answers(200, expected)

    answer = client.send("POST", "/", b'{"stateMachineArn": "arn"}')

    assert answer.json() == expected
    assert client.endpoint.last.body == b'{"stateMachineArn": "arn"}'


def test_ssm_aws_integration(deploy, recording):
    expected = {
        "GetParameterResponse": recording("ssm", "test_ssm_aws_integration")["ssm-aws-integration"]
    }
    integration = aws_integration(
        "ssm:action/GetParameter",
        passthroughBehavior="when_no_templates",
        requestParameters={"integration.request.querystring.Name": "'param-test-123'"},
    )
    client = deploy({"/ssm": {"get": operation(integration)}})
    client.endpoint.answers(200, expected)

    answer = client.send("GET", "/ssm")

    # Without a target the call is one of the Query protocol, as the recorded wrapper shows.
    assert answer.json() == expected
    assert client.endpoint.last.query == "Action=GetParameter&Name=param-test-123"
    assert "X-Amz-Target" not in client.endpoint.last_headers()


EVENT_TEMPLATE = """
#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents")
#set($context.requestOverride.header.Content-Type = "application/x-amz-json-1.1")
#set($inputRoot = $input.path('$'))
{
  "Entries": [
    #foreach($elem in $inputRoot.items)
    {
      "Detail": "$util.escapeJavaScript($elem.Detail).replaceAll("\\\\'","'")",
      "DetailType": "$elem.DetailType",
      "Source":"$elem.Source"
    }#if($foreach.hasNext),#end
    #end
  ]
}
"""


def test_apigateway_to_eventbridge(deploy, recording):
    recorded = recording("eventbridge", "test_apigateway_to_eventbridge")
    expected = recorded["eventbridge-put-events-response"]
    client = post_api(
        deploy,
        "events:action/PutEvents",
        EVENT_TEMPLATE,
        "#set($inputRoot = $input.json('$'))\n$inputRoot",
        passthroughBehavior="when_no_templates",
    )
    client.endpoint.answers(200, expected)
    entry = {"Detail": '{"data":"Order is created"}', "DetailType": "Test", "Source": "order"}

    answer = client.send("POST", "/test", json.dumps({"items": [entry]}).encode())

    assert answer.json() == expected
    headers = client.endpoint.last_headers()
    assert headers["X-Amz-Target"] == "AWSEvents.PutEvents"
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert json.loads(client.endpoint.last.body) == {"Entries": [entry]}


RAW = "#set($result = $input.body)$result"
IN_TEXT = "Action=SendMessage&MessageBody=$input.body"
ATTRIBUTE = "#set($result = $input.body.testAccess)$result"
URL_ENCODED = (
    "EncodedBody=$util.urlEncode($input.body)"
    "&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)"
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("empty-body", b""), ("json-body", b'{"some": "value"}'), ("str-body", b"some raw data")],
)
@pytest.mark.parametrize(
    ("entry", "request_template", "response_template"),
    [
        ("response-raw-body", RAW, RAW),
        ("response-str-body-input", IN_TEXT, RAW),
        ("response-str-body-output", RAW, IN_TEXT),
        ("response-str-body-all", IN_TEXT, IN_TEXT),
        ("response-body-attr-access", ATTRIBUTE, RAW),
        ("response-url-encode", URL_ENCODED, RAW),
    ],
)
def test_input_body_formatting(
    deploy, recording, entry, request_template, response_template, kind, body
):
    expected = recording("common", "test_input_body_formatting")[entry][kind]
    client = post_api(deploy, "s3:path/echo", request_template, response_template)
    client.endpoint.answer = lambda request: EndpointResponse(200, [], request.body)

    answer = client.send("POST", "/test", body, {"Content-Type": "application/json"})

    assert repr(answer.body) == expected


PROBE = (
    '{"body": $result, "nested": $result.nested, '
    '"isNull": #if( $result == $null )"true"#else"false"#end, '
    '"isEmptyString": #if( $result == "" )"true"#else"false"#end}'
)


@pytest.mark.parametrize(
    ("entry", "path", "template", "payload"),
    [
        ("dict-response", "$.json", "$result", {"foo": "bar"}),
        ("json-list", "$.json", "$result", [{"foo": "bar"}]),
        ("nested-dict", "$.json", "$result.nested", {"nested": {"foo": "bar"}}),
        ("nested-list", "$.json", "$result.nested", {"nested": [{"foo": "bar"}]}),
        ("dict-in-list", "$.json", "$result[0]", [{"foo": "bar"}]),
        ("list-with-nested-list", "$.json", "$result[0]", [[{"foo": "bar"}]]),
        ("dict-with-nested-list", "$.json", "$result", {"foo": [{"nested": "bar"}]}),
        (
            "bigger-dict",
            "$.json",
            "$result",
            {"bigger": "dict", "to": "test", "with": "separators"},
        ),
        ("to-string", "$.json", "$result.toString()", {"foo": "bar"}),
        ("list-to-string", "$.json", "$result.toString()", {"list": [{"foo": "bar"}]}),
        ("empty-body", "$.nonExisting", PROBE, None),
        ("nested-empty-list", "$.json.listValue", PROBE, {"listValue": []}),
        ("nested-null-list", "$.json.listValue", PROBE, {"listValue": None}),
    ],
)
def test_input_path_template_formatting(deploy, recording, entry, path, template, payload):
    expected = recording("common", "test_input_path_template_formatting")[entry]
    client = post_api(
        deploy, "s3:path/echo", "{}", f'#set($result = $input.path("{path}")){template}'
    )
    client.endpoint.answers(200, {"json": payload})

    assert client.send("POST", "/test").text == expected
