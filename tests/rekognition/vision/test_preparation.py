from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from local.rekognition.models.network import Preparation
from local.rekognition.vision.preparation import fitted, tensor
from local.rekognition.vision.seen import Box

PLAIN = Preparation(
    width=200,
    height=100,
    layout="NCHW",
    channels="RGB",
    fit="stretch",
    scale=1.0,
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
)


def dotted() -> tuple[np.ndarray, Box]:
    """A grey picture of 400 x 400 with a red square, and where the square is."""
    pixels = np.full((400, 400, 3), 50, np.uint8)
    pixels[160:240, 120:200] = (255, 0, 0)
    return pixels, Box(0.3, 0.4, 0.2, 0.2)


@pytest.mark.parametrize("fit", ["stretch", "letterbox", "crop"])
def test_what_is_found_in_the_input_is_led_back_to_the_picture(fit):
    pixels, expected = dotted()
    made, place = fitted(pixels, replace(PLAIN, fit=fit))
    assert made.shape == (100, 200, 3)
    rows, columns = np.nonzero(made[:, :, 0] > 160)
    found = place.box(
        columns.min() / 200, rows.min() / 100, (columns.max() + 1) / 200, (rows.max() + 1) / 100
    )
    assert found.left == pytest.approx(expected.left, abs=0.02)
    assert found.top == pytest.approx(expected.top, abs=0.02)
    assert found.width == pytest.approx(expected.width, abs=0.03)
    assert found.height == pytest.approx(expected.height, abs=0.03)


def test_a_frame_is_grey_and_a_box_ends_where_the_picture_does():
    pixels, _ = dotted()
    made, place = fitted(pixels, replace(PLAIN, fit="letterbox"))
    assert (made[:, :49] == 114).all()
    assert (made[:, 151:] == 114).all()
    assert place.box(0, 0, 1, 1) == Box(0, 0, 1, 1)


def test_a_crop_keeps_the_middle():
    pixels, _ = dotted()
    _, place = fitted(pixels, replace(PLAIN, fit="crop"))
    assert place.box(0, 0, 1, 1) == Box(0, 0.25, 1, 0.5)


@pytest.mark.parametrize("fit", ["stretch", "letterbox", "crop"])
@pytest.mark.parametrize("shape", [(80, 1280, 3), (1280, 80, 3), (81, 83, 3), (50, 101, 3)])
def test_any_picture_comes_out_at_the_size_of_the_input(fit, shape):
    made, _ = fitted(np.zeros(shape, np.uint8), replace(PLAIN, fit=fit))
    assert made.shape == (100, 200, 3)


def test_levels_are_scaled_and_normalized_in_the_order_of_the_channels():
    pixels = np.zeros((100, 200, 3), np.uint8) + np.array([10, 20, 30], np.uint8)
    ours = replace(PLAIN, channels="BGR", scale=0.1, mean=(1, 2, 3), std=(1, 2, 4))
    values = tensor(pixels, ours, np.float32)
    assert values.shape == (1, 3, 100, 200)
    assert values[0, :, 5, 5].tolist() == pytest.approx([2.0, 0.0, -0.5])
    assert tensor(pixels, replace(ours, layout="NHWC"), np.float32).shape == (1, 100, 200, 3)


def test_a_model_of_bytes_is_given_bytes():
    pixels = np.full((100, 200, 3), 7, np.uint8)
    values = tensor(pixels, replace(PLAIN, layout="NHWC"), np.uint8)
    assert (values.dtype, values[0, 0, 0, 0]) == (np.uint8, 7)
