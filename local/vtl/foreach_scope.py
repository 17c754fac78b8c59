"""`$foreach`, the loop's own object."""

from __future__ import annotations

from typing import Any

from local.vtl.java_methods import java_class_lineage, java_getter, java_method


class ForeachScope(dict[Any, Any]):
    """`$foreach`: where the loop stands, and a map of its own that inherits from outer loops."""

    def __init__(self, owner: object, replaced: Any) -> None:
        super().__init__()
        self.owner = owner
        self.parent = replaced if isinstance(replaced, ForeachScope) else None
        self._replaced = None if isinstance(replaced, ForeachScope) else replaced
        self.index = -1
        self.has_next = False

    @property
    def replaced(self) -> Any:
        if self._replaced is None and self.parent is not None:
            return self.parent.replaced
        return self._replaced

    @property
    def topmost(self) -> ForeachScope:
        return self if self.parent is None else self.parent.topmost

    def get(self, key: Any, default: Any = None) -> Any:
        value = super().get(key, default)
        if value is None and self.parent is not None and key not in self:
            return self.parent.get(key)
        return value


java_class_lineage(ForeachScope, "Scope", "Map")


@java_getter("Scope", "index")
@java_method("Scope", "getIndex")
def _index(scope: ForeachScope) -> int:
    return scope.index


@java_getter("Scope", "count")
@java_method("Scope", "getCount")
def _count(scope: ForeachScope) -> int:
    return scope.index + 1


@java_getter("Scope", "hasNext")
@java_method("Scope", "getHasNext")
@java_method("Scope", "hasNext")
def _has_next(scope: ForeachScope) -> bool:
    return scope.has_next


@java_getter("Scope", "first")
@java_method("Scope", "getFirst")
@java_method("Scope", "isFirst")
def _is_first(scope: ForeachScope) -> bool:
    return scope.index < 1


@java_getter("Scope", "last")
@java_method("Scope", "getLast")
@java_method("Scope", "isLast")
def _is_last(scope: ForeachScope) -> bool:
    return not scope.has_next


@java_getter("Scope", "parent")
@java_method("Scope", "getParent")
def _parent(scope: ForeachScope) -> ForeachScope | None:
    return scope.parent


@java_getter("Scope", "topmost")
@java_method("Scope", "getTopmost")
def _topmost(scope: ForeachScope) -> ForeachScope:
    return scope.topmost


@java_getter("Scope", "replaced")
@java_method("Scope", "getReplaced")
def _replaced(scope: ForeachScope) -> Any:
    return scope.replaced
