"""Methods of java.lang.String, Character and arrays.

A Java string is a sequence of UTF-16 units: length and positions count a character beyond U+FFFF as
two. `utf16_units` spells such characters as their surrogate pairs before positions are counted; a
template's result is joined again when it is handed over.
"""

from __future__ import annotations

from typing import Any

from local.vtl import java_regex
from local.vtl.errors import JavaError
from local.vtl.java_format import to_string
from local.vtl.java_methods import NoSuchMethod, java_getter, java_method
from local.vtl.java_values import Byte, Character, JavaArray, checked_text, utf16_units
from local.vtl.limits import CHARACTERS

_WHITE_SPACE = "".join(
    chr(code)
    for code in range(0x3001)
    if chr(code).isspace() and code not in (0x85, 0xA0, 0x2007, 0x202F)
)


def _out_of_bounds(detail: str) -> JavaError:
    return JavaError(f"java.lang.StringIndexOutOfBoundsException: {detail}")


@java_method("String", "length")
def _length(text: str) -> int:
    return len(utf16_units(text))


@java_method("String", "charAt", "int")
def _char_at(text: str, index: int) -> Character:
    units = utf16_units(text)
    if not 0 <= index < len(units):
        raise _out_of_bounds(f"index {index}, length {len(units)}")
    return Character(units[index])


@java_method("String", "codePointAt", "int")
def _code_point_at(text: str, index: int) -> int:
    units = utf16_units(text)
    if not 0 <= index < len(units):
        raise _out_of_bounds(f"index {index}, length {len(units)}")
    pair = units[index : index + 2].encode("utf-16-le", "surrogatepass")
    return ord(pair.decode("utf-16-le", "surrogatepass")[0])


@java_method("String", "subSequence", "int", "int")
@java_method("String", "substring", "int", "int")
def _substring(text: str, begin: int, end: int) -> str:
    units = utf16_units(text)
    if not 0 <= begin <= end <= len(units):
        raise _out_of_bounds(f"begin {begin}, end {end}, length {len(units)}")
    return units[begin:end]


@java_method("String", "substring", "int")
def _substring_from(text: str, begin: int) -> str:
    return _substring(text, begin, len(utf16_units(text)))


@java_method("String", "indexOf", "String")
def _index_of(text: str, part: str) -> int:
    return utf16_units(text).find(utf16_units(part))


@java_method("String", "indexOf", "String", "int")
def _index_of_from(text: str, part: str, start: int) -> int:
    units = utf16_units(text)
    return units.find(utf16_units(part), max(0, min(start, len(units))))


@java_method("String", "indexOf", "int")
def _index_of_code(text: str, code: int) -> int:
    return _index_of(text, _chr(code)) if _chr(code) else -1


@java_method("String", "indexOf", "int", "int")
def _index_of_code_from(text: str, code: int, start: int) -> int:
    return _index_of_from(text, _chr(code), start) if _chr(code) else -1


@java_method("String", "lastIndexOf", "String")
def _last_index_of(text: str, part: str) -> int:
    return utf16_units(text).rfind(utf16_units(part))


@java_method("String", "lastIndexOf", "String", "int")
def _last_index_of_from(text: str, part: str, start: int) -> int:
    units = utf16_units(part)
    return -1 if start < 0 else utf16_units(text).rfind(units, 0, start + len(units))


@java_method("String", "lastIndexOf", "int")
def _last_index_of_code(text: str, code: int) -> int:
    return _last_index_of(text, _chr(code)) if _chr(code) else -1


@java_method("String", "lastIndexOf", "int", "int")
def _last_index_of_code_from(text: str, code: int, start: int) -> int:
    return _last_index_of_from(text, _chr(code), start) if _chr(code) else -1


def _chr(code: int) -> str:
    return chr(code) if 0 <= code <= 0x10FFFF else ""


@java_method("String", "contains", "String")
def _contains(text: str, part: str) -> bool:
    return part in text


@java_method("String", "startsWith", "String")
def _starts_with(text: str, prefix: str) -> bool:
    return text.startswith(prefix)


@java_method("String", "startsWith", "String", "int")
def _starts_with_at(text: str, prefix: str, offset: int) -> bool:
    return 0 <= offset <= len(utf16_units(text)) and utf16_units(text).startswith(
        utf16_units(prefix), offset
    )


@java_method("String", "endsWith", "String")
def _ends_with(text: str, suffix: str) -> bool:
    return text.endswith(suffix)


@java_getter("String", "empty")
@java_method("String", "isEmpty")
def _is_empty(text: str) -> bool:
    return not text


@java_getter("String", "blank")
@java_method("String", "isBlank")
def _is_blank(text: str) -> bool:
    return not text.strip(_WHITE_SPACE)


@java_method("String", "contentEquals", "String")
def _content_equals(text: str, other: str) -> bool:
    return text == other


