"""What a colour is called: the nearest CSS colour, and one of twelve plain words."""

from __future__ import annotations

from colorsys import rgb_to_hsv
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL.ImageColor import colormap, getrgb

Floats = NDArray[np.float64]

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)


def to_lab(rgb: NDArray[np.uint8]) -> Floats:
    """SRGB (n x 3, 0..255) as CIELAB under D65."""
    level = rgb / 255.0
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def css_name(red: int, green: int, blue: int) -> str:
    """The CSS colour nearest to the eye (CIE76)."""
    names, lab = _css_colors()
    here = to_lab(np.array([[red, green, blue]], np.uint8))
    return names[int(np.linalg.norm(lab - here, axis=1).argmin())]


@lru_cache(maxsize=1)
def _css_colors() -> tuple[list[str], Floats]:
    names = list(colormap)
    return names, to_lab(np.array([getrgb(name)[:3] for name in names], np.uint8))


# Where each plain hue ends on the colour circle, in degrees.
_HUES = (
    (15, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (195, "cyan"),
    (255, "blue"),
    (310, "purple"),
    (345, "pink"),
    (360, "red"),
)


def simplified_name(red: int, green: int, blue: int) -> str:
    """One of black, white, grey, brown and the names in the hue table."""
    lightness, a, b = (float(part) for part in to_lab(np.array([[red, green, blue]], np.uint8))[0])
    chroma = (a * a + b * b) ** 0.5
    if lightness < 12:
        return "black"
    if chroma < 15:
        return "white" if lightness > 92 else "grey"
    hue = rgb_to_hsv(red, green, blue)[0] * 360
    name = next(name for end, name in _HUES if hue <= end)
    if name == "orange" and (lightness < 50 or chroma < 40):
        return "brown"
    return "pink" if name == "red" and lightness > 65 else name
