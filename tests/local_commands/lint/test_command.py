"""`python -m local lint`: silent on this application, and not on one with a fault planted in it."""

import re

import pytest

from tests.local_commands.conftest import Application, Command

LINE = re.compile(r"[\w./]+:\d+:\d+ LV\d{3} .+")


@pytest.fixture
def lint(command: Command, application: Application, capsys: pytest.CaptureFixture[str]) -> "Lint":
    return Lint(command, application, capsys)


class Lint:
    def __init__(
        self, command: Command, application: Application, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._command = command
        self._application = application
        self._capsys = capsys

    def __call__(self) -> list[str]:
        """Lints the copy; each finding as `file:line:column code`."""
        code = self._command("lint", "--app", str(self._application.root))
        lines = self._capsys.readouterr().out.splitlines()
        assert code == 1, lines
        assert all(LINE.fullmatch(line) for line in lines), lines
        return [" ".join(line.split()[:2]) for line in lines]


def test_this_application_has_no_finding(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("lint") == 0
    assert capsys.readouterr().out.endswith("no finding\n")


def test_a_parameter_printed_past_its_check(application: Application, lint: Lint) -> None:
    application.edit(
        "vtl/search.request.vtl", '"$quality_filter"', "\"$input.params('quality_filter')\""
    )
    assert lint() == ["vtl/search.request.vtl:7:144 LV003"]


def test_a_request_that_is_sent_although_its_check_failed(
    application: Application, lint: Lint
) -> None:
    application.edit("vtl/search.request.vtl", '"$!invalid" != ""', "1 == 2")
    assert "vtl/search.request.vtl:7:18 LV003" in lint()


def test_a_check_that_tells_nobody(application: Application, lint: Lint) -> None:
    application.edit("vtl/lib/parameter.vtl", "#set($invalid = $name)\n", "")
    assert "vtl/collection.request.vtl:6:18 LV003" in lint()


def test_a_pattern_that_lets_quotes_through(application: Application, lint: Lint) -> None:
    application.edit("vtl/lib/quality_filter.vtl", "NONE|AUTO", "N.NE|AUTO")
    assert set(lint()) == {
        "vtl/index.request.vtl:7:142 LV003",
        "vtl/search.request.vtl:7:144 LV003",
    }


def test_a_pattern_that_lets_a_bare_value_become_two(application: Application, lint: Lint) -> None:
    application.edit("vtl/lib/search.parameters.vtl", "[1-9][0-9]{0,2}|1000", "[0-9,]+")
    assert lint() == ["vtl/search.request.vtl:7:84 LV003"]


def test_a_refused_value_quoted_without_an_escape(application: Application, lint: Lint) -> None:
    application.edit(
        "vtl/lib/rekognition.problem.vtl",
        """$util.escapeJavaScript($invalid_value).replaceAll("\\\\'", "'")""",
        "$invalid_value",
    )
    assert set(lint()) == {"vtl/lib/problem.vtl:11:120 LV003"}


def test_a_refused_value_in_the_answer_to_a_validation_error(
    application: Application, lint: Lint
) -> None:
    application.edit(
        "vtl/lib/rekognition.problem.vtl", '#if("$!invalid" != "")', '#if("$!invalid" == "no")'
    )
    application.edit(
        "vtl/lib/rekognition.problem.vtl",
        '#set($code = "image_too_small")',
        '#set($code = "image_too_small")\n#set($detail = "in ${collection_id}")',
    )
    assert set(lint()) == {"vtl/lib/problem.vtl:11:120 LV003"}


def test_a_text_of_the_service_that_its_model_leaves_free(
    application: Application, lint: Lint
) -> None:
    application.edit(
        "vtl/list_collections.response.vtl",
        "$id.substring($prefix.length())",
        "$input.path('$.NextToken')",
    )
    assert lint() == ["vtl/list_collections.response.vtl:8:25 LV003"]


def test_a_body_of_a_text_type(application: Application, lint: Lint) -> None:
    application.edit(
        "api/openapi.yaml",
        "image/png: vtl/labels.request.vtl",
        "image/png: vtl/labels.request.vtl, text/plain: vtl/labels.request.vtl",
    )
    assert lint() == ["vtl/labels.request.vtl:7:20 LV003"]


def test_a_binary_type_without_a_template(application: Application, lint: Lint) -> None:
    application.edit("api/openapi.yaml", ", image/png: vtl/labels.request.vtl", "")
    (finding,) = lint()
    assert re.fullmatch(r"api/openapi\.yaml:\d+:9 LV004", finding)


def test_a_status_that_no_method_response_declares(application: Application, lint: Lint) -> None:
    application.edit("api/openapi.yaml", 'statusCode: "503"', 'statusCode: "504"')
    assert {finding.split()[1] for finding in lint()} == {"LV005"}


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ('#set($x = "1")\n{"a":#if($x)1#end}', "2:6 LV001"),
        ('{"a":"$a-$b"}', "1:7 LV001"),
        ('#set($n = 5)\n#if($n > "3")\n{}\n#end', "2:1 LV001"),
        ('{"a":\n#if("abc".contains("b"))1#end}', "2:1 LV001"),
        ('{"a":\n#if(}', "2:5 LV001"),
        ('#set($s = "a")\n{"a":"$s.reverse()"}', "2:10 LV002"),
        ('{"a":"$util.toJson("a")"}', "1:13 LV002"),
    ],
)
def test_what_aws_renders_differently_than_it_reads(
    application: Application, lint: Lint, template: str, place: str
) -> None:
    application.write("vtl/health.response.vtl", template)
    assert f"vtl/health.response.vtl:{place}" in lint()


def test_a_template_that_no_route_uses_is_linted_too(application: Application, lint: Lint) -> None:
    application.write("vtl/new.request.vtl", '{"a":"$input.params(\'a\')"}')
    assert lint() == ["vtl/new.request.vtl:1:7 LV003"]


def test_a_missing_part_is_one_line(
    application: Application, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    application.write("vtl/health.response.vtl", '#parse("lib/none.vtl")')
    assert command("lint", "--app", str(application.root)) == 1
    assert capsys.readouterr().err == (
        "local: vtl/health.response.vtl:1: no template vtl/lib/none.vtl\n"
    )
