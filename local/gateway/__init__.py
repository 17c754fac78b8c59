"""Amazon API Gateway's REST data plane: OpenAPI in, an ASGI application out."""

from local.gateway.deployment import ApiKey, Stage
from local.gateway.endpoint import EndpointRequest, EndpointResponse, Integrate
from local.gateway.errors import InvalidApi
from local.gateway.gateway import Gateway
from local.gateway.rest_api import RestApi
from local.gateway.trace import ExecutionTrace

__all__ = [
    "ApiKey",
    "EndpointRequest",
    "EndpointResponse",
    "ExecutionTrace",
    "Gateway",
    "Integrate",
    "InvalidApi",
    "RestApi",
    "Stage",
]
