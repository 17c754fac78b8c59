from __future__ import annotations

import numpy as np
import pytest
from PIL.ImageColor import getrgb

from local.rekognition.vision.color_names import css_name, simplified_name, to_lab


def test_lab_of_known_colours():
    lab = to_lab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], np.uint8))
    assert lab[0] == pytest.approx([100, 0, 0], abs=0.1)
    assert lab[1] == pytest.approx([0, 0, 0], abs=0.1)
    assert lab[2] == pytest.approx([53.2, 80.1, 67.2], abs=0.2)


@pytest.mark.parametrize("name", ["tomato", "navy", "darkolivegreen", "gold", "black"])
def test_a_css_colour_and_what_is_near_it_has_its_name(name):
    red, green, blue = getrgb(name)
    assert css_name(red, green, blue) == name
    assert css_name(min(red + 1, 255), green, max(blue - 1, 0)) == name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("black", "black"),
        ("white", "white"),
        ("darkslategray", "grey"),
        ("dimgray", "grey"),
        ("red", "red"),
        ("darkorange", "orange"),
        ("saddlebrown", "brown"),
        ("tan", "brown"),
        ("gold", "yellow"),
        ("darkolivegreen", "green"),
        ("teal", "cyan"),
        ("navy", "blue"),
        ("purple", "purple"),
        ("hotpink", "pink"),
        ("salmon", "pink"),
    ],
)
def test_the_plain_word_for_a_colour(name, plain):
    assert simplified_name(*getrgb(name)) == plain
