"""The renderer: many sources, one deployable file."""

from pathlib import Path

import pytest
import yaml

from local.vtl import render as render_vtl
from tests.template.small_project import write_file
from tools.errors import RenderError
from tools.render import main, render_openapi

DEPLOYED = "api/openapi.deploy.yaml"


def rendered(root: Path) -> dict:
    return yaml.safe_load(render_openapi(root))


def labels(root: Path) -> dict:
    return rendered(root)["paths"]["/labels"]["post"]["x-amazon-apigateway-integration"]


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write_file(root, name, text.replace(old, new, 1))


def error(root: Path) -> str:
    with pytest.raises(RenderError) as raised:
        render_openapi(root)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_templates_stand_where_their_paths_stood(project: Path) -> None:
    templates = labels(project)["requestTemplates"]

    assert templates == {
        "image/jpeg": '{"Image": {"Bytes": "$input.body"}}',
        "image/png": '{"Image": {"Bytes": "$input.body"}}',
    }


def test_anchors_are_resolved_and_what_only_held_them_is_gone(project: Path) -> None:
    text = render_openapi(project)

    assert not [token for token in yaml.scan(text) if isinstance(token, yaml.AnchorToken)]
    assert not [token for token in yaml.scan(text) if isinstance(token, yaml.AliasToken)]
    assert "x-shared" not in text
    assert "<<" not in text
    assert set(labels(project)["responses"]) == {r"2\d{2}", r"4\d{2}", r"5\d{2}", "default"}


def test_the_order_of_the_source_is_kept(project: Path) -> None:
    document = rendered(project)

    assert list(document)[:2] == ["openapi", "info"]
    assert list(document["paths"]) == ["/labels", "/collections/{collection_id}", "/health"]


def test_the_same_sources_render_to_the_same_text(project: Path) -> None:
    assert render_openapi(project) == render_openapi(project)


def test_templates_are_literal_blocks_under_a_warning_not_to_edit(project: Path) -> None:
    lines = render_openapi(project).splitlines()

    assert lines[0].startswith("# Rendered from api/openapi.yaml")
    assert lines[0].endswith("Do not edit.")
    assert any(line.endswith("application/json: |-") for line in lines)
    assert '                #set($code = "internal")' in lines


def test_a_long_line_is_not_folded(project: Path) -> None:
    long = '{"a": "' + "word " * 200 + '"}'
    write_file(project, "vtl/labels.request.vtl", long)

    assert labels(project)["requestTemplates"]["image/png"] == long
    assert any(long in line for line in render_openapi(project).splitlines())


def test_text_beyond_ascii_is_written_as_it_is(project: Path) -> None:
    edit(project, "api/openapi.yaml", "title: Small", "title: Größe 🙂")

    assert "Größe 🙂" in render_openapi(project)


@pytest.mark.parametrize("text", ["1e3", "0o17", "12:30:45", "yes", "2012-10-17", "007", "1_000"])
def test_a_text_that_another_yaml_reader_takes_for_a_value_is_quoted(
    project: Path, text: str
) -> None:
    edit(project, "api/openapi.yaml", "title: Small", f"title: '{text}'")

    assert f"title: '{text}'" in render_openapi(project)


def test_unquoted_status_codes_and_dates_become_texts(project: Path) -> None:
    edit(
        project, "api/openapi.yaml", "responses: {'200': *answered}", "responses: {200: *answered}"
    )
    edit(project, "api/openapi.yaml", "version: '1'", "version: 2012-10-17")
    document = rendered(project)

    assert list(document["paths"]["/health"]["get"]["responses"]) == ["200"]
    assert document["info"]["version"] == "2012-10-17"


