"""The life of a request, stage by stage, named as API Gateway names them."""

import traceback
from collections.abc import Awaitable, Callable

from local.gateway.access import authorize, check_api_key, throttle
from local.gateway.errors import GatewayError, UnexpectedFailure
from local.gateway.front_end import Response
from local.gateway.gateway_responses import gateway_response
from local.gateway.integration import integration
from local.gateway.integration_request import integration_request
from local.gateway.integration_response import integration_response
from local.gateway.invocation import Invocation
from local.gateway.method_request import method_request, parse_request, route_request
from local.gateway.method_response import add_request_ids, method_response

LIFE_OF_A_REQUEST: tuple[Callable[[Invocation], Awaitable[None]], ...] = (
    parse_request,
    route_request,
    check_api_key,
    throttle,
    authorize,
    method_request,
    integration_request,
    integration,
    integration_response,
    method_response,
)


async def answer(invocation: Invocation) -> Response:
    """Leads the request through its stages; whatever goes wrong ends in a gateway response."""
    try:
        for stage in LIFE_OF_A_REQUEST:
            await stage(invocation)
        response = invocation.response
    except GatewayError as error:
        response = _failed(invocation, error)
    except Exception as error:
        _log(invocation, "".join(traceback.format_exception(error)))
        response = _failed(invocation, UnexpectedFailure(detail=type(error).__name__))
    add_request_ids(response.headers, invocation)
    return response


def _failed(invocation: Invocation, error: GatewayError) -> Response:
    if error.status >= 500:
        _log(invocation, f"{error.response_type}: {error}")
    return gateway_response(invocation, error)


def _log(invocation: Invocation, message: str) -> None:
    invocation.log(f"{invocation.context['requestId']} {message}")
