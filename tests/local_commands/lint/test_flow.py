"""What reaches a template's output from its client, on every way through the template."""

import json
from pathlib import Path

import pytest

from local.commands.lint.flow import Flow
from local.commands.lint.scope import Scope
from local.vtl import VtlError, compile_template, mapping_variables, render

REQUEST = Scope(is_request=True)
IMAGE_REQUEST = Scope(is_request=True, body_is_base64=True)

HARMLESS = {
    "one of two texts": """
        #set($p = $input.params('sort'))#if($p == "asc" || $p == "desc"){"s":"$p"}#end""",
    "one of a list": """
        #set($all = ["a", "b"])
        #if($all.contains($input.params('x'))){"x":"$input.params('x')"}#end""",
    "matched where it is printed": """
        {"s":"#if($input.params('x').matches('[a-z]+'))$input.params('x')#end"}""",
    "a flag of text": """
        #set($ok = "yes")#set($v = $input.params('x'))
        #if(!$v.matches('\\d+'))#set($ok = "no")#end{"n":#if($ok == "yes")$v#{else}0#end}""",
    "a flag of truth": """
        #set($ok = false)#set($v = $input.params('x'))
        #if($v.matches('^[0-9]+$'))#set($ok = true)#end#if($ok){"n":$v}#end""",
    "a default where it does not match": """
        #set($v = "$!input.params('x')")#if($v == "")#set($v = "0")#elseif(!$v.matches('\\d{1,3}'))
        #set($v = "0")#end{"x":$v}""",
    "parsed to a number": """#set($Integer = 0){"n":$Integer.parseInt($input.params('x'))}""",
    "its length": """{"n":$input.params('x').length()}""",
    "passed on as JSON": """{"b":$input.json('$'),"q":"$util.urlEncode($input.params('q'))"}""",
    "escaped as AWS's guide has it": """
        {"b":"$util.escapeJavaScript($input.body).replaceAll("\\\\'", "'")"}""",
    "escaped names and values": """
        {#foreach($k in $input.params().querystring.keySet())"$util.escapeJavaScript($k)":
        "$util.escapeJavaScript($input.params().querystring.get($k))"#if($foreach.hasNext),#end#end}""",
    "freed of all but letters": """
        #set($v = $input.params('x').replaceAll('[^a-zA-Z]', '')){"x":"$v"}""",
    "cut after a match": """
        #set($v = $input.params('x'))
        #if($v.matches('[a-z,]+')){"x":["$v.replaceAll(',', '","')"]}#end""",
    "a body that is no JSON": "Action=SendMessage&MessageBody=$input.body",
    "the whole body": "$input.json('$')",
    "after #stop": """#if(!$input.params('x').matches('a+'))#stop#end{"x":"$input.params('x')"}""",
}

HARMFUL = {
    "in a string": """{"a":"$input.params('x')"}""",
    "the body": """{"a":$input.body}""",
    "a member of the body": """{"a":"$input.path('$.x')"}""",
    "a member of an alias": """#set($i = $input){"x":"$i.params('x')"}""",
    "the path": """#set($c = $context){"x":"$c.path"}""",
    "a header of its own": """{"x":"$context.identity.userAgent"}""",
    "a claim": """{"x":"$context.authorizer.claims.name"}""",
    "a name of a parameter": """
        #foreach($e in $input.params().querystring.entrySet()){"$e.key":1}#end""",
    "tested for something else": """
        #set($v = $input.params('x'))#if($v.contains('a')){"n":"$v"}#end""",
    "tested and printed all the same": """
        #set($v = $input.params('x'))#if($v.matches('\\d+'))#end{"n":$v}""",
    "printed where it does not match": """
        #if(!$input.params('x').matches('[a-z]+')){"x":"$input.params('x')"}#end""",
    "flagged and printed all the same": """
        #set($v = "$!input.params('v')")#if($v != "" && !$v.matches('[0-9]+') && "$!bad" == "")
        #set($bad = "v")#end{"v":"$v"}""",
    "matched by anything": """
        #if($input.params('x').matches('.*')){"x":"$input.params('x')"}#end""",
    "through a loop": """#foreach($p in $input.path('$.items')){"n":"$p.name"}#end""",
    "through a map": """
        #set($m = {})#set($d = $m.put('a', $input.params('x'))){"n":"$m.get('a')"}""",
    "through a map's member": """#set($m = {})#set($m.a = $input.params('x')){"n":"$m.a"}""",
    "through a list": """#set($list = [$input.params('x')]){"x":"$list[0]"}""",
    "through a list's add": """#set($list = [])$list.add($input.params('x')){"x":$list}""",
    "through a sum": """#set($a = "x" + $input.params('x')){"a":"$a"}""",
    "through a string": """#set($a = "x ${input.params('x')}"){"a":"$a"}""",
    "through a define": """#define($d)$input.params('x')#end{"a":"$d"}""",
    "through a split": """{"a":"$input.params('x').split(',').get(0)"}""",
    "to the next turn of a loop": """
        #foreach($n in [1..3]){"a":"$!last"}#set($last = $input.params('x'))#end""",
    "escaped and cut": """{"a":"$util.escapeJavaScript($input.params('x')).substring(0, 3)"}""",
    "escaped outside of quotes": """{"a":$util.escapeJavaScript($input.params('x'))}""",
    "JSON inside of quotes": """{"a":"$input.json('$.x')"}""",
    "encoded and decoded": """{"a":"$util.base64Decode($util.base64Encode($input.body))"}""",
    "a list matched outside of quotes": """
        #if($input.params('x').matches('[a-z,]+')){"x":$input.params('x')}#end""",
    "behind another value": """$!input.params('y'){"a":"$input.params('x')"}""",
    "with #break behind it": """#foreach($n in [1..3]){"x":"$input.params('x')"}#break#end""",
}


