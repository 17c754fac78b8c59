"""Where a template runs: which of the values it is given come from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.commands.lint.answers import at_path
from local.commands.lint.values import Input, Value, of_type

if TYPE_CHECKING:
    from botocore.model import Shape

# What a client has a say in; `$context.identity.userAgent`, say, is a header of its own.
_CLIENT_CONTEXT = frozenset({"authorizer", "identity", "path", "requestId"})


@dataclass(frozen=True)
class Scope:
    """A template in one of its uses.

    `body_is_base64`: the body is of a binary type that API Gateway has encoded. `answer` is the
    shape of the service's answer, where the template only gets successful ones. `refusing` names
    the variables whose being set makes the operation's request templates send nothing of the
    client's; `succeeded` says that the service has then not answered like this.
    """

    is_request: bool
    body_is_base64: bool = False
    answer: Shape | None = None
    refusing: frozenset[str] = frozenset()
    succeeded: bool = False

    def parameters(self, source: str) -> Value:
        """`$input.params()`: a map of maps of texts."""
        inputs = [Input(source)]
        texts = of_type("String", inputs)
        maps = Value(None, "Map", frozenset(inputs), element=texts)
        return Value(None, "Map", frozenset(inputs), element=maps)

    def body(self, source: str) -> Value:
        if not self.is_request:
            found = Input(source, from_service=True)
            return of_type("String", [found.as_json() if self.answer is not None else found])
        found = Input(source)
        return of_type("String", [found.confined() if self.body_is_base64 else found])

    def path(self, path: str | None, source: str) -> Value:
        if self.is_request:
            return of_type(None, [Input(source)])
        return at_path(self.answer, path, source)

    def json(self, path: str | None, source: str) -> Value:
        return of_type("String", [found.as_json() for found in self.path(path, source).inputs])

    def context(self, member: str | None, source: str) -> Value:
        return of_type(None, [Input(source)] if member in _CLIENT_CONTEXT else [])
