"""Header remapping as recorded (`TestApiGatewayHeaderRemapping`), replayed.

The API maps every header that HTTP treats specially, to the endpoint and to the client, and the
client sends all of them.
"""

import json

import pytest

from tests.gateway.apis import aws_integration, operation, parameter

HEADERS = (
    "Accept", "Accept-Charset", "Accept-Encoding", "Age", "Authorization", "Connection",
    "Content-Encoding", "Content-Length", "Content-MD5", "Content-Type", "Date", "Expect", "Host",
    "Max-Forwards", "Pragma", "Proxy-Authenticate", "Range", "Referer", "Server", "TE",
    "Transfer-Encoding", "Trailer", "Upgrade", "User-Agent", "Via", "Warn", "WWW-Authenticate",
)  # fmt: skip
SENT = {
    "Accept": "application/json",
    "Accept-Charset": "UTF-8",
    "Accept-Encoding": "br",
    "Age": "request_Age",
    "Authorization": "Unauthorized",
    "Connection": "close",
    "Content-Encoding": "deflate",
    "Content-MD5": "request_Content-MD5",
    "Content-Type": "application/json",
    "Date": "request_Date",
    "Expect": "100-continue",
    "Max-Forwards": "2",
    "Pragma": "cache",
    "Proxy-Authenticate": "Basic",
    "Range": "bytes=500-999",
    "Referer": "https://example.com/",
    "Server": "https://example.com/",
    "TE": "deflate",
    "Trailer": "Expires",
    "Transfer-Encoding": "chunked",
    "Upgrade": "HTTP/2.0",
    "User-Agent": "localStack/0.0",
    "Warn": "299 localStack/0.0",
    "WWW-Authenticate": "Basic YWxhZGRpbjpvcGVuc2VzYW1l",
}
MAPPED = {
    "Accept": "text/html",
    "Accept-Charset": "UTF-16",
    "Accept-Encoding": "zstd",
    "Age": "request_params_age",
    "Authorization": "request_params_authorization",
    "Connection": "keep-alive",
    "Content-Encoding": "compress",
    "Content-Length": "0",
    "Content-MD5": "request_params_Content-MD5",
    "Content-Type": "application/json",
    "Date": "request_params_Date",
    "Expect": "200-ok",
    "Max-Forwards": "2",
    "Pragma": "no-cache",
    "Proxy-Authenticate": 'Basic realm="Access to the internal site"',
    "Range": "bytes=0-499",
    "Referer": "https://example.com/page",
    "Server": "https://example.com/page",
    "TE": "gzip",
    "Trailer": "user-agent",
    "Transfer-Encoding": "deflate",
    "Upgrade": "HTTP/2.0",
    "User-Agent": "Override-Agent",
    "Via": "othersite.net",
    "Warn": '110 anderson/1.3.37 "Response is stale"',
    "WWW-Authenticate": "Basic YWxhZGRpbjpvcGVuc2VzYW1l",
}
LAMBDA = "arn:aws:lambda:us-east-1:000000000000:function:echo"
# What the server adds, not the gateway: both ends of the recorded connections.
OF_THE_SERVER = {"Connection", "Content-Length", "Date"}
# Values that the recording replaced by a name in angle brackets.
VARYING = {"Date", "Host", "Via", "X-Amzn-Trace-Id", "x-amzn-Remapped-Date"}


def remapping_api(deploy, kind, uri):
    def method(mapped, template=None, responses=None):
        integration = aws_integration(
            type=kind,
            requestParameters={
                f"integration.request.header.{name}": f"'{MAPPED.get(name, '')}'" for name in mapped
            },
            responses=responses or {"default": {"statusCode": "200"}},
        )
        integration["uri"] = uri
        if template:
            integration["requestTemplates"] = {"application/json": template}
        return {"get": operation(
            integration, headers=HEADERS, parameters=[parameter("header", h) for h in HEADERS]
        )}  # fmt: skip

    template = json.dumps({h: f"$input.params('{h}')" for h in HEADERS})
    responses = {
        "default": {
            "statusCode": "200",
            "responseParameters": {
                f"method.response.header.{h}": f"'response_param_{h}'" for h in HEADERS
            },
        }
    }
    forbidden = {"content-length": "Content-Length", "transfer-encoding": "Transfer-Encoding"}
    if kind.startswith("aws"):
        forbidden |= {h.lower(): h for h in ("Authorization", "Connection", "Expect", "TE")}
        forbidden["proxy-authenticate"] = "Proxy-Authenticate"
    full = [h for h in MAPPED if h not in forbidden.values()]
    paths = {"/no-param": method(()), "/full": method(full, template, responses)}
    return deploy(paths | {f"/{path}": method([name]) for path, name in forbidden.items()})


