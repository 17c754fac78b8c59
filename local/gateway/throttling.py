"""Request limits: the token buckets of a stage's methods and of usage plans, and quotas."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

QUOTA_PERIODS = {"DAY": "%Y-%m-%d", "WEEK": "%G-W%V", "MONTH": "%Y-%m"}
"""What tells one period from the next, as a date format."""

Clock = Callable[[], float]


class TokenBucket:
    """`rate` tokens flow in per second up to `burst`; each request takes one."""

    def __init__(self, rate: float, burst: int, clock: Clock = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._filled_at = clock()

    def take(self) -> bool:
        now = self._clock()
        gained = (now - self._filled_at) * self._rate
        self._tokens = min(float(self._burst), self._tokens + gained)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Limits:
    """The throttles of one deployed stage; a redeployment starts with full buckets.

    `method_settings` are CloudFormation's: `ResourcePath` with its inner slashes as `~1`,
    `/*` and `*` for all. The most specific entry that throttles counts, each method by itself.
    """

    def __init__(self, method_settings: Sequence[Mapping[str, Any]]) -> None:
        self._settings = {
            (_resource_path(entry), str(entry.get("HttpMethod", "*")).upper()): entry
            for entry in method_settings
            if "ThrottlingRateLimit" in entry
        }
        self._buckets: dict[str, TokenBucket | None] = {}
        self._clients: dict[str, TokenBucket] = {}

    def admit(self, path: str, http_method: str) -> bool:
        """Whether the stage's throttle lets one more request to this method pass."""
        name = f"{http_method} {path}"
        if name not in self._buckets:
            self._buckets[name] = self._bucket_for(path, http_method)
        bucket = self._buckets[name]
        return bucket is None or bucket.take()

    def admit_client(self, key_id: str, throttle: tuple[float, int] | None) -> bool:
        """Whether the usage plan's throttle lets one more request with this key pass."""
        if throttle is None:
            return True
        if key_id not in self._clients:
            self._clients[key_id] = TokenBucket(*throttle)
        return self._clients[key_id].take()

    def _bucket_for(self, path: str, http_method: str) -> TokenBucket | None:
        for key in ((path, http_method), (path, "*"), ("/*", http_method), ("/*", "*")):
            if entry := self._settings.get(key):
                rate = float(entry["ThrottlingRateLimit"])
                burst = int(entry.get("ThrottlingBurstLimit", max(1, rate)))
                return None if rate < 0 else TokenBucket(rate, burst)
        return None


class QuotaCounter:
    """Counts what each key used in its current period; it outlives redeployments."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._used: dict[str, tuple[str, int]] = {}

    def admit(self, key_id: str, quota: tuple[int, str] | None) -> bool:
        if quota is None:
            return True
        limit, period = quota
        current = self._now().strftime(QUOTA_PERIODS[period])
        started, used = self._used.get(key_id, (current, 0))
        if started != current:
            used = 0
        if used >= limit:
            return False
        self._used[key_id] = (current, used + 1)
        return True


def _resource_path(entry: Mapping[str, Any]) -> str:
    path = str(entry.get("ResourcePath", "/*"))
    return path if path == "/*" else "/" + path.replace("~1", "/").strip("/")