class TestParts:
    def test_a_part_takes_the_place_of_its_directive(self, project: Path) -> None:
        write_file(project, "vtl/lib/inner.vtl", "inner $x\n")
        write_file(project, "vtl/lib/outer.vtl", '#set($x = 1)\n#parse("lib/inner.vtl")\n')
        write_file(project, "vtl/labels.request.vtl", 'a\n  #parse("lib/outer.vtl")\nb\n')

        text = labels(project)["requestTemplates"]["image/png"]
        assert text == "a##\n  #set($x = 1)\n  inner $x##\nb"

    def test_a_part_may_follow_other_directives_on_its_line(self, project: Path) -> None:
        write_file(project, "vtl/lib/part.vtl", "one\ntwo\n")
        write_file(
            project, "vtl/labels.request.vtl", '#if($x == 1)#parse("lib/part.vtl")#{else}none#end\n'
        )

        text = labels(project)["requestTemplates"]["image/png"]
        assert text == "#if($x == 1)one##\ntwo#{else}none#end"

    def test_comments_and_blank_lines_are_dropped(self, project: Path) -> None:
        write_file(
            project, "vtl/labels.request.vtl", '## What it is\n\n  ## and why\n{"a": 1} ## kept\n'
        )

        assert labels(project)["requestTemplates"]["image/png"] == '{"a": 1} ## kept'

    def test_a_part_commented_out_is_not_read(self, project: Path) -> None:
        write_file(project, "vtl/labels.request.vtl", '## #parse("lib/none.vtl")\n{}\n')

        assert labels(project)["requestTemplates"]["image/png"] == "{}"

    def test_a_missing_part_is_named_with_the_line_that_wants_it(self, project: Path) -> None:
        write_file(project, "vtl/labels.request.vtl", '{}\n\n#parse("lib/none.vtl")\n')

        assert error(project) == "vtl/labels.request.vtl:3: no template vtl/lib/none.vtl"

    def test_a_circle_is_named_in_full(self, project: Path) -> None:
        write_file(project, "vtl/lib/a.vtl", '#parse("lib/b.vtl")\n')
        write_file(project, "vtl/lib/b.vtl", '#parse("lib/a.vtl")\n')
        write_file(project, "vtl/labels.request.vtl", '#parse("lib/a.vtl")\n')

        assert error(project) == (
            "vtl/lib/b.vtl:1: #parse goes in a circle: "
            "vtl/labels.request.vtl -> vtl/lib/a.vtl -> vtl/lib/b.vtl -> vtl/lib/a.vtl"
        )

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("#parse($name)", "one name in quotes"),
            ("#parse('lib/a.vtl')", "one name in quotes"),
            ('#parse("../secret.vtl")', "cannot reach"),
            ('#parse("/etc/passwd")', "cannot reach"),
            ('{"a": #parse("lib/problems.vtl")}', "must start a line"),
        ],
    )
    def test_other_uses_of_parse_are_refused(self, project: Path, line: str, reason: str) -> None:
        write_file(project, "vtl/labels.request.vtl", f"{{}}\n{line}\n")

        assert error(project).startswith("vtl/labels.request.vtl:2: ")
        assert reason in error(project)


class TestRefusals:
    def test_a_missing_template(self, project: Path) -> None:
        (project / "vtl/health.request.vtl").unlink()

        place, _, reason = error(project).partition(": ")
        line = (project / "api/openapi.yaml").read_text().splitlines()[int(place.split(":")[1]) - 1]
        assert reason == "no template vtl/health.request.vtl"
        assert "vtl/health.request.vtl" in line

    def test_an_unused_template(self, project: Path) -> None:
        write_file(project, "vtl/lib/forgotten.vtl", "{}\n")

        assert error(project) == "vtl/lib/forgotten.vtl: no operation uses this template"

    def test_a_template_used_only_by_what_is_dropped(self, project: Path) -> None:
        write_file(project, "vtl/forgotten.vtl", "{}\n")
        edit(
            project,
            "api/openapi.yaml",
            "x-shared:",
            "x-shared:\n  more: {requestTemplates: {a/b: vtl/forgotten.vtl}}",
        )

        assert error(project) == "vtl/forgotten.vtl: no operation uses this template"

    def test_an_empty_template(self, project: Path) -> None:
        write_file(project, "vtl/health.request.vtl", "## nothing\n")

        assert error(project) == "vtl/health.request.vtl: the template is empty"

    @pytest.mark.parametrize("value", ["'{\"statusCode\": 200}'", "../x.vtl", "vtl/../x.vtl", "''"])
    def test_a_template_written_in_place(self, project: Path, value: str) -> None:
        edit(
            project,
            "api/openapi.yaml",
            "requestTemplates: {application/json: vtl/health.request.vtl}",
            f"requestTemplates: {{application/json: {value}}}",
        )

        assert "a template is named as vtl/<name>.vtl" in error(project)

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("title: Small", "title: !Sub '${AWS::StackName}'", "!Sub is a short form"),
            ("title: Small", "title: !Ref Api", "!Ref is a short form"),
            ("title: Small", "Fn::Transform: x", "does not run a transform inside a file"),
            ("title: Small", "title: Small, title: Again", "the key 'title' occurs twice"),
            ("title: Small", "title: Small, on: x", "the key 'on' must be quoted"),
            ("title: Small", "title: *nothing", "undefined alias"),
            ("info: {", "info: [", "expected ',' or ']'"),
            ("info: {", "x-amazon-apigateway-gateway-responses: {}\ninfo: {", "is made from"),
            (
                "requestTemplates: {application/json: vtl/health",
                "requestTemplates: vtl/x #",
                "a map",
            ),
        ],
    )
    def test_what_an_include_cannot_carry(
        self, project: Path, old: str, new: str, reason: str
    ) -> None:
        edit(project, "api/openapi.yaml", old, new)

        assert error(project).startswith("api/openapi.yaml:")
        assert reason in error(project)

    def test_an_anchor_within_itself(self, project: Path) -> None:
        edit(project, "api/openapi.yaml", "info: {", "tags: &tags [*tags]\ninfo: {")

        assert error(project) == "api/openapi.yaml: an anchor contains itself"

    def test_a_missing_document(self, project: Path) -> None:
        (project / "api/openapi.yaml").unlink()

        assert error(project) == "api/openapi.yaml: no such file"


