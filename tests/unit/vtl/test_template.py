from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.vtl import Template, VtlError, compile_template, render


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("a\n#if($x", 2, 7),
        ("#end", 1, 1),
        ("one\ntwo #set($x 5)", 2, 13),
        ("#if($t)\n", 2, 1),
        ('\n\n#set($x = "$y.z(")\n', 3, 11),
        ("$x.foo(+)", 1, 8),
        ('#set($x = "#if(")', 1, 11),
    ],
)
def test_a_refusal_names_line_and_column(template: str, line: int, column: int) -> None:
    with pytest.raises(VtlError) as refusal:
        Template(template)

    assert (refusal.value.line, refusal.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(refusal.value)


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("a\n $s.substring(9)", 2, 5),
        ("$list[9]", 1, 6),
        ("#set($n = 0)\n$n.parseInt('x')", 2, 4),
        ("\n#parse('x')", 2, 1),
    ],
)
def test_a_failure_names_line_and_column(template: str, line: int, column: int) -> None:
    compiled = Template(template)

    with pytest.raises(VtlError) as failure:
        compiled.render({"s": "abc", "list": []})

    assert (failure.value.line, failure.value.column) == (line, column)


def test_a_template_is_compiled_once() -> None:
    assert compile_template("a $b") is compile_template("a $b")


def test_rendering_leaves_the_variables_as_they_were() -> None:
    variables: dict[str, Any] = {"list": [1], "map": {"a": {"b": 1}}, "x": 1}

    render("#set($x = 2)$list.add(2)#set($map.a.b = 2)$map.put('c', 3)", variables)

    assert variables == {"list": [1], "map": {"a": {"b": 1}}, "x": 1}


def test_renders_do_not_see_each_other() -> None:
    template = Template("$!seen#set($seen = 1)#define($d)x#end$d")

    assert [template.render({}) for _ in range(2)] == ["x", "x"]


def test_a_missing_method_renders_nothing_and_warns() -> None:
    warnings: list[tuple[str, int, int]] = []

    rendered = Template("<$s.reverse()>\n<$s.length()>").render(
        {"s": "ab"}, lambda message, line, column: warnings.append((message, line, column))
    )

    assert rendered == "<>\n<2>"
    assert warnings == [("String has no method reverse()", 1, 5)]


@pytest.mark.parametrize(
    ("template", "rendered"),
    [
        (
            "#macro ( recur $number)#if ($number > 0)#set($number = $number - 1)"
            "#recur($number)X#end#end#recur(5)",
            "#recur(5)",
        ),
        ("\n#macro ( blah )\nhello##\n#end\n#blah()", "\n#blah()"),
        ("\n#set($source = 'a $n')\n#evaluate($source)", "\n#evaluate($source)"),
        ('#evaluate("$n") \\#evaluate', '#evaluate("$n") \\#evaluate'),
        ("#return($n)", "#return($n)"),
    ],
)
def test_a_macro_is_not_kept_and_its_call_prints_as_it_stands(template: str, rendered: str) -> None:
    """As recorded from API Gateway, which evaluates no #evaluate either."""
    assert render(template, {"n": 1}) == rendered


def test_a_macro_needs_a_name() -> None:
    with pytest.raises(VtlError, match="#macro needs a name"):
        Template('#macro("hi")x#end')


def test_imports_nothing_else_of_the_project() -> None:
    package = Path(__file__).parents[3] / "local" / "vtl"
    imports = [
        line
        for module in package.rglob("*.py")
        for line in module.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith(("import ", "from ")) and "local" in line
    ]

    assert imports
    assert all("local.vtl" in line for line in imports)
