"""What Java's methods do to input, and which of them there are."""

from __future__ import annotations

from dataclasses import replace

from local.commands.lint.answers import answered, inner_shape
from local.commands.lint.characters import places_after_removal
from local.commands.lint.values import EMPTY, UNKNOWN, Input, Value, of_type
from local.vtl import java_methods

_LINEAGE = {
    "String": ("String",),
    "List": ("List", "Collection"),
    "Map": ("Map",),
    "Integer": ("Integer", "Number"),
    "Long": ("Long", "Number"),
    "Double": ("Double", "Number"),
    "Boolean": ("Boolean",),
    "Array": ("Array",),
    "Input": ("Input",),
    "Util": ("Util",),
    "Context": ("Map",),
    "StageVariables": ("Map",),
}
_NUMBER_TYPES = frozenset({"Integer", "Long", "Double", "Boolean"})

# What answers something other than text, so that nothing of a client's text is left in it.
_RESULT_TYPES = {
    **dict.fromkeys(
        (
            "add",
            "addAll",
            "contains",
            "containsAll",
            "containsKey",
            "containsValue",
            "contentEquals",
            "endsWith",
            "equals",
            "equalsIgnoreCase",
            "isBlank",
            "isEmpty",
            "matches",
            "parseBoolean",
            "startsWith",
        ),
        "Boolean",
    ),
    **dict.fromkeys(
        (
            "compareTo",
            "compareToIgnoreCase",
            "hashCode",
            "indexOf",
            "intValue",
            "lastIndexOf",
            "length",
            "parseInt",
            "size",
        ),
        "Integer",
    ),
    **dict.fromkeys(("longValue", "parseLong"), "Long"),
    **dict.fromkeys(("doubleValue", "floatValue", "parseDouble"), "Double"),
}
_PICKS = frozenset(
    {"get", "getKey", "getOrDefault", "getValue", "next", "put", "putIfAbsent", "remove", "set"}
)
_COLLECTIONS = {
    "entrySet": None,
    "iterator": None,
    "keySet": None,
    "subList": "List",
    "values": None,
}
_KEEPS_TEXT = frozenset({"concat", "intern", "strip", "toString", "trim"})
MUTATORS = frozenset({"add", "addAll", "put", "putAll", "putIfAbsent", "set"})

# escapeJavaScript writes \', which JSON does not have; AWS's guide takes it back like this.
_UNESCAPED_APOSTROPHES = (r"\\'", r"\'")


def is_missing(java_type: str | None, name: str) -> bool:
    """Whether a class that is known has no method of that name, for any arguments."""
    if java_type not in _LINEAGE:
        return False
    owners = (*_LINEAGE[java_type], "Object")
    return not any(java_methods.has_method(owner, name) for owner in owners)


def call(receiver: Value, name: str, arguments: list[Value]) -> Value:
    """What a call on a value of the template's own, or of its input, is known to yield."""
    if name in _RESULT_TYPES:
        return of_type(_RESULT_TYPES[name])
    if name == "valueOf" and receiver.java_type in _NUMBER_TYPES:
        return of_type(receiver.java_type)
    if name in _PICKS:
        return pick(receiver, arguments[0].text if arguments else None)
    if name in _COLLECTIONS:
        return replace(receiver, texts=None, java_type=_COLLECTIONS[name])
    if name == "split":
        parts = of_type("String", [found.changed() for found in receiver.inputs])
        return Value(None, "Array", parts.inputs, element=parts)
    if name in _KEEPS_TEXT:
        kept = receiver.inputs.union(*(argument.inputs for argument in arguments))
        texts = receiver.texts if name == "toString" else None
        return Value(texts, "String" if receiver.java_type == "String" else None, kept)
    return _rewritten(receiver, name, arguments)


def _rewritten(receiver: Value, name: str, arguments: list[Value]) -> Value:
    """A text made of the receiver's: each escape in it may be broken, unless it is known how."""
    given = [argument.text for argument in arguments]
    inputs = {_rewritten_input(found, name, given) for found in receiver.inputs}
    inputs.update(found.changed() for argument in arguments for found in argument.inputs)
    return of_type("String" if receiver.java_type == "String" else None, inputs)


def _rewritten_input(found: Input, name: str, given: list[str | None]) -> Input:
    match name, given:
        case ("replaceAll" | "replace", [str(pattern), "'"]) if pattern in _UNESCAPED_APOSTROPHES:
            return found
        case "replaceAll", [str(pattern), str(replacement)]:
            places = places_after_removal(pattern, replacement)
            return found.confined(places) if places else found.changed()
    return found.changed()


def pick(receiver: Value, key: str | None) -> Value:
    """An element or a member: `$x.name`, `$x.get(...)`, `$x[0]`, `$x` of a #foreach."""
    if receiver == EMPTY:
        return EMPTY
    if receiver.shape is not None:
        source = next(iter(receiver.inputs)).source
        inner = inner_shape(receiver.shape, key or "") if key or _is_list(receiver) else None
        return answered(inner, source)
    if receiver.element is not None:
        return receiver.element
    return UNKNOWN.with_inputs(receiver.inputs)


def _is_list(value: Value) -> bool:
    return value.java_type == "List"
