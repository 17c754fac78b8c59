"""The bucket through which a deployment hands its files to CloudFormation."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from urllib.parse import quote

from local.errors import DeployError
from local.gateway import EndpointRequest, EndpointResponse, Integrate

_ALREADY_THERE = 409


class ArtifactBucket:
    """A bucket, made when it is first uploaded to. Every method raises DeployError."""

    def __init__(self, name: str, region: str, integrate: Integrate) -> None:
        self.name = name
        self._region = region
        self._integrate = integrate

    def url(self, key: str) -> str:
        """An object's address, in the form that CloudFormation takes a template's."""
        return f"https://s3.amazonaws.com/{self.name}/{quote(key)}"

    async def upload(self, objects: Mapping[str, bytes]) -> None:
        made = await self._send("PUT", "")
        if made.status != _ALREADY_THERE:
            _check(made, self.name)
        for key, body in objects.items():
            _check(await self._send("PUT", f"/{quote(key)}", body=body), key)

    async def keep_only(self, keys: set[str]) -> None:
        """Delete every other object: each reload would leave the last one's behind."""
        listed = await self._send("GET", "", query="list-type=2")
        _check(listed, self.name)
        found = ElementTree.fromstring(listed.body).iter("{*}Key")
        for key in {element.text or "" for element in found} - keys:
            await self._send("DELETE", f"/{quote(key)}")

    async def _send(
        self, method: str, path: str, *, query: str = "", body: bytes = b""
    ) -> EndpointResponse:
        return await self._integrate(
            EndpointRequest(
                service="s3",
                region=self._region,
                method=method,
                path=f"/{self.name}{path}",
                query=query,
                headers=[],
                body=body,
                credentials=None,
                timeout_seconds=60,
            )
        )


def _check(response: EndpointResponse, what: str) -> None:
    if response.status >= 300:
        reason = response.body.decode(errors="replace")
        raise DeployError(f"S3 refused {what} with status {response.status}: {reason}")
