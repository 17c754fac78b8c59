"""A REST API, as imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.gateway.errors import InvalidApi
from local.gateway.media import BinaryMediaTypes
from local.gateway.model import GatewayResponse, Method
from local.gateway.openapi import import_openapi


@dataclass(frozen=True)
class RestApi:
    id: str
    name: str
    methods: tuple[Method, ...]
    binary_media_types: BinaryMediaTypes
    gateway_responses: Mapping[str, GatewayResponse]  # by type, customised ones only

    @classmethod
    def from_openapi(cls, document: Mapping[str, Any], *, api_id: str, name: str) -> "RestApi":
        """The API that an OpenAPI 3.0 definition describes.

        `document` is the parsed definition with every CloudFormation function resolved. Raises
        InvalidApi, with API Gateway's own words where they are known, for a definition that API
        Gateway or this gateway refuses and for a mapping template that does not compile.
        """
        try:
            definition = import_openapi(document)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidApi(f"Invalid OpenAPI input: {type(error).__name__}: {error}") from error
        return cls(
            id=api_id,
            name=name,
            methods=definition.methods,
            binary_media_types=definition.binary_media_types,
            gateway_responses=definition.gateway_responses,
        )
