"""What is known at one point of a template, on one of the ways that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from local.commands.lint.values import EMPTY, Value, join

_MOST_STATES = 48


@dataclass(frozen=True)
class State:
    """`variables` by name; `known` what a condition told of a reference that no #set changes.

    `in_string` is whether the output so far ends inside a JSON string, None where that is not
    known; `is_json` whether it began as JSON, None before its first character. `written` collects
    the value of an interpolated string instead. `prints_input` tells that the client's input was
    printed; `recognised` that the service's answer is known not to be the refusal of a request.
    """

    variables: Mapping[str, Value] = field(default_factory=dict)
    known: Mapping[str, Value] = field(default_factory=dict)
    in_string: bool | None = False
    is_json: bool | None = None
    written: Value | None = None
    prints_input: bool = False
    recognised: bool = False

    def get(self, name: str) -> Value:
        return self.variables.get(name, EMPTY)

    def assign(self, name: str, value: Value) -> State:
        return replace(self, variables={**self.variables, name: value})

    def learn(self, key: str, value: Value) -> State:
        return replace(self, known={**self.known, key: value})


def merged(states: Iterable[State], decisive: frozenset[str]) -> list[State]:
    """Joins the states that agree on the decisive variables: those that conditions look at.

    Where too many remain, they need only agree on which of these are empty, and then on nothing.
    """
    states = list(states)
    for key in (_exact_key, _emptiness_key, _position_key):
        groups: dict[object, State] = {}
        for state in states:
            name = key(state, decisive)
            groups[name] = _join(groups[name], state) if name in groups else state
        if len(groups) <= _MOST_STATES:
            break
    return list(groups.values())


def _position_key(state: State, decisive: frozenset[str]) -> tuple[object, ...]:
    return (state.in_string, state.is_json, state.recognised)


def _exact_key(state: State, decisive: frozenset[str]) -> tuple[object, ...]:
    texts = tuple(state.get(name).texts for name in sorted(decisive))
    return (*_position_key(state, decisive), *texts)


def _emptiness_key(state: State, decisive: frozenset[str]) -> tuple[object, ...]:
    values = [state.get(name) for name in sorted(decisive)]
    emptiness = [(value.may_be(""), value.is_certainly("")) for value in values]
    return (*_position_key(state, decisive), *emptiness)


def _join(left: State, right: State) -> State:
    names = {**left.variables, **right.variables}
    both_known = left.known.keys() & right.known.keys()
    written = None
    if left.written is not None and right.written is not None:
        written = join(left.written, right.written)
    return State(
        variables={name: join(left.get(name), right.get(name)) for name in names},
        known={key: join(left.known[key], right.known[key]) for key in both_known},
        in_string=left.in_string if left.in_string is right.in_string else None,
        is_json=left.is_json if left.is_json is right.is_json else None,
        written=written,
        prints_input=left.prints_input or right.prints_input,
        recognised=left.recognised and right.recognised,
    )
