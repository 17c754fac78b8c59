"""What a template can fail with."""

from __future__ import annotations


class VtlError(Exception):
    """A template that Velocity refuses, or that fails while it renders.

    `line` and `column` count from 1 and point into the template source; both are 0 where no
    place can be named. API Gateway answers such a failure with a 500 whose execution log says
    `Unable to transform request` (or `response`).
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{message} (line {line}, column {column})" if line else message)
        self.message = message
        self.line = line
        self.column = column


class JavaError(Exception):
    """A Java method threw; the reference that called it adds the place and raises VtlError."""
