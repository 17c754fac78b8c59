"""The data plane: an ASGI application that answers for every deployed stage."""

from collections.abc import Callable, Sequence
from urllib.parse import unquote

from local.gateway.access_log import access_log_line
from local.gateway.chain import answer
from local.gateway.context import new_context
from local.gateway.deployment import ApiKey, Deployment, Stage
from local.gateway.endpoint import Integrate
from local.gateway.errors import FrontEndRejection
from local.gateway.front_end import (
    ClientDisconnected,
    IncomingRequest,
    Receive,
    Response,
    Scope,
    Send,
    read_request,
    rejection_response,
    send_response,
)
from local.gateway.invocation import Invocation
from local.gateway.memory import keep_large_buffers
from local.gateway.rest_api import RestApi
from local.gateway.throttling import QuotaCounter
from local.gateway.trace import ExecutionTrace, TraceRing


class Gateway:
    """API Gateway's data plane for REST APIs, as an ASGI 3 application.

    A request to the host `{apiId}.execute-api.*` goes to the stage that its path names first;
    any other host is answered by the default deployment, like a custom domain name without a base
    path. `integrate` carries `aws` and `aws_proxy` integrations to their services; `log` gets what
    went wrong, with request ids, and `access_log` a line for each request to a stage that has a
    format. `traces` keeps the execution logs of the latest requests.
    """

    def __init__(
        self,
        integrate: Integrate,
        *,
        log: Callable[[str], None],
        access_log: Callable[[Stage, str], None] | None = None,
    ) -> None:
        keep_large_buffers()
        self.traces = TraceRing()
        self._integrate = integrate
        self._log = log
        self._access_log = access_log
        self._quotas = QuotaCounter()
        self._deployments: dict[tuple[str, str], Deployment] = {}
        self._default: tuple[str, str] | None = None

    def deploy(
        self,
        api: RestApi,
        stage: Stage,
        *,
        api_keys: Sequence[ApiKey] = (),
        default: bool = False,
    ) -> None:
        """Puts an API on a stage, in the place of what was there.

        Requests under way finish on the earlier deployment. Raises InvalidApi, and changes
        nothing, for resources that cannot stand side by side.
        """
        deployment = Deployment.of(api, stage, api_keys)
        self._deployments[api.id, stage.name] = deployment
        if default:
            self._default = (api.id, stage.name)

    def undeploy(self, api_id: str, stage_name: str) -> None:
        """Takes an API off a stage; a stage that is not there is no error."""
        self._deployments.pop((api_id, stage_name), None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            incoming = await read_request(scope, receive)
            deployment, path = self._find(incoming)
        except ClientDisconnected:
            return
        except FrontEndRejection as rejection:
            await send_response(send, rejection_response(rejection), scope["method"])
            return
        invocation = self._invocation(deployment, incoming, path)
        response = await answer(invocation)
        length = await send_response(send, response, incoming.http_method)
        self._write_access_log(invocation, response, length)

    def _find(self, incoming: IncomingRequest) -> tuple[Deployment, str]:
        """The deployment a request is for, and its path below the stage."""
        api_id, _, domain = incoming.header("host").partition(".")
        key, path = self._default, incoming.path
        if domain.startswith("execute-api."):
            stage_name, slash, rest = incoming.path.lstrip("/").partition("/")
            key, path = (api_id.lower(), unquote(stage_name)), slash + rest
        deployment = self._deployments.get(key) if key else None
        if deployment is None:
            raise FrontEndRejection(403, "application/json", '{"message":"Forbidden"}')
        return deployment, path or "/"

    def _invocation(
        self, deployment: Deployment, incoming: IncomingRequest, path: str
    ) -> Invocation:
        context = new_context(deployment, incoming)
        trace = ExecutionTrace(context["requestId"])
        self.traces.add(trace)
        return Invocation(
            deployment=deployment,
            incoming=incoming,
            path=path,
            integrate=self._integrate,
            quotas=self._quotas,
            log=self._log,
            context=context,
            trace=trace,
        )

    def _write_access_log(self, invocation: Invocation, response: Response, length: int) -> None:
        if self._access_log is None:
            return
        line = access_log_line(invocation, response.status, length)
        if line is not None:
            self._access_log(invocation.deployment.stage, line)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
