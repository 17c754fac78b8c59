"""Methods of Integer, Long and Double, the static ones called through an instance."""

from __future__ import annotations

import math
import re
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_floats import double_to_string
from local.vtl.java_hash import java_hash
from local.vtl.java_math import compare, float32
from local.vtl.java_methods import java_getter, java_method
from local.vtl.java_values import Byte, Long, Short
from local.vtl.nodes import int_value

_INTEGER = re.compile(r"[+-]?[0-9A-Za-z]+")
_DOUBLE = re.compile(
    r"[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)"
)


def _no_number(text: str | None) -> JavaError:
    shown = "null" if text is None else f'For input string: "{text}"'
    return JavaError(f"java.lang.NumberFormatException: {shown}")


def _parsed(text: str | None, radix: int, bits: int) -> int:
    if text is None or not 2 <= radix <= 36 or not _INTEGER.fullmatch(text):
        raise _no_number(text)
    try:
        value = int(text, radix)
    except ValueError:
        raise _no_number(text) from None
    if not -(1 << bits) <= value < 1 << bits:
        raise _no_number(text)
    return value


@java_method("Integer", "parseInt", "String?")
@java_method("Integer", "valueOf", "String?")
def _parse_int(_: int, text: str | None) -> int:
    return _parsed(text, 10, 31)


@java_method("Integer", "parseInt", "String?", "int")
@java_method("Integer", "valueOf", "String?", "int")
def _parse_int_radix(_: int, text: str | None, radix: int) -> int:
    return _parsed(text, radix, 31)


@java_method("Integer", "valueOf", "int")
def _int_value_of(_: int, value: int) -> int:
    return int(value)


@java_method("Long", "parseLong", "String?")
@java_method("Long", "valueOf", "String?")
def _parse_long(_: int, text: str | None) -> int:
    return Long(_parsed(text, 10, 63))


@java_method("Long", "parseLong", "String?", "int")
@java_method("Long", "valueOf", "String?", "int")
def _parse_long_radix(_: int, text: str | None, radix: int) -> int:
    return Long(_parsed(text, radix, 63))


@java_method("Long", "valueOf", "long")
def _long_value_of(_: int, value: int) -> int:
    return Long(value)


@java_method("Double", "parseDouble", "String")
@java_method("Double", "valueOf", "String")
def _parse_double(_: float, text: str) -> float:
    trimmed = text.strip("".join(map(chr, range(0x21))))
    if not _DOUBLE.fullmatch(trimmed):
        raise (
            _no_number(text)
            if trimmed
            else JavaError("java.lang.NumberFormatException: empty String")
        )
    return float(trimmed if trimmed.endswith(("N", "y")) else trimmed.rstrip("fFdD"))


@java_method("Double", "valueOf", "double")
def _double_value_of(_: float, value: float) -> float:
    return float(value)


@java_method("Number", "intValue")
def _int_value(value: Any) -> int:
    return int_value(value)


@java_method("Number", "longValue")
def _long_value(value: Any) -> int:
    if isinstance(value, float):
        if math.isnan(value):
            return Long(0)
        bound = 1 << 63
        return Long(max(-bound, min(bound - 1, int(max(-1e19, min(1e19, value))))))
    low = int(value) & ((1 << 64) - 1)
    return Long(low - (1 << 64) if low >= 1 << 63 else low)


