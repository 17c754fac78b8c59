"""References, literals and operators."""

from __future__ import annotations

import re
from collections.abc import Callable

from local.vtl import java_math
from local.vtl.errors import JavaError, VtlError
from local.vtl.java_values import integer
from local.vtl.nodes import (
    Block,
    BooleanLiteral,
    Expression,
    InterpolatedString,
    ListLiteral,
    MapLiteral,
    NumberLiteral,
    RangeLiteral,
    StringLiteral,
)
from local.vtl.operators import Addition, And, Arithmetic, Comparison, Equality, Not, Or
from local.vtl.references import Index, Method, Part, Property, Reference
from local.vtl.token_stream import TokenStream
from local.vtl.tokens import Kind, Token

_REFERENCE = (Kind.IDENTIFIER, Kind.REFERENCE_LCURLY)
_OPERAND = {
    *_REFERENCE,
    Kind.STRING,
    Kind.INTEGER,
    Kind.FLOAT,
    Kind.LBRACKET,
    Kind.LEFT_CURLY,
    Kind.TRUE,
    Kind.FALSE,
}
_CLOSING_CURLY = (Kind.RIGHT_CURLY, Kind.REFERENCE_RCURLY)

_LEVELS: tuple[frozenset[Kind], ...] = (
    frozenset({Kind.OR}),
    frozenset({Kind.AND}),
    frozenset({Kind.EQUAL, Kind.NOT_EQUAL}),
    frozenset({Kind.LESS, Kind.GREATER, Kind.LESS_EQUAL, Kind.GREATER_EQUAL}),
    frozenset({Kind.PLUS, Kind.MINUS}),
    frozenset({Kind.MULTIPLY, Kind.DIVIDE, Kind.MODULUS}),
)
_LEVEL = {kind: level for level, kinds in enumerate(_LEVELS) for kind in kinds}

_COMPARISONS: dict[Kind, Callable[[int], bool]] = {
    Kind.LESS: lambda order: order < 0,
    Kind.LESS_EQUAL: lambda order: order <= 0,
    Kind.GREATER: lambda order: order > 0,
    Kind.GREATER_EQUAL: lambda order: order >= 0,
}
_ARITHMETIC = {
    Kind.MINUS: java_math.subtract,
    Kind.MULTIPLY: java_math.multiply,
    Kind.DIVIDE: java_math.divide,
    Kind.MODULUS: java_math.modulo,
}

_UNICODE_ESCAPE = re.compile(r"\\u(.{0,4})", re.DOTALL)
_HEXADECIMAL = re.compile(r"[+-]?[0-9A-Fa-f]+")

ParseText = Callable[[str, int], Block]


