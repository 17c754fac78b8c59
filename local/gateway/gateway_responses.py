"""Gateway responses: the one place where an error becomes an answer.

See "Gateway responses in API Gateway" in the developer guide.
"""

import json
from typing import Any

from local.gateway.errors import GatewayError
from local.gateway.front_end import Response
from local.gateway.headers import Headers
from local.gateway.invocation import Invocation
from local.gateway.media import DEFAULT_TYPE, media_type
from local.gateway.model import GatewayResponse
from local.gateway.parameters import MappingScope, MethodRequest
from local.gateway.substitution import lookup_in, substitute

_DEFAULT_TEMPLATES = {
    "ACCESS_DENIED": '{"Message":$context.error.messageString}',
}
_DEFAULT_TEMPLATE = '{"message":$context.error.messageString}'
_NOT_CUSTOMISED = GatewayResponse(status=None, headers=(), templates={})


def gateway_response(invocation: Invocation, error: GatewayError) -> Response:
    """The API's own gateway response for the error, else API Gateway's default."""
    settings = _settings(invocation, error)
    status = error.status if settings.status is None else settings.status
    scope = _scope(invocation, error)
    kind, template = _template(settings, error, invocation.incoming.header("accept"))
    headers = Headers([("Content-Type", kind), ("x-amzn-ErrorType", error.error_type)])
    for mapping in settings.headers:
        if values := mapping.source(scope):
            headers.set(mapping.name, *values)
    body = substitute(template, lookup_in(_variables(invocation, scope), absent=""))
    response = Response(status, headers, body)
    _trace(invocation, error, response)
    return response


def _settings(invocation: Invocation, error: GatewayError) -> GatewayResponse:
    customised = invocation.deployment.api.gateway_responses
    fallback = "DEFAULT_4XX" if error.status < 500 else "DEFAULT_5XX"
    return customised.get(error.response_type) or customised.get(fallback) or _NOT_CUSTOMISED


def _template(settings: GatewayResponse, error: GatewayError, accept: str) -> tuple[str, str]:
    templates = settings.templates or {
        DEFAULT_TYPE: _DEFAULT_TEMPLATES.get(error.response_type, _DEFAULT_TEMPLATE)
    }
    for kind in (media_type(accept), DEFAULT_TYPE):
        if kind in templates:
            return kind, templates[kind]
    return next(iter(templates.items()))


def _scope(invocation: Invocation, error: GatewayError) -> MappingScope:
    invocation.context["error"] = {
        "message": error.message,
        "messageString": json.dumps(error.message, ensure_ascii=False),
        "responseType": error.response_type,
        "validationErrorString": error.validation_error,
    }
    return invocation.mapping_scope()


def _variables(invocation: Invocation, scope: MappingScope) -> dict[str, Any]:
    return {
        "context": scope.context,
        "stageVariables": scope.stage_variables,
        "method": {"request": _request_values(scope.request)},
    }


def _request_values(request: MethodRequest) -> dict[str, dict[str, str]]:
    return {
        "path": request.path,
        "querystring": {name: values[-1] for name, values in request.query.items()},
        "header": {name: values[-1] for name, values in request.headers.items()},
    }


def _trace(invocation: Invocation, error: GatewayError, response: Response) -> None:
    trace = invocation.trace
    if error.detail:
        trace.log(f"{error.cause}{error.detail}")
    trace.log(f"Gateway response type: {error.response_type} with status code: {response.status}")
    trace.log_body("Gateway response body", response.body)
    trace.log_values("Gateway response headers", response.headers)
    trace.log(f"Method completed with status: {response.status}")
