"""Small APIs for tests, an endpoint that remembers, and a client of the ASGI application."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.gateway import EndpointRequest, EndpointResponse, Gateway


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class FakeEndpoint:
    """Stands for every AWS service: remembers what it was sent and answers what it was told."""

    answer: EndpointResponse | Callable[[EndpointRequest], Any] = field(
        default_factory=lambda: EndpointResponse(200, [], b"{}")
    )
    requests: list[EndpointRequest] = field(default_factory=list)

    async def __call__(self, request: EndpointRequest) -> EndpointResponse:
        self.requests.append(request)
        if isinstance(self.answer, EndpointResponse):
            return self.answer
        answer = self.answer(request)
        return await answer if asyncio.iscoroutine(answer) else answer

    def answers(self, status: int = 200, body: Any = b"", **headers: str) -> None:
        encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.answer = EndpointResponse(status, named, encoded)

    @property
    def last(self) -> EndpointRequest:
        return self.requests[-1]

    def last_headers(self) -> dict[str, str]:
        return dict(self.last.headers)


@dataclass
class Client:
    gateway: Gateway
    endpoint: FakeEndpoint
    log: list[str]

    def send(
        self,
        http_method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
        host: str = "localhost:8080",
    ) -> Answer:
        return asyncio.run(self.send_async(http_method, target, body, headers, host))

    async def send_async(
        self,
        http_method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
        host: str = "localhost:8080",
    ) -> Answer:
        path, _, query = target.partition("?")
        pairs = list(headers.items()) if isinstance(headers, dict) else list(headers or [])
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": http_method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", host.encode())]
            + [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8080),
        }
        incoming = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Any] = []

        async def receive() -> Any:
            return incoming.pop(0) if incoming else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.gateway(scope, receive, send)
        start, *rest = sent
        return Answer(
            status=start["status"],
            headers={name.decode(): value.decode("latin-1") for name, value in start["headers"]},
            body=b"".join(message.get("body", b"") for message in rest),
        )


def aws_integration(uri: str = "rekognition:action/DetectLabels", **members: Any) -> dict[str, Any]:
    return {
        "type": "aws",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:us-east-1:{uri}",
        "credentials": "arn:aws:iam::000000000000:role/gateway",
        "responses": {"default": {"statusCode": "200"}},
    } | members


def mock_integration(**members: Any) -> dict[str, Any]:
    return {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": {"statusCode": "200"}},
    } | members


def operation(
    integration: dict[str, Any], *, headers: tuple[str, ...] = (), **members: Any
) -> dict[str, Any]:
    """A method that declares a response, with these headers, for each status that is mapped."""
    statuses = {str(entry.get("statusCode")) for entry in integration.get("responses", {}).values()}
    declared = {name: {"schema": {"type": "string"}} for name in headers}
    return {
        "responses": {status: {"description": "", "headers": declared} for status in statuses},
        "x-amazon-apigateway-integration": integration,
    } | members


def parameter(location: str, name: str, *, required: bool = False) -> dict[str, Any]:
    return {"in": location, "name": name, "required": required, "schema": {"type": "string"}}
