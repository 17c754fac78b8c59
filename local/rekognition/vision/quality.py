"""How good a face is to recognise, and the filter that keeps bad ones out of a collection.

Sharpness is the spread of the Laplacian over the spread of the grey levels, on a crop of
112 x 112 px: the detail that is left, whatever the light. Measured on portraits made worse step
by step, a face stays within 0.3 of its own original down to 0.12; blur of 2 % of the face's
width and enlarged 28-pixel faces fall below it. That is where strangers begin to look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from local.rekognition.vision.images import Pixels
from local.rekognition.vision.seen import Face

_CROP = 128
_MARGIN = 8  # px of the crop left out: its rim is background and resampling


@dataclass(frozen=True)
class Bar:
    """The least a face must have: width in working pixels, the rest as in Face; most yaw."""

    width: float
    sharpness: float
    brightness: float
    confidence: float
    yaw: float


# AUTO is the bar IndexFaces uses unless told otherwise.
_BARS = {
    "LOW": Bar(width=32, sharpness=47, brightness=7, confidence=91, yaw=75),
    "AUTO": Bar(width=40, sharpness=55, brightness=10, confidence=93, yaw=60),
    "MEDIUM": Bar(width=48, sharpness=63, brightness=16, confidence=95, yaw=45),
    "HIGH": Bar(width=64, sharpness=70, brightness=24, confidence=97, yaw=30),
}


def brightness_and_sharpness(pixels: Pixels) -> tuple[float, float]:
    """Both 0..100, of a face's pixels."""
    crop = Image.fromarray(pixels).convert("L").resize((_CROP, _CROP), Image.Resampling.BILINEAR)
    grey = np.asarray(crop, dtype=np.float32)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return float(grey.mean()) / 2.55, sharpness(grey)


def sharpness(grey: NDArray[np.float32]) -> float:
    """0..100: 55 at the AUTO bar, 75 to 97 for ordinary portraits."""
    spread = float(grey.std())
    if spread < 1:
        return 0.0
    return 100 * (1 - float(np.exp(-laplacian(grey).std() / spread / 0.15)))


def laplacian(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return np.asarray(around - 4 * grey[1:-1, 1:-1], dtype=np.float32)


def reasons(face: Face, width: float, quality_filter: str) -> tuple[str, ...]:
    """Why the filter refuses a face of this width (working pixels); empty when it does not."""
    bar = _BARS.get(quality_filter)
    if bar is None:
        return ()
    refused = {
        "SMALL_BOUNDING_BOX": width < bar.width,
        "LOW_SHARPNESS": face.sharpness < bar.sharpness,
        "LOW_BRIGHTNESS": face.brightness < bar.brightness,
        "LOW_CONFIDENCE": face.confidence < bar.confidence,
        "EXTREME_POSE": abs(face.yaw) > bar.yaw,
    }
    return tuple(reason for reason, holds in refused.items() if holds)
