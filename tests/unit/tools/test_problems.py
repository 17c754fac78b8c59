"""The table of problems, as templates and as API Gateway see it."""

import json
from pathlib import Path

import pytest

from local.vtl import render
from tests.template.small_project import PROBLEMS, write_file
from tools.errors import RenderError
from tools.problems import load_problems


def load_changed(root: Path, old: str, new: str):
    assert old in PROBLEMS
    write_file(root, "api/problems.yaml", PROBLEMS.replace(old, new, 1))
    return load_problems(root)


def test_the_vtl_part_sets_the_table_and_the_base_of_the_types(project: Path) -> None:
    lines = load_problems(project).vtl().splitlines()

    assert lines[0] == "## Generated from api/problems.yaml by make render. Do not edit."
    assert lines[1] == "#set($problem_type_base = 'https://example.com/problems#')"
    assert lines[2] == "#set($problems = {"
    assert lines[3] == (
        '  "no_face": {"status": 422, "title": "No face in the image", '
        '"detail": "The picture has no face."},'
    )
    assert lines[-1] == "})"


def test_a_template_reads_the_table_through_the_part(project: Path) -> None:
    part = load_problems(project).vtl()

    text = render(part + '$problems.get("no_face").status ${problem_type_base}no_face', {})
    assert text.strip() == "422 https://example.com/problems#no_face"


def test_a_gateway_response_is_a_problem_with_its_media_type(project: Path) -> None:
    response = load_problems(project).openapi()["MISSING_AUTHENTICATION_TOKEN"]

    assert response["statusCode"] == "404"
    assert response["responseParameters"] == {
        "gatewayresponse.header.Content-Type": "'application/problem+json'"
    }
    assert json.loads(response["responseTemplates"]["application/json"]) == {
        "type": "https://example.com/problems#not_found",
        "title": "Not found",
        "status": 404,
        "code": "not_found",
        "detail": "There is no such route.",
        "request_id": "$context.requestId",
    }


def test_further_headers_are_quoted_as_static_values(project: Path) -> None:
    headers = load_problems(project).openapi()["THROTTLED"]["responseParameters"]

    assert headers["gatewayresponse.header.Retry-After"] == "'1'"


def test_a_response_that_keeps_its_status_names_none(project: Path) -> None:
    assert "statusCode" not in load_problems(project).openapi()["DEFAULT_4XX"]


def test_the_message_of_api_gateway_brings_its_own_quotes(project: Path) -> None:
    templates = load_problems(project).openapi()["BAD_REQUEST_PARAMETERS"]["responseTemplates"]

    assert '"detail":$context.error.messageString,' in templates["application/json"]


@pytest.mark.parametrize("character", ["$", "#", '"', "\\", "\t"])
@pytest.mark.parametrize("member", ["title", "detail"])
def test_a_text_that_would_need_escaping_is_refused(
    project: Path, member: str, character: str
) -> None:
    old = {"title": "title: No face in the image", "detail": "detail: The picture has no face."}
    new = f"{member}: {json.dumps('No' + character + 'face')}"

    with pytest.raises(RenderError, match=rf"problems\.no_face\.{member}: .* would need escaping"):
        load_changed(project, old[member], new)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{problem: not_found}", "{problem: no_such}", "no problem named no_such"),
        ("  THROTTLED:", "  TROTTLED:", "TROTTLED: API Gateway has no such"),
        ("{problem: not_found}", "{problem: not_found, keep_status: true}", "keeps 403"),
        ("{problem: forbidden, keep_status: true}", "{problem: forbidden}", "of all other types"),
        ("{problem: internal, keep", "{problem: forbidden, keep", "forbidden has status 403"),
        ("detail: error_message", "detail: Something", "only `error_message`"),
        ("Retry-After: '1'", "Retry After: '1'", "not a header"),
        ("{problem: throttled,", "{problem: throttled, body: x,", "unknown member body"),
        ("status: 422", "status: '422'", "problems.no_face.status: '422' is not a status"),
        ("status: 422", "status: 200", "problems.no_face.status: 200 is not a status"),
        ("  no_face:", "  NoFace:", "lower_snake_case"),
        ("detail: The picture has no face.", "details: x", "unknown member details"),
        ("title: No face in the image,", "", "problems.no_face.title: a text is expected"),
        ("https://example.com/problems#", '"urn:it\'s:"', "an apostrophe"),
        ("problems:\n  no_face", "problems: []\nx:\n  no_face", "unknown member x"),
        ("type_base:", "type_base: {", "expected"),
    ],
)
def test_what_the_table_must_not_say(project: Path, old: str, new: str, reason: str) -> None:
    old = old.replace("'1'", '"1"')

    with pytest.raises(RenderError) as raised:
        load_changed(project, old, new)
    assert str(raised.value).startswith("api/problems.yaml: ")
    assert reason in str(raised.value)
