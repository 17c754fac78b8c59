"""Edits to the sources are deployed while the run goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.local.conftest import LocalRun, wait_until

HEALTH = Path("vtl/health.response.vtl")


def health(run: LocalRun) -> str:
    return run.get("/health").text


@contextmanager
def edited(run: LocalRun, name: Path, text: str) -> Iterator[None]:
    """The application with another text in one of its files, and as it was again afterwards."""
    path = run.app / name
    original = path.read_text()
    path.write_text(text)
    try:
        yield
    finally:
        reloads = run.printed().count("reloaded in ")
        path.write_text(original)
        wait_until(lambda: run.printed().count("reloaded in ") > reloads, "the last reload")
        wait_until(lambda: health(run) == '{"status":"ok"}', "the application as it was")


def told(run: LocalRun, text: str) -> None:
    wait_until(lambda: text in run.printed(), f"the console to tell {text!r}")


def test_a_changed_template_is_served(run: LocalRun) -> None:
    with edited(run, HEALTH, '{"status":"fine"}\n'):
        wait_until(lambda: health(run) == '{"status":"fine"}', "the changed template")
        told(run, " s: vtl/health.response.vtl")


def test_edits_in_quick_succession_are_all_served(run: LocalRun) -> None:
    with edited(run, HEALTH, '{"status":"1"}\n'):
        for number in range(2, 5):
            (run.app / HEALTH).write_text(f'{{"status":"{number}"}}\n')
            wait_until(lambda n=number: health(run) == f'{{"status":"{n}"}}', "the next edit")


def test_the_api_keeps_its_id_and_its_stage(run: LocalRun) -> None:
    apis = run.client("apigateway")
    before = apis.get_rest_apis()["items"][0]["id"]
    with edited(run, HEALTH, '{"status":"again"}\n'):
        wait_until(lambda: health(run) == '{"status":"again"}', "the changed template")
        (api,) = apis.get_rest_apis()["items"]
        assert api["id"] == before
        (stage,) = apis.get_stages(restApiId=before)["item"]
        assert stage["stageName"] == "local"


def test_what_api_gateway_tells_of_the_api_follows(run: LocalRun) -> None:
    openapi = Path("api/openapi.yaml")
    changed = (run.app / openapi).read_text().replace("\n  /health:", "\n  /well-being:")
    with edited(run, openapi, changed):
        wait_until(lambda: run.get("/well-being").status_code == 200, "the new route")
        assert run.get("/health").status_code in (403, 404)
        apis = run.client("apigateway")
        (api,) = apis.get_rest_apis()["items"]
        paths = {item["path"] for item in apis.get_resources(restApiId=api["id"])["items"]}
        assert "/well-being" in paths
        assert "/health" not in paths


def default_collection(run: LocalRun) -> str:
    described = run.client("cloudformation").describe_stacks(StackName="rekogate-local")
    given = described["Stacks"][0]["Parameters"]
    values = {each["ParameterKey"]: each["ParameterValue"] for each in given}
    return str(values["DefaultCollectionId"])


def test_a_parameter_takes_its_default_again_when_it_is_no_longer_given(run: LocalRun) -> None:
    samconfig = Path("samconfig.toml")
    text = (run.app / samconfig).read_text()
    with edited(run, samconfig, text.replace("StageName=local", "DefaultCollectionId=guests")):
        wait_until(lambda: default_collection(run) == "guests", "the parameter")
    wait_until(lambda: default_collection(run) == "people", "its default")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (HEALTH, "#if(", "vtl/health.response.vtl"),
        (Path("template.yaml"), "Resources: [", "template.yaml:1"),
        (Path("template.yaml"), "Resources: {A: {Type: AWS::No::Such}}", "AWS::No::Such"),
        (Path("samconfig.toml"), "version =", "samconfig.toml"),
    ],
)
def test_after_a_mistake_the_last_version_is_still_served(
    run: LocalRun, name: Path, text: str, reason: str
) -> None:
    already = run.printed().count("not reloaded")
    with edited(run, name, text):
        wait_until(lambda: run.printed().count("not reloaded") > already, "word of the mistake")
        last = [line for line in run.printed().splitlines() if "not reloaded" in line][-1]
        assert reason in last
        assert health(run) == '{"status":"ok"}'
    assert "Traceback" not in run.printed()
