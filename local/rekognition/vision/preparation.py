"""From a picture to the input of a model, and from a place in that input back to the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from local.rekognition.models.network import Preparation
from local.rekognition.vision.images import Pixels
from local.rekognition.vision.seen import Box

_PADDING = 114  # the grey that YOLO is trained with

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Placement:
    """Where the picture lies in the input: its corner and its size, in ratios of the input."""

    left: float
    top: float
    width: float
    height: float

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A rectangle of the input (ratios) as one of the picture, cut where the picture ends."""
        x1, x2 = (_within((x - self.left) / self.width) for x in (left, right))
        y1, y2 = (_within((y - self.top) / self.height) for y in (top, bottom))
        return Box(x1, y1, max(0.0, x2 - x1), max(0.0, y2 - y1))


def fitted(pixels: Pixels, preparation: Preparation) -> tuple[Pixels, Placement]:
    """The picture at the size of the input: stretched, framed, or cut to its middle."""
    width, height = preparation.width, preparation.height
    scaled_width, scaled_height = _scaled(pixels, preparation)
    smaller = scaled_width < pixels.shape[1]
    scaled = cv2.resize(
        pixels,
        (scaled_width, scaled_height),
        interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR,
    )
    left, top = (width - scaled_width) // 2, (height - scaled_height) // 2
    framed = cv2.copyMakeBorder(
        scaled[max(0, -top) : max(0, -top) + height, max(0, -left) : max(0, -left) + width],
        *(max(0, top), max(0, height - scaled_height - top)),
        *(max(0, left), max(0, width - scaled_width - left)),
        cv2.BORDER_CONSTANT,
        value=(_PADDING,) * 3,
    )
    place = Placement(left / width, top / height, scaled_width / width, scaled_height / height)
    return np.asarray(framed), place


def tensor(
    pixels: Pixels, preparation: Preparation, dtype: type[np.generic]
) -> NDArray[np.generic]:
    """The input for RGB pixels of its size. Of bytes there is nothing to normalize."""
    if preparation.channels == "BGR":
        pixels = pixels[:, :, ::-1]
    values: NDArray[np.generic] = pixels
    if dtype is not np.uint8:
        scaled = pixels.astype(np.float32) * np.float32(preparation.scale)
        values = (scaled - np.array(preparation.mean, np.float32)) / np.array(
            preparation.std, np.float32
        )
    if preparation.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None], dtype)


def _scaled(pixels: Pixels, preparation: Preparation) -> tuple[int, int]:
    if preparation.fit == "stretch":
        return preparation.width, preparation.height
    height, width = pixels.shape[:2]
    ratios = preparation.width / width, preparation.height / height
    factor = min(ratios) if preparation.fit == "letterbox" else max(ratios)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _within(ratio: float) -> float:
    return min(1.0, max(0.0, ratio))
