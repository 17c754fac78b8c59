"""The parser's window on the tokens: what was consumed, and as much look-ahead as was asked for."""

from __future__ import annotations

from local.vtl.errors import VtlError
from local.vtl.lexer import Lexer
from local.vtl.limits import NESTING
from local.vtl.tokens import Kind, Token


class TokenStream:
    def __init__(self, source: str, depth: int) -> None:
        self.lexer = Lexer(source)
        self.depth = depth
        self._tokens: list[Token] = []
        self._next = 0

    def peek(self, ahead: int = 1) -> Kind:
        return self.token(ahead).kind

    def token(self, ahead: int = 1) -> Token:
        """The token `ahead` of the last consumed one; 1 is the next."""
        while len(self._tokens) < self._next + ahead:
            self._tokens.append(self.lexer.next_token())
        return self._tokens[self._next + ahead - 1]

    def take(self, *kinds: Kind) -> Token:
        token = self.token()
        if token.kind not in kinds:
            raise self.unexpected()
        self._next += 1
        return token

    def skip(self, kind: Kind) -> bool:
        if self.peek() is not kind:
            return False
        self._next += 1
        return True

    def unexpected(self) -> VtlError:
        token = self.token()
        found = repr(token.image.strip() or token.image) if token.image else "the end"
        return VtlError(f"Encountered {found} where it is not allowed", token.line, token.column)

    @property
    def position(self) -> int:
        return self._next

    def since(self, position: int) -> list[Token]:
        return self._tokens[position : self._next]

    def literal(self, position: int) -> str:
        return "".join(token.literal for token in self.since(position))

    def enter(self) -> None:
        self.depth += 1
        if self.depth > NESTING:
            token = self.token()
            raise VtlError("The template is nested too deeply", token.line, token.column)

    def leave(self) -> None:
        self.depth -= 1
