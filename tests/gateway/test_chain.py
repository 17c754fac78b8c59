"""The life of a request, end to end."""

import base64
import json

import pytest

from tests.gateway.apis import aws_integration, mock_integration, operation

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4

IMAGE_INTEGRATION = aws_integration(
    contentHandling="CONVERT_TO_TEXT",
    passthroughBehavior="never",
    requestParameters={
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
        "integration.request.header.X-Amz-Target": "'RekognitionService.DetectLabels'",
    },
    requestTemplates={
        "image/jpeg": '{"Image": {"Bytes": "$input.body"}}',
        "image/png": '{"Image": {"Bytes": "$input.body"}}',
    },
    responses={
        r"2\d{2}": {
            "statusCode": "200",
            "contentHandling": "CONVERT_TO_TEXT",
            "responseTemplates": {"application/json": "{\"labels\": $input.json('$.Labels')}"},
        },
        r"4\d{2}": {
            "statusCode": "400",
            "contentHandling": "CONVERT_TO_TEXT",
            "responseTemplates": {"application/json": "{\"code\": $input.json('$.__type')}"},
        },
        "default": {"statusCode": "500", "contentHandling": "CONVERT_TO_TEXT"},
    },
)


@pytest.fixture
def labels(deploy):
    return deploy(
        {"/labels": {"post": operation(IMAGE_INTEGRATION)}},
        x_amazon_apigateway_binary_media_types=["image/jpeg", "image/png"],
    )


def test_image_goes_to_the_service_as_base64_and_its_answer_comes_back_transformed(labels):
    labels.endpoint.answers(200, {"Labels": [{"Name": "Person"}]})

    answer = labels.send("POST", "/labels", JPEG, {"Content-Type": "image/jpeg"})

    sent = labels.endpoint.last
    assert (sent.service, sent.region, sent.method, sent.path) == (
        "rekognition", "us-east-1", "POST", "/"
    )  # fmt: skip
    assert sent.query == "Action=DetectLabels"
    assert sent.credentials == "arn:aws:iam::000000000000:role/gateway"
    assert labels.endpoint.last_headers()["Content-Type"] == "application/x-amz-json-1.1"
    assert base64.b64decode(json.loads(sent.body)["Image"]["Bytes"]) == JPEG
    assert (answer.status, answer.json()) == (200, {"labels": [{"Name": "Person"}]})
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "image/png"},
        {"Content-Type": "Image/JPEG"},
        {"Content-Type": "image/jpeg; charset=x"},
        {"Content-Type": "image/jpeg", "Accept": "image/png"},
        {"Content-Type": "image/jpeg", "Accept": "text/html"},
    ],
)
def test_every_spelling_of_an_image_type_is_answered_in_json(labels, headers):
    labels.endpoint.answers(200, {"Labels": []}, Content_Type="application/x-amz-json-1.1")

    answer = labels.send("POST", "/labels", JPEG, headers)

    assert (answer.status, answer.json()) == (200, {"labels": []})


def test_error_of_the_service_takes_the_response_its_status_selects(labels):
    labels.endpoint.answers(400, {"__type": "InvalidImageFormatException"})

    answer = labels.send("POST", "/labels", b"text", {"Content-Type": "image/png"})

    assert (answer.status, answer.json()) == (400, {"code": "InvalidImageFormatException"})


@pytest.mark.parametrize("content_type", ["image/gif", "application/json", "", "nonsense"])
def test_another_content_type_is_refused_without_a_call(labels, content_type):
    answer = labels.send("POST", "/labels", JPEG, {"Content-Type": content_type})

    assert (answer.status, answer.json()) == (415, {"message": "Unsupported Media Type"})
    assert labels.endpoint.requests == []


def test_every_answer_carries_request_ids_and_trace_id(labels):
    answer = labels.send("POST", "/labels", JPEG, {"Content-Type": "image/jpeg"})

    assert labels.gateway.traces.get(answer.headers["x-amzn-RequestId"]) is not None
    assert len(answer.headers["x-amz-apigw-id"]) == 16
    assert answer.headers["X-Amzn-Trace-Id"].startswith("Root=1-")


def test_mock_answers_without_a_call(deploy):
    client = deploy(
        {
            "/health": {
                "get": operation(
                    mock_integration(
                        responses={
                            "200": {
                                "statusCode": "200",
                                "responseTemplates": {"application/json": '{"status": "ok"}'},
                            }
                        }
                    )
                )
            }
        }
    )

    answer = client.send("GET", "/health")

    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    assert client.endpoint.requests == []


def test_unexpected_failure_is_a_plain_500_and_its_traceback_goes_to_the_log(labels):
    def explode(request):
        raise ZeroDivisionError("the secret reason")

    labels.endpoint.answer = explode

    answer = labels.send("POST", "/labels", JPEG, {"Content-Type": "image/jpeg"})

    assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})
    assert any(
        answer.headers["x-amzn-RequestId"] in line and "the secret reason" in line
        for line in labels.log
    )