def _codes(template: str, scope: Scope = REQUEST) -> list[str]:
    flow = Flow(compile_template(template.strip()).root, scope)
    flow.run()
    return sorted({found.code for found in flow.observations})


@pytest.mark.parametrize("name", HARMLESS)
def test_input_that_cannot_change_the_json_around_it(name: str) -> None:
    assert _codes(HARMLESS[name]) == []


@pytest.mark.parametrize("hostile", ['","b":"c', "1,2", "}", "a\\", "\n", "asc", "12"])
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_called_harmless_stays_json_with_a_hostile_value(name: str, hostile: str) -> None:
    text = _rendered(HARMLESS[name], hostile).strip()
    if text.startswith("{"):
        json.loads(text)


def _rendered(template: str, value: str) -> str:
    """What the template yields for the value in each parameter; nothing where it fails."""
    variables = mapping_variables(
        body=json.dumps({"x": value}),
        path={},
        querystring=dict.fromkeys(("q", "sort", "x", "y"), value),
        header={},
        context={},
        stage_variables={},
    )
    try:
        return render(template.strip(), variables)
    except VtlError:
        return ""


@pytest.mark.parametrize("name", HARMFUL)
def test_input_that_can(name: str) -> None:
    assert _codes(HARMFUL[name]) == ["LV003"]


def test_the_bytes_of_a_binary_type_are_base64() -> None:
    assert _codes('{"Bytes":"$input.body"}', IMAGE_REQUEST) == []
    assert _codes('{"Bytes":"$input.body"}', REQUEST) == ["LV003"]


def test_an_answer_of_unknown_shape_is_free_text() -> None:
    template = """{"a":"$input.path('$.Name')","b":$input.json('$.Name')}"""
    flow = Flow(compile_template(template).root, Scope(is_request=False))
    flow.run()
    (found,) = flow.observations
    assert "$input.path('$.Name') comes from the service's answer" in found.message
    assert (found.line, found.column) == (1, 7)


def test_a_method_is_looked_up_where_the_class_is_known() -> None:
    known = '#set($list = [1])#set($s = "a")$list.push(1)$s.size()$util.qr(1)$input.parms()'
    flow = Flow(compile_template(known).root, REQUEST)
    flow.run()
    assert {found.message.split(" on ")[0] for found in flow.observations} == {
        "List has no method push()",
        "String has no method size()",
        "Util has no method qr()",
        "Input has no method parms()",
    }


def test_a_method_on_what_may_be_anything_is_left_alone() -> None:
    template = "#set($x = $input.path('$.x'))#if($x.size() > 0 && $x.anything() == 1)a#end"
    assert _codes(template) == []


CORPUS = Path(__file__).parents[2] / "unit/vtl/corpus"


@pytest.mark.parametrize("file", sorted(path.name for path in CORPUS.glob("*.json")))
def test_it_runs_on_whatever_velocity_takes(file: str) -> None:
    for case in json.loads((CORPUS / file).read_text()):
        try:
            root = compile_template(case["template"]).root
        except VtlError:
            continue
        assert Flow(root, REQUEST).run() is not None
