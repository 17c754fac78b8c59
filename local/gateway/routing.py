"""Which method answers a path: literal before variable before greedy, exact before ANY.

Paths are matched segment by segment as they were sent; a trailing slash does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from local.gateway.errors import InvalidApi
from local.gateway.model import Method


@dataclass
class _Resource:
    """A path part, its methods and the resources below it."""

    part: str = ""
    methods: dict[str, Method] = field(default_factory=dict)
    literals: dict[str, "_Resource"] = field(default_factory=dict)
    variable: "_Resource | None" = None

    @property
    def is_greedy(self) -> bool:
        return self.part.endswith("+}")

    def child(self, part: str) -> "_Resource":
        if self.is_greedy:
            raise InvalidApi(
                f"Cannot create a child of a resource with a greedy path variable: {self.part}"
            )
        if not part.startswith("{"):
            return self.literals.setdefault(part, _Resource(part))
        if self.variable is None:
            self.variable = _Resource(part)
        if self.variable.part != part:
            raise InvalidApi(
                f"A sibling ({self.variable.part}) of this resource already has a variable"
                " path part -- only one is allowed"
            )
        return self.variable


Match = tuple[Mapping[str, Method], dict[str, str]]


class Router:
    """Raises InvalidApi, in API Gateway's words, for resources that cannot stand side by side."""

    def __init__(self, methods: Iterable[Method]) -> None:
        self._root = _Resource()
        for method in methods:
            resource = self._root
            for part in filter(None, method.path.split("/")):
                resource = resource.child(part)
            resource.methods[method.http_method] = method

    def match(self, http_method: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method and its path variables, still percent-encoded."""
        trimmed = path.strip("/")
        found = _match(self._root, trimmed.split("/") if trimmed else [])
        if found is None:
            return None
        methods, variables = found
        method = methods.get(http_method) or methods.get("ANY")
        return (method, variables) if method else None


def _match(resource: _Resource, segments: list[str]) -> Match | None:
    if not segments:
        return (resource.methods, {}) if resource.methods else None
    head, rest = segments[0], segments[1:]
    literal = resource.literals.get(head)
    if literal and (found := _match(literal, rest)):
        return found
    variable = resource.variable
    if variable is None or not head:
        return None
    if variable.is_greedy:
        return variable.methods, {variable.part[1:-2]: "/".join(segments)}
    found = _match(variable, rest)
    return (found[0], {variable.part[1:-1]: head, **found[1]}) if found else None
