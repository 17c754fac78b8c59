"""What the local AWS is given by its caller, as small interfaces."""

from collections.abc import Mapping
from typing import Any, Protocol

Properties = Mapping[str, Any]
"""A resource's properties as CloudFormation resolved them: no intrinsic function is left."""


class Service(Protocol):
    """Rekognition, as one more service of the local AWS."""

    async def handle(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
    ) -> tuple[int, dict[str, str], bytes]: ...

    def create_collection_if_missing(self, collection_id: str, tags: Mapping[str, str]) -> str: ...

    def delete_collection_if_present(self, collection_id: str) -> None: ...


class ResourceObserver(Protocol):
    """Is told of the `AWS::ApiGateway::*` resources of every stack.

    It is called on the event loop, in the order in which CloudFormation provisions.
    """

    def check(self, resource_type: str, properties: Properties) -> None:
        """Raise ValueError, before anything is created or changed, to fail the resource."""

    def put(self, resource_type: str, physical_id: str, properties: Properties) -> None:
        """Take note of a resource that was created, updated or restored."""

    def remove(self, resource_type: str, physical_id: str, properties: Properties) -> None:
        """Take note of a resource that was deleted."""
