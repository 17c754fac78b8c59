"""Dominant colours by k-means in CIELAB, where distance is what the eye sees, and image quality."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from local.rekognition.vision.color_names import css_name, simplified_name, to_lab
from local.rekognition.vision.images import Picture, Pixels
from local.rekognition.vision.quality import sharpness
from local.rekognition.vision.seen import Box, Color, Face, ImageProperties, Region

_SAMPLE = 6_000  # px that colours are counted at
_ROUNDS = 12
_ALIKE = 12.0  # clusters nearer than this (CIE76) are one colour to the eye
_LEAST_PERCENT = 1.0

_LUMA = np.array([0.299, 0.587, 0.114])

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def image_properties(picture: Picture, faces: list[Face], most_colors: int) -> ImageProperties:
    """Of the picture; with faces in it also of the faces (foreground) and the rest (background)."""
    whole = _region(picture.pixels, np.ones(picture.pixels.shape[:2], bool), most_colors)
    if not faces:
        return ImageProperties(whole)
    inside = _inside(picture, [face.box for face in faces])
    if inside.all():
        return ImageProperties(whole)
    return ImageProperties(
        whole,
        foreground=_region(picture.pixels, inside, most_colors),
        background=_region(picture.pixels, ~inside, most_colors),
    )


def _inside(picture: Picture, boxes: list[Box]) -> Mask:
    inside = np.zeros(picture.pixels.shape[:2], bool)
    for box in boxes:
        inside[
            _span(box.top, box.height, picture.height), _span(box.left, box.width, picture.width)
        ] = True
    return inside


def _span(start: float, length: float, pixels: int) -> slice:
    return slice(round(start * pixels), round((start + length) * pixels))


def _region(pixels: Pixels, inside: Mask, most_colors: int) -> Region:
    sample = _sample(pixels, inside)
    levels = sample @ _LUMA
    low, high = np.percentile(levels, (2, 98))
    return Region(
        colors=_dominant(sample, most_colors),
        brightness=float(levels.mean()) / 2.55,
        sharpness=sharpness(_framed(pixels, inside)),
        contrast=float(high - low) / 2.55,
    )


def _framed(pixels: Pixels, inside: Mask) -> NDArray[np.float32]:
    """The grey levels of the smallest frame around a region."""
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    frame = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(Image.fromarray(frame).convert("L"), dtype=np.float32)


def _sample(pixels: Pixels, inside: Mask) -> Pixels:
    """Pixels of a region, evenly spread: some _SAMPLE of them, or all if fewer."""
    places = np.flatnonzero(inside)
    return pixels.reshape(-1, 3)[places[:: max(1, len(places) // _SAMPLE)]]


def _dominant(rgb: Pixels, most: int) -> tuple[Color, ...]:
    if most == 0:
        return ()
    lab = to_lab(rgb)
    labels = _cluster(lab, _first_centres(lab, most))
    colors = [_color(rgb[labels == label], len(rgb)) for label in np.unique(labels)]
    colors = [color for color in colors if color.percent >= _LEAST_PERCENT]
    return tuple(sorted(colors, key=lambda color: color.percent, reverse=True))


def _color(rgb: Pixels, total: int) -> Color:
    red, green, blue = (round(float(level)) for level in rgb.mean(axis=0))
    return Color(
        red=red,
        green=green,
        blue=blue,
        css=css_name(red, green, blue),
        simplified=simplified_name(red, green, blue),
        percent=100 * len(rgb) / total,
    )


def _first_centres(lab: Floats, most: int) -> Floats:
    """Farthest points first, so that the same pixels always give the same colours."""
    centres = [lab.mean(axis=0)]
    nearest = np.full(len(lab), np.inf)
    while len(centres) < most:
        nearest = np.minimum(nearest, np.linalg.norm(lab - centres[-1], axis=1))
        farthest = int(nearest.argmax())
        if nearest[farthest] < _ALIKE:
            break
        centres.append(lab[farthest])
    return np.array(centres)


def _cluster(lab: Floats, centres: Floats) -> NDArray[np.int64]:
    """Lloyd's algorithm; the number of the nearest centre for each colour."""
    labels = _nearest(lab, centres)
    for _ in range(_ROUNDS):
        used = np.unique(labels)
        moved = np.array([lab[labels == label].mean(axis=0) for label in used])
        if len(used) == len(centres) and np.allclose(moved, centres, atol=0.5):
            break
        centres, labels = moved, _nearest(lab, moved)
    return labels


def _nearest(lab: Floats, centres: Floats) -> NDArray[np.int64]:
    # The square of each colour itself is the same for all centres.
    return np.asarray(((centres**2).sum(axis=1) - 2 * lab @ centres.T).argmin(axis=1))
