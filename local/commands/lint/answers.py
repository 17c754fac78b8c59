"""What a service may answer, by botocore's models: which texts are free and which are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import (
    ListShape,
    MapShape,
    OperationNotFoundError,
    ServiceModel,
    Shape,
    StructureShape,
)

from local.commands.lint.characters import ANYWHERE, harmless_places
from local.commands.lint.values import UNKNOWN, Input, Value, of_type

_SERVICES = {"states": "stepfunctions"}
_STEP = re.compile(r"\.(?P<member>\w+)|\['(?P<quoted>[^']*)'\]|\[(?P<index>\d+)\]")
_JAVA_TYPES = {"list": "List", "structure": "Map", "map": "Map", "string": "String"}


def answer_shape(service: str, action: str) -> Shape | None:
    """The shape of an action's answer; None where botocore has no such action."""
    try:
        shape: Shape | None = _model(service).operation_model(action).output_shape
    except (UnknownServiceError, OperationNotFoundError):
        return None
    return shape


@lru_cache(maxsize=16)
def _model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(_SERVICES.get(service, service))


def answered(shape: Shape | None, source: str) -> Value:
    """A value of the answer. An enumeration or a pattern in the model confines it."""
    found = Input(source, from_service=True)
    if shape is None:
        return UNKNOWN.with_inputs([found])
    kind = shape.type_name
    if kind == "string":
        return of_type("String", [_confined(shape, found)])
    if kind in ("list", "structure", "map"):
        return Value(None, _JAVA_TYPES[kind], frozenset({found}), shape=shape)
    return of_type(None)


def _confined(shape: Shape, found: Input) -> Input:
    if getattr(shape, "enum", None):
        return found.confined(ANYWHERE)
    pattern = shape.metadata.get("pattern")
    return found.confined(harmless_places(pattern)) if pattern else found


def at_path(shape: Shape | None, path: str | None, source: str) -> Value:
    """What `$input.path(path)` reads of the answer."""
    if path is None or not path.startswith("$"):
        return answered(None, source)
    for step in _steps(path[1:]):
        shape = None if step is None or shape is None else inner_shape(shape, step)
    return answered(shape, source)


def _steps(path: str) -> Iterator[str | None]:
    position = 0
    for match in _STEP.finditer(path):
        if match.start() != position:
            break
        position = match.end()
        yield match["member"] or match["quoted"] or match["index"]
    if position != len(path):
        yield None


def inner_shape(shape: Shape, key: str) -> Shape | None:
    """The shape of a member or an element."""
    if isinstance(shape, StructureShape):
        return shape.members.get(key)
    if isinstance(shape, ListShape):
        return shape.member
    return shape.value if isinstance(shape, MapShape) else None
