"""What an expression is known to yield."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from local.commands.lint import methods
from local.commands.lint.scope import Scope
from local.commands.lint.states import State
from local.commands.lint.syntax import fixed_key, source_text
from local.commands.lint.values import (
    EMPTY,
    UNKNOWN,
    Input,
    Value,
    concatenate,
    join_all,
    literal,
    of_type,
)
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
from local.vtl.operators import Addition, Condition
from local.vtl.references import Index, Method, Part, Property, Reference

RunBlock = Callable[[Block, State], Value]
"""The value of a block as text: an interpolated string's, a #define's."""

Report = Callable[[Part, str], None]

_GIVEN = {
    "input": of_type("Input"),
    "util": of_type("Util"),
    "context": of_type("Context"),
    "stageVariables": of_type("StageVariables"),
}


class Evaluator:
    def __init__(self, scope: Scope, run_block: RunBlock, report_missing: Report) -> None:
        self._scope = scope
        self._run_block = run_block
        self._report_missing = report_missing

    def evaluate(self, expression: Expression, state: State) -> Value:
        match expression:
            case Reference():
                return self.reference(expression, state)
            case StringLiteral():
                return literal(expression.text)
            case InterpolatedString():
                return self._interpolated(expression, state)
            case NumberLiteral(number=int(number)):
                return literal(str(number), "Integer")
            case NumberLiteral():
                return of_type("Double")
            case BooleanLiteral():
                return literal(str(expression.boolean).lower(), "Boolean")
            case RangeLiteral():
                return Value(None, "List", element=of_type("Integer"))
            case Condition():
                return of_type("Boolean")
        return self._compound(expression, state)

    def _compound(self, expression: Expression, state: State) -> Value:
        match expression:
            case ListLiteral():
                return _collection("List", [self.evaluate(i, state) for i in expression.items])
            case MapLiteral():
                keys = [self.evaluate(key, state) for key, _ in expression.items]
                values = [self.evaluate(value, state) for _, value in expression.items]
                inputs = _all_inputs([*keys, *values])
                return Value(None, "Map", inputs, element=join_all(values))
            case Addition():
                left = self.evaluate(expression.left, state)
                right = self.evaluate(expression.right, state)
                if "String" in (left.java_type, right.java_type):
                    return concatenate(left, right)
                return UNKNOWN.with_inputs(left.inputs | right.inputs)
        return UNKNOWN  # arithmetic yields a number or nothing

    def _interpolated(self, expression: InterpolatedString, state: State) -> Value:
        value = self._run_block(expression.block, state)
        if expression.padded and value.texts is not None:
            texts = frozenset(text.removesuffix(" ") for text in value.texts)
            return Value(texts, "String", value.inputs)
        return value

    def reference(self, reference: Reference, state: State) -> Value:
        if reference.bare or reference.escaped or not reference.computable:
            return EMPTY
        key = fixed_key(reference)
        if key is not None and key in state.known:
            return state.known[key]
        value = state.variables.get(reference.root, _GIVEN.get(reference.root, EMPTY))
        for part in reference.parts:
            value = self._part(value, part, reference, state)
        return value

    def _part(self, value: Value, part: Part, reference: Reference, state: State) -> Value:
        if value.block is not None:
            value = self._run_block(value.block, state)
        if isinstance(part, Method) and methods.is_missing(value.java_type, part.name):
            self._report_missing(
                part,
                f"{value.java_type} has no method {part.name}() on API Gateway; "
                "the reference renders as nothing",
            )
        name, arguments = self._name_and_arguments(part, state)
        if value in _GIVEN.values():
            return self._given(str(value.java_type), name, arguments, source_text(reference))
        if isinstance(part, Method):
            return methods.call(value, name, arguments)
        return methods.pick(value, name)

    def _given(self, java_type: str, name: str, arguments: list[Value], source: str) -> Value:
        """A member of what API Gateway gives the template."""
        match java_type, name:
            case "Util", _:
                return _util(name, arguments)
            case "Context", _:
                member = arguments[0].text if name == "get" and arguments else name
                return self._scope.context(member, source)
            case "StageVariables", _:
                return of_type("String")
            case "Input", "params" if not arguments:
                return self._scope.parameters(source)
            case "Input", "params":
                return of_type("String", [Input(source)])
            case "Input", "body" | "getBody":
                return self._scope.body(source)
            case "Input", "path" | "json" if arguments:
                read = self._scope.path if name == "path" else self._scope.json
                return read(arguments[0].text, source)
        return EMPTY

    def _name_and_arguments(self, part: Part, state: State) -> tuple[str, list[Value]]:
        match part:
            case Method():
                return part.name, [self.evaluate(a, state) for a in part.arguments]
            case Property():
                return part.name, []
            case Index():
                return self.evaluate(part.index, state).text or "", []
        return "", []


def _util(name: str, arguments: list[Value]) -> Value:
    inputs = _all_inputs(arguments)
    match name:
        case "escapeJavaScript":
            kept = [i if i.places == i.confined().places else i.escaped() for i in inputs]
            return of_type("String", kept)
        case "base64Encode" | "urlEncode":
            return of_type("String", [found.confined() for found in inputs])
        case "parseJson":
            return UNKNOWN.with_inputs(found.raw() for found in inputs)
    return of_type("String", [found.raw() for found in inputs])


def _collection(java_type: str, items: list[Value]) -> Value:
    return Value(None, java_type, _all_inputs(items), element=join_all(items))


def _all_inputs(values: list[Value]) -> frozenset[Input]:
    return reduce(frozenset.union, (value.inputs for value in values), frozenset[Input]())
