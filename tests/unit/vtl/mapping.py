"""Rendering a template with the variables of a request."""

from __future__ import annotations

from typing import Any

from local.vtl import compile_template, mapping_variables


def render_mapping(
    template: str,
    body: str = "",
    *,
    path: dict[str, str] | None = None,
    querystring: dict[str, str] | None = None,
    header: dict[str, str] | None = None,
    context: dict[str, Any] | None = None,
    stage_variables: dict[str, str] | None = None,
) -> str:
    variables = mapping_variables(
        body=body,
        path=path or {},
        querystring=querystring or {},
        header=header or {},
        context={} if context is None else context,
        stage_variables=stage_variables or {},
    )
    return compile_template(template).render(variables)
