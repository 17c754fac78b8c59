"""Methods of java.lang.Character, the static ones called through an instance."""

from __future__ import annotations

from collections.abc import Callable

from local.vtl.java_methods import java_class_lineage, java_method
from local.vtl.java_values import Character

java_class_lineage(Character, "Character")

_NO_WHITE_SPACE = "\x85\xa0\u2007\u202f"
_TESTS: dict[str, Callable[[str], bool]] = {
    "isDigit": str.isdecimal,
    "isLetter": str.isalpha,
    "isAlphabetic": str.isalpha,
    "isLetterOrDigit": lambda char: char.isalpha() or char.isdecimal(),
    "isUpperCase": str.isupper,
    "isLowerCase": str.islower,
    "isWhitespace": lambda char: char.isspace() and char not in _NO_WHITE_SPACE,
}


@java_method("Character", "charValue")
def _char_value(char: Character) -> Character:
    return char


@java_method("Character", "compareTo", "Character")
def _compare_chars(char: Character, other: Character) -> int:
    return ord(char.char) - ord(other.char)


@java_method("Character", "toUpperCase", "char")
def _to_upper_case(_: Character, char: Character) -> Character:
    upper = char.char.upper()
    return Character(upper) if len(upper) == 1 else char


@java_method("Character", "toLowerCase", "char")
def _to_lower_case(_: Character, char: Character) -> Character:
    lower = char.char.lower()
    return Character(lower) if len(lower) == 1 else char


@java_method("Character", "toString", "char")
def _to_string(_: Character, char: Character) -> str:
    return char.char


def _enter(name: str, holds: Callable[[str], bool]) -> None:
    @java_method("Character", name, "char")
    def test(_: Character, char: Character) -> bool:
        return holds(char.char)


for _name, _holds in _TESTS.items():
    _enter(_name, _holds)
