"""String.format: the conversions of java.util.Formatter for text, numbers and booleans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_format import to_string
from local.vtl.java_hash import java_hash
from local.vtl.java_methods import java_method
from local.vtl.java_values import BigInteger, Byte, Character, JavaArray, Long, Short, checked_text

_SPECIFIER = re.compile(r"%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d{1,7})?(?:\.(\d{1,4}))?([a-zA-Z%])")
_EXACT = Context(prec=5_000)
_BITS: dict[type, int] = {Byte: 8, Short: 16, int: 32, Long: 64}


@dataclass(frozen=True, slots=True)
class _Specifier:
    flags: str
    width: int
    precision: int | None
    conversion: str

    def padded(self, text: str) -> str:
        if "-" in self.flags:
            return text.ljust(self.width)
        return text.rjust(self.width)

    def signed(self, digits: str, *, negative: bool) -> str:
        """A number's digits with sign, and with zeros up to the width where the flags say so."""
        before, after = ("(", ")") if negative and "(" in self.flags else ("", "")
        if not before:
            before = "-" if negative else "+" if "+" in self.flags else " " * (" " in self.flags)
        if "0" in self.flags:
            digits = digits.rjust(self.width - len(before) - len(after), "0")
        return self.padded(f"{before}{digits}{after}")


@java_method("String", "format", "String", "Object...")
def format_string(_: str, pattern: str, *arguments: Any) -> str:
    return _format(pattern, arguments)


@java_method("String", "formatted", "Object...")
def _formatted(pattern: str, *arguments: Any) -> str:
    return _format(pattern, arguments)


def _format(pattern: str, arguments: tuple[Any, ...]) -> str:
    """A lone array is the arguments themselves, and a lone null makes every argument null."""
    if len(arguments) == 1 and isinstance(arguments[0], JavaArray):
        arguments = tuple(arguments[0].items)
    parts: list[str] = []
    position = ordinary = last = 0
    while (start := pattern.find("%", position)) >= 0:
        match = _SPECIFIER.match(pattern, start)
        if match is None:
            raise JavaError("java.util.UnknownFormatConversionException")
        parts.append(pattern[position:start])
        position = match.end()
        if match[6] in "%n":
            parts.append("\n" if match[6] == "n" else _specifier(match).padded("%"))
            continue
        if match[1]:
            last = int(match[1])
        elif not match[2]:
            ordinary += 1
            last = ordinary
        if not 0 < last <= len(arguments) and arguments != (None,):
            raise JavaError(f"java.util.MissingFormatArgumentException: {match[0]}")
        value = None if arguments == (None,) else arguments[last - 1]
        parts.append(checked_text(_converted(_specifier(match), value)))
    return checked_text("".join(parts) + pattern[position:])


def _specifier(match: re.Match[str]) -> _Specifier:
    """Raises JavaError for flags, width and precision that do not go together."""
    precision = None if match[5] is None else int(match[5])
    if ("-" in match[3] or "0" in match[3]) and match[4] is None:
        raise JavaError(f"java.util.MissingFormatWidthException: {match[0]}")
    if "-" in match[3] and "0" in match[3]:
        raise JavaError(f"java.util.IllegalFormatFlagsException: {match[3]}")
    if precision is not None and match[6] in "cCdoxX%":
        raise JavaError(f"java.util.IllegalFormatPrecisionException: {precision}")
    return _Specifier(match[3], int(match[4] or 0), precision, match[6])


def _converted(specifier: _Specifier, value: Any) -> str:
    convert = _CONVERSIONS.get(specifier.conversion.lower())
    if convert is None or (specifier.conversion.isupper() and specifier.conversion in "DOF"):
        raise JavaError(f"java.util.UnknownFormatConversionException: {specifier.conversion}")
    if value is None:
        shown = "false" if specifier.conversion in "bB" else "null"
        text = specifier.padded(shown[: specifier.precision])
    else:
        text = convert(specifier, value)
    return text.upper() if specifier.conversion.isupper() else text


def _refused(specifier: _Specifier, value: Any) -> JavaError:
    found = type(value).__name__
    return JavaError(f"java.util.IllegalFormatConversionException: {specifier.conversion}, {found}")


def _text(specifier: _Specifier, value: Any) -> str:
    return specifier.padded(to_string(value)[: specifier.precision])


def _boolean(specifier: _Specifier, value: Any) -> str:
    return specifier.padded(("false" if value is False else "true")[: specifier.precision])


def _hash(specifier: _Specifier, value: Any) -> str:
    return specifier.padded(f"{java_hash(value) & 0xFFFFFFFF:x}"[: specifier.precision])


def _character(specifier: _Specifier, value: Any) -> str:
    if isinstance(value, Character):
        return specifier.padded(value.char)
    if type(value) in (int, Short, Byte) and 0 <= value <= 0x10FFFF:
        return specifier.padded(chr(value))
    raise _refused(specifier, value)


def _decimal(specifier: _Specifier, value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(specifier, value)
    digits = f"{abs(int(value)):,}" if "," in specifier.flags else str(abs(int(value)))
    return specifier.signed(digits, negative=value < 0)


def _unsigned(specifier: _Specifier, value: Any) -> str:
    """Hexadecimal or octal: a negative number shows its two's complement, a BigInteger a sign."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(specifier, value)
    number = int(value)
    if number < 0 and not isinstance(value, BigInteger):
        number += 1 << _BITS[type(value)]
    prefix = ("0x" if specifier.conversion in "xX" else "0") if "#" in specifier.flags else ""
    digits = f"{abs(number):{specifier.conversion.lower()}}"
    return specifier.signed(prefix + digits, negative=number < 0)


def _fixed(specifier: _Specifier, value: Any) -> str:
    number = _floating(specifier, value)
    if not number.is_finite():
        return specifier.padded(to_string(value))
    places = 6 if specifier.precision is None else specifier.precision
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
    digits = f"{abs(rounded):{',' if ',' in specifier.flags else ''}f}"
    return specifier.signed(digits, negative=number.is_signed())


def _scientific(specifier: _Specifier, value: Any) -> str:
    number = _floating(specifier, value)
    if not number.is_finite():
        return specifier.padded(to_string(value))
    places = 6 if specifier.precision is None else specifier.precision
    exponent = number.adjusted() if number else 0
    unit = Decimal(1).scaleb(exponent - places)
    rounded = abs(number.quantize(unit, ROUND_HALF_UP, _EXACT))
    exponent = rounded.adjusted() if rounded else 0
    digits = f"{rounded.scaleb(-exponent):.{places}f}e{exponent:+03d}"
    return specifier.signed(digits, negative=number.is_signed())


def _floating(specifier: _Specifier, value: Any) -> Decimal:
    """The number as its decimal digits print: those are what Java rounds."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return Decimal(to_string(value))
    raise _refused(specifier, value)


_CONVERSIONS = {
    "s": _text,
    "b": _boolean,
    "h": _hash,
    "c": _character,
    "d": _decimal,
    "x": _unsigned,
    "o": _unsigned,
    "f": _fixed,
    "e": _scientific,
}
