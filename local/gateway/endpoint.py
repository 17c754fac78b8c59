"""What goes to an integration's endpoint and what comes back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class EndpointRequest:
    """A call to one AWS service, ready to be signed and sent.

    `service` is the name in the integration's URI (`rekognition`, `s3`, `states`, `lambda`);
    `path` starts with `/`; `path` and `query` are percent-encoded; `credentials` is the ARN of
    the role the integration assumes, None where its URI needs none (Lambda).
    """

    service: str
    region: str
    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    credentials: str | None
    timeout_seconds: float


@dataclass(frozen=True)
class EndpointResponse:
    """What the endpoint answered: its status, its headers in order and its whole body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Integrate = Callable[[EndpointRequest], Awaitable[EndpointResponse]]
"""Sends the request to its service; raises ConnectionError when the service cannot be reached."""
