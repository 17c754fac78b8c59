"""The life of a request, stage by stage, named as API Gateway names them."""

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

RequestStage = Callable[[Invocation], Awaitable[None]]

LIFE_OF_A_REQUEST: tuple[RequestStage, ...] = (
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
        response = _failed(
            invocation, UnexpectedFailure(detail=f"{type(error).__name__}: {error}"), error
        )
    add_request_ids(response.headers, invocation)
    return response


def _failed(
    invocation: Invocation, error: GatewayError, cause: Exception | None = None
) -> Response:
    if error.status >= 500:
        invocation.log(f"{invocation.context['requestId']} {error.response_type}: {error}")
    if cause is not None:
        invocation.log_exception(cause)
    return gateway_response(invocation, error)
