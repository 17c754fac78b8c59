"""`$context`, with the overrides that reach the request and the response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.vtl.errors import JavaError
from local.vtl.java_methods import java_class_lineage
from local.vtl.java_values import TemplateObject, from_key, to_java, to_plain

_PARAMETERS = {
    "requestOverride": ("header", "path", "querystring"),
    "responseOverride": ("header",),
}

Target = Callable[[], dict[str, Any]]


class Override(dict[Any, Any], TemplateObject):
    """One level of an override; what a template assigns also goes to the dict of the caller.

    "Overrides are final. An override may only be applied to each parameter once" (Use a mapping
    template to override an API's request and response parameters and status codes): assigning a
    parameter again fails. Names that are no parameter stay free; a request template can hand values
    to the response template in them, as recorded from API Gateway.
    """

    def __init__(self, target: Target, existing: dict[str, Any], parameters: tuple[str, ...]):
        super().__init__({key: to_java(value) for key, value in existing.items()})
        self._target = target
        self._parameters = parameters
        for name in parameters:
            within = existing.get(name)
            super().__setitem__(
                name,
                Override(
                    lambda name=name: target().setdefault(name, {}),  # type: ignore[misc]
                    within if isinstance(within, dict) else {},
                    (),
                ),
            )

    def __setitem__(self, key: Any, value: Any) -> None:
        name = str(from_key(key))
        if name in self._parameters:
            if isinstance(value, dict):
                self[name].update(value)
            return
        if self._is_final(name):
            raise JavaError(f"The override of {name} is already applied")
        super().__setitem__(name, value)
        self._target()[name] = to_plain(value)

    def _is_final(self, name: str) -> bool:
        """A header's, path's or query string's name, and the status, are parameters."""
        return name in self and (not self._parameters or name == "status")

    def update(self, other: Any) -> None:  # type: ignore[override]  # all that Map.putAll needs
        for key, value in other.items():
            self[key] = value


class RequestContext(dict[Any, Any], TemplateObject):
    """`$context`: a copy of the caller's dict, whose overrides write back into it."""

    def __init__(self, context: dict[str, Any]) -> None:
        super().__init__(
            (key, to_java(value)) for key, value in context.items() if key not in _PARAMETERS
        )
        for name, parameters in _PARAMETERS.items():
            self[name] = Override(
                lambda name=name: context.setdefault(name, {}),  # type: ignore[misc]
                context.get(name) or {},
                parameters,
            )


java_class_lineage(Override, "Map")
java_class_lineage(RequestContext, "Map")