class ExpressionParser:
    """`parse_text` parses the content of an interpolated string, given the nesting it stands at."""

    def __init__(self, stream: TokenStream, parse_text: ParseText) -> None:
        self._stream = stream
        self._parse_text = parse_text

    def at_reference(self) -> bool:
        kind = self._stream.peek()
        return kind is Kind.IDENTIFIER or (
            kind is Kind.REFERENCE_LCURLY and self._stream.peek(2) is Kind.IDENTIFIER
        )

    def expression(self, level: int = 0) -> Expression:
        """Operators of this level and tighter ones, all of them left-associative."""
        left = self._unary()
        while (found := _LEVEL.get(self._stream.peek(), -1)) >= level:
            operator = self._stream.take(self._stream.peek())
            position = self._stream.position
            right = self.expression(found + 1)
            left = _binary(operator, left, right)
            left.literal = self._stream.literal(position)
        return left

    def _unary(self) -> Expression:
        stream = self._stream
        negated = 2 if stream.peek() is Kind.WHITESPACE else 1
        if stream.peek(negated) is not Kind.NOT:
            return self._primary()
        stream.skip(Kind.WHITESPACE)
        operator = stream.take(Kind.NOT)
        stream.enter()
        operand = self._unary()
        stream.leave()
        return Not(operand=operand, line=operator.line, column=operator.column)

    def _primary(self) -> Expression:
        stream = self._stream
        stream.skip(Kind.WHITESPACE)
        if stream.peek() is Kind.LPAREN:
            stream.take(Kind.LPAREN)
            stream.enter()
            position = stream.position
            inner = self.expression()
            inner.literal = stream.literal(position)
            stream.leave()
            stream.take(Kind.RPAREN)
        else:
            inner = self.operand()
        stream.skip(Kind.WHITESPACE)
        return inner

    def operand(self) -> Expression:
        """A literal or a reference, without white space around it."""
        stream = self._stream
        kind = stream.peek()
        if kind not in _OPERAND:
            raise stream.unexpected()
        position = stream.position
        stream.enter()
        found = self.reference() if kind in _REFERENCE else self._literal(kind)
        stream.leave()
        found.literal = stream.literal(position)
        return found

    def _literal(self, kind: Kind) -> Expression:
        token = self._stream.take(kind)
        line, column = token.line, token.column
        if kind is Kind.STRING:
            return self._string(token)
        if kind in (Kind.INTEGER, Kind.FLOAT):
            return NumberLiteral(number=_number(token), line=line, column=column)
        if kind is Kind.LBRACKET:
            return self._list(token)
        if kind is Kind.LEFT_CURLY:
            return self._map(token)
        return BooleanLiteral(boolean=kind is Kind.TRUE, line=line, column=column)

    def _string(self, token: Token) -> Expression:
        quote, text = token.image[0], token.image[1:-1]
        line, column = token.line, token.column
        if quote == '"':
            text = _UNICODE_ESCAPE.sub(lambda match: _unescape(match[1], token), text)
        text = text.replace(quote * 2, quote)
        if quote == "'" or not ("$" in token.image or "#" in token.image):
            return StringLiteral(text=text, line=line, column=column)
        padded = "##" not in text
        try:
            block = self._parse_text(f"{text} " if padded else text, self._stream.depth)
        except VtlError as error:
            raise VtlError(f"In the string: {error.message}", line, column) from None
        return InterpolatedString(block=block, padded=padded, line=line, column=column)

    def _list(self, bracket: Token) -> Expression:
        stream = self._stream
        line, column = bracket.line, bracket.column
        if stream.skip(Kind.RBRACKET):
            return ListLiteral(items=[], line=line, column=column)
        first = self._parameter()
        if stream.peek() is Kind.DOUBLE_DOT and _may_bound(first):
            stream.take(Kind.DOUBLE_DOT)
            last = self._parameter()
            if not _may_bound(last):
                raise VtlError("A range is between integers or references", line, column)
            stream.take(Kind.RBRACKET)
            return RangeLiteral(first=first, last=last, line=line, column=column)
        items = [first]
        while stream.skip(Kind.COMMA):
            items.append(self._parameter())
        stream.take(Kind.RBRACKET)
        return ListLiteral(items=items, line=line, column=column)

    def _map(self, curly: Token) -> Expression:
        stream = self._stream
        items: list[tuple[Expression, Expression]] = []
        blank = 2 if stream.peek() is Kind.WHITESPACE else 1
        if stream.peek(blank) in _CLOSING_CURLY:
            stream.skip(Kind.WHITESPACE)
        else:
            items.append(self._entry())
            while stream.skip(Kind.COMMA):
                items.append(self._entry())
        stream.take(*_CLOSING_CURLY)
        return MapLiteral(items=items, line=curly.line, column=curly.column)

    def _entry(self) -> tuple[Expression, Expression]:
        key = self._parameter()
        self._stream.take(Kind.COLON)
        return key, self._parameter()

    def _parameter(self) -> Expression:
        self._stream.skip(Kind.WHITESPACE)
        found = self.operand()
        self._stream.skip(Kind.WHITESPACE)
        return found

    def reference(self) -> Reference:
        stream = self._stream
        position = stream.position
        braced = stream.skip(Kind.REFERENCE_LCURLY)
        stream.take(Kind.IDENTIFIER)
        parts = self._indexes()
        while stream.peek() is Kind.DOT and stream.peek(2) is Kind.IDENTIFIER:
            stream.take(Kind.DOT)
            parts.append(self._method() if self._at_method() else self._property())
            parts.extend(self._indexes())
        if braced:
            stream.take(Kind.REFERENCE_RCURLY)
        return _reference(stream.since(position), parts)

    def _at_method(self) -> bool:
        stream = self._stream
        return stream.peek(2) is Kind.LPAREN and (
            stream.peek(3) in _OPERAND or stream.peek(3) in (Kind.WHITESPACE, Kind.CALL_RPAREN)
        )

    def _property(self) -> Part:
        name = self._stream.take(Kind.IDENTIFIER)
        return Property(name=name.image, line=name.line, column=name.column)

    def _method(self) -> Part:
        stream = self._stream
        name = stream.take(Kind.IDENTIFIER)
        stream.take(Kind.LPAREN)
        arguments: list[Expression] = []
        if stream.peek() is not Kind.CALL_RPAREN:
            arguments.append(self._parameter())
            while stream.skip(Kind.COMMA):
                arguments.append(self._parameter())
        stream.take(Kind.CALL_RPAREN)
        return Method(name=name.image, arguments=arguments, line=name.line, column=name.column)

    def _indexes(self) -> list[Part]:
        parts: list[Part] = []
        stream = self._stream
        while stream.peek() is Kind.INDEX_LBRACKET:
            bracket = stream.take(Kind.INDEX_LBRACKET)
            stream.skip(Kind.WHITESPACE)
            index = self.operand()
            stream.skip(Kind.WHITESPACE)
            stream.take(Kind.INDEX_RBRACKET)
            parts.append(Index(index=index, line=bracket.line, column=bracket.column))
        return parts


