"""`$input`: the payload and the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.vtl.java_format import to_json
from local.vtl.java_methods import java_class_lineage, java_getter, java_method
from local.vtl.java_values import TemplateObject, to_java
from local.vtl.json_text import NotJson, parse_json
from local.vtl.jsonpath import read

EMPTY_BODY = "{}"  # what $input.body and $input.json('$') render for an empty payload, as recorded
_UNPARSED = object()


class Input(TemplateObject):
    """The body is parsed when a template first asks for a part of it, and then stays: what a
    template sets in `$input.path('$')` shows in a later `$input.json('$')`."""

    def __init__(
        self,
        body: str,
        path: Mapping[str, str],
        querystring: Mapping[str, str],
        header: Mapping[str, str],
    ) -> None:
        self.body = body
        self.parameters = to_java({"path": path, "querystring": querystring, "header": header})
        self._document: Any = _UNPARSED

    @property
    def document(self) -> Any:
        """The parsed body; None where it is empty or not JSON."""
        if self._document is _UNPARSED:
            try:
                self._document = parse_json(self.body) if self.body else None
            except NotJson:
                self._document = None
        return self._document


java_class_lineage(Input, "Input")


@java_getter("Input", "body")
def _body(payload: Input) -> str:
    return payload.body or EMPTY_BODY


@java_method("Input", "getBody")
def _get_body(payload: Input) -> str:
    return _body(payload)


@java_method("Input", "path", "String")
def _path(payload: Input, path: str) -> Any:
    return read(payload.document, path)


@java_method("Input", "json", "String")
def _json(payload: Input, path: str) -> str:
    """The JSON text of a part; `""` for one that is missing. A body that is not JSON is a string
    as a whole, the way `"body-json": $input.json('$')` passes form data on."""
    if payload.document is None and path.strip() == "$":
        if not payload.body:
            return EMPTY_BODY
        return "null" if payload.body.strip() == "null" else to_json(payload.body)
    value = read(payload.document, path)
    return '""' if value is None else to_json(value)


@java_method("Input", "params")
def _all_params(payload: Input) -> Any:
    return payload.parameters


@java_method("Input", "params", "String")
def _param(payload: Input, name: str) -> str:
    """The value from the path, the query string or the headers, searched in that order."""
    for kind in ("path", "querystring", "header"):
        value = payload.parameters[kind].get(name)
        if value is not None:
            return str(value)
    return ""
