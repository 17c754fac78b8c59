"""Source text to tokens, on demand.

Velocity's token manager is a machine with a stack of states: what a character means depends on
whether it stands in text, in a directive's parentheses, in a reference or in an argument list. The
parser asks for one token at a time, because on seeing a directive's name it decides which state the
following characters are read in. In each state the longest match wins, and of two equally long ones
the rule that stands first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from local.vtl.errors import VtlError
from local.vtl.lexer_rules import ASCII, CANDIDATES, NEWLINE, Mode, Rule, State
from local.vtl.tokens import Kind, Token

_PRINTED = re.compile(r"\\++\$(.?)|[$#]", re.DOTALL)
_BLOCKS = {
    Kind.TEXT_BLOCK_START: State.TEXT_BLOCK,
    Kind.FORMAL_COMMENT_START: State.FORMAL_COMMENT,
    Kind.COMMENT_START: State.COMMENT,
}
_LEFT_PARENTHESIS = re.compile(r"[ \n\r\t]*+\(")


def _printed(special: str) -> str:
    """What of a discarded look-ahead is still printed: `$`, `#`, and escapes before a `$`."""
    return "".join(
        match[0][: -len(match[1]) or None] if match[1] else match[0]
        for match in _PRINTED.finditer(special)
    )


class Lexer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.in_set = False
        self._position = 0
        self._state = State.TEXT
        self._stack: list[tuple[State, int, int]] = []
        self._opened = 0
        self._closed = 0
        self._in_comment = False
        self._line_starts = [0, *(match.end() for match in re.finditer(NEWLINE, source))]
        self._actions: dict[Kind, Callable[[Token], object]] = {
            Kind.INDEX_LBRACKET: lambda _: self._push(State.INDEX),
            Kind.INDEX_RBRACKET: lambda _: self.pop(),
            Kind.LPAREN: self._open_parenthesis,
            Kind.RPAREN: lambda _: self._close_parenthesis(),
            Kind.CALL_RPAREN: lambda _: self.switch(State.REFERENCE),
            Kind.SET: self._open_set,
            Kind.LINE_COMMENT_START: self._open_line_comment,
            Kind.LINE_COMMENT_END: self._close_comment,
            Kind.COMMENT: self._close_comment,
            Kind.FORMAL_COMMENT: self._close_comment,
            Kind.TEXT_BLOCK: self._close_comment,
            Kind.STRING: self._after_literal,
            Kind.INTEGER: self._after_integer,
            Kind.FLOAT: self._after_literal,
            Kind.END: lambda _: self.pop(),
            Kind.ELSE: lambda _: self.pop(),
            Kind.IF: lambda _: self.switch(State.DIRECTIVE),
            Kind.ELSEIF: lambda _: self.switch(State.DIRECTIVE),
            Kind.DOT: self._after_dot,
            Kind.REFERENCE_RCURLY: lambda _: self.pop(),
        }

    def next_token(self) -> Token:
        special = ""
        while True:
            start = self._position
            if start >= len(self.source):
                return self._token(Kind.END_OF_TEMPLATE, start, special)
            rule = self._match()
            while rule.mode is Mode.MORE:
                self._more(rule.kind)
                rule = self._match()
            if rule.mode is Mode.TOKEN:
                token = self._token(rule.kind, start, special)
                action = self._actions.get(rule.kind)
                if action is not None:
                    action(token)
                return token
            if rule.mode is Mode.SPECIAL:
                special += _printed(self.source[start : self._position])
                self._position -= 1
                self.pop()

    def _match(self) -> Rule:
        best, end = None, self._position
        first = ord(self.source[end]) if end < len(self.source) else 0
        for rule in CANDIDATES[self._state][min(first, ASCII)]:
            match = rule.pattern.match(self.source, self._position)
            if match is not None and match.end() > end:
                best, end = rule, match.end()
        if best is None:
            line, column = self.place(self._position)
            found = self.source[self._position : self._position + 1] or "the end of the template"
            raise VtlError(f"Lexical error: {found!r} is not expected here", line, column)
        self._position = end
        return best

    def _token(self, kind: Kind, start: int, special: str) -> Token:
        line, column = self.place(start)
        return Token(
            kind, self.source[start : self._position], special, start, self._position, line, column
        )

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def at_left_parenthesis(self) -> bool:
        """Whether only white space stands between here and a `(`."""
        return _LEFT_PARENTHESIS.match(self.source, self._position) is not None

    def switch(self, state: State) -> None:
        self._state = state

    def _push(self, state: State) -> None:
        self._stack.append((self._state, self._opened, self._closed))
        self._opened = 0
        self._state = state

    def pop(self) -> bool:
        if not self._stack:
            self._opened = 0
            self._state = State.TEXT
            return False
        self._state, self._opened, self._closed = self._stack.pop()
        return True

    def _more(self, kind: Kind) -> None:
        if self._in_comment:
            return
        if kind is Kind.DOLLAR:
            if self._state is State.REFERENCE:
                self.pop()
            self._push(State.REFERENCE)
        elif kind is Kind.HASH:
            if self._state in (State.REFERENCE, State.MODIFIER):
                self.pop()
            self._push(State.PRE_DIRECTIVE)
        else:
            if kind is Kind.FORMAL_COMMENT_START:
                self._position -= 1
            self._in_comment = True
            self._push(_BLOCKS[kind])

    def _open_parenthesis(self, _: Token) -> None:
        self._opened += 1
        if self._state is State.MODIFIER:
            self._state = State.ARGUMENTS

    def _close_parenthesis(self) -> None:
        """Leaves every state that no parenthesis was opened in, then the one this closes."""
        while self._opened == 0:
            if not self.pop():
                return
        if self._opened == self._closed + 1:
            self.pop()
        else:
            self._closed += 1

    def _open_set(self, _: Token) -> None:
        self._push(State.DIRECTIVE)
        self.in_set = True
        self._opened += 1

    def _open_line_comment(self, _: Token) -> None:
        if self._state is State.REFERENCE:
            self.pop()
        self._in_comment = True
        self._push(State.LINE_COMMENT)

    def _close_comment(self, _: Token) -> None:
        self._in_comment = False
        self.pop()

    def _after_literal(self, token: Token) -> None:
        if self._opened or self.in_set or self._state is State.ARGUMENTS:
            return
        if token.kind is Kind.FLOAT or self._state is State.DIRECTIVE:
            self.pop()

    def _after_integer(self, token: Token) -> None:
        if token.image.endswith(".."):  # the dots belong to a range
            self._position -= 2
            token.image = token.image[:-2]
            token.end -= 2
        if (
            not self._opened
            and not self.in_set
            and self._state
            not in (
                State.ARGUMENTS,
                State.INDEX,
            )
        ):
            self.pop()

    def _after_dot(self, token: Token) -> None:
        self._position -= 1
        token.end -= 1
        token.image = "."
        self._state = State.MODIFIER
