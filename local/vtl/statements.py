"""The directives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local.vtl import limits
from local.vtl.errors import JavaError, VtlError
from local.vtl.foreach_scope import ForeachScope
from local.vtl.frame import Frame, NullElement, Output, Stop, Variables
from local.vtl.java_values import JavaArray, JavaIterator, View
from local.vtl.nodes import Block, Expression, Statement
from local.vtl.references import Reference, RenderedBlock


@dataclass(slots=True, kw_only=True)
class SetDirective(Statement):
    target: Reference
    expression: Expression

    def render(self, frame: Frame, out: Output) -> None:
        self.target.assign(self.expression.value(frame), frame)


@dataclass(slots=True, kw_only=True)
class IfDirective(Statement):
    branches: list[tuple[Expression, Block]]
    otherwise: Block | None

    def render(self, frame: Frame, out: Output) -> None:
        for condition, block in self.branches:
            if condition.evaluate(frame):
                block.render(frame, out)
                return
        if self.otherwise is not None:
            self.otherwise.render(frame, out)


_LOOP_VARIABLES = ("velocityCount", "velocityHasNext")


@dataclass(slots=True, kw_only=True, eq=False)
class Foreach(Statement):
    variable: str
    source: Expression
    body: Block | Expression  # an argument after the list takes the block's place, as in Velocity

    def render(self, frame: Frame, out: Output) -> None:
        elements = _iterator(self.source.value(frame))
        if elements is None:
            return
        variables = frame.variables
        names = (self.variable, *_LOOP_VARIABLES)
        saved = [variables.get(name) for name in names]
        scope = ForeachScope(self, variables.get("foreach"))
        variables["foreach"] = scope
        try:
            self._loop(elements, scope, frame, out)
        except Stop as stop:
            if not stop.ends(self):
                raise
        finally:
            frame.variables = variables
            _restore(variables, names, saved)

    def _loop(self, elements: JavaIterator, scope: ForeachScope, frame: Frame, out: Output) -> None:
        variables = frame.variables
        null_element = NullElement(variables, self.variable)
        while elements.has_next():
            scope.index += 1
            if scope.index == limits.LOOP_ITERATIONS:
                raise JavaError(f"#foreach runs for more than {limits.LOOP_ITERATIONS} iterations")
            element = elements.next()
            scope.has_next = elements.has_next()
            variables["velocityCount"] = scope.index + 1
            variables["velocityHasNext"] = scope.has_next
            variables[self.variable] = element
            frame.spend(1)
            frame.variables = null_element if element is None else variables
            if isinstance(self.body, Statement):
                self.body.render(frame, out)
            frame.variables = variables


def _iterator(value: Any) -> JavaIterator | None:
    if isinstance(value, JavaIterator):
        return value
    if isinstance(value, dict):
        return JavaIterator(value.values())
    return JavaIterator(value) if isinstance(value, (list, View, JavaArray)) else None


def _restore(variables: Variables, names: tuple[str, ...], saved: list[Any]) -> None:
    for name, value in zip(names, saved, strict=True):
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value
    scope = variables.get("foreach")
    if isinstance(scope, ForeachScope):
        outer = scope.parent if scope.parent is not None else scope.replaced
        if outer is None:
            variables.pop("foreach", None)
        else:
            variables["foreach"] = outer


class DefinedBlock(RenderedBlock):
    """A block may be inside itself once; deeper, it prints as its reference's source."""

    _MAX_DEPTH = 2

    def __init__(self, directive: Define, frame: Frame) -> None:
        self._directive = directive
        self._frame = frame
        self._depth = 0

    def render(self, out: Output) -> bool:
        if self._depth >= self._MAX_DEPTH:
            return False
        self._depth += 1
        self._frame.enter()
        try:
            self._directive.body.render(self._frame, out)
        except Stop as stop:
            if not stop.ends(self._directive):
                raise
        finally:
            self._frame.leave()
            self._depth -= 1
        return True

    def to_java_string(self) -> str | None:
        out = Output(self._frame)
        return out.text() if self.render(out) else None


@dataclass(slots=True, kw_only=True, eq=False)
class Define(Statement):
    name: str
    body: Block

    def render(self, frame: Frame, out: Output) -> None:
        frame.variables[self.name] = DefinedBlock(self, frame)


@dataclass(slots=True, kw_only=True)
class Break(Statement):
    scope: Expression | None

    def render(self, frame: Frame, out: Output) -> None:
        if self.scope is None:
            raise Stop(nearest=True)
        scope = self.scope.value(frame)
        if not isinstance(scope, ForeachScope):
            raise VtlError(f"#break: {self.scope.literal} is no loop", self.line, self.column)
        raise Stop(owner=scope.owner)


@dataclass(slots=True, kw_only=True)
class StopDirective(Statement):
    message: Expression | None

    def render(self, frame: Frame, out: Output) -> None:
        if self.message is not None:
            self.message.value(frame)
        raise Stop


@dataclass(slots=True, kw_only=True)
class Refused(Statement):
    """A directive that parses but fails when it is reached: #include and #parse, which find no
    resource in API Gateway, and directives with the wrong number of arguments."""

    reason: str

    def render(self, frame: Frame, out: Output) -> None:
        raise VtlError(self.reason, self.line, self.column)
