"""Simple variable substitution, which is all that gateway responses and access logs do.

No Velocity runs there ("Gateway response templates support simple variable substitutions").
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.gateway.parameters import look_up

_VARIABLE = re.compile(
    r"\$(?:\{(?P<formal>[A-Za-z][\w.-]*)\}|(?P<plain>[A-Za-z]\w*(?:\.[A-Za-z_][\w-]*)+))"
)


def substitute(text: str, value_of: Callable[[Sequence[str]], str | None]) -> str:
    """The text with each `$name.name` and `${name.name}` replaced; None leaves it as it stands."""

    def value(match: re.Match[str]) -> str:
        found = value_of((match["formal"] or match["plain"]).split("."))
        return match[0] if found is None else found

    return _VARIABLE.sub(value, text)


def lookup_in(tree: Mapping[str, Any], absent: str) -> Callable[[Sequence[str]], str | None]:
    """Values from a tree of variables; `absent` stands for what is not in a known branch."""

    def value(keys: Sequence[str]) -> str | None:
        if keys[0] not in tree:
            return None
        found = look_up(tree, keys)
        if found is None:
            return absent
        return found if isinstance(found, str) else json.dumps(found)

    return value
