"""What happened to one request, as API Gateway's execution log tells it.

The lines are those of `test-invoke-method` and of the CloudWatch execution log. Nothing longer
than a log event is ever kept, so that a body of megabytes costs no more than one of a kilobyte.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from local.gateway.media import Payload

EVENT_LIMIT = 1024
_TRUNCATED = " [TRUNCATED]"


class ExecutionTrace:
    """The execution log of one request."""

    def __init__(self, request_id: str) -> None:
        self.request_id = request_id
        self._events: list[tuple[float, str]] = []
        self.log(f"Starting execution for request: {request_id}")

    def log(self, event: str) -> None:
        if len(event) > EVENT_LIMIT:
            event = event[: EVENT_LIMIT - len(_TRUNCATED)] + _TRUNCATED
        self._events.append((time.time(), event))

    def log_values(self, label: str, values: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        pairs = values.items() if isinstance(values, Mapping) else values
        self.log(f"{label}: {{{', '.join(f'{name}={value}' for name, value in pairs)}}}")

    def log_overrides(self, label: str, overrides: Mapping[str, Any]) -> None:
        """Logs what a template has overridden, as `status=404` and `header.Name=value`."""
        values: dict[str, str] = {}
        for name, value in overrides.items():
            if isinstance(value, Mapping):
                values |= {f"{name}.{key}": str(item) for key, item in value.items()}
            else:
                values[name] = str(value)
        if values:
            self.log_values(label, values)

    def log_body(self, label: str, body: Payload) -> None:
        """Logs text as it is and what is not text as `[Binary Data]`."""
        start = body[: EVENT_LIMIT + 1]
        if isinstance(start, bytes):
            start = _printable(start)
        self.log(f"{label}: {start}")

    def lines(self) -> list[str]:
        """The log in the form in which test-invoke-method answers it."""
        heading = f"Execution log for request {self.request_id}"
        return [heading, *(f"{_timestamp(at)} : {event}" for at, event in self._events)]


class TraceRing:
    """The traces of the latest requests, by request id."""

    def __init__(self, capacity: int = 256) -> None:
        self._capacity = capacity
        self._traces: OrderedDict[str, ExecutionTrace] = OrderedDict()

    def add(self, trace: ExecutionTrace) -> None:
        self._traces[trace.request_id] = trace
        while len(self._traces) > self._capacity:
            self._traces.popitem(last=False)

    def get(self, request_id: str) -> ExecutionTrace | None:
        return self._traces.get(request_id)


def _printable(start: bytes) -> str:
    # A character cut in two at the end does not make the text binary.
    text = start.decode("utf-8", "ignore")
    return text if len(text.encode()) > len(start) - 4 else "[Binary Data]"


def _timestamp(at: float) -> str:
    return time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(at))
