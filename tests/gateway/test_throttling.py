"""Token buckets, quotas, and the limits of a stage and of usage plans."""

from datetime import UTC, datetime

import pytest

from local.gateway import ApiKey, InvalidApi, Stage
from local.gateway.throttling import QuotaCounter, TokenBucket
from tests.gateway.apis import mock_integration, operation


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_lets_a_burst_pass_and_then_the_rate():
    clock = Clock()
    bucket = TokenBucket(rate=2, burst=3, clock=clock)

    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
    clock.now = 100
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("period", "still_counted", "over"),
    [
        ("DAY", datetime(2026, 1, 1, 23, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
        ("WEEK", datetime(2026, 1, 4, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)),
        ("MONTH", datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_quota_starts_again_with_its_period(period, still_counted, over):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    counter = QuotaCounter(lambda: moment)

    assert [counter.admit("key", (2, period)) for _ in range(3)] == [True, True, False]
    moment = still_counted
    assert not counter.admit("key", (2, period))
    moment = over
    assert counter.admit("key", (2, period))


def setting(path, method="*", rate=0.001, burst=1):
    return {
        "ResourcePath": path,
        "HttpMethod": method,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }


@pytest.mark.parametrize(
    ("settings", "passes"),
    [
        ([], 4),
        ([setting("/*")], 1),
        ([setting("/~1a~1{id}", "GET", burst=2), setting("/*")], 2),
        ([setting("/~1a~1{id}", "POST"), setting("/*", "PUT")], 4),
        ([setting("/*", rate=-1, burst=-1)], 4),
        ([{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}], 4),
    ],
)
def test_the_stage_limits_a_method_by_its_most_specific_setting(deploy, settings, passes):
    client = deploy(
        {"/a/{id}": {"get": operation(mock_integration())}},
        stage=Stage("test", method_settings=settings),
    )

    answers = [client.send("GET", "/a/1") for _ in range(4)]

    assert [answer.status for answer in answers] == [200] * passes + [429] * (4 - passes)
    if passes < 4:
        assert answers[-1].json() == {"message": "Too Many Requests"}
        assert answers[-1].headers["x-amzn-ErrorType"] == "TooManyRequestsException"


def test_each_method_has_a_bucket_of_its_own(deploy):
    client = deploy(
        {"/a": {"get": operation(mock_integration()), "put": operation(mock_integration())}},
        stage=Stage("test", method_settings=[setting("/*")]),
    )

    assert [client.send(m, "/a").status for m in ("GET", "PUT", "GET")] == [200, 200, 429]


@pytest.fixture
def keyed(deploy):
    def build(*keys):
        return deploy(
            {"/": {"get": operation(mock_integration(), security=[{"key": []}])}},
            components={
                "securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}
            },
            api_keys=keys,
        )

    return build


def test_a_method_that_needs_a_key_is_forbidden_without_a_known_one(keyed):
    client = keyed(ApiKey("known", "1"), ApiKey("disabled", "2", enabled=False))

    statuses = {
        value: client.send("GET", "/", headers={"X-API-Key": value} if value else {}).status
        for value in ("", "known", "unknown", "disabled")
    }

    assert statuses == {"": 403, "known": 200, "unknown": 403, "disabled": 403}
    assert client.send("GET", "/").json() == {"message": "Forbidden"}


def test_a_usage_plan_limits_each_key_by_itself(keyed):
    client = keyed(ApiKey("a", "1", throttle=(0.001, 1)), ApiKey("b", "2", throttle=(0.001, 1)))

    statuses = [client.send("GET", "/", headers={"x-api-key": k}).status for k in "aba"]

    assert statuses == [200, 200, 429]


def test_a_used_up_quota_is_refused_and_outlives_a_redeployment(keyed):
    key = ApiKey("a", "1", quota=(1, "DAY"))
    first = keyed(key).send("GET", "/", headers={"x-api-key": "a"})
    second = keyed(key).send("GET", "/", headers={"x-api-key": "a"})

    assert first.status == 200
    assert (second.status, second.json()) == (429, {"message": "Limit Exceeded"})
    assert second.headers["x-amzn-ErrorType"] == "LimitExceededException"


def test_a_quota_with_an_unknown_period_is_refused():
    with pytest.raises(InvalidApi, match=r"DAY.*MONTH.*WEEK"):
        ApiKey("a", "1", quota=(1, "YEAR"))
