"""Object.hashCode of the values a template has."""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError
from local.vtl.java_values import (
    BigInteger,
    Character,
    Entry,
    EntrySet,
    Float,
    KeySet,
    Long,
    from_key,
    utf16_units,
)


def java_hash(value: Any, depth: int = 0) -> int:
    """The hash as an int; 0 for the rest, whose hashes Java takes from their place in memory."""
    if depth > limits.VALUE_DEPTH:
        raise JavaError("java.lang.StackOverflowError")
    return _signed(_hash(value, depth))


def _signed(code: int) -> int:
    code &= 0xFFFFFFFF
    return code - (1 << 32) if code >= 1 << 31 else code


def _hash(value: Any, depth: int) -> int:
    if isinstance(value, bool):
        return 1231 if value else 1237
    if isinstance(value, (int, float, Decimal)):
        return _number_hash(value)
    if isinstance(value, (str, Character)):
        return _text_hash(value.char if isinstance(value, Character) else value)
    if isinstance(value, list):
        return _list_hash(value, depth)
    if isinstance(value, dict):
        return sum(_entry_hash(key, item, depth) for key, item in value.items())
    if isinstance(value, Entry):
        return _entry_hash(value.key, value.map.get(value.key), depth)
    if isinstance(value, (KeySet, EntrySet)):
        return sum(java_hash(item, depth + 1) for item in value)
    return 0


def _number_hash(value: int | float | Decimal) -> int:
    if isinstance(value, BigInteger):
        return _big_hash(int(value))
    if isinstance(value, Decimal):
        sign, digits, exponent = value.as_tuple()
        unscaled = int("".join(map(str, digits))) * (-1 if sign else 1)
        return 31 * _big_hash(unscaled) - int(exponent)
    if isinstance(value, int):
        return _fold(int(value)) if isinstance(value, Long) else int(value)
    return _float_hash(value)


def _fold(bits: int) -> int:
    bits &= 0xFFFFFFFFFFFFFFFF
    return bits ^ bits >> 32


def _big_hash(value: int) -> int:
    """BigInteger's: over the magnitude's ints, then with the sign."""
    code, rest = 0, abs(value)
    for shift in range(max(rest.bit_length() - 1, 0) // 32 * 32, -1, -32):
        code = (31 * code + (rest >> shift & 0xFFFFFFFF)) & 0xFFFFFFFF
    return -code if value < 0 else code


def _float_hash(value: float) -> int:
    if isinstance(value, Float):
        return int(struct.unpack(">i", struct.pack(">f", value))[0])
    if math.isnan(value):
        return 0x7FF80000
    return _fold(int(struct.unpack(">Q", struct.pack(">d", value))[0]))


def _text_hash(text: str) -> int:
    code = 0
    for unit in utf16_units(text):
        code = (31 * code + ord(unit)) & 0xFFFFFFFF
    return code


def _list_hash(items: list[Any], depth: int) -> int:
    code = 1
    for item in items:
        code = (31 * code + java_hash(item, depth + 1)) & 0xFFFFFFFF
    return code


def _entry_hash(key: Any, item: Any, depth: int) -> int:
    return java_hash(from_key(key), depth + 1) ^ java_hash(item, depth + 1)
