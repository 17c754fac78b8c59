"""What the lexer recognises in each of its states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

import regex

from local.vtl.tokens import Kind


class State(Enum):
    __hash__ = object.__hash__  # as for Kind

    TEXT = auto()
    PRE_DIRECTIVE = auto()  # just after `#`
    DIRECTIVE = auto()  # inside a directive's parentheses
    REFERENCE = auto()  # after `$`
    MODIFIER = auto()  # after the `.` of a reference
    ARGUMENTS = auto()  # inside the parentheses of a method call
    INDEX = auto()  # inside the brackets of a reference
    TEXT_BLOCK = auto()
    LINE_COMMENT = auto()
    FORMAL_COMMENT = auto()
    COMMENT = auto()


class Mode(Enum):
    TOKEN = auto()
    MORE = auto()  # the match becomes the beginning of the next token
    SPECIAL = auto()  # dropped, but its `$` and `#` are printed with the next text
    SKIP = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    kind: Kind
    pattern: re.Pattern[str]
    mode: Mode


NEWLINE = r"(?:\r\n|\n|\r)"
_TO_LINE_END = rf"(?:[ \t]*+{NEWLINE})?"
_WORD = r"[A-Za-z_@][A-Za-z0-9_@]*+"
_BRACKETED_WORD = r"\{[A-Za-z_][A-Za-z0-9_@]*+\}"
_EXPONENT = r"[eE][+-]?[0-9]++"
# A run of backslashes is looked through only so far: lexing stays linear whatever the source.
_BACKSLASHES = r"\\{0,1000}+"

_S = State
_ALL = tuple(State)
_OPERAND = (_S.DIRECTIVE, _S.ARGUMENTS)

_TABLE: tuple[tuple[tuple[State, ...], Kind, str, Mode], ...] = (
    ((_S.REFERENCE, _S.MODIFIER), Kind.INDEX_LBRACKET, r"\[", Mode.TOKEN),
    ((_S.INDEX,), Kind.INDEX_RBRACKET, r"\]", Mode.TOKEN),
    (_OPERAND, Kind.LBRACKET, r"\[", Mode.TOKEN),
    (_OPERAND, Kind.RBRACKET, r"\]", Mode.TOKEN),
    (_OPERAND, Kind.COMMA, r",", Mode.TOKEN),
    (_OPERAND, Kind.DOUBLE_DOT, r"\.\.", Mode.TOKEN),
    (_OPERAND, Kind.COLON, r":", Mode.TOKEN),
    (_OPERAND, Kind.LEFT_CURLY, r"\{", Mode.TOKEN),
    (_OPERAND, Kind.RIGHT_CURLY, r"\}", Mode.TOKEN),
    ((_S.DIRECTIVE, _S.MODIFIER), Kind.LPAREN, r"\(", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.RPAREN, rf"\){_TO_LINE_END}", Mode.TOKEN),
    ((_S.ARGUMENTS,), Kind.CALL_RPAREN, r"\)", Mode.TOKEN),
    (
        (_S.TEXT,),
        Kind.ESCAPED_DIRECTIVE,
        rf"(?:\\\\){{0,500}}\\#(?:{_WORD}|{_BRACKETED_WORD})",
        Mode.TOKEN,
    ),
    (
        (_S.TEXT, _S.REFERENCE, _S.MODIFIER, _S.ARGUMENTS),
        Kind.SET,
        r"[ \t]*+(?:#set|#\{set\}) *+\(",
        Mode.TOKEN,
    ),
    (_ALL, Kind.DOLLAR, rf"{_BACKSLASHES}\$(?:{_BACKSLASHES}!)?", Mode.MORE),
    (_ALL, Kind.TEXT_BLOCK_START, r"#\[\[", Mode.MORE),
    (_ALL, Kind.FORMAL_COMMENT_START, r"#\*\*[^#]", Mode.MORE),
    (_ALL, Kind.COMMENT_START, r"#\*", Mode.MORE),
    (_ALL, Kind.HASH, r"#", Mode.MORE),
    (
        (_S.TEXT, _S.PRE_DIRECTIVE, _S.DIRECTIVE, _S.REFERENCE),
        Kind.LINE_COMMENT_START,
        r"##",
        Mode.TOKEN,
    ),
    ((_S.TEXT,), Kind.DOUBLE_ESCAPE, r"\\\\", Mode.TOKEN),
    ((_S.TEXT,), Kind.ESCAPE, r"\\", Mode.TOKEN),
    ((_S.TEXT,), Kind.TEXT, r"[^$#\\]++", Mode.TOKEN),
    ((_S.LINE_COMMENT,), Kind.LINE_COMMENT_END, NEWLINE, Mode.TOKEN),
    ((_S.FORMAL_COMMENT,), Kind.FORMAL_COMMENT, r"\*#", Mode.TOKEN),
    ((_S.COMMENT,), Kind.COMMENT, r"\*#", Mode.TOKEN),
    ((_S.TEXT_BLOCK,), Kind.TEXT_BLOCK, r"\]\]#", Mode.TOKEN),
    (
        (_S.LINE_COMMENT, _S.FORMAL_COMMENT, _S.COMMENT),
        Kind.IGNORED,
        r"[^\\$#*\r\n]++|.",
        Mode.SKIP,
    ),
    ((_S.TEXT_BLOCK,), Kind.IGNORED, r"[^\\$#\]]++|.", Mode.MORE),
    ((_S.DIRECTIVE, _S.ARGUMENTS, _S.INDEX), Kind.WHITESPACE, r"[ \t\n\r]++", Mode.TOKEN),
    (
        (_S.DIRECTIVE, _S.ARGUMENTS, _S.INDEX),
        Kind.STRING,
        r"""\"[^"]*+(?:""[^"]*+)*"|'[^']*+(?:''[^']*+)*'""",
        Mode.TOKEN,
    ),
    (
        (_S.REFERENCE, _S.DIRECTIVE, _S.MODIFIER, _S.ARGUMENTS, _S.INDEX),
        Kind.TRUE,
        r"true",
        Mode.TOKEN,
    ),
    (
        (_S.REFERENCE, _S.DIRECTIVE, _S.MODIFIER, _S.ARGUMENTS, _S.INDEX),
        Kind.FALSE,
        r"false",
        Mode.TOKEN,
    ),
    ((_S.DIRECTIVE,), Kind.MINUS, r"-", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.PLUS, r"\+", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.MULTIPLY, r"\*", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.DIVIDE, r"/", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.MODULUS, r"%", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.AND, r"&&|and", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.OR, r"\|\||or", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.LESS, r"<|lt", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.LESS_EQUAL, r"<=|le", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.GREATER, r">|gt", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.GREATER_EQUAL, r">=|ge", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.EQUAL, r"==|eq", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.NOT_EQUAL, r"!=|ne", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.NOT, r"!|not", Mode.TOKEN),
    ((_S.DIRECTIVE,), Kind.ASSIGN, r"=", Mode.TOKEN),
    ((_S.PRE_DIRECTIVE,), Kind.END, rf"(?:end|\{{end\}}){_TO_LINE_END}", Mode.TOKEN),
    ((_S.PRE_DIRECTIVE,), Kind.IF, r"if|\{if\}", Mode.TOKEN),
    ((_S.PRE_DIRECTIVE,), Kind.ELSEIF, r"elseif|\{elseif\}", Mode.TOKEN),
    ((_S.PRE_DIRECTIVE,), Kind.ELSE, rf"(?:else|\{{else\}}){_TO_LINE_END}", Mode.TOKEN),
    (
        (_S.PRE_DIRECTIVE, _S.DIRECTIVE, _S.ARGUMENTS, _S.INDEX),
        Kind.INTEGER,
        r"-?[0-9]++(?:\.\.)?",
        Mode.TOKEN,
    ),
    (
        (_S.PRE_DIRECTIVE, _S.DIRECTIVE, _S.ARGUMENTS, _S.INDEX),
        Kind.FLOAT,
        rf"-?(?:[0-9]++\.[0-9]*+(?:{_EXPONENT})?|\.[0-9]++(?:{_EXPONENT})?|[0-9]++{_EXPONENT})",
        Mode.TOKEN,
    ),
    ((_S.PRE_DIRECTIVE, _S.DIRECTIVE), Kind.WORD, _WORD, Mode.TOKEN),
    ((_S.PRE_DIRECTIVE, _S.DIRECTIVE), Kind.BRACKETED_WORD, _BRACKETED_WORD, Mode.TOKEN),
    (
        (_S.REFERENCE, _S.MODIFIER, _S.ARGUMENTS),
        Kind.IDENTIFIER,
        r"[A-Za-z_][A-Za-z0-9_-]*+",
        Mode.TOKEN,
    ),
    ((_S.REFERENCE, _S.MODIFIER, _S.ARGUMENTS), Kind.DOT, r"\.[A-Za-z]", Mode.TOKEN),
    ((_S.REFERENCE, _S.MODIFIER), Kind.REFERENCE_LCURLY, r"\{", Mode.TOKEN),
    ((_S.REFERENCE, _S.MODIFIER), Kind.REFERENCE_RCURLY, r"\}", Mode.TOKEN),
    ((_S.REFERENCE, _S.MODIFIER), Kind.REFERENCE_TERMINATOR, r".", Mode.SPECIAL),
    ((_S.PRE_DIRECTIVE,), Kind.DIRECTIVE_TERMINATOR, r".", Mode.SPECIAL),
    ((_S.TEXT, _S.REFERENCE), Kind.EMPTY_INDEX, r"\$\\?!\[|\$\[|\$\.", Mode.TOKEN),
)

ASCII = 128


def _first_characters(pattern: str) -> frozenset[int]:
    """The ASCII characters that can begin a match; 128 stands for all others."""
    compiled = regex.compile(pattern, regex.DOTALL)
    return frozenset(
        code for code in range(ASCII + 1) if compiled.fullmatch(chr(code), partial=True)
    )


_ROWS = tuple(
    (states, Rule(kind, re.compile(pattern, re.DOTALL), mode), _first_characters(pattern))
    for states, kind, pattern, mode in _TABLE
)

# For each state and first character the rules that may match there, in their order.
CANDIDATES: dict[State, tuple[tuple[Rule, ...], ...]] = {
    state: tuple(
        tuple(rule for states, rule, first in _ROWS if state in states and code in first)
        for code in range(ASCII + 1)
    )
    for state in State
}
