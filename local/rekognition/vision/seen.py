"""What is asked about a picture, and what was seen in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]


@dataclass(frozen=True)
class Box:
    """A rectangle in ratios of the picture's width and height, inside 0..1."""

    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height


@dataclass(frozen=True)
class Face:
    """One face.

    `confidence`, `brightness` and `sharpness` are 0..100, `roll` and `yaw` degrees, `landmarks`
    ratios by AWS's landmark names. `reasons` says why a face was not embedded: what the quality
    filter refused it for, or EXCEEDS_MAX_FACES; such a face, and one nobody wanted embedded,
    has no `embedding` (128 float32, compared by Euclidean distance).
    """

    box: Box
    confidence: float
    landmarks: dict[str, tuple[float, float]]
    roll: float
    yaw: float
    brightness: float
    sharpness: float
    reasons: tuple[str, ...] = ()
    embedding: Embedding | None = None


@dataclass(frozen=True)
class Code:
    """A QR code or bar code that was found and read."""

    kind: str
    box: Box


@dataclass(frozen=True)
class Color:
    """A dominant colour: 0..255 each, its names, and the percentage of the pixels it stands for."""

    red: int
    green: int
    blue: int
    css: str
    simplified: str
    percent: float


@dataclass(frozen=True)
class Region:
    """Colours and quality (0..100 each) of the picture or a part of it."""

    colors: tuple[Color, ...]
    brightness: float
    sharpness: float
    contrast: float


@dataclass(frozen=True)
class ImageProperties:
    """The whole picture; its people and the rest apart, where people were seen."""

    whole: Region
    foreground: Region | None = None
    background: Region | None = None


@dataclass(frozen=True)
class Look:
    """What to look for. The default finds faces and embeds none of them.

    `embed` is how many faces to embed, the largest first, of those the quality filter lets
    through; `longest_side` refuses pictures with a longer side (px); `colors` asks for the image
    properties with so many dominant colours.
    """

    embed: int = 0
    quality_filter: str = "NONE"
    codes: bool = False
    colors: int | None = None
    longest_side: int | None = None


@dataclass(frozen=True)
class Seen:
    """The faces, largest first, the codes, and the properties if they were asked for."""

    faces: list[Face] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    properties: ImageProperties | None = None
