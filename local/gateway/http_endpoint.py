"""HTTP and HTTP_PROXY integrations: calls to an address on this machine.

A definition written for AWS may name any host on the internet. Running it locally must not send
anything there, so every other host is refused.
"""

import asyncio
import ipaddress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from local.gateway.endpoint import EndpointRequest, EndpointResponse
from local.gateway.errors import ApiConfigurationError
from local.gateway.front_end import PAYLOAD_LIMIT
from local.gateway.uri import HttpUri


class NotLoopback(ConnectionError):
    """The integration's host is not this machine."""


async def send(request: EndpointRequest, uri: HttpUri) -> EndpointResponse:
    """Raises ConnectionError when nobody answers, TimeoutError when too late.

    An address that is none, as a missing stage variable makes it, is an ApiConfigurationError.
    """
    host, port = _address(uri)
    if not _is_loopback(host):
        raise NotLoopback(f"HTTP integrations reach only this machine: {host} is refused")
    return await asyncio.to_thread(_exchange, request, uri.scheme, host, port)


def _address(uri: HttpUri) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{uri.authority}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise ApiConfigurationError(detail="Invalid endpoint address")
    return host, port or (443 if uri.scheme == "https" else 80)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _exchange(request: EndpointRequest, scheme: str, host: str, port: int) -> EndpointResponse:
    kind = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=request.timeout_seconds)
    target = f"{request.path}?{request.query}" if request.query else request.path
    try:
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body or request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        answer = connection.getresponse()
        # One byte more than allowed is enough to know that it is too much.
        body = answer.read(PAYLOAD_LIMIT + 1)
        return EndpointResponse(answer.status, answer.getheaders(), body)
    except TimeoutError:
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise ConnectionError(f"{host}:{port}: {error}") from error
    finally:
        connection.close()
