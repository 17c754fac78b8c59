from __future__ import annotations

import math

import pytest
from PIL import Image, ImageDraw, ImageFont

from local.rekognition.vision.text import MOST_WORDS
from tests.rekognition.pictures import encoded, plain

WIDTH, HEIGHT = 900, 300


def sign(*lines: str, size: int = 44) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        font = ImageFont.load_default(size)
        draw.text((60, 50 + 2 * size * number), line, fill="black", font=font)
    return image


@pytest.fixture(scope="module")
def station() -> Image.Image:
    return sign("Platform 7", "Departs 12:45 daily")


def detect(client, image: Image.Image, **filters) -> list[dict]:
    members = {"Filters": filters} if filters else {}
    return client.detect_text(Image={"Bytes": encoded(image)}, **members)["TextDetections"]


def texts(found: list[dict], kind: str) -> list[str]:
    return [one["DetectedText"] for one in found if one["Type"] == kind]


def test_lines_come_first_and_words_name_their_line(client, station):
    found = detect(client, station)
    assert texts(found, "LINE") == ["Platform 7", "Departs 12:45 daily"]
    assert texts(found, "WORD") == ["Platform", "7", "Departs", "12:45", "daily"]
    assert [one["Id"] for one in found] == list(range(7))
    assert [one.get("ParentId") for one in found] == [None, None, 0, 0, 1, 1, 1]
    assert all(90 < one["Confidence"] <= 100 for one in found)


def test_the_model_that_answered_is_named(client, station):
    answer = client.detect_text(Image={"Bytes": encoded(station)})
    assert "rapidocr" in answer["TextModelVersion"]


def test_words_are_where_they_stand_in_their_line(client, station):
    found = detect(client, station)
    for word in (one for one in found if one["Type"] == "WORD"):
        line, box = found[word["ParentId"]]["Geometry"], word["Geometry"]["BoundingBox"]
        assert box["Top"] == pytest.approx(line["BoundingBox"]["Top"], abs=0.02)
        assert box["Left"] >= line["BoundingBox"]["Left"] - 0.01
    places = {
        one["DetectedText"]: one["Geometry"]["BoundingBox"]
        for one in found
        if one["Type"] == "WORD"
    }
    pen = ImageDraw.Draw(station)
    font = ImageFont.load_default(44)
    expected = (60 + pen.textlength("Departs ", font)) / WIDTH
    assert places["12:45"]["Left"] == pytest.approx(expected, abs=0.02)
    assert places["12:45"]["Width"] == pytest.approx(
        pen.textlength("12:45", font) / WIDTH, abs=0.03
    )
    assert places["Departs"]["Top"] == pytest.approx((50 + 88 + 10) / HEIGHT, abs=0.07)


@pytest.mark.parametrize("angle", [12, 90, 180, 270, -30])
def test_turned_text_is_read_and_its_polygon_starts_where_reading_starts(client, station, angle):
    turned = station.rotate(angle, expand=True, fillcolor="white")
    found = detect(client, turned)
    assert {"Platform", "Departs", "12:45", "daily"} <= set(texts(found, "WORD"))
    departs = next(one for one in found if one["DetectedText"] == "Departs")
    first, second, *_ = departs["Geometry"]["Polygon"]
    along = (second["X"] - first["X"]) * turned.width, (second["Y"] - first["Y"]) * turned.height
    measured = -math.degrees(math.atan2(along[1], along[0]))
    assert (measured - angle + 180) % 360 - 180 == pytest.approx(0, abs=4)


def test_words_are_filtered_by_size_and_confidence(client):
    image = sign("Large")
    ImageDraw.Draw(image).text((60, 200), "small", fill="black", font=ImageFont.load_default(20))
    assert texts(detect(client, image), "WORD") == ["Large", "small"]
    for least in ({"MinBoundingBoxHeight": 0.15}, {"MinBoundingBoxWidth": 0.1}):
        found = detect(client, image, WordFilter=least)
        assert texts(found, "WORD") == ["Large"]
        assert texts(found, "LINE") == ["Large"]
        assert [one["Id"] for one in found] == [0, 1]
    assert detect(client, image, WordFilter={"MinBoundingBoxHeight": 0.9}) == []


def test_regions_choose_words(client, station):
    top = {"Left": 0, "Top": 0, "Width": 1, "Height": 0.4}
    found = detect(client, station, RegionsOfInterest=[{"BoundingBox": top}])
    assert texts(found, "WORD") == ["Platform", "7"]
    left = [{"X": 0, "Y": 0}, {"X": 0.2, "Y": 0}, {"X": 0.2, "Y": 1}, {"X": 0, "Y": 1}]
    found = detect(client, station, RegionsOfInterest=[{"Polygon": left}])
    assert texts(found, "WORD") == ["Platform", "Departs"]


@pytest.mark.parametrize(
    "region",
    [
        {},
        {"Polygon": [{"X": 0, "Y": 0}, {"X": 1, "Y": 1}]},
        {"Polygon": [{"X": number / 11, "Y": 0.5} for number in range(11)]},
        {"BoundingBox": {"Left": 0}, "Polygon": [{"X": 0, "Y": 0}] * 3},
    ],
)
def test_a_region_is_a_box_or_three_to_ten_points(client, region):
    with pytest.raises(client.exceptions.InvalidParameterException):
        detect(client, sign(), RegionsOfInterest=[region])


def test_there_are_a_hundred_words_at_most(client):
    image = Image.new("RGB", (1200, 700), "white")
    for row in range(14):
        words = " ".join(f"w{row}{column}" for column in range(10))
        ImageDraw.Draw(image).text(
            (20, 20 + 48 * row), words, fill="black", font=ImageFont.load_default(36)
        )
    found = detect(client, image)
    assert len(texts(found, "WORD")) == MOST_WORDS


def test_pictures_without_text_have_none(client, cat, samples):
    assert client.detect_text(Image={"Bytes": plain(300, 200)})["TextDetections"] == []
    assert client.detect_text(Image={"Bytes": cat})["TextDetections"] == []
    rocket = (samples / "rocket.jpg").read_bytes()
    assert client.detect_text(Image={"Bytes": rocket})["TextDetections"] == []


@pytest.mark.parametrize("size", [(1280, 80), (80, 1280), (80, 80)])
def test_long_and_small_pictures_are_searched_as_they_are(client, size):
    assert client.detect_text(Image={"Bytes": plain(*size)})["TextDetections"] == []
