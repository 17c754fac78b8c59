"""A deployed stage: the API, its settings, and the limits that count requests."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.gateway.errors import InvalidApi
from local.gateway.rest_api import RestApi
from local.gateway.routing import Router
from local.gateway.throttling import QUOTA_PERIODS, Limits


@dataclass(frozen=True)
class Stage:
    """A stage as AWS::ApiGateway::Stage describes it.

    `method_settings` are CloudFormation's MethodSettings entries (`ResourcePath`, `HttpMethod`,
    `ThrottlingRateLimit`, `ThrottlingBurstLimit`, ...).
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    method_settings: Sequence[Mapping[str, Any]] = ()
    access_log_format: str | None = None
    access_log_destination: str | None = None
    tracing: bool = False
    account_id: str = "000000000000"


@dataclass(frozen=True)
class ApiKey:
    """An API key with the throttle and quota of its usage plan for the stage.

    `throttle` is (requests per second, burst), `quota` (requests, "DAY", "WEEK" or "MONTH").
    Raises InvalidApi for another period.
    """

    value: str
    id: str
    name: str = ""
    enabled: bool = True
    throttle: tuple[float, int] | None = None
    quota: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        if self.quota is not None and self.quota[1] not in QUOTA_PERIODS:
            raise InvalidApi(f"Usage plan quota period must be one of {sorted(QUOTA_PERIODS)}")


@dataclass(frozen=True)
class Deployment:
    """One API on one stage: what a request needs to be answered, never changed once made."""

    id: str
    api: RestApi
    stage: Stage
    router: Router
    limits: Limits
    api_keys: Mapping[str, ApiKey]  # by value

    @classmethod
    def of(cls, api: RestApi, stage: Stage, api_keys: Sequence[ApiKey]) -> "Deployment":
        """Raises InvalidApi for resources that cannot stand side by side."""
        return cls(
            id=secrets.token_hex(3),
            api=api,
            stage=stage,
            router=Router(api.methods),
            limits=Limits(stage.method_settings),
            api_keys={key.value: key for key in api_keys},
        )
