"""POST /labels: what is in an image."""

import pytest
from PIL import Image

from .conftest import Api, encode
from .problems import assert_problem


def test_a_face_is_a_person_with_its_place(api: Api, face: bytes) -> None:
    answer = api.post_image("/labels", face)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    labels = {label["label"]: label for label in answer.json()["labels"]}
    assert "Person" in labels
    person = labels["Person"]
    assert person.keys() == {
        "label", "confidence", "parents", "aliases", "categories", "instances",
    }  # fmt: skip
    assert 55 <= person["confidence"] <= 100
    box = labels["Face"]["instances"][0]["bounding_box"]
    assert 0.3 < box["left"] < 0.5 and 0.05 < box["top"] < 0.25
    assert 0.1 < box["width"] < 0.3 and 0.1 < box["height"] < 0.3


def test_a_picture_of_nothing_known_has_no_labels(api: Api, no_face: bytes) -> None:
    answer = api.post_image("/labels", no_face)

    assert answer.status_code == 200
    assert answer.json() == {"labels": []}


def test_image_properties_come_from_the_pixels(api: Api) -> None:
    red = encode(Image.new("RGB", (200, 100), (200, 10, 10)))
    blue = encode(Image.new("RGB", (200, 100), (10, 10, 200)))

    of_red, of_blue = (
        api.post_image("/labels?image_properties=true", image).json()["image_properties"]
        for image in (red, blue)
    )

    assert of_red["quality"].keys() == {"brightness", "sharpness", "contrast"}
    strongest = of_red["dominant_colors"][0]
    assert strongest["red"] > 180 > strongest["blue"]
    assert strongest["pixel_percent"] > 95
    assert of_blue["dominant_colors"][0]["blue"] > 180


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("max_labels=1", 1),
        ("include=Face", {"Face"}),
        ("include=Face,Human", {"Face", "Human"}),
        ("include=Face, Human", {"Face", "Human"}),
        ("exclude=Face", None),
        ("include=Sausage%20Dog", set()),
    ],
)
def test_labels_are_chosen_by_query(api: Api, face: bytes, query: str, expected: object) -> None:
    names = [label["label"] for label in api.post_image(f"/labels?{query}", face).json()["labels"]]

    if isinstance(expected, int):
        assert len(names) == expected
    elif expected is None:
        assert names and "Face" not in names
    else:
        assert set(names) == expected


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("max_labels=0", "max_labels must be a whole number from 1 to 1000. It was: 0"),
        ("max_labels=1001", "It was: 1001"),
        ("max_labels=1.5", "It was: 1.5"),
        ("min_confidence=101", "min_confidence must be a number from 0 to 100. It was: 101"),
        ("image_properties=yes", "image_properties must be true or false. It was: yes"),
        ("include=a%22b", 'It was: a"b'),
        ("exclude=,", "It was: ,"),
    ],
)
def test_a_parameter_out_of_range_is_named(api: Api, face: bytes, query: str, says: str) -> None:
    problem = assert_problem(api.post_image(f"/labels?{query}", face), 400, "invalid_parameter")

    assert says in str(problem["detail"])