@java_method("String", "equalsIgnoreCase", "String?")
def _equals_ignore_case(text: str, other: str | None) -> bool:
    return other is not None and _folded(text) == _folded(other)


@java_method("String", "compareTo", "String")
def _compare_to(text: str, other: str) -> int:
    left, right = utf16_units(text), utf16_units(other)
    for a, b in zip(left, right, strict=False):
        if a != b:
            return ord(a) - ord(b)
    return len(left) - len(right)


@java_method("String", "compareToIgnoreCase", "String")
def _compare_to_ignore_case(text: str, other: str) -> int:
    return _compare_to(_folded(text), _folded(other))


def _folded(text: str) -> str:
    return "".join(_single(_single(char, str.upper), str.lower) for char in text)


def _single(char: str, fold: Any) -> str:
    folded: str = fold(char)
    return folded if len(folded) == 1 else char


@java_method("String", "toUpperCase")
def _to_upper_case(text: str) -> str:
    return text.upper()


@java_method("String", "toLowerCase")
def _to_lower_case(text: str) -> str:
    return text.lower()


@java_method("String", "trim")
def _trim(text: str) -> str:
    return text.strip("".join(map(chr, range(0x21))))


@java_method("String", "strip")
def _strip(text: str) -> str:
    return text.strip(_WHITE_SPACE)


@java_method("String", "stripLeading")
def _strip_leading(text: str) -> str:
    return text.lstrip(_WHITE_SPACE)


@java_method("String", "stripTrailing")
def _strip_trailing(text: str) -> str:
    return text.rstrip(_WHITE_SPACE)


@java_method("String", "concat", "String")
def _concat(text: str, other: str) -> str:
    return checked_text(text + other)


@java_method("String", "repeat", "int")
def _repeat(text: str, count: int) -> str:
    if count < 0:
        raise JavaError(f"java.lang.IllegalArgumentException: count is negative: {count}")
    _check_length(len(text) * count)
    return text * count


@java_method("String", "replace", "String", "String")
def _replace(text: str, old: str, new: str) -> str:
    if len(new) > len(old):
        _check_length(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def _check_length(length: int) -> None:
    if length > CHARACTERS:
        raise JavaError("java.lang.OutOfMemoryError")


@java_method("String", "replace", "char", "char")
def _replace_char(text: str, old: Character, new: Character) -> str:
    return text.replace(old.char, new.char)


@java_method("String", "matches", "String")
def _matches(text: str, pattern: str) -> bool:
    return java_regex.matches(text, pattern)


@java_method("String", "replaceAll", "String", "String")
def _replace_all(text: str, pattern: str, replacement: str) -> str:
    return java_regex.replace_all(text, pattern, replacement)


@java_method("String", "replaceFirst", "String", "String")
def _replace_first(text: str, pattern: str, replacement: str) -> str:
    return java_regex.replace_first(text, pattern, replacement)


@java_method("String", "split", "String")
def _split(text: str, pattern: str) -> JavaArray:
    return JavaArray(java_regex.split(text, pattern), "Ljava.lang.String;")


@java_method("String", "split", "String", "int")
def _split_limited(text: str, pattern: str, limit: int) -> JavaArray:
    return JavaArray(java_regex.split(text, pattern, limit), "Ljava.lang.String;")


@java_method("String", "toCharArray")
def _to_char_array(text: str) -> JavaArray:
    return JavaArray([Character(char) for char in utf16_units(text)], "C")


@java_getter("String", "bytes")
@java_method("String", "getBytes")
def _get_bytes(text: str) -> JavaArray:
    return _bytes(text, "utf-8")


@java_method("String", "getBytes", "String")
def _get_bytes_in(text: str, charset: str) -> JavaArray:
    try:
        return _bytes(text, charset)
    except LookupError:
        raise JavaError(f"java.io.UnsupportedEncodingException: {charset}") from None


def _bytes(text: str, charset: str) -> JavaArray:
    encoded = text.encode(charset, "replace")
    return JavaArray([Byte(byte - 256 if byte > 127 else byte) for byte in encoded], "B")


@java_method("String", "intern")
def _intern(text: str) -> str:
    return text


@java_method("String", "valueOf", "Object")
def _value_of(_: str, value: Any) -> str:
    return to_string(value)


@java_method("String", "getBytes", "null")
@java_method("String", "join", "String", "null")
def _ambiguous(*_: Any) -> Any:
    """A null that fits two overloads equally: Velocity takes neither."""
    raise NoSuchMethod


@java_method("String", "join", "String", "Collection")
def _join(_: str, delimiter: str, items: Any) -> str:
    if not all(isinstance(item, str | None) for item in items):
        raise JavaError("java.lang.ClassCastException: an item is no CharSequence")
    return checked_text(delimiter.join(map(to_string, items)))


@java_method("String", "join", "String", "String?...")
def _join_all(_: str, delimiter: str, *items: str | None) -> str:
    return _join(_, delimiter, items)
