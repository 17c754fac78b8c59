from __future__ import annotations

import asyncio

import pytest

from local.rekognition.idempotency import Answered
from local.rekognition.protocol.errors import IdempotentParameterMismatchException

REQUEST = {"UserId": "a", "ClientRequestToken": "t"}


class Work:
    """Takes a moment, and counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self) -> dict:
        await asyncio.sleep(0.01)
        self.done += 1
        return {"Done": self.done}


def test_what_is_asked_again_while_it_is_worked_on_is_done_once():
    answered, work = Answered(), Work()

    async def ask_five_times():
        return await asyncio.gather(
            *(answered.once("CreateUser", dict(REQUEST), work) for _ in range(5))
        )

    assert asyncio.run(ask_five_times()) == [{"Done": 1}] * 5


def test_what_failed_is_done_anew_by_who_waited():
    answered, work, failures = Answered(), Work(), [RuntimeError("first")]

    async def fail_once() -> dict:
        await asyncio.sleep(0.01)
        if failures:
            raise failures.pop()
        return await work()

    async def ask_twice():
        asked = (answered.once("CreateUser", REQUEST, fail_once) for _ in range(2))
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second = asyncio.run(ask_twice())
    assert isinstance(first, RuntimeError)
    assert second == {"Done": 1}


def test_a_token_is_for_one_request_of_one_operation():
    answered, work = Answered(), Work()
    asyncio.run(answered.once("CreateUser", REQUEST, work))
    assert asyncio.run(answered.once("DeleteUser", REQUEST, work)) == {"Done": 2}
    with pytest.raises(IdempotentParameterMismatchException):
        asyncio.run(answered.once("CreateUser", REQUEST | {"UserId": "b"}, work))


def test_without_a_token_every_request_is_new():
    answered, work = Answered(), Work()
    for number in (1, 2):
        assert asyncio.run(answered.once("CreateUser", {}, work)) == {"Done": number}