def without(headers, names):
    return {k: v for k, v in headers.items() if k not in names and not v.startswith("<")}


def lambda_uri():
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{LAMBDA}/invocations"


@pytest.mark.parametrize("kind", ["AWS", "AWS_PROXY"])
@pytest.mark.parametrize(
    "path",
    ["content-length", "transfer-encoding", "authorization", "connection", "expect",
     "proxy-authenticate", "te"],
)  # fmt: skip
def test_apigateway_header_remapping_aws_forbidden(deploy, recording, kind, path):
    test = f"test_apigateway_header_remapping_aws[{kind}]"
    expected = recording("integrations", test)[path]
    client = remapping_api(deploy, kind.lower(), lambda_uri())

    answer = client.send("GET", f"/{path}", headers=SENT)

    assert (answer.status, answer.json()) == (500, expected["body"])
    assert set(answer.headers) - OF_THE_SERVER == set(expected["response-headers"]) - OF_THE_SERVER
    assert answer.headers["x-amzn-ErrorType"] == expected["response-headers"]["x-amzn-ErrorType"]


@pytest.mark.parametrize("entry", ["no-param-integration", "full-integration"])
def test_apigateway_header_remapping_aws_lambda(deploy, recording, entry):
    expected = recording("integrations", "test_apigateway_header_remapping_aws[AWS]")[entry]
    client = remapping_api(deploy, "aws", lambda_uri())
    client.endpoint.answers(200, {"body": "ok"})

    answer = client.send("GET", f"/{entry.removesuffix('-integration')}", headers=SENT)

    assert set(answer.headers) - OF_THE_SERVER == set(expected["response-headers"]) - OF_THE_SERVER
    recorded = without(expected["response-headers"], OF_THE_SERVER)
    assert {name: answer.headers[name] for name in recorded} == recorded
    if entry == "full-integration":
        seen_by_template = json.loads(client.endpoint.last.body)
        varying = {k: v for k, v in expected["body"].items() if not str(v).startswith("<")}
        assert {name: seen_by_template[name] for name in varying} == varying


@pytest.mark.parametrize("entry", ["no-param-integration", "full-integration"])
def test_apigateway_header_remapping_aws_proxy(deploy, recording, entry):
    expected = recording("integrations", "test_apigateway_header_remapping_aws[AWS_PROXY]")[entry]
    client = remapping_api(deploy, "aws_proxy", lambda_uri())
    client.endpoint.answers(200, {"statusCode": 200, "body": "{}"})

    answer = client.send("GET", f"/{entry.removesuffix('-integration')}", headers=SENT)

    event = json.loads(client.endpoint.last.body)
    assert set(event["headers"]) == set(expected["headers"]) - {"Via"}  # the test sends none
    recorded = without(expected["headers"], VARYING)
    assert {name: event["headers"][name] for name in recorded} == recorded
    assert set(answer.headers) - OF_THE_SERVER == set(expected["response-headers"]) - OF_THE_SERVER


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
@pytest.mark.parametrize("entry", ["no-param-integration", "full-integration"])
def test_apigateway_header_remapping_http(deploy, recording, http_echo, kind, entry):
    test = f"test_apigateway_header_remapping_http[{kind}]"
    expected = recording("integrations", test)[entry]
    client = remapping_api(deploy, kind.lower(), http_echo.url)

    answer = client.send("GET", f"/{entry.removesuffix('-integration')}", headers=SENT)

    received = {name.lower(): value for name, value in answer.json()["headers"].items()}
    sent = {name.lower(): value for name, value in expected["headers"].items()}
    assert set(received) == set(sent)
    same = {k: v for k, v in sent.items() if "<" not in v and k != "content-length"}
    assert {name: received[name] for name in same} == same


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
@pytest.mark.parametrize("path", ["content-length", "transfer-encoding"])
def test_apigateway_header_remapping_http_forbidden(deploy, recording, http_echo, kind, path):
    test = f"test_apigateway_header_remapping_http[{kind}]"
    expected = recording("integrations", test)[path]
    client = remapping_api(deploy, kind.lower(), http_echo.url)

    answer = client.send("GET", f"/{path}", headers=SENT)

    assert (answer.status, answer.json()) == (500, expected["body"])
    assert answer.headers["x-amzn-ErrorType"] == expected["response-headers"]["x-amzn-ErrorType"]