@java_method("Number", "doubleValue")
def _double_value(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


@java_method("Number", "floatValue")
def _float_value(value: Any) -> float:
    return float32(_double_value(value))


@java_method("Number", "shortValue")
def _short_value(value: Any) -> int:
    low = int_value(value) & 0xFFFF
    return Short(low - (1 << 16) if low >= 1 << 15 else low)


@java_method("Number", "byteValue")
def _byte_value(value: Any) -> int:
    low = int_value(value) & 0xFF
    return Byte(low - (1 << 8) if low >= 1 << 7 else low)


@java_method("Integer", "compareTo", "Integer")
@java_method("Integer", "compare", "int", "int")
@java_method("Long", "compareTo", "Long")
@java_method("Long", "compare", "long", "long")
@java_method("Double", "compareTo", "Double")
@java_method("Double", "compare", "double", "double")
def _compare(receiver: Any, *values: Any) -> int:
    left, right = values if len(values) == 2 else (receiver, values[0])
    return compare(left, right)


@java_method("String", "compareTo", "Object")
@java_method("Integer", "compareTo", "Object")
@java_method("Long", "compareTo", "Object")
@java_method("Double", "compareTo", "Object")
@java_method("Boolean", "compareTo", "Object")
@java_method("Character", "compareTo", "Object")
def _compare_with_another_class(_: Any, other: Any) -> int:
    raise JavaError("java.lang.ClassCastException" if other is not None else "NullPointerException")


@java_method("Integer", "toString", "int")
@java_method("Long", "toString", "long")
def _decimal_string(_: int, value: int) -> str:
    return str(int(value))


@java_method("Integer", "toString", "int", "int")
@java_method("Long", "toString", "long", "int")
def _radix_string(_: int, value: int, radix: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    base = radix if 2 <= radix <= 36 else 10
    rest, text = abs(int(value)), ""
    while rest or not text:
        rest, digit = divmod(rest, base)
        text = digits[digit] + text
    return f"-{text}" if value < 0 else text


@java_method("Integer", "toHexString", "int")
def _hex(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFF:x}"


@java_method("Integer", "toBinaryString", "int")
def _binary(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFF:b}"


@java_method("Integer", "toOctalString", "int")
def _octal(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFF:o}"


@java_method("Long", "toHexString", "long")
def _long_hex(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFFFFFFFFFF:x}"


@java_method("Double", "toHexString", "double")
def _double_hex(_: float, value: float) -> str:
    if not math.isfinite(value):
        return double_to_string(value)
    mantissa, exponent = float(value).hex().split("p")
    digits = mantissa.rstrip("0") if "." in mantissa else f"{mantissa}."
    return f"{digits}{'0' if digits.endswith('.') else ''}p{int(exponent)}"


@java_method("Integer", "max", "int", "int")
def _max(_: Any, left: int, right: int) -> int:
    return int(max(left, right))


@java_method("Integer", "min", "int", "int")
def _min(_: Any, left: int, right: int) -> int:
    return int(min(left, right))


@java_method("Integer", "sum", "int", "int")
def _sum(_: Any, left: int, right: int) -> int:
    return int_value(left + right)


@java_method("Long", "max", "long", "long")
def _long_max(_: Any, left: int, right: int) -> int:
    return Long(max(left, right))


@java_method("Long", "min", "long", "long")
def _long_min(_: Any, left: int, right: int) -> int:
    return Long(min(left, right))


@java_method("Double", "max", "double", "double")
def _double_max(_: Any, left: float, right: float) -> float:
    return float(max(left, right))


@java_method("Double", "min", "double", "double")
def _double_min(_: Any, left: float, right: float) -> float:
    return float(min(left, right))


@java_getter("Double", "naN")
@java_method("Double", "isNaN")
def _is_nan(value: float) -> bool:
    return math.isnan(value)


@java_getter("Double", "infinite")
@java_method("Double", "isInfinite")
def _is_infinite(value: float) -> bool:
    return math.isinf(value)


@java_method("Double", "isNaN", "double")
def _is_nan_of(_: float, value: float) -> bool:
    return math.isnan(value)


@java_method("Double", "isFinite", "double")
def _is_finite_of(_: float, value: float) -> bool:
    return math.isfinite(value)


@java_method("Double", "isInfinite", "double")
def _is_infinite_of(_: float, value: float) -> bool:
    return math.isinf(value)


@java_method("Double", "sum", "double", "double")
def _double_sum(_: float, left: float, right: float) -> float:
    return float(left) + float(right)


@java_method("Double", "toString", "double")
def _double_string(_: float, value: float) -> str:
    return double_to_string(value)


@java_method("Integer", "signum", "int")
@java_method("Long", "signum", "long")
def _signum(_: int, value: int) -> int:
    return (value > 0) - (value < 0)


@java_method("Integer", "bitCount", "int")
@java_method("Long", "bitCount", "long")
def _bit_count(receiver: int, value: int) -> int:
    return (value & (0xFFFFFFFF if type(receiver) is int else 0xFFFFFFFFFFFFFFFF)).bit_count()


@java_method("Long", "sum", "long", "long")
def _long_sum(_: int, left: int, right: int) -> int:
    return _long_value(int(left) + int(right))


@java_method("Long", "toBinaryString", "long")
def _long_binary(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFFFFFFFFFF:b}"


@java_method("Long", "toOctalString", "long")
def _long_octal(_: int, value: int) -> str:
    return f"{value & 0xFFFFFFFFFFFFFFFF:o}"


@java_method("Integer", "hashCode", "int")
@java_method("Long", "hashCode", "long")
@java_method("Double", "hashCode", "double")
@java_method("Boolean", "hashCode", "boolean")
def _hash_code_of(receiver: Any, value: Any) -> int:
    return java_hash(type(receiver)(value))
