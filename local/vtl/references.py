"""`$name`, its properties, methods and indexes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from local.vtl import java_methods
from local.vtl.errors import JavaError, VtlError
from local.vtl.frame import Frame, Output
from local.vtl.java_format import Printable, to_string
from local.vtl.java_values import java_class
from local.vtl.nodes import Expression, Node, Statement, int_value


class RenderedBlock(Printable):
    """What a #define puts into its variable."""

    def render(self, out: Output) -> bool:
        """Writes the block; False where it is already inside itself too often."""
        raise NotImplementedError


@dataclass(slots=True, kw_only=True)
class Part(Node):
    """One step from a value to the next. None stands for null and for what is not there."""

    def read(self, value: Any, frame: Frame) -> Any:
        raise NotImplementedError

    def assign(self, target: Any, value: Any, frame: Frame) -> None:
        """Sets this part of the target. A method call is not assigned to."""


@dataclass(slots=True, kw_only=True)
class Property(Part):
    name: str

    def read(self, value: Any, frame: Frame) -> Any:
        try:
            return java_methods.get_property(value, self.name)
        except JavaError as error:
            raise VtlError(str(error), self.line, self.column) from None

    def assign(self, target: Any, value: Any, frame: Frame) -> None:
        java_methods.set_property(target, self.name, value)


@dataclass(slots=True, kw_only=True)
class Method(Part):
    name: str
    arguments: list[Expression]

    def read(self, value: Any, frame: Frame) -> Any:
        arguments = [argument.value(frame) for argument in self.arguments]
        try:
            frame.spend(java_methods.weight(value))
            result = java_methods.call(value, self.name, arguments)
            if isinstance(result, str):
                frame.spend_characters(len(result))
            return result
        except java_methods.NoSuchMethod:
            types = ", ".join(java_class(argument) for argument in arguments)
            frame.warn(
                f"{java_class(value)} has no method {self.name}({types})", self.line, self.column
            )
            return None
        except JavaError as error:
            message = f"{java_class(value)}.{self.name} threw {error}"
            raise VtlError(message, self.line, self.column) from None


@dataclass(slots=True, kw_only=True)
class Index(Part):
    index: Expression

    def read(self, value: Any, frame: Frame) -> Any:
        try:
            return java_methods.call(value, "get", [self._position(value, frame)])
        except java_methods.NoSuchMethod:
            return None
        except JavaError as error:
            raise VtlError(str(error), self.line, self.column) from None

    def assign(self, target: Any, value: Any, frame: Frame) -> None:
        position = self._position(target, frame)
        for method in ("set", "put"):
            try:
                java_methods.call(target, method, [position, value])
            except java_methods.NoSuchMethod:
                continue
            return

    def _position(self, value: Any, frame: Frame) -> Any:
        """The index; a negative Integer counts from the end."""
        index = self.index.value(frame)
        if type(index) is not int or index >= 0:
            return index
        try:
            return int_value(java_methods.call(value, "size", []) + index)
        except java_methods.NoSuchMethod:
            raise VtlError(
                f"{java_class(value)} has no size(), which a negative index needs",
                self.line,
                self.column,
            ) from None


@dataclass(slots=True, kw_only=True)
class Reference(Expression, Statement):
    """`prefix` is text that stuck to the `$` (a `#`, another `$`); `escapes` is what its
    backslashes leave. A `bare` reference is an identifier without `$`, which prints as it stands
    and has no value: `null`, say, as an argument."""

    root: str
    parts: list[Part] = field(default_factory=list)
    key: str = ""
    prefix: str = ""
    escapes: str = ""
    null_text: str = ""
    escaped: bool = False
    bare: bool = False
    computable: bool = True

    def execute(self, frame: Frame) -> Any:
        """The value, or "" where there is none: that is what API Gateway makes of it."""
        value = frame.variables.get(self.root)
        if value is None:
            return ""
        for part in self.parts:
            value = part.read(value, frame)
            if value is None:
                return ""
        return value

    def value(self, frame: Frame) -> Any:
        return self.execute(frame) if self.computable and not self.bare else None

    def evaluate(self, frame: Frame) -> bool:
        if self.bare:
            return False
        value = self.execute(frame)
        if isinstance(value, Printable):
            return value.to_java_string() is not None
        return value is not False

    def render(self, frame: Frame, out: Output) -> None:
        if self.bare:
            out.write(self.root)
            return
        value = self.execute(frame)
        if self.escaped:
            out.write(self.escapes + self.null_text)
            return
        if isinstance(value, RenderedBlock):
            if not value.render(out):
                out.write(self.escapes * 2 + self.prefix + self.null_text)
            return
        if self.escapes or self.prefix:
            out.write(self.escapes + self.prefix)
        text = value if isinstance(value, str) else self._text(value)
        out.write(text)

    def _text(self, value: Any) -> str:
        if isinstance(value, Printable):
            text = value.to_java_string()
            return self.null_text if text is None else text
        return to_string(value)

    def assign(self, value: Any, frame: Frame) -> None:
        """#set: null removes a variable, and stays a null where a property or element is set."""
        if not self.parts:
            if value is None:
                frame.variables.pop(self.key, None)
            else:
                frame.variables[self.key] = value
            return
        target = frame.variables.get(self.root)
        for part in self.parts[:-1]:
            if target is None:
                return
            target = part.read(target, frame)
        if target is not None:
            self.parts[-1].assign(target, value, frame)