def _may_bound(expression: Expression) -> bool:
    if isinstance(expression, NumberLiteral):
        return isinstance(expression.number, int)
    return isinstance(expression, Reference)


def _binary(operator: Token, left: Expression, right: Expression) -> Expression:
    kind, line, column = operator.kind, operator.line, operator.column
    if kind is Kind.PLUS:
        return Addition(left=left, right=right, line=line, column=column)
    if kind in _ARITHMETIC:
        operation = _ARITHMETIC[kind]
        return Arithmetic(left=left, right=right, operation=operation, line=line, column=column)
    if kind in _COMPARISONS:
        holds = _COMPARISONS[kind]
        return Comparison(left=left, right=right, holds=holds, line=line, column=column)
    if kind in (Kind.EQUAL, Kind.NOT_EQUAL):
        negated = kind is Kind.NOT_EQUAL
        return Equality(left=left, right=right, negated=negated, line=line, column=column)
    return (And if kind is Kind.AND else Or)(left=left, right=right, line=line, column=column)


def _number(token: Token) -> int | float:
    try:
        if token.kind is Kind.INTEGER:
            return integer(int(token.image))
        return float(token.image)
    except (ValueError, JavaError):
        raise VtlError(f"{token.image} is no number", token.line, token.column) from None


def _unescape(digits: str, token: Token) -> str:
    if len(digits) < 4 or not _HEXADECIMAL.fullmatch(digits):
        raise VtlError(f"\\u{digits} is no character", token.line, token.column)
    return chr(int(digits, 16) & 0xFFFF)


def _reference(tokens: list[Token], parts: list[Part]) -> Reference:
    """Tells escapes, prefix, `$`, `!` and `{` of the first token apart from the name.

    The first token's image loses what stands before its `$`, as it does in Velocity, because the
    source of an enclosing construct may still be printed.
    """
    first = tokens[0]
    reference = Reference(root="", parts=parts, line=first.line, column=first.column)
    if "\\!" in first.image:  # $\!name: not a reference, though looked up like one
        reference.computable = False
        reference.key = first.image[1:]
        reference.root = first.image
        return reference
    bare = first.image.lstrip("\\")
    backslashes = len(first.image) - len(bare)
    reference.escaped = backslashes % 2 == 1
    reference.escapes = "\\" * (backslashes // 2)
    dollar = max(bare.rfind("$"), 0)
    reference.prefix, first.image = bare[:dollar], bare[dollar:]
    reference.key = first.image[1:]
    _name(reference, tokens)
    return reference


def _name(reference: Reference, tokens: list[Token]) -> None:
    image = tokens[0].image
    reference.null_text = "".join(token.literal for token in tokens)
    if not image.startswith("$"):
        reference.bare = True
        reference.root = image
        return
    quiet = image.startswith("$!")
    if quiet and not reference.escaped:
        reference.null_text = ""
    braced = image in ("${", "$!{")
    reference.root = tokens[1].image if braced else image[2 if quiet else 1 :]