class TestCommand:
    def test_writes_both_files_and_says_what_they_hold(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([], project) == 0

        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith(f"{DEPLOYED}  3 routes, 6 templates, ")
        assert second == "vtl/lib/problems.vtl  6 problems"
        assert (project / DEPLOYED).read_text(encoding="utf-8") == render_openapi(project)

    def test_leaves_nothing_else_behind(self, project: Path) -> None:
        main([], project)

        assert sorted(path.name for path in (project / "api").iterdir()) == [
            "openapi.deploy.yaml",
            "openapi.yaml",
            "problems.yaml",
        ]

    def test_a_second_time_changes_nothing(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main([], project)
        before = (project / DEPLOYED).stat().st_mtime_ns
        capsys.readouterr()

        assert main([], project) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"{DEPLOYED}  unchanged",
            "vtl/lib/problems.vtl  unchanged",
        ]
        assert (project / DEPLOYED).stat().st_mtime_ns == before

    def test_check_accepts_what_was_rendered(self, project: Path) -> None:
        main([], project)

        assert main(["--check"], project) == 0

    @pytest.mark.parametrize("name", [DEPLOYED, "vtl/lib/problems.vtl"])
    def test_check_shows_a_difference_and_writes_nothing(
        self, project: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        main([], project)
        edit(project, name, "Something went wrong", "Edited by hand")
        capsys.readouterr()

        assert main(["--check"], project) == 1
        output = capsys.readouterr().out
        assert f"--- {name} (committed)" in output
        assert "Edited by hand" in output
        assert "run `make render`" in output.splitlines()[-1]
        assert "Edited by hand" in (project / name).read_text(encoding="utf-8")

    def test_check_fails_where_nothing_was_rendered(self, project: Path) -> None:
        assert main(["--check"], project) == 1

    def test_an_error_is_one_line(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "api/problems.yaml").unlink()

        assert main([], project) == 1
        assert capsys.readouterr().err == "api/problems.yaml: no such file\n"
        assert not (project / DEPLOYED).exists()


def test_a_template_carries_only_the_problems_it_names(project: Path) -> None:
    write_file(
        project,
        "vtl/labels.request.vtl",
        '#set($code = "no_face")\n#parse("lib/problems.vtl")\n$problems.keySet()\n',
    )

    assert render_vtl(labels(project)["requestTemplates"]["image/png"], {}) == "[no_face]"


def test_a_template_that_names_an_unknown_problem_is_refused(project: Path) -> None:
    write_file(project, "vtl/labels.request.vtl", '{}\n#set($code = "nofaces")\n')

    with pytest.raises(RenderError, match=r"^vtl/labels\.request\.vtl:2: .* no problem nofaces$"):
        render_openapi(project)
