"""Source to syntax tree: Velocity 1.7's grammar, statement by statement."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from local.vtl.errors import VtlError
from local.vtl.expression_parser import ExpressionParser
from local.vtl.lexer_rules import State
from local.vtl.nodes import Block, Expression, Statement, Text
from local.vtl.references import Reference
from local.vtl.statements import (
    Break,
    Define,
    Foreach,
    IfDirective,
    Refused,
    SetDirective,
    StopDirective,
)
from local.vtl.token_stream import TokenStream
from local.vtl.tokens import Kind, Token

Argument = Expression | Token  # a token is a bare word: the `in` of #foreach

_PRINTED = {
    Kind.TEXT,
    Kind.DOT,
    Kind.RPAREN,
    Kind.LPAREN,
    Kind.INTEGER,
    Kind.FLOAT,
    Kind.STRING,
    Kind.ESCAPE,
    Kind.REFERENCE_LCURLY,
    Kind.REFERENCE_RCURLY,
    Kind.EMPTY_INDEX,
}
_BLOCK_DIRECTIVES = {"foreach", "macro", "literal", "define"}
# API Gateway has no #evaluate: it prints, like the call of a macro.
_DIRECTIVES = {*_BLOCK_DIRECTIVES, "include", "parse", "break", "stop"}
_STATEMENTS = {"if", "else", "elseif", "end", "set"}
_CONTROL = {Kind.IF, Kind.ELSE, Kind.ELSEIF, Kind.END}


def parse(source: str, depth: int = 0) -> Block:
    """The tree of a template, or of an interpolated string at this depth of nesting.

    Raises VtlError, with line and column, for what Velocity's parser refuses.
    """
    return _Parser(source, depth).template()


class _Parser:
    def __init__(self, source: str, depth: int) -> None:
        self._escapable = _DIRECTIVES | _STATEMENTS
        self._stream = TokenStream(source, depth)
        self._expressions = ExpressionParser(self._stream, parse)
        self._statements: dict[Kind, Callable[[], Statement]] = {
            Kind.IF: self._if,
            Kind.SET: self._set,
            Kind.LINE_COMMENT_START: self._line_comment,
            Kind.COMMENT: self._comment,
            Kind.FORMAL_COMMENT: self._comment,
            Kind.TEXT_BLOCK: self._text_block,
            Kind.ESCAPED_DIRECTIVE: self._escaped_directive,
            Kind.DOUBLE_ESCAPE: self._escape,
            Kind.WORD: self._directive,
            Kind.BRACKETED_WORD: self._directive,
            **dict.fromkeys(_PRINTED, self._text),
        }

    def template(self) -> Block:
        block = self._block()
        self._stream.take(Kind.END_OF_TEMPLATE)
        return block

    def _block(self) -> Block:
        stream = self._stream
        stream.enter()
        first = stream.token()
        block = Block(line=first.line, column=first.column)
        while True:
            if self._expressions.at_reference():
                block.children.append(self._expressions.reference())
            elif (parse_statement := self._statements.get(stream.peek())) is not None:
                block.children.append(parse_statement())
            else:
                break
        stream.leave()
        block.children = _merged(block.children)
        return block

    def _text(self) -> Statement:
        token = self._stream.take(*_PRINTED)
        return _printed(token, token.literal)

    def _line_comment(self) -> Statement:
        token = self._stream.take(Kind.LINE_COMMENT_START)
        self._stream.skip(Kind.LINE_COMMENT_END)
        return _printed(token, token.image[: token.image.index("##")])

    def _comment(self) -> Statement:
        token = self._stream.take(Kind.COMMENT, Kind.FORMAL_COMMENT)
        return _printed(token, token.image[: max(token.image.find("#*"), 0)])

    def _text_block(self) -> Statement:
        token = self._stream.take(Kind.TEXT_BLOCK)
        return _printed(token, token.image[len("#[[") : -len("]]#")])

    def _escaped_directive(self) -> Statement:
        """Backslashes before a directive that exists are halved; others print as they stand."""
        token = self._stream.take(Kind.ESCAPED_DIRECTIVE)
        last = token.image.rindex("\\")
        directive = token.image[last + 1 :]
        if directive[1:].strip("{}") in self._escapable:
            token.image = token.image[: last // 2] + directive
        return _printed(token, token.image)

    def _escape(self) -> Statement:
        token = self._stream.take(Kind.DOUBLE_ESCAPE)
        count = 1
        while self._stream.skip(Kind.DOUBLE_ESCAPE):
            count += 1
        following = self._stream.token()
        control = following.kind in _CONTROL or following.image[1:] in self._escapable - _STATEMENTS
        return _printed(token, ("\\" if control else "\\\\") * count)

    def _if(self) -> Statement:
        first = self._stream.token()
        branches = [self._branch(Kind.IF)]
        while self._stream.peek() is Kind.ELSEIF:
            branches.append(self._branch(Kind.ELSEIF))
        otherwise = self._block() if self._stream.skip(Kind.ELSE) else None
        self._stream.take(Kind.END)
        return IfDirective(
            branches=branches, otherwise=otherwise, line=first.line, column=first.column
        )

    def _branch(self, kind: Kind) -> tuple[Expression, Block]:
        self._stream.take(kind)
        self._stream.skip(Kind.WHITESPACE)
        self._stream.take(Kind.LPAREN)
        condition = self._expressions.expression()
        self._stream.take(Kind.RPAREN)
        return condition, self._block()

    def _set(self) -> Statement:
        stream = self._stream
        first = stream.take(Kind.SET)
        stream.skip(Kind.WHITESPACE)
        if stream.peek() not in (Kind.IDENTIFIER, Kind.REFERENCE_LCURLY):
            raise stream.unexpected()
        target = self._expressions.reference()
        stream.skip(Kind.WHITESPACE)
        stream.take(Kind.ASSIGN)
        expression = self._expressions.expression()
        stream.take(Kind.RPAREN)
        stream.lexer.in_set = False
        return SetDirective(
            target=target, expression=expression, line=first.line, column=first.column
        )

    def _directive(self) -> Statement:
        """A directive by name: one of Velocity's, or text that looks like one (`#13ff93`, say)."""
        stream = self._stream
        position = stream.position
        first = stream.take(Kind.WORD, Kind.BRACKETED_WORD)
        name = _directive_name(first)
        stream.lexer.switch(State.DIRECTIVE)
        if not stream.lexer.at_left_parenthesis():
            stream.lexer.pop()
            return self._without_arguments(first, name)
        arguments = self._arguments(first, name)
        if name not in _BLOCK_DIRECTIVES and not name.startswith("@"):
            return self._line_directive(first, name, arguments, position)
        body_position = stream.position
        body = self._block()
        body_tokens = stream.since(body_position)
        stream.take(Kind.END)
        if name == "macro":
            return self._define_macro(first, arguments)
        if name == "literal":
            return _literal(first, arguments, body_tokens)
        if name in ("foreach", "define"):
            return _block_directive(first, name, arguments, body)
        return self._source_text(first, position)

    def _arguments(self, first: Token, name: str) -> list[Argument]:
        stream = self._stream
        stream.skip(Kind.WHITESPACE)
        stream.take(Kind.LPAREN)
        arguments: list[Argument] = []
        while True:
            stream.skip(Kind.WHITESPACE)
            if stream.peek() is Kind.RPAREN:
                stream.take(Kind.RPAREN)
                return arguments
            if stream.skip(Kind.COMMA):
                stream.skip(Kind.WHITESPACE)
            if stream.peek() is Kind.WORD:
                arguments.append(self._word(first, name, len(arguments)))
            else:
                arguments.append(self._expressions.operand())

    def _word(self, first: Token, name: str, position: int) -> Token:
        word_position = {"macro": 0, "foreach": 1}.get(name, -1)
        if name in _DIRECTIVES and position != word_position:
            raise VtlError(
                f"Argument {position} of #{name} is a bare word", first.line, first.column
            )
        return self._stream.take(Kind.WORD)

    def _without_arguments(self, first: Token, name: str) -> Statement:
        line, column = first.line, first.column
        if name == "break":
            return Break(scope=None, line=line, column=column)
        if name == "stop":
            return StopDirective(message=None, line=line, column=column)
        if name == "include":
            return _printed(first, "")
        if name == "parse":
            return Refused(reason="#parse() needs an argument", line=line, column=column)
        if name in _BLOCK_DIRECTIVES:
            raise VtlError(f"#{name} needs arguments in parentheses", line, column)
        return _printed(first, f"#{name}" if name.startswith("@") else first.image)

    def _line_directive(
        self, first: Token, name: str, arguments: list[Argument], position: int
    ) -> Statement:
        line, column = first.line, first.column
        if name in ("break", "stop"):
            return _ending_directive(first, name, arguments)
        if name == "parse" or (name == "include" and arguments):
            reason = f"#{name} finds no resource in API Gateway"
            return Refused(reason=reason, line=line, column=column)
        if name == "include":
            return _printed(first, "")
        return self._source_text(first, position)

    def _source_text(self, first: Token, position: int) -> Statement:
        """What looks like the call of a macro prints as it stands."""
        return _printed(first, "".join(token.image for token in self._stream.since(position)))

    def _define_macro(self, first: Token, arguments: list[Argument]) -> Statement:
        """API Gateway parses macros but does not keep them: a definition renders nothing, and a
        call prints as it stands (recorded)."""
        name = arguments[0] if arguments else None
        if not isinstance(name, Token):
            raise VtlError("#macro needs a name, without quotes", first.line, first.column)
        self._escapable.add(name.image)
        return _printed(first, "")


