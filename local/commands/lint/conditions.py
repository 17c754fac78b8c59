"""What a condition tells of the values it looks at."""

from __future__ import annotations

from dataclasses import replace

from local.commands.lint.characters import harmless_places
from local.commands.lint.expressions import Evaluator
from local.commands.lint.states import State
from local.commands.lint.syntax import fixed_key, sole_reference
from local.commands.lint.values import Form, Value, literal
from local.vtl.nodes import BooleanLiteral, Expression
from local.vtl.operators import And, Equality, Not, Or
from local.vtl.references import Method, Reference

# How AWS names the refusal of a request that is empty, or has not what it must have. A template
# that has recognised any other error knows that the request was whole.
_REFUSALS = ("invalid", "validation", "serialization", "malformed", "missing")
_RECOGNISING = frozenset({"contains", "endsWith", "equals", "startsWith"})


def assume(evaluator: Evaluator, condition: Expression, truth: bool, state: State) -> list[State]:
    """The states in which the condition is `truth`: none where it cannot be."""
    match condition:
        case BooleanLiteral():
            return [state] if condition.boolean is truth else []
        case Not():
            return assume(evaluator, condition.operand, not truth, state)
        case And() | Or():
            return _both_or_either(evaluator, condition, truth, state)
        case Equality():
            return _equality(evaluator, condition, truth is not condition.negated, state)
        case Reference():
            return _reference(evaluator, condition, truth, state)
    # A literal or a sum is false as a condition; a comparison of numbers tells nothing of texts.
    return [state]


def _both_or_either(
    evaluator: Evaluator, condition: And | Or, truth: bool, state: State
) -> list[State]:
    left, right = condition.left, condition.right
    # What the right side is reached with: both must be so for `truth`, or the left was not.
    reached = isinstance(condition, And)
    after_left = assume(evaluator, left, reached, state)
    both = [found for s in after_left for found in assume(evaluator, right, truth, s)]
    if truth is reached:
        return both
    return [*assume(evaluator, left, truth, state), *both]


def _equality(evaluator: Evaluator, condition: Equality, equal: bool, state: State) -> list[State]:
    for one, other in (
        (condition.left, condition.right),
        (condition.right, condition.left),
    ):
        text = evaluator.evaluate(other, state).text
        reference = sole_reference(one)
        if text is not None and reference is not None:
            return _compared(evaluator, reference, text, equal, state)
    return [state]


def _compared(
    evaluator: Evaluator, reference: Reference, text: str, equal: bool, state: State
) -> list[State]:
    value = evaluator.reference(reference, state)
    if not equal:
        rest = value.without_text(text)
        return [] if value.is_certainly(text) else [_learn(reference, rest, state)]
    if not value.may_be(text):
        return []
    found = _learn(reference, literal(text), state)
    return [replace(found, recognised=found.recognised or _recognises(value, text))]


def _reference(
    evaluator: Evaluator, reference: Reference, truth: bool, state: State
) -> list[State]:
    value = evaluator.reference(reference, state)
    if value.java_type == "Boolean" and value.text is not None:
        return [state] if (value.text == "true") is truth else []
    if not reference.parts or not isinstance(reference.parts[-1], Method):
        return [state]
    receiver = replace(reference, parts=reference.parts[:-1])
    return _method(evaluator, receiver, reference.parts[-1], truth, state)


def _method(
    evaluator: Evaluator, receiver: Reference, method: Method, truth: bool, state: State
) -> list[State]:
    value = evaluator.reference(receiver, state)
    arguments = [evaluator.evaluate(argument, state) for argument in method.arguments]
    match method.name, [argument.text for argument in arguments]:
        case "equals", [str(text)]:
            return _compared(evaluator, receiver, text, truth, state)
        case "isEmpty", [] if value.java_type == "String":
            return _compared(evaluator, receiver, "", truth, state)
        case "matches", [str(pattern)] if truth:
            return [_learn(receiver, _matching(value, pattern), state)]
        case "contains", _ if truth and value.element is not None and value.element.texts:
            listed = sole_reference(method.arguments[0])
            return [state if listed is None else _learn(listed, value.element, state)]
        case name, [str(text)] if truth and name in _RECOGNISING:
            recognised = state.recognised or _recognises(value, text)
            return [replace(state, recognised=recognised)]
    return [state]


def _matching(value: Value, pattern: str) -> Value:
    places = harmless_places(pattern)
    return value.with_inputs(
        found if found.form is Form.CONFINED and not places else found.confined(places)
        for found in value.inputs
    )


def _recognises(value: Value, text: str) -> bool:
    if not text or any(word in text.lower() for word in _REFUSALS):
        return False
    return any(found.from_service for found in value.inputs)


def _learn(reference: Reference, value: Value, state: State) -> State:
    key = fixed_key(reference)
    if key is not None:
        return state.learn(key, value)
    return state if reference.parts else state.assign(reference.root, value)
