"""The gateway as an ASGI application: which deployment answers, and redeployment."""

import asyncio
import http.client
import threading
from contextlib import contextmanager

import pytest
import uvicorn

from local.gateway import EndpointResponse, Gateway, InvalidApi, RestApi, Stage
from tests.gateway.apis import aws_integration, mock_integration, operation


def api(text, api_id="abc123"):
    response = {"statusCode": "200", "responseTemplates": {"application/json": text}}
    method = operation(mock_integration(responses={"default": response}))
    return RestApi.from_openapi(
        {"openapi": "3.0.1", "paths": {"/": {"get": method}, "/a": {"get": method}}},
        api_id=api_id,
        name="n",
    )


@pytest.fixture
def two_stages(client):
    client.gateway.deploy(api("default"), Stage("prod"), default=True)
    client.gateway.deploy(api("staging"), Stage("staging"))
    client.gateway.deploy(api("other", "other1"), Stage("prod"))
    return client


@pytest.mark.parametrize(
    ("host", "target", "text"),
    [
        ("localhost:8080", "/a", "default"),
        ("api.example.com", "/", "default"),
        ("abc123.execute-api.us-east-1.amazonaws.com", "/prod/a", "default"),
        ("abc123.execute-api.us-east-1.amazonaws.com", "/prod", "default"),
        ("abc123.execute-api.localhost:8080", "/staging/a", "staging"),
        ("ABC123.execute-api.localhost", "/staging", "staging"),
        ("other1.execute-api.localhost", "/prod/a", "other"),
    ],
)
def test_host_and_stage_find_the_deployment(two_stages, host, target, text):
    answer = two_stages.send("GET", target, host=host)

    assert (answer.status, answer.text) == (200, text)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("unknown.execute-api.localhost", "/prod/a"),
        ("abc123.execute-api.localhost", "/unknown/a"),
        ("abc123.execute-api.localhost", "/"),
    ],
)
def test_what_is_not_deployed_is_forbidden(two_stages, host, target):
    answer = two_stages.send("GET", target, host=host)

    assert (answer.status, answer.json()) == (403, {"message": "Forbidden"})


def test_undeploy_and_deploy_again(two_stages):
    two_stages.gateway.undeploy("abc123", "prod")
    two_stages.gateway.undeploy("abc123", "prod")
    assert two_stages.send("GET", "/a").status == 403

    two_stages.gateway.deploy(api("again"), Stage("prod"), default=True)
    assert two_stages.send("GET", "/a").text == "again"


def test_a_request_under_way_finishes_on_the_earlier_deployment(client):
    template = {"responseTemplates": {"application/json": "earlier"}, "statusCode": "200"}
    first = RestApi.from_openapi(
        {
            "openapi": "3.0.1",
            "paths": {"/a": {"get": operation(aws_integration(responses={"default": template}))}},
        },
        api_id="abc123",
        name="n",
    )
    client.gateway.deploy(first, Stage("prod"), default=True)

    def redeploy(request):
        client.gateway.deploy(api("later"), Stage("prod"), default=True)
        return EndpointResponse(200, [], b"")

    client.endpoint.answer = redeploy

    assert client.send("GET", "/a").text == "earlier"
    assert client.send("GET", "/a").text == "later"


def test_a_deployment_that_is_refused_leaves_the_earlier_one(two_stages):
    method = operation(mock_integration())
    broken = RestApi.from_openapi(
        {"openapi": "3.0.1", "paths": {"/{a}": {"get": method}, "/{b}": {"get": method}}},
        api_id="abc123",
        name="n",
    )

    with pytest.raises(InvalidApi):
        two_stages.gateway.deploy(broken, Stage("prod"), default=True)

    assert two_stages.send("GET", "/a").text == "default"


@contextmanager
def served(gateway):
    config = uvicorn.Config(gateway, port=0, log_level="error", http="httptools", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def test_over_http(client):
    response = {"statusCode": "200", "contentHandling": "CONVERT_TO_TEXT"}
    integration = aws_integration(
        contentHandling="CONVERT_TO_TEXT",
        requestTemplates={"image/jpeg": '{"Bytes": "$input.body"}'},
        responses={"default": response},
    )
    document = {
        "openapi": "3.0.1",
        "paths": {"/labels": {"post": operation(integration)}},
        "x-amazon-apigateway-binary-media-types": ["image/jpeg"],
    }
    gateway = Gateway(client.endpoint, log=client.log.append)
    gateway.deploy(RestApi.from_openapi(document, api_id="i", name="n"), Stage("s"), default=True)
    client.endpoint.answers(200, {"Labels": []})
    with served(gateway) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for body in (bytes(5_242_880), iter([b"in ", b"chunks"])):
            connection.request("POST", "/labels", body, {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b'{"Labels": []}')
        connection.request("POST", "/labels", bytes(11_000_000), {"Content-Type": "image/jpeg"})
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (
            413, b"HTTP content length exceeded 10485760 bytes."
        )  # fmt: skip
        connection.close()

    assert len(client.endpoint.requests) == 2
    assert client.endpoint.last.body == b'{"Bytes": "aW4gY2h1bmtz"}'


def test_lifespan_is_completed(client):
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(client.gateway({"type": "lifespan"}, receive, send))

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
