"""Nothing a template does exhausts the process or reaches into Python."""

from __future__ import annotations

import pytest

from local.vtl import Template, VtlError, render
from tests.unit.vtl.mapping import render_mapping


def test_a_template_may_have_300_kilobytes() -> None:
    assert len(render("x" * 300 * 1024, {})) == 300 * 1024
    with pytest.raises(VtlError, match="bytes"):
        Template("x" * (300 * 1024 + 1))
    with pytest.raises(VtlError, match="bytes"):
        Template("é" * (150 * 1024 + 1))


def test_a_loop_may_have_1000_iterations() -> None:
    assert render("#foreach($i in [1..1000])x#end", {}) == "x" * 1000
    with pytest.raises(VtlError, match="1000 iterations"):
        render("#foreach($i in [1..1001])x#end", {})


_LOOP = "#foreach($i in [1..1000])"


@pytest.mark.parametrize(
    "template",
    [
        pytest.param(f'#set($s = "xx"){_LOOP}#set($s = "$s$s")#end', id="doubled string"),
        pytest.param(f'#set($s = "xx"){_LOOP}#set($s = $s + $s)#end', id="added string"),
        pytest.param(f'#set($s = "xx"){_LOOP}#set($s = $s.concat($s))#end', id="concat"),
        pytest.param(f'#set($s = "xx"){_LOOP}#set($s = $s.replace("x", "xx"))#end', id="replace"),
        pytest.param(
            f'#set($s = "xx"){_LOOP}#set($s = $s.replaceAll("x", "xx"))#end', id="replaceAll"
        ),
        pytest.param('#set($s = "xx")$s.repeat(2000000000)', id="repeat"),
        pytest.param(f"#set($l = [1]){_LOOP}#set($x = $l.addAll($l))#end", id="addAll"),
        pytest.param("#set($l = [0..2000000000])", id="range"),
        pytest.param(f"{_LOOP}#set($l = [1..1000000])#end", id="many ranges"),
        pytest.param(f"{_LOOP}{_LOOP}{_LOOP}x#end#end#end", id="nested loops"),
        pytest.param(f"#set($x = 2){_LOOP}#set($x = $x * $x * 99999999999)#end", id="big numbers"),
        pytest.param("#if(" + "(" * 5000 + "$x" + ")" * 5000 + ")#end", id="parentheses"),
        pytest.param("#if($x)" * 5000 + "#end" * 5000, id="nested #if"),
        pytest.param("#if(" + "!" * 20000 + "$x)#end", id="negations"),
        pytest.param("#set($x = " + "[" * 20000 + "]" * 20000 + ")", id="nested lists"),
        pytest.param("#set($l = [])" + f"{_LOOP}#set($l = [$l])#end$l", id="deep list"),
        pytest.param(
            "#set($l = [])" + f"{_LOOP}#set($l = [$l, $l])#end$l", id="list of shared lists"
        ),
        pytest.param(
            "#define($d)$e$e#end#define($e)$d$d#end"
            + "".join(f"#define($d{i})$d{i - 1}$d{i - 1}#end" for i in range(1, 50))
            + "#define($d0)x#end$d49",
            id="blocks in blocks",
        ),
    ],
)
def test_what_would_exhaust_the_process_fails(template: str) -> None:
    with pytest.raises(VtlError):
        render(template, {"x": True})


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("a" * 60 + "!", "(a|aa)+$"),
        ("1," * 40, "(.*?,){30}P"),
        ("a" * 5_000_000, "a|b|c"),  # not one slow match, but many
    ],
)
def test_a_regular_expression_cannot_run_away(text: str, pattern: str) -> None:
    with pytest.raises(VtlError, match="takes too long"):
        render("$s.matches($p)$s.replaceAll($p, 'x')", {"s": text, "p": pattern})


@pytest.mark.parametrize("depth", [102, 100_000])
@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"b": "]"}, '])
def test_deeply_nested_json_fails_instead_of_crashing(opened: str, depth: int) -> None:
    with pytest.raises(VtlError, match="nested too deeply"):
        render_mapping("$input.path('$')", opened * depth)


def test_brackets_side_by_side_and_in_texts_are_no_depth() -> None:
    body = "[" + ", ".join(['{"a": "[[[\\"{{{"}'] * 1000) + "]"

    assert render_mapping("$input.path('$').size()", body) == "1000"


@pytest.mark.parametrize(
    "expression",
    [
        "$x.class",
        "$x.class.forName('java.lang.Runtime')",
        "$x.getClass()",
        "$x.getClass().getName()",
        "$x['__class__']",
        "$x.get('__class__')",
        "$x.join",
        "$x.keys()",
        "$x.items()",
        "$x.copy()",
        "$x.mro()",
        "$x.parameters",
        "$x.document",
        "$x.append(1)",
    ],
)
@pytest.mark.parametrize(
    "value", ["$input", "$util", "$context", "$s", "$n", "$f", "$t", "$list", "$map", "$foreach"]
)
def test_nothing_of_python_or_of_javas_classes_is_visible(expression: str, value: str) -> None:
    template = (
        "#set($s = 'a')#set($n = 1)#set($f = 1.5)#set($t = true)#set($list = [1])#set($map = {})"
        f"#foreach($once in [1])<{expression.replace('$x', value)}>#end"
    )

    assert render_mapping(template).strip() == "<>"


def test_only_json_like_values_get_in() -> None:
    with pytest.raises(VtlError, match="cannot be given a set"):
        render("$x", {"x": {1, 2}})
