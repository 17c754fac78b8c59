"""Access logs, delivered to CloudWatch Logs as API Gateway delivers them."""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from local.gateway import EndpointRequest, Integrate, Stage

_LOG_GROUP = re.compile(r"arn:[^:]+:logs:(?P<region>[^:]+):[^:]*:log-group:(?P<name>[^:]+)(:\*)?")
_STREAM = "local"
_CAPACITY = 10_000
_BATCH = 1_000


@dataclass(frozen=True)
class _LogGroup:
    region: str
    name: str

    @classmethod
    def named_by(cls, arn: str | None) -> "_LogGroup | None":
        """The group in arn:aws:logs:REGION:ACCOUNT:log-group:NAME, with or without `:*`."""
        found = _LOG_GROUP.fullmatch(arn or "")
        return cls(found["region"], found["name"]) if found else None


class AccessLogs:
    """Collects the lines of each log group and delivers them once a second, the oldest first.

    What cannot be delivered is kept for the next time, up to 10,000 lines a group.
    """

    def __init__(self, integrate: Integrate) -> None:
        self._integrate = integrate
        self._lines: dict[_LogGroup, deque[tuple[int, str]]] = {}

    def write(self, stage: Stage, line: str) -> None:
        """Takes a line for the log group that the stage names, if it names one."""
        if group := _LogGroup.named_by(stage.access_log_destination):
            lines = self._lines.setdefault(group, deque(maxlen=_CAPACITY))
            lines.append((round(time.time() * 1000), line))

    async def deliver_periodically(self) -> None:
        while True:
            await asyncio.sleep(1)
            await self.deliver()

    async def deliver(self) -> None:
        for group, lines in self._lines.items():
            while lines:
                batch = [lines[index] for index in range(min(len(lines), _BATCH))]
                if not await self._put(group, batch):
                    break
                for _ in batch:
                    lines.popleft()

    async def _put(self, group: _LogGroup, batch: list[tuple[int, str]]) -> bool:
        stream = {"logGroupName": group.name, "logStreamName": _STREAM}
        events = [{"timestamp": timestamp, "message": line} for timestamp, line in batch]
        delivery = {**stream, "logEvents": events}
        if await self._call(group.region, "PutLogEvents", delivery):
            return True
        await self._call(group.region, "CreateLogStream", stream)
        return await self._call(group.region, "PutLogEvents", delivery)

    async def _call(self, region: str, action: str, members: Mapping[str, object]) -> bool:
        answer = await self._integrate(
            EndpointRequest(
                service="logs",
                region=region,
                method="POST",
                path="/",
                query="",
                headers=[
                    ("Content-Type", "application/x-amz-json-1.1"),
                    ("X-Amz-Target", f"Logs_20140328.{action}"),
                ],
                body=json.dumps(members).encode(),
                credentials=None,
                timeout_seconds=10,
            )
        )
        return answer.status == 200
