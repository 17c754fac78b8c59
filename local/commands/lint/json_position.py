"""Inside or outside of a JSON string, and what of a client's input may stand there."""

import re

from local.commands.lint.characters import ANYWHERE, BARE, IN_STRING
from local.commands.lint.values import Form, Input

_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_NEEDED = {True: IN_STRING, False: BARE, None: ANYWHERE}
_IN_STRING_ADVICE = (
    'print $util.escapeJavaScript(...).replaceAll("\\\\\'", "\'") of it, '
    "or only what matches a harmless pattern"
)


def begins_json(text: str) -> bool | None:
    """Whether output that begins with the text is JSON; None where it is blank."""
    first = text.lstrip()[:1]
    return first in '{["' if first else None


def after_text(in_string: bool | None, text: str) -> bool | None:
    if in_string is None:
        return None
    quotes = sum(match[0] == '"' for match in _QUOTE.finditer(text))
    return in_string is (quotes % 2 == 0)


def unsafe_input_message(found: Input, in_string: bool | None) -> str | None:
    """Why the input must not stand there, None where it may."""
    if _NEEDED[in_string] <= found.places:
        return None
    origin = "the service's answer" if found.from_service else "the client"
    return f"{found.source} comes from {origin} and {_fault(found, in_string)}"


def _fault(found: Input, in_string: bool | None) -> str:
    if in_string is None:
        return "stands where it is not certain to be inside or outside of a JSON string"
    match found.form, in_string:
        case Form.JSON, True:
            return "is JSON with quotes of its own: it cannot stand in a string"
        case Form.ESCAPED, False:
            return "is escaped for a string, but stands outside of one: put it in quotes"
        case Form.CONFINED, False:
            return "may hold one of , : { } [ ] outside of a string: put it in quotes"
        case _, True:
            return f"stands unescaped in a JSON string: {_IN_STRING_ADVICE}"
    return "stands unescaped in JSON: pass it on with $input.json, or check it with .matches first"
