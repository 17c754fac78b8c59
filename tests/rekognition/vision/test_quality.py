from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter

from local.rekognition.vision.quality import brightness_and_sharpness, reasons
from local.rekognition.vision.seen import Box, Face

GOOD = Face(
    box=Box(0.1, 0.1, 0.5, 0.5),
    confidence=99.9,
    landmarks={},
    roll=0,
    yaw=0,
    brightness=50,
    sharpness=90,
)


@pytest.mark.parametrize("quality_filter", ["NONE", "LOW", "AUTO", "MEDIUM", "HIGH"])
def test_a_good_face_passes_every_filter(quality_filter):
    assert reasons(GOOD, 120, quality_filter) == ()


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ({"sharpness": 30}, "LOW_SHARPNESS"),
        ({"brightness": 5}, "LOW_BRIGHTNESS"),
        ({"confidence": 90}, "LOW_CONFIDENCE"),
        ({"yaw": -80}, "EXTREME_POSE"),
    ],
)
def test_a_flaw_is_named_by_every_filter_but_none(flaw, reason):
    face = replace(GOOD, **flaw)
    assert reasons(face, 120, "NONE") == ()
    for quality_filter in ("LOW", "AUTO", "MEDIUM", "HIGH"):
        assert reasons(face, 120, quality_filter) == (reason,)


def test_the_filters_grow_stricter():
    refused = {
        quality_filter: {width for width in range(20, 80) if reasons(GOOD, width, quality_filter)}
        for quality_filter in ("LOW", "AUTO", "MEDIUM", "HIGH")
    }
    assert refused["LOW"] < refused["AUTO"] < refused["MEDIUM"] < refused["HIGH"]


@pytest.fixture
def face() -> Image.Image:
    noise = np.random.default_rng(3).integers(40, 200, (64, 64, 3), np.uint8)
    return Image.fromarray(noise).resize((256, 256), Image.Resampling.BICUBIC)


def test_blur_takes_sharpness_and_darkness_takes_brightness_only(face):
    _, sharp = brightness_and_sharpness(np.asarray(face))
    blurred = np.asarray(face.filter(ImageFilter.GaussianBlur(8)))
    assert brightness_and_sharpness(blurred)[1] < sharp - 5
    dark, dark_sharp = brightness_and_sharpness(np.asarray(face.point(lambda level: level // 2)))
    bright, _ = brightness_and_sharpness(np.asarray(face))
    assert dark == pytest.approx(bright / 2, abs=1)
    assert dark_sharp == pytest.approx(sharp, abs=3)


def test_a_plain_surface_has_no_sharpness():
    assert brightness_and_sharpness(np.full((90, 90, 3), 128, np.uint8)) == (
        pytest.approx(50.2, abs=0.1),
        0,
    )
