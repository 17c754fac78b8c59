from __future__ import annotations

import json

import pytest

from local.vtl import VtlError
from tests.unit.vtl.mapping import render_mapping


class TestBody:
    def test_is_the_payload_as_it_came(self) -> None:
        assert render_mapping("<$input.body>", '{"some": "value"}') == '<{"some": "value"}>'

    def test_is_an_empty_object_for_an_empty_payload(self) -> None:
        assert render_mapping("$input.body") == "{}"

    def test_has_no_attributes(self) -> None:
        assert render_mapping("<$input.body.some>", '{"some": "value"}') == "<>"

    def test_is_not_evaluated_as_a_template(self) -> None:
        assert render_mapping("$input.body", "$input.params('x') #if(") == "$input.params('x') #if("


class TestPath:
    """Formats recorded from API Gateway."""

    @pytest.mark.parametrize(
        ("body", "path", "printed"),
        [
            ({"foo": "bar"}, "$", "{foo=bar}"),
            ([{"foo": "bar"}], "$", '[{"foo":"bar"}]'),
            ({"json": {"foo": "bar"}}, "$.json", "{foo=bar}"),
            ({"json": [{"foo": "bar"}]}, "$.json", '[{"foo":"bar"}]'),
            ([{"foo": "bar"}], "$[0]", "{foo=bar}"),
            ({"foo": [{"nested": "bar"}]}, "$", '{foo=[{"nested":"bar"}]}'),
            (
                {"bigger": "dict", "to": "test", "with": "separators"},
                "$",
                "{bigger=dict, to=test, with=separators}",
            ),
            ([], "$", "[]"),
            ({"a": None}, "$", "{a=null}"),
            ({"a": 99.5, "b": 7, "c": True}, "$", "{a=99.5, b=7, c=true}"),
        ],
    )
    def test_prints_maps_as_java_and_lists_as_json(
        self, body: object, path: str, printed: str
    ) -> None:
        assert render_mapping(f"$input.path('{path}')", json.dumps(body)) == printed

    @pytest.mark.parametrize("body", ["", "[null]", "not json", "[1"])
    def test_what_is_missing_is_empty_and_equals_null(self, body: str) -> None:
        template = (
            "#set($found = $input.path('$[0]'))<$found>"
            '#if($found == $null)null#end #if($found == "")empty#end'
        )

        assert render_mapping(template, body) == "<>null empty"

    def test_numbers_are_java_numbers(self) -> None:
        body = '{"i": 7, "l": 5000000000, "d": 99.99999237060547, "e": 1e10}'
        template = (
            "#set($in = $input.path('$'))$in.i $in.l $in.d $in.e"
            ";#set($half = $in.i / 2)$half;#set($half = $in.d / 2)$half"
        )

        assert render_mapping(template, body) == (
            "7 5000000000 99.99999237060547 1.0E10;3;49.999996185302734"
        )

    def test_its_elements_have_javas_methods(self) -> None:
        template = (
            "#foreach($e in $input.path('$.items'))$e.name.toUpperCase()$e.tags.size()"
            "#if($foreach.hasNext),#end#end"
        )
        body = '{"items": [{"name": "a", "tags": [1]}, {"name": "b", "tags": []}]}'

        assert render_mapping(template, body) == "A1,B0"

    def test_what_is_set_in_it_shows_in_json(self) -> None:
        template = "#set($body = $input.path('$'))#set($body.url = \"x/$body.id\")$input.json('$')"

        assert render_mapping(template, '{"id": 7}') == '{"id":7,"url":"x/7"}'

    def test_refuses_what_is_no_path(self) -> None:
        with pytest.raises(VtlError, match="InvalidPathException"):
            render_mapping("$input.path('$.a[')", "{}")


class TestJson:
    def test_keeps_numbers_as_they_were_written(self) -> None:
        body = '{"c": 99.99999237060547, "d": 1.50, "e": 1E5, "n": 12345678901234567890}'

        assert render_mapping("$input.json('$')", body) == (
            '{"c":99.99999237060547,"d":1.50,"e":1E5,"n":12345678901234567890}'
        )

    def test_quotes_strings(self) -> None:
        assert render_mapping("$input.json('$.a')", '{"a": "it\'s \\"q\\"\\n/"}') == (
            '"it\'s \\"q\\"\\n/"'
        )

    def test_a_missing_part_is_an_empty_string(self) -> None:
        assert render_mapping("$input.json('$.b')", '{"a": 1}') == '""'

    def test_of_an_empty_payload_is_an_empty_object(self) -> None:
        assert render_mapping("$input.json('$')") == "{}"

    def test_of_form_data_is_a_string(self) -> None:
        assert render_mapping("$input.json('$')", 'a=1&b="2"') == '"a=1&b=\\"2\\""'

    @pytest.mark.parametrize("body", ["true", "1.0", '"x"', "[1,[]]", "{}", "null"])
    def test_of_the_whole_is_the_whole(self, body: str) -> None:
        assert render_mapping("$input.json('$')", body) == body


class TestParams:
    def test_are_searched_in_path_then_query_string_then_header(self) -> None:
        template = "$input.params('a') $input.params('b') $input.params('c')"

        assert (
            render_mapping(
                template,
                path={"a": "path"},
                querystring={"a": "query", "b": "query"},
                header={"a": "header", "b": "header", "c": "header"},
            )
            == "path query header"
        )

    def test_a_missing_one_is_empty(self) -> None:
        assert render_mapping("<$input.params('a')>#if($input.params('a') == '')y#end") == "<>y"

    def test_names_are_case_sensitive(self) -> None:
        assert render_mapping("$input.params('origin')", header={"Origin": "x"}) == ""

    def test_all_of_them_are_maps(self) -> None:
        template = (
            "#set($all = $input.params())#foreach($type in $all.keySet())"
            "$type:#foreach($name in $all.get($type).keySet())"
            "$name=$all.get($type).get($name);#end#end"
        )

        assert (
            render_mapping(template, path={"id": "7"}, querystring={"q": "x"}, header={"A": "b"})
            == "path:id=7;querystring:q=x;header:A=b;"
        )

    def test_one_kind_is_a_map(self) -> None:
        assert render_mapping("$input.params().querystring.q", querystring={"q": "x"}) == "x"

    def test_a_value_is_not_evaluated_as_a_template(self) -> None:
        value = "$context.requestId #set($x = 1)"

        assert render_mapping("$input.params('q')", querystring={"q": value}) == value


def test_stage_variables_are_a_map() -> None:
    template = "$stageVariables.bucket $stageVariables.get('bucket') $stageVariables.none"

    assert render_mapping(template, stage_variables={"bucket": "b"}) == "b b "
