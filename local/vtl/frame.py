"""What one render carries along: the variables, the warnings and what is left of the limits."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

from local.vtl import limits
from local.vtl.errors import JavaError

Warn = Callable[[str, int, int], None]


class Stop(Exception):
    """#stop and #break. `owner` is the loop a #break names; without it `nearest` tells #break,
    which ends the closest loop or block, from #stop, which ends the template."""

    def __init__(self, *, nearest: bool = False, owner: object = None) -> None:
        super().__init__()
        self.nearest = nearest
        self.owner = owner

    def ends(self, node: object) -> bool:
        return self.nearest or (self.owner is not None and self.owner is node)


class Variables(Protocol):
    def get(self, name: str, /) -> Any: ...
    def pop(self, name: str, default: None, /) -> Any: ...
    def __setitem__(self, name: str, value: Any, /) -> None: ...


class NullElement:
    """The variables while #foreach stands at a null: its element stays null whatever is assigned
    to it, until null is."""

    def __init__(self, variables: Variables, name: str) -> None:
        self._variables = variables
        self._name = name
        self._active = True

    def get(self, name: str, /) -> Any:
        return None if self._active and name == self._name else self._variables.get(name)

    def pop(self, name: str, default: None, /) -> Any:
        self._active = self._active and name != self._name
        return self._variables.pop(name, default)

    def __setitem__(self, name: str, value: Any, /) -> None:
        self._variables[name] = value


class Frame:
    __slots__ = ("_characters", "_deadline", "_depth", "_steps", "_warn", "variables")

    def __init__(self, variables: Variables, warn: Warn | None = None) -> None:
        self.variables = variables
        self._warn = warn
        self._steps = limits.STEPS
        self._deadline = monotonic() + limits.SECONDS
        self._characters = limits.TOTAL_CHARACTERS
        self._depth = 0

    def warn(self, message: str, line: int, column: int) -> None:
        if self._warn is not None:
            self._warn(message, line, column)

    def spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0 or monotonic() > self._deadline:
            raise JavaError("the template runs for too long")

    def spend_characters(self, count: int) -> None:
        self._characters -= count
        if self._characters < 0:
            raise JavaError("the template makes too many characters")

    def enter(self) -> None:
        self._depth += 1
        if self._depth > limits.CALL_DEPTH:
            raise JavaError("blocks are nested too deeply")

    def leave(self) -> None:
        self._depth -= 1


class Output:
    """A growing text: the rendered template, an interpolated string, a #define'd block."""

    __slots__ = ("_frame", "_parts", "_size")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._parts: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)
        if self._size > limits.CHARACTERS:
            raise JavaError(f"a text may have {limits.CHARACTERS} characters here")

    def text(self) -> str:
        self._frame.spend_characters(self._size)
        return "".join(self._parts)
