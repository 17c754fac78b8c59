"""HTTP integrations as recorded (`test_apigateway_http`), replayed against a server here."""

import socket

import pytest

from tests.gateway.apis import operation, parameter

BODY = b'{"message": "hello world"}'


def http_integration(kind, uri, **members):
    return {
        "type": kind.lower(),
        "httpMethod": "POST",
        "uri": uri,
        "responses": {"default": {"statusCode": "200"}},
    } | members


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
def test_http_integration_with_lambda(deploy, recording, http_echo, kind):
    recorded = recording("http", f"test_http_integration_with_lambda[{kind}]")
    expected = recorded["http-invocation-lambda-url"]
    client = deploy({"/test": {"post": operation(http_integration(kind, http_echo.url))}})

    answer = client.send(
        "POST", "/test", BODY,
        {"Content-Type": "application/json", "accept": "application/xml",
         "user-Agent": "test/integration", "accept-encoding": "gzip, deflate"},
    )  # fmt: skip

    received = {name.lower(): value for name, value in answer.json()["headers"].items()}
    for name, value in expected["content"]["headers"].items():
        # Added by the recorded endpoint's own front, or replaced by a placeholder.
        if name.startswith(("x-amzn-tls", "x-forwarded")) or value.startswith("<"):
            continue
        assert received[name] == value.replace("<rest_api_id:1>", "a1b2c3d4e5"), name
    names = {name.lower() for name in answer.headers}
    # The date, the connection and the proxied trace id are those of the recorded servers.
    assert set(expected["headers"]) - names <= {"date", "connection", "x-amzn-trace-id"}


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
@pytest.mark.parametrize(
    ("entry", "path"), [("matching-response", "200"), ("non-matching-response", "400")]
)
def test_http_integration_invoke_status_code_passthrough(
    deploy, recording, http_echo, kind, entry, path
):
    test = f"test_http_integration_invoke_status_code_passthrough[{kind}]"
    expected = recording("http", test)[entry]
    integration = http_integration(
        kind,
        f"{http_echo.url}{{map}}",
        requestParameters={"integration.request.path.map": "method.request.path.map"},
    )
    method = operation(integration, parameters=[parameter("path", "map", required=True)])
    client = deploy({"/{map+}": {"post": method}})

    answer = client.send("POST", f"/status/{path}")

    assert answer.status == expected["status_code"]
    assert answer.json()["path"] == f"/status/{path}"


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
@pytest.mark.parametrize("http_method", ["POST", "PUT", "GET"])
def test_http_integration_method(deploy, recording, http_echo, kind, http_method):
    recorded = recording("http", f"test_http_integration_method[{kind}]")
    expected = recorded[f"http-invocation-lambda-url-{http_method.lower()}"]
    method = operation(http_integration(kind, http_echo.url))
    client = deploy({"/test": {"x-amazon-apigateway-any-method": method}})

    answer = client.send(http_method, "/test", BODY, {"Content-Type": "application/json"})

    assert answer.json()["method"] == expected["method"]
    assert answer.json()["data"] == BODY.decode()


def test_http_proxy_integration_request_data_mappings(deploy, recording, http_echo):
    recorded = recording("http", "test_http_proxy_integration_request_data_mappings")
    expected = recorded["http-proxy-invocation"]["content"]
    integration = http_integration(
        "HTTP_PROXY",
        f"{http_echo.url}?testVar={{pathVar}}&testQs={{qsVar}}",
        requestParameters={
            "integration.request.header.headerVar": "method.request.header.foobar",
            "integration.request.path.qsVar": "method.request.querystring.testVar",
            "integration.request.path.pathVar": "method.request.path.pathVariable",
            "integration.request.querystring.queryString": (
                "method.request.querystring.testQueryString"
            ),
            "integration.request.querystring.testQs": "method.request.querystring.testQueryString",
            "integration.request.querystring.testEmptyQs": "method.request.header.emptyheader",
        },
    )
    method = operation(
        integration,
        parameters=[
            parameter("path", "pathVariable", required=True),
            parameter("query", "testVar"),
            parameter("query", "testQueryString"),
            parameter("header", "foobar"),
            parameter("header", "emptyheader"),
        ],
    )
    client = deploy({"/{pathVariable}": {"post": method}})

    answer = client.send(
        "POST", "/foobar?testQueryString=foo&testVar=bar", BODY,
        {"foobar": "mapped-value", "headerVar": "request-value"},
    )  # fmt: skip

    query = answer.json()["path"].partition("?")[2]
    args = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        args[name] = f"{args[name]},{value}" if name in args else value
    assert args == expected["args"]
    received = {name.lower(): value for name, value in answer.json()["headers"].items()}
    for name in ("foobar", "headervar"):
        assert received[name] == expected["headers"][name]


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.com/",
        "http://169.254.169.254/latest",
        "http://127.0.0.1.example.com/",
        "http://localhost@example.com/",
        "https://[::ffff:8.8.8.8]/",
    ],
)
def test_another_machine_is_never_called(deploy, uri):
    client = deploy({"/": {"get": operation(http_integration("HTTP", uri))}})

    answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (
        504, {"message": "Network error communicating with endpoint"}
    )  # fmt: skip
    assert any("reach only this machine" in line for line in client.log)


@pytest.mark.parametrize("authority", ["localhost:port", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_a_configuration_error(deploy, authority):
    integration = http_integration("HTTP", f"http://{authority}/")
    client = deploy({"/": {"get": operation(integration)}})

    assert client.send("GET", "/").status == 500


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_called_by_name_and_by_address(deploy, http_echo, host):
    uri = http_echo.url.replace("127.0.0.1", host)
    client = deploy({"/": {"get": operation(http_integration("HTTP", uri))}})

    assert client.send("GET", "/").status == 200


def test_an_http_endpoint_too_slow_is_a_timeout(deploy):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        client = deploy(
            {"/": {"get": operation(http_integration("HTTP", uri, timeoutInMillis=50))}}
        )

        answer = client.send("GET", "/")

    assert (answer.status, answer.json()) == (504, {"message": "Endpoint request timed out"})


def test_nobody_answers_is_a_network_error(deploy):
    client = deploy({"/": {"get": operation(http_integration("HTTP", "http://127.0.0.1:9/"))}})

    answer = client.send("GET", "/")

    assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (
        504, "InternalServerErrorException"
    )  # fmt: skip
