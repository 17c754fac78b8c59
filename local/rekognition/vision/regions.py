"""Whether something lies in the regions of interest of a request.

How much of a shape lies inside is counted on a grid of points in it: regions may have any form.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from local.rekognition.vision.seen import Polygon

_STEPS = (np.arange(16) + 0.5) / 16

Points = NDArray[np.float64]


def mostly_inside(quad: Polygon, regions: tuple[Polygon, ...]) -> bool:
    """More than half of it in one region, as Rekognition asks; true without regions."""
    return _largest_share(quad, regions) > 0.5


def any_inside(quad: Polygon, regions: tuple[Polygon, ...]) -> bool:
    """Any of it in one region; true without regions."""
    return _largest_share(quad, regions) > 0


def _largest_share(quad: Polygon, regions: tuple[Polygon, ...]) -> float:
    if not regions:
        return 1.0
    points = _points(quad)
    return max(float(_inside(points, region).mean()) for region in regions)


def _points(quad: Polygon) -> Points:
    top_left, top_right, bottom_right, bottom_left = np.array(quad)
    along, down = (steps.reshape(-1, 1) for steps in np.meshgrid(_STEPS, _STEPS))
    top = top_left + along * (top_right - top_left)
    bottom = bottom_left + along * (bottom_right - bottom_left)
    return np.asarray(top + down * (bottom - top))


def _inside(points: Points, polygon: Polygon) -> NDArray[np.bool_]:
    """By the parity of the edges crossed on the way to the right."""
    x, y = points.T
    inside = np.zeros(len(points), bool)
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if y1 == y2:
            continue
        crossed = ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        inside ^= crossed
    return inside
