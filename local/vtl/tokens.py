"""The terminals of Velocity 1.7's grammar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    __hash__ = object.__hash__  # identity; Enum's own is written in Python, and lexing asks often

    END_OF_TEMPLATE = auto()
    INDEX_LBRACKET = auto()
    INDEX_RBRACKET = auto()
    LBRACKET = auto()
    RBRACKET = auto()
    COMMA = auto()
    DOUBLE_DOT = auto()
    COLON = auto()
    LEFT_CURLY = auto()
    RIGHT_CURLY = auto()
    LPAREN = auto()
    RPAREN = auto()
    CALL_RPAREN = auto()
    ESCAPED_DIRECTIVE = auto()
    SET = auto()
    DOLLAR = auto()
    TEXT_BLOCK_START = auto()
    FORMAL_COMMENT_START = auto()
    COMMENT_START = auto()
    HASH = auto()
    LINE_COMMENT_START = auto()
    DOUBLE_ESCAPE = auto()
    ESCAPE = auto()
    TEXT = auto()
    LINE_COMMENT_END = auto()
    COMMENT = auto()
    FORMAL_COMMENT = auto()
    TEXT_BLOCK = auto()
    IGNORED = auto()
    WHITESPACE = auto()
    STRING = auto()
    TRUE = auto()
    FALSE = auto()
    MINUS = auto()
    PLUS = auto()
    MULTIPLY = auto()
    DIVIDE = auto()
    MODULUS = auto()
    AND = auto()
    OR = auto()
    LESS = auto()
    LESS_EQUAL = auto()
    GREATER = auto()
    GREATER_EQUAL = auto()
    EQUAL = auto()
    NOT_EQUAL = auto()
    NOT = auto()
    ASSIGN = auto()
    END = auto()
    IF = auto()
    ELSEIF = auto()
    ELSE = auto()
    INTEGER = auto()
    FLOAT = auto()
    WORD = auto()
    BRACKETED_WORD = auto()
    IDENTIFIER = auto()
    DOT = auto()
    REFERENCE_LCURLY = auto()
    REFERENCE_RCURLY = auto()
    REFERENCE_TERMINATOR = auto()
    DIRECTIVE_TERMINATOR = auto()
    EMPTY_INDEX = auto()


@dataclass(slots=True)
class Token:
    """`image` is the matched source with whatever prefix the lexer carried over into the token;
    `special` is the part of discarded look-ahead that still prints (a lone `$` or `#`)."""

    kind: Kind
    image: str
    special: str
    start: int
    end: int
    line: int
    column: int

    @property
    def literal(self) -> str:
        return "" if self.kind is Kind.COMMENT else self.special + self.image
