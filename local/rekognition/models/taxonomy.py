"""What the classes of a model are called, and how the names are related."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Taxonomy:
    """`labels` are the names of the classes in their order; one without a name is not answered.

    `parents` are those directly above a name, `aliases` its other names, `categories` one each.
    """

    labels: Sequence[str] = ()
    parents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Everything above a name, the nearest first. Raises ValueError when it is above itself."""
        found: dict[str, None] = {}
        level = list(self.parents.get(name, ()))
        while level:
            if name in level:
                raise ValueError(f"{name} is its own ancestor")
            above = [parent for one in level for parent in self.parents.get(one, ())]
            found.update(dict.fromkeys(level))
            level = [parent for parent in above if parent not in found]
        return tuple(found)

    def category(self, name: str) -> str | None:
        """Its own, or the nearest of its ancestors'."""
        named = (self.categories.get(one) for one in (name, *self.ancestors(name)))
        return next((category for category in named if category is not None), None)
