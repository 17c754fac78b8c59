"""Whatever a template is, rendering it ends, and it ends in a text or a VtlError."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.vtl import Template, VtlError, mapping_variables
from tests.unit.vtl import corpus, velocity

_PIECES = [
    *("$name", "${name}", "$!nope", "$map.d.e", "$list[0]", "$n", "$x", "$context.requestId"),
    *("$input.body", '$input.path("$.a")', '$input.json("$..*")', '$input.params("q")', "$util"),
    *("#if(", "#if($t)", "#elseif($n > 1)", "#else", "#end", "#set($x = ", "#set($x.y = ", ")"),
    *(
        "#foreach($i in ",
        "#foreach($i in $list)",
        "$foreach.index",
        "#break",
        "#stop",
        "#define($d)",
    ),
    *("$d", "#macro(m)", "#evaluate($x)", "#literal()", "#[[", "]]#", "##", "#*", "*#", "#foo("),
    *(
        '"',
        "'",
        '"$x$x"',
        "[1..9]",
        "[",
        "]",
        "{",
        "}",
        "(",
        ".",
        ",",
        ":",
        " ",
        "\n",
        "\\",
        "$",
        "#",
    ),
    *("==", "&&", "!", "+", "-", "*", "/", "%", "5", "2.5", "9999999999", "true", "null", "in"),
    *(".size()", ".add($x)", ".put('k', $x)", ".substring(1)", '.replaceAll("(a+)+$", "$1")'),
    *(".toString()", ".class", ".getClass()", ".keySet()", ".get(0)", ".concat($s)", ".nope()"),
]
_templates = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=25).map("".join)


def _variables() -> dict[str, object]:
    mapping = mapping_variables(
        body='{"a": {"b": [1, 2.50, null]}}',
        path={"id": "7"},
        querystring={"q": "x"},
        header={"Accept": "*/*"},
        context={"requestId": "r"},
        stage_variables={"v": "1"},
    )
    return {**corpus.VARIABLES, **mapping}


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_templates)
def test_a_template_yields_text_or_a_vtl_error(template: str) -> None:
    try:
        rendered = Template(template).render(_variables())
    except VtlError:
        return
    rendered.encode("utf-8")
    assert "<class" not in rendered
    assert " object at 0x" not in rendered


# What API Gateway does otherwise than Velocity: it does not run these, and shows no classes.
_ONLY_VELOCITY = ("macro", "evaluate", "class", "Class", "$input", "$util", "$context", "(a+)+")
_plain_templates = st.lists(
    st.sampled_from([p for p in _PIECES if not any(word in p for word in _ONLY_VELOCITY)])
    | st.text(alphabet="$#\\{}()[]\"'.ab \n", max_size=4),
    max_size=12,
).map("".join)


@pytest.mark.skipif(velocity.why_unavailable() is not None, reason=str(velocity.why_unavailable()))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_plain_templates)
def test_a_template_renders_as_velocity_renders_it(template: str) -> None:
    try:
        expected = velocity.render(template, corpus.VARIABLES)
    except velocity.Refused:
        with pytest.raises(VtlError):
            Template(template).render(corpus.VARIABLES)
        return
    assert Template(template).render(corpus.VARIABLES) == expected
