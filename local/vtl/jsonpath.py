"""JsonPath as API Gateway evaluates it: com.jayway.jsonpath's dialect of Goessner's proposal."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from local.vtl.jsonpath_parser import parse_path
from local.vtl.jsonpath_steps import MISSING, JsonPath, evaluate


def read(document: Any, path: str) -> Any:
    """What the path leads to: None where a definite path leads nowhere, a list (perhaps empty) for
    an indefinite one. Raises JavaError for a path that is none."""
    value = evaluate(_compiled(path), document)
    return None if value is MISSING else value


@lru_cache(maxsize=1024)
def _compiled(path: str) -> JsonPath:
    return parse_path(path)
