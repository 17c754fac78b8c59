"""ClientRequestToken: an SDK that lost an answer asks again, and must not be told of a conflict."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from local.rekognition.protocol.errors import IdempotentParameterMismatchException

_REMEMBERED = 1000

Members = dict[str, Any]


class Answered:
    """The latest answers to requests that had a token, while the service runs."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], tuple[Members, Members]] = OrderedDict()
        self._begun: dict[tuple[str, str], asyncio.Event] = {}

    async def once(
        self, operation: str, request: Members, work: Callable[[], Awaitable[Members]]
    ) -> Members:
        """The answer this very request was given before, or that `work` gives now.

        The same token again while the first is still worked on waits for it. Raises
        IdempotentParameterMismatchException when the token came with other parameters.
        """
        if "ClientRequestToken" not in request:
            return await work()
        key = operation, request["ClientRequestToken"]
        while key in self._begun:
            await self._begun[key].wait()
        if key in self._answers:
            return self._recall(key, request)
        self._begun[key] = asyncio.Event()
        try:
            answer = await work()
            self._remember(key, request, answer)
            return answer
        finally:
            self._begun.pop(key).set()

    def _recall(self, key: tuple[str, str], request: Members) -> Members:
        known, answer = self._answers[key]
        if known != request:
            raise IdempotentParameterMismatchException(
                "The ClientRequestToken was used with other parameters"
            )
        return answer

    def _remember(self, key: tuple[str, str], request: Members, answer: Members) -> None:
        self._answers[key] = (request, answer)
        if len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
