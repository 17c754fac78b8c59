"""MiniStack in this process: started, reached, saved and stopped."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from local.aws import hooks, provisioners
from local.aws.calls import AsgiApp, Message, call_app, call_handler
from local.aws.environment import REGION, configure, set_corrupt_state_aside
from local.aws.services import ResourceObserver, Service
from local.gateway import EndpointRequest, EndpointResponse

SAVE_INTERVAL_SECONDS = 5.0

# A request may set off work that goes on after its answer, so the state is saved on this many
# ticks after the last request.
_TICKS_AFTER_REQUEST = 3


class Engine:
    """The local AWS.

    `state` is its folder, `port` the one that its URLs name, `warn` prints one line. Importing
    MiniStack takes its settings from the environment, so there can be one Engine in a process.
    """

    def __init__(self, state: Path, port: int, warn: Callable[[str], None]) -> None:
        """Raises LocalError when the installed MiniStack is not one this project can drive."""
        configure(state, port)
        for path in set_corrupt_state_aside(state):
            warn(f"the state in {path.name} was not whole; set aside as {path}, starting without")
        hooks.check_hooks()
        self._app: AsgiApp = hooks.APP.resolve()
        self._handlers: dict[str, Any] = hooks.SERVICE_HANDLERS.resolve()
        self._rekognition: Service | None = None
        self._unsaved_ticks = 0
        self._saving = asyncio.Lock()

    def register(self, rekognition: Service, observer: ResourceObserver) -> None:
        """Make Rekognition one of the services, and let `observer` see every API deployed."""
        self._rekognition = rekognition
        self._handlers["rekognition"] = _as_handler(rekognition)
        hooks.SERVICE_PATTERNS.resolve()["rekognition"] = {
            "target_prefixes": ["RekognitionService"],
            "host_patterns": [r"rekognition\."],
        }
        hooks.SDK_SERVICES.resolve()["rekognition"] = {
            "target_prefix": "RekognitionService",
            "protocol": "json",
        }
        provisioners.register(hooks.PROVISIONERS.resolve(), rekognition, observer)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """The ASGI app of the AWS port; its lifespan loads and saves the state."""
        if scope["type"] == "http":
            self._unsaved_ticks = _TICKS_AFTER_REQUEST
        await self._app(scope, receive, send)

    async def integrate(self, request: EndpointRequest) -> EndpointResponse:
        """Reach a service in this process. Raises ConnectionError for one that is not here."""
        if request.service == "rekognition" and self._rekognition is not None:
            return await call_handler(self._rekognition.handle, request)
        if request.service not in self._handlers:
            raise ConnectionError(f"the local run has no service {request.service}")
        return await call_app(self, request)

    async def read_s3_object(self, bucket: str, key: str, version: str | None) -> bytes:
        """The object's bytes. Raises KeyError when it cannot be read."""
        response = await self.integrate(_get_object(bucket, key, version))
        if response.status != 200:
            raise KeyError(f"s3://{bucket}/{key}")
        return response.body

    def replay(self, observer: ResourceObserver) -> None:
        """Tell `observer` of every API that the restored stacks hold, as if just deployed."""
        provisioners.replay(hooks.STACKS.resolve(), observer)

    async def save_periodically(self) -> None:
        """Bound what a kill loses; runs until it is cancelled."""
        while True:
            await asyncio.sleep(SAVE_INTERVAL_SECONDS)
            if self._unsaved_ticks and not self._is_deploying():
                self._unsaved_ticks -= 1
                await self.save()

    async def save(self) -> None:
        """Write every service's state. A caller that is cancelled leaves the writing to go on."""
        await asyncio.shield(asyncio.create_task(self._save()))

    async def _save(self) -> None:
        async with self._saving:
            # Collected at once, so that it is of one moment.
            states = {name: state() for name, state in hooks.STATE_PROVIDERS.resolve()().items()}
            await asyncio.to_thread(_write, states)

    async def settle(self) -> None:
        """Wait until no stack is half-way through an operation and no state is being written."""
        while self._is_deploying():  # noqa: ASYNC110  nothing in MiniStack tells when it ends
            await asyncio.sleep(0.05)
        async with self._saving:
            pass

    def _is_deploying(self) -> bool:
        # A stack saved half-way would come back as an operation that nobody finishes.
        statuses = {stack["StackStatus"] for stack in hooks.STACKS.resolve().all_values()}
        statuses.discard("REVIEW_IN_PROGRESS")  # a change set that waits to be executed
        return any(status.endswith("_IN_PROGRESS") for status in statuses)


def _as_handler(rekognition: Service) -> Any:
    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes | str, query: dict[str, Any]
    ) -> tuple[int, dict[str, str], bytes]:
        # Step Functions hands over text where HTTP hands over bytes.
        data = body.encode() if isinstance(body, str) else body
        return await rekognition.handle(method, path, headers, data, query)

    return handle


def _get_object(bucket: str, key: str, version: str | None) -> EndpointRequest:
    return EndpointRequest(
        service="s3",
        region=REGION,
        method="GET",
        path=f"/{quote(bucket)}/{quote(key)}",
        query=f"versionId={quote(version)}" if version else "",
        headers=[],
        body=b"",
        credentials=None,
        timeout_seconds=29,
    )


def _write(states: dict[str, Any]) -> None:
    save = hooks.SAVE_STATE.resolve()
    for name, state in states.items():
        if state is not None:
            save(name, state)
