"""An API as it is deployed: resources, methods, integrations and their responses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from jsonschema import Draft4Validator

from local.gateway.media import ContentHandling
from local.gateway.parameters import ParameterMapping
from local.gateway.uri import IntegrationUri
from local.vtl import Template

Templates = Mapping[str, Template]
"""Compiled mapping templates by media type, in the order of the definition."""


class IntegrationType(Enum):
    AWS = "AWS"
    AWS_PROXY = "AWS_PROXY"
    HTTP = "HTTP"
    HTTP_PROXY = "HTTP_PROXY"
    MOCK = "MOCK"


class PassthroughBehavior(Enum):
    WHEN_NO_MATCH = "WHEN_NO_MATCH"
    WHEN_NO_TEMPLATES = "WHEN_NO_TEMPLATES"
    NEVER = "NEVER"


@dataclass(frozen=True)
class RequestParameter:
    location: str  # "path", "querystring" or "header"
    name: str
    required: bool


@dataclass(frozen=True)
class RequestValidator:
    validate_body: bool
    validate_parameters: bool


@dataclass(frozen=True)
class MethodResponse:
    status: int
    headers: frozenset[str]


@dataclass(frozen=True)
class IntegrationResponse:
    """What becomes of an endpoint's answer; `pattern` is None for the default."""

    status: int
    pattern: re.Pattern[str] | None
    content_handling: ContentHandling | None
    templates: Templates
    parameters: Sequence[ParameterMapping]


@dataclass(frozen=True)
class Integration:
    type: IntegrationType
    http_method: str
    uri: IntegrationUri | None  # None for MOCK
    credentials: str | None
    content_handling: ContentHandling | None
    passthrough_behavior: PassthroughBehavior
    timeout_seconds: float
    parameters: Sequence[ParameterMapping]
    templates: Templates
    responses: Sequence[IntegrationResponse]


@dataclass(frozen=True)
class Method:
    http_method: str  # "ANY" for every method that has none of its own
    path: str  # of its resource, as in `/collections/{collection_id}`
    resource_id: str
    integration: Integration
    responses: Mapping[int, MethodResponse]
    parameters: Sequence[RequestParameter] = ()
    models: Mapping[str, Draft4Validator] = field(default_factory=dict)  # by media type
    validator: RequestValidator | None = None
    api_key_required: bool = False

    @property
    def name(self) -> str:
        return f"{self.http_method} {self.path}"


@dataclass(frozen=True)
class GatewayResponse:
    """A customised gateway response; what is None keeps its default."""

    status: int | None
    headers: Sequence[ParameterMapping]
    templates: Mapping[str, str]
