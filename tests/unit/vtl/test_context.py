from __future__ import annotations

from typing import Any

import pytest

from local.vtl import VtlError
from tests.unit.vtl.mapping import render_mapping


def test_reads_nested_members() -> None:
    context = {"identity": {"sourceIp": "1.2.3.4"}, "requestTimeEpoch": 1700000000123}

    assert (
        render_mapping(
            "$context.identity.sourceIp $context.identity.user;"
            "#set($seconds = $context.requestTimeEpoch / 1000)$seconds",
            context=context,
        )
        == "1.2.3.4 ;1700000000"
    )


def test_lists_its_overrides_among_its_members() -> None:
    template = (
        "$context.keySet() $context.requestOverride.keySet() $context.responseOverride.keySet()"
    )

    assert render_mapping(template, context={"stage": "dev"}) == (
        "[stage, requestOverride, responseOverride] [header, path, querystring] [header]"
    )


def test_request_overrides_reach_the_caller() -> None:
    context: dict[str, Any] = {}

    render_mapping(
        '#set($context.requestOverride.header.X-Amz-Target = "A.B")'
        '#set($context.requestOverride.path.key = "k")'
        "#set($context.requestOverride.querystring['list-type'] = 2)",
        context=context,
    )

    assert context == {
        "requestOverride": {
            "header": {"X-Amz-Target": "A.B"},
            "path": {"key": "k"},
            "querystring": {"list-type": 2},
        }
    }


def test_response_overrides_reach_the_caller() -> None:
    context: dict[str, Any] = {}

    rendered = render_mapping(
        "#set($context.responseOverride.status = 404)"
        "#set($context.responseOverride.header.Retry-After = '1')$context.responseOverride.status",
        context=context,
    )

    assert rendered == "404"
    assert context == {"responseOverride": {"status": 404, "header": {"Retry-After": "1"}}}


def test_nothing_is_written_unless_something_is_overridden() -> None:
    context: dict[str, Any] = {"stage": "dev"}

    render_mapping("$context.requestOverride.header.X", context=context)

    assert context == {"stage": "dev"}


@pytest.mark.parametrize(
    "assignment",
    [
        "#set($context.responseOverride.status = 404)",
        "#set($context.responseOverride.header.X = 'a')",
        "#set($context.requestOverride.path.p = 'a')",
        "#set($ignored = $context.requestOverride.header.put('X', 'a'))",
    ],
)
def test_an_override_is_final(assignment: str) -> None:
    with pytest.raises(VtlError, match="already applied"):
        render_mapping(assignment * 2)


def test_an_override_of_the_request_template_is_final_in_the_response_template() -> None:
    context: dict[str, Any] = {}
    render_mapping("#set($context.responseOverride.status = 404)", context=context)

    with pytest.raises(VtlError, match="already applied"):
        render_mapping("#set($context.responseOverride.status = 500)", context=context)


def test_the_response_template_reads_what_the_request_template_set() -> None:
    context: dict[str, Any] = {}
    render_mapping(
        '#set($context.responseOverride.status = "444")'
        '#set($context.responseOverride.header.foo = "bar")'
        '#set($context.responseOverride.custom = "is also passed around")',
        context=context,
    )

    assert (
        render_mapping(
            "$context.responseOverride.status $context.responseOverride.header.foo "
            "$context.responseOverride.custom",
            context=context,
        )
        == "444 bar is also passed around"
    )


def test_other_assignments_stay_in_the_template() -> None:
    context = {"stage": "dev", "identity": {"user": "u"}}

    render_mapping(
        "#set($context.stage = 'x')#set($context.identity.user = 'y')#set($context.new = 1)",
        context=context,
    )

    assert context == {"stage": "dev", "identity": {"user": "u"}}
