"""Reading the engine's syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

from local.vtl.nodes import (
    Block,
    BooleanLiteral,
    Expression,
    InterpolatedString,
    NumberLiteral,
    Statement,
    StringLiteral,
)
from local.vtl.operators import And, Equality, Not, Or
from local.vtl.references import Index, Method, Property, Reference
from local.vtl.statements import Define, Foreach, IfDirective, SetDirective


def statements(block: Block) -> Iterator[Statement]:
    """Every statement in the block, those of its inner blocks included."""
    for child in block.children:
        yield child
        for inner in inner_blocks(child):
            yield from statements(inner)


def inner_blocks(statement: Statement) -> Iterator[Block]:
    match statement:
        case IfDirective():
            yield from (block for _, block in statement.branches)
            if statement.otherwise is not None:
                yield statement.otherwise
        case Foreach(body=Block() as body) | Define(body=body):
            yield body


def decisive_variables(root: Block) -> frozenset[str]:
    """Variables that a condition sets and another condition looks at."""
    conditionals = [node for node in statements(root) if isinstance(node, IfDirective)]
    asked = {
        name
        for node in conditionals
        for condition, _ in node.branches
        for name in _asked(condition)
    }
    assigned = {
        node.target.root
        for conditional in conditionals
        for block in inner_blocks(conditional)
        for node in statements(block)
        if isinstance(node, SetDirective) and not node.target.parts
    }
    return frozenset(asked & assigned)


def _asked(condition: Expression) -> Iterator[str]:
    match condition:
        case And() | Or() | Equality():
            yield from _asked(condition.left)
            yield from _asked(condition.right)
        case Not():
            yield from _asked(condition.operand)
        case _:
            reference = sole_reference(condition)
            if reference is not None:
                yield reference.root


def sole_reference(expression: Expression) -> Reference | None:
    """The reference that the expression is, or whose text it is: `$x`, `"$!x"`."""
    if isinstance(expression, Reference):
        return None if expression.bare else expression
    if isinstance(expression, InterpolatedString) and expression.block.children:
        first, *rest = expression.block.children
        # The engine parses such a string with a space behind it.
        if isinstance(first, Reference) and [getattr(node, "text", "") for node in rest] == [" "]:
            return first
    return None


def fixed_key(reference: Reference) -> str | None:
    """A name for what a reference to an unchanging root reads; None where a #set may change it."""
    if reference.root not in ("input", "context", "stageVariables"):
        return None
    parts = [_fixed_part(part) for part in reference.parts]
    return None if None in parts else ".".join([reference.root, *map(str, parts)])


def _fixed_part(part: object) -> str | None:
    match part:
        case Property():
            return part.name
        case Method():
            arguments = [_literal_text(argument) for argument in part.arguments]
            return None if None in arguments else f"{part.name}({arguments})"
        case Index():
            return _literal_text(part.index)
    return None


def _literal_text(expression: Expression) -> str | None:
    match expression:
        case StringLiteral():
            return repr(expression.text)
        case NumberLiteral():
            return str(expression.number)
        case BooleanLiteral():
            return str(expression.boolean).lower()
    return None


def source_text(reference: Reference) -> str:
    """The reference as its author would write it, for messages."""
    text = f"${reference.root}"
    for part in reference.parts:
        match part:
            case Property():
                text += f".{part.name}"
            case Method():
                text += f".{part.name}({', '.join(a.literal for a in part.arguments)})"
            case Index():
                text += f"[{part.index.literal}]"
    return text
