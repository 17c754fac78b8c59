"""Velocity's arithmetic: integers stay integers, and widen instead of overflowing."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, Context, Decimal
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_values import BigInteger, Byte, Float, Long, Short, long

_EXACT = Context(prec=5_000)
_WIDTHS: tuple[type[int], ...] = (Byte, Short, int, Long)
_BITS = {Byte: 7, Short: 15, int: 31, Long: 63}


_LONG_MIN = -(1 << 63)


def _product(left: int, right: int) -> int:
    """Velocity detects the overflow of a long product, except for this one."""
    return _LONG_MIN if left == _LONG_MIN and right == -1 else left * right


def _quotient(left: int, right: int) -> int:
    return _LONG_MIN if left == _LONG_MIN and right == -1 else _trunc_div(left, right)


def _trunc_div(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> int:
    return left - right * _trunc_div(left, right)


def _big_remainder(left: int, right: int) -> int:
    if right < 0:
        raise JavaError("java.lang.ArithmeticException: BigInteger: modulus not positive")
    return left % right


def add(left: Any, right: Any) -> Any:
    return _apply(left, right, lambda a, b: a + b, lambda a, b: a + b, _EXACT.add)


def subtract(left: Any, right: Any) -> Any:
    return _apply(left, right, lambda a, b: a - b, lambda a, b: a - b, _EXACT.subtract)


def multiply(left: Any, right: Any) -> Any:
    return _apply(left, right, _product, lambda a, b: a * b, _EXACT.multiply)


def divide(left: Any, right: Any) -> Any:
    """The quotient, or None where the divisor is zero."""
    if right == 0:
        return None
    return _apply(left, right, _quotient, lambda a, b: a / b, _divide_decimal)


def modulo(left: Any, right: Any) -> Any:
    """The remainder with the dividend's sign, or None where the divisor is zero."""
    if right == 0:
        return None
    big = isinstance(left, BigInteger) or isinstance(right, BigInteger)
    return _apply(left, right, _big_remainder if big else _remainder, _fmod, _no_decimal_modulo)


def _fmod(left: float, right: float) -> float:
    return math.nan if math.isinf(left) else math.fmod(left, right)


def _no_decimal_modulo(left: Decimal, right: Decimal) -> Decimal:
    raise JavaError("java.lang.ArithmeticException: Cannot calculate the modulo of BigDecimals.")


def _divide_decimal(left: Decimal, right: Decimal) -> Decimal:
    """BigDecimal.divide keeps the scale of the dividend."""
    scale = Decimal((0, (1,), int(left.as_tuple().exponent)))
    return _EXACT.divide(left, right).quantize(scale, rounding=ROUND_HALF_DOWN, context=_EXACT)


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1; a NaN is neither smaller nor greater than anything."""
    a, b = _common(left, right)
    return int(a > b) - int(a < b)


def _common(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, int) and isinstance(right, int):
        return left, right
    if _is_big(left) or _is_big(right):
        return _decimal(left), _decimal(right)
    return _double(left, right), _double(right, left)


def _is_big(value: Any) -> bool:
    return isinstance(value, (BigInteger, Decimal))


def _decimal(value: Any) -> Decimal:
    if isinstance(value, float) and not math.isfinite(value):
        raise JavaError("java.lang.NumberFormatException: Infinite or NaN")
    if isinstance(value, Decimal):
        return value
    if isinstance(value, BigInteger):
        return Decimal(int(value))
    exact = Decimal(float(value))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _double(value: Any, other: Any) -> float:
    if isinstance(value, float) and not isinstance(value, Float):
        return float(value)
    if isinstance(other, float) and not isinstance(other, Float):
        return float(value)
    return float32(value)


def float32(value: float) -> float:
    try:
        return Float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Float(math.copysign(math.inf, value))


def _apply(
    left: Any,
    right: Any,
    on_integers: Callable[[int, int], int],
    on_floats: Callable[[float, float], float],
    on_decimals: Callable[[Decimal, Decimal], Decimal],
) -> Any:
    a, b = _common(left, right)
    if isinstance(a, int):
        return _as_wide_as(on_integers(int(a), int(b)), left, right)
    if isinstance(a, Decimal):
        decimal = on_decimals(a, b)
        return decimal or abs(decimal)  # a BigDecimal has no negative zero
    result = on_floats(float(a), float(b))
    return float32(result) if isinstance(a, Float) else result


def _as_wide_as(value: int, left: int, right: int) -> int:
    """The result in the wider of the operands' types, or the next one that holds it."""
    if isinstance(left, BigInteger) or isinstance(right, BigInteger):
        long(value)
        return BigInteger(value)
    start = max(_WIDTHS.index(type(left)), _WIDTHS.index(type(right)))
    for width in _WIDTHS[start:]:
        if -(1 << _BITS[width]) <= value < 1 << _BITS[width]:
            return width(value)
    return long(value)
