"""Java's regular expression syntax, written as the `regex` package's."""

from __future__ import annotations

import re

from local.vtl.errors import JavaError
from local.vtl.limits import PATTERN_LENGTH

_POSIX = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7F",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": r"\x20-~",
    "Blank": r"\ \t",
    "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F",
    "Space": r"\ \t\n\x0B\f\r",
    "javaLowerCase": r"\p{Ll}",
    "javaUpperCase": r"\p{Lu}",
    "javaWhitespace": r"\s",
}
# Java's predefined classes know only ASCII, where the other syntax's know all of Unicode.
_CLASSES = {
    "d": "0-9",
    "w": "a-zA-Z0-9_",
    "s": r"\ \t\n\x0B\f\r",
    "h": r"\ \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0B\f\r\x85\u2028\u2029",
}
_PLAIN = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f", "a": r"\a", "e": r"\x1B"}
_LINE_END = r"(?:\r\n|[\n\r\x85\u2028\u2029])"
_BEFORE_FINAL_LINE_END = rf"(?={_LINE_END}?\Z)"
_ANY = r"[^\n\r\x85\u2028\u2029]"
_LINE_BEGINNING = r"(?:(?<=\A|[\n\x85\u2028\u2029]|\r(?!\n))(?!\Z))"
_BEFORE_LINE_END = r"(?:(?=[\n\r\x85\u2028\u2029]|\Z)(?<!\r(?=\n)))"

_FLAGS = re.compile(r"\(\?([idmsuxU]*)(?:-([idmsuxU]+))?([:)])")
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z][A-Za-z0-9]*)>")
_REPEAT = re.compile(r"\{\d+(?:,\d*)?\}")
_HEX = re.compile(
    r"x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|0([0-3]?[0-7]{1,2})"
)
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)([A-Za-z_=0-9 ]+)\}|([A-Z]))")
_BACK_REFERENCE = re.compile(r"k<([A-Za-z][A-Za-z0-9]*)>|([1-9]\d*)")


def translate(pattern: str) -> str:
    """The same pattern in the other syntax. Raises JavaError for one that Java refuses."""
    if len(pattern) > PATTERN_LENGTH:
        raise JavaError(f"a regular expression may have {PATTERN_LENGTH} characters here")
    return _Translator(pattern).pattern()


