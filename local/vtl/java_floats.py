"""Double.toString and Float.toString as every Java before 19 writes them.

Those versions do not always find the shortest digits (2.0E-3 they do, 1.0E23 they write as
9.999999999999999E22): the digits are developed from an estimate of the decimal exponent, and at
least two of them in scientific notation. Java 19 corrected this; Velocity 1.7's contemporaries did
not have it.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

_FRACTION_BITS = 52
_POWERS_OF_5 = 27  # powers of five that fit into a long
_LOG10_2 = 0.301029995663981


def double_to_string(value: float) -> str:
    bits = int(struct.unpack(">Q", struct.pack(">d", value))[0])
    exponent = bits >> _FRACTION_BITS & 0x7FF
    return _to_string(value, exponent, bits & ((1 << 52) - 1), 1023, 52)


def float_to_string(value: float) -> str:
    bits = int(struct.unpack(">I", struct.pack(">f", value))[0])
    return _to_string(value, bits >> 23 & 0xFF, bits & ((1 << 23) - 1), 127, 23)


def _to_string(value: float, exponent: int, fraction: int, bias: int, width: int) -> str:
    if math.isnan(value):
        return "NaN"
    sign = "-" if math.copysign(1, value) < 0 else ""
    if math.isinf(value):
        return f"{sign}Infinity"
    if value == 0:
        return f"{sign}0.0"
    significant = width + 1
    if exponent:
        fraction |= 1 << width
    else:  # denormal
        significant = fraction.bit_length()
        fraction <<= width + 1 - significant
        exponent = 1 - (width + 1 - significant)
    digits, point = _digits(exponent - bias, fraction << (_FRACTION_BITS - width), significant)
    return sign + _notation(digits, point)


def _notation(digits: str, point: int) -> str:
    """`digits` with the decimal point after the first `point` of them: plain between 1E-3 and 1E7,
    otherwise in computerized scientific notation."""
    if -2 <= point <= 0:
        return f"0.{'0' * -point}{digits}"
    if 0 < point <= 7:
        return f"{digits[:point].ljust(point, '0')}.{digits[point:] or '0'}"
    return f"{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _digits(exponent: int, fraction: int, significant: int) -> tuple[str, int]:
    """The digits of fraction * 2**(exponent - 52), and where the decimal point stands in them."""
    trailing = (fraction & -fraction).bit_length() - 1
    bits = _FRACTION_BITS + 1 - trailing
    tiny = max(0, bits - exponent - 1)
    if tiny == 0 and exponent <= 62:
        return _integer_digits(exponent, fraction, significant)
    estimate = _estimate(exponent, fraction)
    return _Division.of(exponent, fraction >> trailing, bits, tiny, significant, estimate).digits()


def _integer_digits(exponent: int, fraction: int, significant: int) -> tuple[str, int]:
    shift = exponent - _FRACTION_BITS
    integer = fraction << shift if shift >= 0 else fraction >> -shift
    beyond = exponent - significant - 1
    insignificant = int(beyond * _LOG10_2) if exponent > significant and beyond > 1 else 0
    if insignificant:
        power = 10**insignificant
        integer, rest = divmod(integer, power)
        integer += rest >= power >> 1
    text = str(integer)
    return text.rstrip("0"), len(text) + insignificant


def _estimate(exponent: int, fraction: int) -> int:
    mantissa = fraction / (1 << _FRACTION_BITS)
    return math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * _LOG10_2)


def _bits_of_power(power: int) -> int:
    """How many bits 5**power is taken to have."""
    if power == 0:
        return 0
    return (5**power).bit_length() if power < _POWERS_OF_5 else 3 * power


@dataclass
class _Division:
    """value / scale, developed digit by digit until `margin`, half a unit in the last place, tells
    the number from its neighbours. `width` is that of Java's type: overflow ends the digits."""

    value: int
    scale: int
    margin: int
    estimate: int
    width: int | None

    @classmethod
    def of(
        cls, exponent: int, fraction: int, bits: int, tiny: int, significant: int, estimate: int
    ) -> _Division:
        value5, scale5 = max(0, -estimate), max(0, estimate)
        value2 = value5 + tiny + exponent
        scale2 = scale5 + tiny
        margin2 = value2 - significant
        value2 -= bits - 1
        common = min(value2, scale2)
        value2, scale2, margin2 = value2 - common, scale2 - common, margin2 - common
        if bits == 1:
            margin2 -= 1
        if margin2 < 0:
            value2, scale2, margin2 = value2 - margin2, scale2 - margin2, 0
        widest = max(
            bits + value2 + _bits_of_power(value5), scale2 + 1 + _bits_of_power(scale5 + 1)
        )
        return cls(
            value=fraction * 5**value5 << value2,
            scale=5**scale5 << scale2,
            margin=5**value5 << margin2,
            estimate=estimate,
            width=31 if widest < 32 else 63 if widest < 64 else None,
        )

    def digits(self) -> tuple[str, int]:
        estimate, digits = self.estimate, ""
        digit, low, high = self._next()
        if digit == 0 and not high:
            estimate -= 1
        else:
            digits = str(digit)
        if not -3 <= estimate < 8:
            low = high = False
        while not low and not high:
            digit, low, high = self._next()
            digits += str(digit)
        if high and (not low or self._rounds_up(digits)):
            digits, estimate = _incremented(digits, estimate)
        return digits, estimate + 1

    def _next(self) -> tuple[int, bool, bool]:
        digit, rest = divmod(self.value, self.scale)
        self.value = 10 * rest
        self.margin *= 10
        if self.width is None:
            return digit, self.value < self.margin, self.value + self.margin >= 10 * self.scale
        if self.margin >= 1 << self.width:
            return digit, True, True
        return digit, self.value < self.margin, self.value + self.margin > 10 * self.scale

    def _rounds_up(self, digits: str) -> bool:
        difference = 2 * self.value - 10 * self.scale
        return difference > 0 or (difference == 0 and digits[-1] in "13579")


def _incremented(digits: str, estimate: int) -> tuple[str, int]:
    if digits.strip("9"):
        return str(int(digits) + 1).zfill(len(digits)), estimate
    return "1" + "0" * (len(digits) - 1), estimate + 1
