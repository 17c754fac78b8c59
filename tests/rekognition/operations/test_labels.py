from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.rekognition.pictures import encoded, plain


def labels(client, image, **members):
    answer = client.detect_labels(Image={"Bytes": image}, **members)["Labels"]
    return {label["Name"]: label for label in answer}


@pytest.fixture(scope="session")
def qr() -> bytes:
    code = cv2.QRCodeEncoder.create().encode("https://example.org/")
    large = np.kron(code, np.full((8, 8), 1, np.uint8))
    return encoded(Image.fromarray(np.pad(large, 60, constant_values=255)))


def test_a_person_is_a_face_with_its_taxonomy(client, astronaut):
    found = labels(client, astronaut)
    assert {"Person", "Human", "Face"} <= found.keys()
    assert len(found["Person"]["Instances"]) == len(found["Face"]["Instances"]) == 1
    assert found["Person"]["Aliases"] == [{"Name": "Human"}]
    assert {"Name": "Person"} in found["Face"]["Parents"]
    assert found["Face"]["Categories"] == [{"Name": "Person Description"}]
    ancestors = {parent["Name"] for label in found.values() for parent in label["Parents"]}
    assert ancestors <= found.keys()


def test_every_person_is_an_instance(client, photos):
    found = labels(client, (photos / "both.jpg").read_bytes())
    assert len(found["Person"]["Instances"]) == 2
    best = max(instance["Confidence"] for instance in found["Person"]["Instances"])
    assert found["Person"]["Confidence"] == best


def test_a_cat_is_not_named(client, cat):
    assert labels(client, cat) == {}


def test_a_qr_code_is_found_where_it_is(client, qr):
    (instance,) = labels(client, qr)["QR Code"]["Instances"]
    box = instance["BoundingBox"]
    assert box["Left"] + box["Width"] / 2 == pytest.approx(0.5, abs=0.03)
    assert box["Top"] + box["Height"] / 2 == pytest.approx(0.5, abs=0.03)


def test_labels_are_limited_by_number_and_confidence(client, astronaut):
    assert len(labels(client, astronaut, MaxLabels=2)) == 2
    assert labels(client, astronaut, MaxLabels=0) == {}
    assert labels(client, astronaut, MinConfidence=100) == {}
    confidences = [label["Confidence"] for label in labels(client, astronaut).values()]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"LabelInclusionFilters": ["face"]}, {"Face"}),
        (
            {"LabelInclusionFilters": [], "LabelExclusionFilters": ["Human", "Head"]},
            {"Person", "Face"},
        ),
        ({"LabelExclusionFilters": ["Human", "Head"]}, {"Person", "Face"}),
        ({"LabelCategoryExclusionFilters": ["Person Description"]}, set()),
        ({"LabelCategoryInclusionFilters": ["Animals and Pets"]}, set()),
        (
            {
                "LabelCategoryInclusionFilters": ["Person Description"],
                "LabelExclusionFilters": ["Person", "Human"],
            },
            {"Head", "Face"},
        ),
    ],
)
def test_filters_choose_labels(client, astronaut, filters, expected):
    found = labels(client, astronaut, Settings={"GeneralLabels": filters})
    assert found.keys() == expected


def properties(client, image, **settings):
    return client.detect_labels(
        Image={"Bytes": image},
        Features=["IMAGE_PROPERTIES"],
        Settings={"ImageProperties": settings},
    )["ImageProperties"]


def test_dominant_colours_are_counted_and_named(client):
    image = Image.new("RGB", (300, 200), (255, 0, 0))
    image.paste((0, 0, 255), (0, 0, 75, 200))
    red, blue = properties(client, encoded(image))["DominantColors"]

    assert (red["Red"], red["Green"], red["Blue"]) == (255, 0, 0)
    assert (red["HexCode"], red["CSSColor"], red["SimplifiedColor"]) == ("#ff0000", "red", "red")
    assert red["PixelPercent"] == pytest.approx(75, abs=2)
    assert (blue["CSSColor"], blue["PixelPercent"]) == ("blue", pytest.approx(25, abs=2))


def test_as_many_colours_as_asked_for(client, cat):
    assert len(properties(client, cat, MaxDominantColors=3)["DominantColors"]) == 3
    assert properties(client, cat, MaxDominantColors=0)["DominantColors"] == []


def test_quality_follows_the_pixels(client, cat):
    dark, light = (properties(client, plain(200, 200, color=(level,) * 3)) for level in (20, 235))
    assert dark["Quality"]["Brightness"] < 15 < 85 < light["Quality"]["Brightness"]
    assert dark["Quality"]["Contrast"] == 0
    picture = properties(client, cat)["Quality"]
    assert picture["Contrast"] > 20
    assert picture["Sharpness"] > 50


def test_foreground_is_the_people_and_background_the_rest(client, astronaut, cat):
    found = properties(client, astronaut)
    assert found["Foreground"]["DominantColors"] != found["Background"]["DominantColors"]
    assert "Contrast" not in found["Foreground"]["Quality"]
    assert not {"Foreground", "Background"} & properties(client, cat).keys()


def test_both_features_in_one_answer_each_only_when_asked_for(client, astronaut):
    image = {"Bytes": astronaut}
    both = client.detect_labels(Image=image, Features=["GENERAL_LABELS", "IMAGE_PROPERTIES"])
    assert {"Labels", "ImageProperties"} <= both.keys()
    assert "ImageProperties" not in client.detect_labels(Image=image)
    assert "Labels" not in client.detect_labels(Image=image, Features=["IMAGE_PROPERTIES"])


def test_label_settings_need_the_labels_feature(client, astronaut):
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.detect_labels(
            Image={"Bytes": astronaut}, Features=["IMAGE_PROPERTIES"], MinConfidence=10
        )


def test_a_side_over_ten_thousand_pixels_is_too_long_for_labels_only(client):
    long = {"Bytes": plain(10_001, 80)}
    with pytest.raises(client.exceptions.ImageTooLargeException) as refused:
        client.detect_labels(Image=long)
    assert (
        refused.value.response["Error"]["Message"]
        == "Input image dimensions 10001 x 80 exceed maximum dimension size of 10000 pixels"
    )
    assert client.detect_faces(Image=long)["FaceDetails"] == []
