"""Which characters the full match of a Java regular expression can hold, as far as JSON cares."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

Places = frozenset["Place"]


class Place(Enum):
    """Where in JSON a value may stand."""

    STRING = "inside a string"
    BARE = "outside a string"


ANYWHERE: Places = frozenset(Place)
IN_STRING: Places = frozenset({Place.STRING})
BARE: Places = frozenset({Place.BARE})
NOWHERE: Places = frozenset()

_ENDS_STRING = frozenset(['"', "\\", *map(chr, range(0x20))])
_STRUCTURE = frozenset(",:{}[]")
_TELLING = _ENDS_STRING | _STRUCTURE

_ATOM = re.compile(
    r"(?P<quantifier>\{\d+(?:,\d*)?\}|[*+?|^$)])"
    r"|(?P<group>\((?:\?(?:[imsux-]*[:)]|<[A-Za-z]\w*>))?)"
    r"|(?P<around>\(\?)"
    r"|(?P<class>\[\^?(?:\\.|[^\]\\])+\])"
    r"|(?P<code>\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})"
    r"|(?P<escape>\\.)"
    r"|(?P<literal>.)",
    re.DOTALL,
)
# Java's classes in classes, intersections and properties, which Python's `re` does not have.
_JAVA_CLASS = re.compile(r"(?<!\\)(?:\\\\)*(?:&&|.\[|\\[pPQERXhHvV])", re.DOTALL)
_NO_TELLING_ESCAPES = frozenset("dwbB123456789AzZG")
_REMOVAL = re.compile(r"\[\^(?P<kept>(?:\\.|[^\]\\])+)\][+*]?")


@lru_cache(maxsize=256)
def harmless_places(pattern: str) -> Places:
    """Where a value that matches `pattern` as a whole cannot change the JSON around it."""
    return _places({character for atom in _ATOM.finditer(pattern) for character in _telling(atom)})


@lru_cache(maxsize=256)
def places_after_removal(pattern: str, replacement: str) -> Places:
    """Where the result of `replaceAll(pattern, replacement)` is harmless: `[^a-z]` leaves a-z."""
    removal = _REMOVAL.fullmatch(pattern)
    if removal is None or "$" in replacement:
        return NOWHERE
    return _places({*_class_characters(f"[{removal['kept']}]"), *_TELLING & set(replacement)})


def _places(characters: set[str]) -> Places:
    if characters & _ENDS_STRING:
        return NOWHERE
    return IN_STRING if characters & _STRUCTURE else ANYWHERE


def _telling(atom: re.Match[str]) -> Iterator[str]:
    """The characters of `_TELLING` that an atom can match; all of them where that is not known."""
    text = atom[0]
    match atom.lastgroup:
        case "quantifier" | "group":
            return
        case "class":
            yield from _class_characters(text)
        case "code":
            yield from _TELLING & {chr(int(text[2:], 16))}
        case "escape" if text[1] in _NO_TELLING_ESCAPES:
            return
        case "escape" if not text[1].isalnum():
            yield from _TELLING & {text[1]}
        case "literal" if text != ".":
            yield from _TELLING & {text}
        case _:
            yield from _TELLING


def _class_characters(text: str) -> Iterator[str]:
    if _JAVA_CLASS.search(text[1:]):
        yield from _TELLING
        return
    try:
        pattern = re.compile(text)
    except re.error:
        yield from _TELLING
        return
    yield from (character for character in _TELLING if pattern.fullmatch(character))
