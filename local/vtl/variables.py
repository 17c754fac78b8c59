"""The variables API Gateway hands to a mapping template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.vtl.context import RequestContext
from local.vtl.errors import JavaError, VtlError
from local.vtl.input import Input
from local.vtl.util import Util


def mapping_variables(
    *,
    body: str,
    path: Mapping[str, str],
    querystring: Mapping[str, str],
    header: Mapping[str, str],
    context: dict[str, Any],
    stage_variables: Mapping[str, str],
) -> dict[str, Any]:
    """`$input`, `$util`, `$context` and `$stageVariables`, for Template.render.

    `body` is the payload as text (Base64 where API Gateway converts a binary one). `path`,
    `querystring` and `header` hold one decoded value per name, looked up with its case. `context`
    is a nested dict of JSON values; assignments to `$context.requestOverride` and
    `$context.responseOverride` are written back into it under those names, as plain dicts that are
    created when missing. Nothing else of the arguments changes.

    Raises VtlError if the arguments hold something that is not JSON-like.
    """
    try:
        return {
            "input": Input(body, path, querystring, header),
            "util": Util(),
            "context": RequestContext(context),
            "stageVariables": dict(stage_variables),
        }
    except JavaError as error:
        raise VtlError(str(error)) from None