def _directive_name(token: Token) -> str:
    """The name as Velocity cuts it out: one that something stuck to (`$#if`) is another name."""
    return token.image[2:-1] if token.kind is Kind.BRACKETED_WORD else token.image[1:]


def _printed(token: Token, text: str) -> Text:
    return Text(text=text, line=token.line, column=token.column)


def _merged(children: list[Statement]) -> list[Statement]:
    """Adjacent texts as one, and empty ones as none: fewer steps to render."""
    merged: list[Statement] = []
    for is_text, group in groupby(children, lambda child: isinstance(child, Text)):
        if not is_text:
            merged.extend(group)
            continue
        texts = [child for child in group if isinstance(child, Text)]
        text = "".join(child.text for child in texts)
        if text:
            merged.append(Text(text=text, line=texts[0].line, column=texts[0].column))
    return merged


def _block_directive(first: Token, name: str, arguments: list[Argument], body: Block) -> Statement:
    if name == "define":
        return _define(first, arguments, body)
    line, column = first.line, first.column
    if len(arguments) < 2:
        reason = "#foreach needs a variable, `in` and a list"
        return Refused(reason=reason, line=line, column=column)
    variable, source = arguments[0], arguments[2] if len(arguments) > 2 else None
    if not isinstance(source, Expression) or not isinstance(variable, Expression):
        return _printed(first, "")
    extra = arguments[3] if len(arguments) > 3 else body
    return Foreach(
        variable=_variable_name(variable),
        source=source,
        body=extra if isinstance(extra, (Block, Expression)) else body,
        line=line,
        column=column,
    )


def _variable_name(variable: Expression) -> str:
    return variable.root if isinstance(variable, Reference) else variable.literal[1:]


def _literal(first: Token, arguments: list[Argument], body: list[Token]) -> Statement:
    if arguments and isinstance(arguments[0], Expression):
        return _printed(first, arguments[0].literal)
    if not body:
        raise VtlError("#literal is empty", first.line, first.column)
    return _printed(first, "".join(token.literal for token in body))


def _define(first: Token, arguments: list[Argument], body: Block) -> Statement:
    if len(arguments) != 1 or not isinstance(arguments[0], Expression):
        raise VtlError("#define needs one variable", first.line, first.column)
    name = arguments[0]
    key = name.key if isinstance(name, Reference) else name.literal[1:]
    return Define(name=key, body=body, line=first.line, column=first.column)


def _ending_directive(first: Token, name: str, arguments: list[Argument]) -> Statement:
    line, column = first.line, first.column
    if len(arguments) > 1:
        raise VtlError(f"#{name} takes one argument", line, column)
    argument = arguments[0] if arguments else None
    assert not isinstance(argument, Token)  # words are refused as arguments of either
    if name == "break":
        return Break(scope=argument, line=line, column=column)
    return StopDirective(message=argument, line=line, column=column)