class _Translator:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._flags = ""
        self._scopes: list[str] = []
        self._out: list[str] = []

    def pattern(self) -> str:
        while self._position < len(self._source):
            self._out.append(self._element())
        if self._scopes:
            raise self._error("Unclosed group")
        return "".join(self._out)

    def _error(self, reason: str) -> JavaError:
        return JavaError(
            f"java.util.regex.PatternSyntaxException: {reason} near index {self._position}"
        )

    def _element(self) -> str:
        char = self._source[self._position]
        if char == "\\":
            return self._escape(in_class=False)
        if char == "[":
            return self._character_class()
        if char == "(":
            return self._group()
        if char == "{":
            return self._repeat()
        if char in "*+?" and not self._out:
            raise self._error(f"Dangling meta character '{char}'")
        self._position += 1
        return self._simple(char)

    def _simple(self, char: str) -> str:
        if char == ")":
            if not self._scopes:
                raise self._error("Unmatched closing ')'")
            self._flags = self._scopes.pop()
            return ")"
        if char == ".":
            return r"[\s\S]" if "s" in self._flags else _ANY
        if char == "^":
            return _LINE_BEGINNING if "m" in self._flags else r"\A"
        if char == "$":
            return _BEFORE_LINE_END if "m" in self._flags else _BEFORE_FINAL_LINE_END
        if "x" in self._flags:
            return self._commented(char)
        return char if char in "*+?|" or char.isalnum() else _literal(char)

    def _commented(self, char: str) -> str:
        if char.isspace():
            return ""
        if char == "#":
            end = self._source.find("\n", self._position)
            self._position = len(self._source) if end < 0 else end
            return ""
        return char if char in "*+?|" else _literal(char)

    def _repeat(self) -> str:
        match = _REPEAT.match(self._source, self._position)
        if match is None:
            raise self._error("Illegal repetition")
        self._position = match.end()
        return match[0] if self._out else f"(?:){match[0]}"

    def _group(self) -> str:
        flags = _FLAGS.match(self._source, self._position)
        if flags is not None:
            return self._flag_group(flags)
        named = _NAMED_GROUP.match(self._source, self._position)
        for opening in ("(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"):
            if self._source.startswith(opening, self._position):
                return self._open(opening, opening)
        if named is not None:
            return self._open(named[0], f"(?P<{named[1]}>")
        if self._source.startswith("(?", self._position):
            raise self._error("Unknown inline modifier")
        return self._open("(", "(")

    def _open(self, source: str, translated: str) -> str:
        self._position += len(source)
        self._scopes.append(self._flags)
        return translated

    def _flag_group(self, match: re.Match[str]) -> str:
        before = self._flags
        flags = set(before) | set(match[1])
        self._flags = "".join(sorted(flags - set(match[2] or "")))
        self._position = match.end()
        turned = ("i" in self._flags) - ("i" in before)
        inline = "i-f" if turned > 0 else "-i" if turned < 0 else ""
        if match[3] == ":":
            self._scopes.append(before)
            return f"(?{inline}:"
        # A flag lasts until its group ends; here that is the rest of the enclosing group.
        return f"(?{inline})" if inline else ""

    def _escape(self, *, in_class: bool) -> str:
        rest = self._source[self._position + 1 :]
        if not rest:
            raise self._error("Unexpected internal error")
        if rest[0] == "Q":
            return self._quoted()
        for pattern, translated in ((_HEX, _code_point), (_PROPERTY, _property)):
            match = pattern.match(rest)
            if match is not None:
                self._position += 1 + match.end()
                return translated(match)
        if not in_class and (match := _BACK_REFERENCE.match(rest)) is not None:
            self._position += 1 + match.end()
            return f"(?P={match[1]})" if match[1] else f"(?:\\{match[2]})"
        self._position += 2
        return self._escaped_char(rest[0], in_class)

    def _escaped_char(self, char: str, in_class: bool) -> str:
        if char in _PLAIN:
            return _PLAIN[char]
        if char.lower() in _CLASSES:
            items = _CLASSES[char.lower()]
            return f"[{'^' if char.isupper() else ''}{items}]"
        if not in_class:
            anchors = {"z": r"\Z", "Z": _BEFORE_FINAL_LINE_END, "R": _LINE_END}
            if char in anchors:
                return anchors[char]
            if char in "bBAGX":
                return f"\\{char}"
        if char.isalpha() and char.isascii():
            raise self._error("Illegal/unsupported escape sequence")
        return _literal(char)

    def _quoted(self) -> str:
        start = self._position + 2
        end = self._source.find("\\E", start)
        text = self._source[start:] if end < 0 else self._source[start:end]
        self._position = len(self._source) if end < 0 else end + 2
        return "".join(_literal(char) for char in text)

    def _character_class(self) -> str:
        """A class with its unions and intersections; what is special only to `regex` is escaped."""
        self._position += 1
        parts = ["["]
        if self._source.startswith("^", self._position):
            self._position += 1
            parts.append("^")
        first = True
        while self._position < len(self._source):
            char = self._source[self._position]
            if char == "]" and not first:
                self._position += 1
                return "".join(parts) + "]"
            parts.append(self._class_item(char))
            first = False
        raise self._error("Unclosed character class")

    def _class_item(self, char: str) -> str:
        if char == "[":
            return self._character_class()
        if char == "\\":
            return self._escape(in_class=True)
        if self._source.startswith("&&", self._position):
            self._position += 2
            return "&&"
        self._position += 1
        if char == "-":
            return self._hyphen()
        return char if char.isalnum() else _literal(char)

    def _hyphen(self) -> str:
        """A range's hyphen stays; one that stands at an edge of the class is itself."""
        before = self._source[self._position - 2]
        after = self._source[self._position : self._position + 1]
        return "\\-" if before in "[^" or after in "]&[" else "-"


def _literal(char: str) -> str:
    return f"\\{char}" if char.isascii() and not char.isalnum() and char != "_" else char


def _code_point(match: re.Match[str]) -> str:
    code = int(match[4], 8) if match[4] else int(match[1] or match[2] or match[3], 16)
    return _literal(chr(code))


def _property(match: re.Match[str]) -> str:
    negated = (match[1] == "P") != bool(match[2])
    name = match[3] or match[4]
    items = _POSIX.get(name)
    if items is not None:
        return f"[{'^' if negated else ''}{items}]"
    return f"\\{'P' if negated else 'p'}{{{name.removeprefix('Is')}}}"
