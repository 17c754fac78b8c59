"""A template, run on all the values it may be given at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from local.commands.lint.conditions import assume
from local.commands.lint.expressions import Evaluator
from local.commands.lint.findings import UNESCAPED_INPUT, UNKNOWN_METHOD
from local.commands.lint.json_position import after_text, begins_json, unsafe_input_message
from local.commands.lint.methods import MUTATORS, pick
from local.commands.lint.scope import Scope
from local.commands.lint.states import State, merged
from local.commands.lint.syntax import decisive_variables
from local.commands.lint.values import EMPTY, Value, concatenate, join, join_all, literal, of_type
from local.vtl.nodes import Block, Expression, Node, Statement, Text
from local.vtl.references import Method, Part, Reference
from local.vtl.statements import Break, Define, Foreach, IfDirective, SetDirective, StopDirective

# Enough for what one turn of a loop hands to the next, and that to the one after it.
_MOST_TURNS = 3


@dataclass(frozen=True, order=True)
class Observation:
    """A finding at a place of the template's own text."""

    line: int
    column: int
    code: str
    message: str


@dataclass
class Flow:
    """Runs the template `root` in a scope; `observations` is what it found."""

    root: Block
    scope: Scope
    observations: set[Observation] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._evaluator = Evaluator(self.scope, self._text_of, self._missing_method)
        self._decisive = decisive_variables(self.root) | self.scope.refusing
        self._ended: list[State] = []
        self._broken: list[State] = []
        self._open: list[int] = []  # the blocks of #defines, and of strings, that it is inside of
        self._outer: Node | None = None  # of an interpolated string, whose nodes count anew

    def run(self) -> list[State]:
        """The states the template may end in."""
        start = State(recognised=self.scope.succeeded)
        return [*self._block(self.root, [start]), *self._ended]

    def _block(self, block: Block, states: list[State]) -> list[State]:
        for child in block.children:
            states = self._statement(child, states)
            states = merged(filter(self._is_possible, states), self._decisive)
        return states

    def _is_possible(self, state: State) -> bool:
        if not state.recognised:
            return True
        return all(state.get(name).may_be("") for name in self.scope.refusing)

    def _statement(self, node: Statement, states: list[State]) -> list[State]:
        match node:
            case Text():
                return [_write_text(state, node.text) for state in states]
            case Reference():
                return [after for state in states for after in self._print(node, state)]
            case SetDirective():
                return [self._set(node, state) for state in states]
            case IfDirective():
                return self._if(node, states)
            case Foreach():
                return self._foreach(node, states)
            case Define():
                value = Value(block=node.body)
                return [state.assign(node.name, value) for state in states]
            case StopDirective():
                self._ended += states
                return []
            case Break():
                self._broken += states
                return []
        return states

    def _if(self, node: IfDirective, states: list[State]) -> list[State]:
        ends: list[State] = []
        for condition, block in node.branches:
            taken = self._assume(condition, True, states)
            states = self._assume(condition, False, states)
            ends += self._block(block, taken)
        return ends + (self._block(node.otherwise, states) if node.otherwise else states)

    def _assume(self, condition: Expression, truth: bool, states: list[State]) -> list[State]:
        found = [s for state in states for s in assume(self._evaluator, condition, truth, state)]
        return list(filter(self._is_possible, found))

    def _foreach(self, node: Foreach, states: list[State]) -> list[State]:
        if not isinstance(node.body, Block):
            return states
        outer_broken, self._broken = self._broken, []
        ends = turn = states
        for _ in range(_MOST_TURNS):
            turn = self._block(node.body, [self._enter(node, state) for state in turn])
            ends = merged([*ends, *turn, *self._broken], self._decisive)
        self._broken = outer_broken
        return ends

    def _enter(self, node: Foreach, state: State) -> State:
        element = pick(self._evaluator.evaluate(node.source, state), None)
        state = state.assign("foreach", of_type("Scope"))
        return state.assign("velocityCount", of_type("Integer")).assign(node.variable, element)

    def _set(self, node: SetDirective, state: State) -> State:
        value = self._evaluator.evaluate(node.expression, state)
        if isinstance(node.expression, Reference):
            state = self._mutate(node.expression, state)
        if node.target.parts:
            return _put_into(state, node.target.root, value)
        return state.assign(node.target.root, value)

    def _mutate(self, reference: Reference, state: State) -> State:
        """What `$list.add($x)` does beside having a value."""
        for part in reference.parts:
            if isinstance(part, Method) and part.name in MUTATORS:
                for argument in part.arguments:
                    value = self._evaluator.evaluate(argument, state)
                    state = _put_into(state, reference.root, value)
        return state

    def _print(self, reference: Reference, state: State) -> list[State]:
        value = self._evaluator.reference(reference, state)
        if value.block is not None:
            return self._defined(value.block, state)
        state = self._mutate(reference, state)
        if state.written is not None:
            return [replace(state, written=concatenate(state.written, value))]
        if not value.inputs:
            return [_write_value(state, value)]
        if state.is_json:
            for found in value.inputs:
                message = unsafe_input_message(found, state.in_string)
                if message:
                    self._observe(reference, UNESCAPED_INPUT, message)
        by_client = any(not found.from_service for found in value.inputs)
        return [replace(state, prints_input=state.prints_input or by_client)]

    def _defined(self, block: Block, state: State) -> list[State]:
        """A #define's block where it is printed: inside itself once, as by Velocity."""
        if self._open.count(id(block)) > 1:
            return [state]
        self._open.append(id(block))
        ends = self._block(block, [state])
        self._open.pop()
        return ends

    def _text_of(self, block: Block, state: State) -> Value:
        outer, self._outer = self._outer, self._outer or block
        ends = self._defined(block, replace(state, written=literal("")))
        self._outer = outer
        return join_all(end.written for end in ends if end.written is not None) or EMPTY

    def _missing_method(self, part: Part, message: str) -> None:
        self._observe(part, UNKNOWN_METHOD, message)

    def _observe(self, node: Node, code: str, message: str) -> None:
        place = self._outer or node
        self.observations.add(Observation(place.line, place.column, code, message))


def _put_into(state: State, name: str, value: Value) -> State:
    """The collection with one more element; what API Gateway gives a template stays as it is."""
    if name not in state.variables:
        return state
    target = state.get(name)
    element = value if target.element is None else join(target.element, value)
    inputs = target.inputs | value.inputs
    return state.assign(name, replace(target, texts=None, inputs=inputs, element=element))


def _write_text(state: State, text: str) -> State:
    if state.written is not None:
        return replace(state, written=concatenate(state.written, literal(text)))
    is_json = begins_json(text) if state.is_json is None else state.is_json
    return replace(state, in_string=after_text(state.in_string, text), is_json=is_json)


def _write_value(state: State, value: Value) -> State:
    if value.texts is None:
        return state
    ends = [_write_text(state, text) for text in value.texts]
    positions = {end.in_string for end in ends}
    is_json = {end.is_json for end in ends} - {None}
    return replace(
        state,
        in_string=positions.pop() if len(positions) == 1 else None,
        is_json=is_json.pop() if len(is_json) == 1 else state.is_json,
    )
