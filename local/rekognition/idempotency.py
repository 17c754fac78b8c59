"""ClientRequestToken: an SDK that lost an answer asks again, and must not be told of a conflict."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from local.rekognition.protocol.errors import IdempotentParameterMismatchException

_REMEMBERED = 1000

Members = dict[str, Any]


class Answered:
    """The latest answers to requests that had a token, while the service runs."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], tuple[Members, Members]] = OrderedDict()

    def recall(self, operation: str, request: Members) -> Members | None:
        """The answer this very request was given before; None when it is new.

        Raises IdempotentParameterMismatchException when its token came with other parameters.
        """
        known = self._answers.get((operation, request.get("ClientRequestToken", "")))
        if known is None:
            return None
        if known[0] != request:
            raise IdempotentParameterMismatchException(
                "The ClientRequestToken was used with other parameters"
            )
        return known[1]

    def remember(self, operation: str, request: Members, answer: Members) -> None:
        if "ClientRequestToken" not in request:
            return
        self._answers[operation, request["ClientRequestToken"]] = (request, answer)
        if len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
