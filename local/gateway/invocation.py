"""One request on its way through an API."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.gateway.deployment import Deployment
from local.gateway.endpoint import EndpointRequest, EndpointResponse, Integrate
from local.gateway.front_end import IncomingRequest, Response
from local.gateway.media import Payload, to_text
from local.gateway.model import Integration, Method
from local.gateway.parameters import MappingScope, MethodRequest
from local.gateway.throttling import QuotaCounter
from local.gateway.trace import ExecutionTrace
from local.gateway.uri import HttpUri
from local.vtl import Template, mapping_variables


@dataclass
class Invocation:
    """What the stages of a request's life hand on; each fills in its part.

    `context` is `$context` as mapping templates, mappings and logs see it.
    """

    deployment: Deployment
    incoming: IncomingRequest
    path: str  # below the stage, percent-encoded
    integrate: Integrate
    quotas: QuotaCounter
    log: Callable[[str], None]
    context: dict[str, Any]
    trace: ExecutionTrace
    started_at: float = field(default_factory=time.perf_counter)
    request: MethodRequest = field(init=False)
    method: Method = field(init=False)
    encoded_path: dict[str, str] = field(init=False)  # path variables as sent
    payload: Payload = field(init=False)  # of the integration request
    endpoint_request: EndpointRequest = field(init=False)
    http_endpoint: HttpUri = field(init=False)  # where an HTTP integration sends it
    endpoint_response: EndpointResponse = field(init=False)
    response: Response = field(init=False)
    integration_latency: int | None = None  # milliseconds

    @property
    def integration(self) -> Integration:
        return self.method.integration

    def is_binary(self, content_type: str | None) -> bool:
        return self.deployment.api.binary_media_types.match(content_type)

    def mapping_scope(self) -> MappingScope:
        return MappingScope(
            request=self.request,
            context=self.context,
            stage_variables=self.deployment.stage.variables,
            body=lambda: to_text(self.request.body),
        )

    def render(self, template: Template, body: str) -> str:
        """The template with the request's parameters; raises VtlError as the engine does."""
        return template.render(
            mapping_variables(
                body=body,
                path=self.request.path,
                querystring={name: values[-1] for name, values in self.request.query.items()},
                header={name: values[-1] for name, values in self.request.headers.items()},
                context=self.context,
                stage_variables=self.deployment.stage.variables,
            )
        )

    def elapsed(self) -> int:
        """Milliseconds since the request arrived."""
        return round((time.perf_counter() - self.started_at) * 1000)
