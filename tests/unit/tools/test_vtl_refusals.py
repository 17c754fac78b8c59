"""What is refused in a mapping template, and what looks like it but is not."""

from pathlib import Path

import pytest

from tools import vtl_refusals
from tools.errors import RenderError
from tools.vtl_source import Line, RenderedTemplate

HERE = Path("vtl/x.vtl")


def template(text: str) -> RenderedTemplate:
    lines = enumerate(text.splitlines(), start=1)
    return RenderedTemplate(HERE, tuple(Line(HERE, number, line) for number, line in lines))


def refusal(text: str) -> str:
    with pytest.raises(RenderError) as raised:
        vtl_refusals.refuse(template(text))
    return str(raised.value)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("#macro(name $x)$x#end", "#macro is not run"),
        ('#include("a.txt")', "#include is not run"),
        ('#evaluate("$x")', "#evaluate is not run"),
        ("#{macro}(name)#end", "#macro is not run"),
        ("#[[ $x ]]#", "#[[ ]]#"),
        ("#* a comment *#", "a block comment"),
        ('{"account": "${AWS::AccountId}"}', "${AWS::AccountId} is not substituted"),
        ('{\t"a": 1}', "a tab"),
    ],
)
def test_constructs_that_api_gateway_does_not_run(line: str, reason: str) -> None:
    assert refusal(f"{{}}\n{line}").startswith("vtl/x.vtl:2: ")
    assert reason in refusal(f"{{}}\n{line}")


@pytest.mark.parametrize(
    "condition",
    [
        "$x",
        "!$x",
        "! $x",
        "$!x",
        "${x}",
        "$!{x}",
        "$x.y",
        "$x[0]",
        "$x && $y == 1",
        '"$!x" != "" && $y',
        "$x || !$y",
        "($x)",
        '$input.path("$.a")',
        "$input.params('a')",
        "!$map.get($x.key())",
        "$x and $y",
        "not $x",
    ],
)
@pytest.mark.parametrize("directive", ["#if", "#elseif", "#{if}", "#if "])
def test_a_reference_alone_as_a_condition(directive: str, condition: str) -> None:
    before = "#if(1 == 1)\n" if "else" in directive else ""

    assert "a reference alone" in refusal(f"{before}{directive}({condition})\nyes\n#end")


@pytest.mark.parametrize(
    "condition",
    [
        '"$!x" == ""',
        '"$!x" != "" && "$!y" != ""',
        "$x == true",
        "$x.size() > 0",
        "$list.size() > 0 && $map.x == 1",
        "$x.matches('[a-z(]+')",
        '!$x.contains("a) && $b")',
        "$a.equals($b) || !($c.isEmpty())",
        "$foreach.hasNext",
        "!$foreach.last",
        "true",
        "$n > 3",
        "3 < $n",
        "$n.intValue() >= 3",
        '"$!x" == "5"',
    ],
)
def test_conditions_that_read_as_they_run(condition: str) -> None:
    vtl_refusals.refuse(template(f"#set($x = 1)\n#if({condition})\nyes\n#end"))


@pytest.mark.parametrize(
    "condition", ['"5" > 3', '$x >= "5"', "'5' lt $n", '"$x" < 3', '3 le "$!x"']
)
def test_a_quoted_value_is_not_compared_by_size(condition: str) -> None:
    assert "a quoted value is never greater or less" in refusal(f"#if({condition})\nyes\n#end")


@pytest.mark.parametrize(
    "line",
    [
        '#if("a".contains("b"))\nyes\n#end',
        '#set($x = "a,b".split(","))',
        "#set($x = 'ab'.length())",
        '#foreach($x in "a,b".split(","))\n$x\n#end',
    ],
)
def test_a_literal_has_no_methods(line: str) -> None:
    assert "no methods on a literal" in refusal(line)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"range": "$a-$b"}', "a"),
        ('{"range": "$!a-1"}', "a"),
        ("#set($m = $n-1)", "n"),
        ("$x.y-z", "x.y"),
        ("$context.requestId-a", "context.requestId"),
    ],
)
def test_a_hyphen_behind_a_reference_is_part_of_its_name(text: str, name: str) -> None:
    assert f"${name}- reads as one name; write ${{{name}}}-" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"range": "${a}-${b}"}',
        "#set($m = $n - 1)",
        '#set($context.responseOverride.header.Retry-After = "1")',
        '#set($context.requestOverride.header.X-Amz-Target = "a")',
        "#set($p = '[a-z]{1,9}$')",
        '{"text": "a - b", "date": "2026-01-01"}',
        '{"a": "not a method: .contains(x)"}',
        "#foreach($x in [1, 2])\n$x#if($foreach.hasNext),#end\n#end",
        '#set($s = "a")\n#set($t = $s.replaceAll("a", "b").trim())\n$t',
    ],
)
def test_what_only_looks_refused(text: str) -> None:
    vtl_refusals.refuse(template(text))


def test_the_first_of_several_is_reported() -> None:
    assert refusal('{}\n"$a-b"\n#macro(x)#end').startswith("vtl/x.vtl:2: ")


def test_a_template_over_the_limit() -> None:
    # Each line end is swallowed by two more characters.
    text = "\n".join(["x" * 97] * 2999 + ["x" * 100])
    vtl_refusals.refuse(template(text))

    assert refusal(text + "x").startswith("vtl/x.vtl: renders to more than 300000 bytes")


def test_a_line_is_named_where_it_was_written() -> None:
    part = Line(Path("vtl/lib/part.vtl"), 7, "#macro(x)#end")

    with pytest.raises(RenderError, match=r"^vtl/lib/part\.vtl:7: #macro"):
        vtl_refusals.refuse(RenderedTemplate(HERE, (Line(HERE, 1, "{}"), part)))


def test_what_the_engine_refuses_is_named_by_its_line_too() -> None:
    text = '#if(1 == 1)\n{"a": 1}'

    assert refusal(text).startswith("vtl/x.vtl:")
    assert refusal(f"{text}\n#end\n#set($a 1)").startswith("vtl/x.vtl:4: ")
