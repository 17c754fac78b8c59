"""What botocore's models say of the texts in a service's answer."""

import pytest

from local.commands.lint.answers import answer_shape, at_path
from local.commands.lint.values import Form, Value


def _read(action: str, path: str) -> Value:
    shape = answer_shape("rekognition", action)
    assert shape is not None
    return at_path(shape, path, "$input.path")


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("ListCollections", "$.CollectionIds[0]"),  # of a pattern
        ("IndexFaces", "$.UnindexedFaces[0].Reasons[0]"),  # of an enumeration
        ("IndexFaces", "$['FaceRecords'][3].Face.FaceId"),
    ],
)
def test_a_confined_text(action: str, path: str) -> None:
    (found,) = _read(action, path).inputs
    assert found.form is Form.CONFINED


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("DetectText", "$.TextDetections[0].DetectedText"),
        ("DetectText", "$.TextDetections[*].Type"),
        ("DetectText", "$.NoSuchMember"),
        ("DetectText", "$..Type"),
    ],
)
def test_a_free_text(action: str, path: str) -> None:
    (found,) = _read(action, path).inputs
    assert found.form is Form.RAW


def test_a_number_holds_no_text() -> None:
    assert not _read("DetectText", "$.TextDetections[0].Confidence").inputs


@pytest.mark.parametrize("name", [("rekognition", "NoSuchAction"), ("noservice", "Get")])
def test_an_unknown_action_has_no_shape(name: tuple[str, str]) -> None:
    assert answer_shape(*name) is None


def test_step_functions_are_found_under_their_name_in_api_gateway() -> None:
    assert answer_shape("states", "StartExecution") is not None
