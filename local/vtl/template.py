"""A template, compiled once and rendered often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from local.vtl.errors import JavaError, VtlError
from local.vtl.frame import Frame, Output, Stop, Warn
from local.vtl.java_values import TemplateObject, to_java
from local.vtl.limits import TEMPLATE_BYTES
from local.vtl.nodes import Block
from local.vtl.parser import parse

_SURROGATE = re.compile("[\ud800-\udfff]")


class Template:
    """A compiled template. Safe to share: rendering leaves it as it is."""

    def __init__(self, source: str) -> None:
        """Raises VtlError where Velocity refuses the source, or beyond 300 KB."""
        self.source = source
        if len(source) > TEMPLATE_BYTES or len(source.encode(errors="replace")) > TEMPLATE_BYTES:
            raise VtlError(f"A template may have {TEMPLATE_BYTES} bytes")
        try:
            self.root: Block = parse(source)
        except RecursionError:
            raise VtlError("The template is nested too deeply") from None

    def render(self, variables: Mapping[str, Any], warn: Warn | None = None) -> str:
        """The text the template yields.

        `variables` maps names to JSON-like values (copied: a template cannot change the caller's)
        or to the objects that `mapping_variables` makes. `warn`, if given, is called with
        (message, line, column) for each call of a method that does not exist, which renders as
        nothing.

        Raises VtlError where Velocity or API Gateway fails at run time: a Java method that throws,
        an index out of bounds, an override assigned twice, a limit exceeded.
        """
        try:
            frame = Frame({name: _variable(value) for name, value in variables.items()}, warn)
            out = Output(frame)
            self._render(frame, out)
            return _well_formed(out.text())
        except JavaError as error:
            raise VtlError(str(error)) from None
        except RecursionError:
            raise VtlError("The template nests calls or values too deeply") from None

    def _render(self, frame: Frame, out: Output) -> None:
        try:
            self.root.render(frame, out)
        except Stop as stop:
            if stop.owner is not None:
                raise VtlError("#break names a loop that is not running") from None


def _variable(value: Any) -> Any:
    return value if isinstance(value, TemplateObject) else to_java(value)


def _well_formed(text: str) -> str:
    """Joins the halves of surrogate pairs; half a pair becomes `?`, as Java encodes it."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _SURROGATE.sub("?", joined)


@lru_cache(maxsize=512)
def compile_template(source: str) -> Template:
    """The compiled template of this source, from a cache. Raises VtlError, see Template."""
    return Template(source)


def render(template: str, variables: Mapping[str, Any]) -> str:
    """Renders a template's source once: `compile_template(template).render(variables)`."""
    return compile_template(template).render(variables)
