"""What is asked about a picture, and what was seen in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from local.rekognition.models.network import Task

Embedding = NDArray[np.float32]
# Points (x, y) in ratios of the picture's width and height.
Polygon: TypeAlias = tuple[tuple[float, float], ...]


def distance(one: Embedding, other: Embedding) -> float:
    return float(np.linalg.norm(one.astype(np.float64) - other))


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


def box_around(polygon: Polygon) -> Box:
    left, top = (min(point[axis] for point in polygon) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in polygon) for axis in (0, 1))
    return Box(left, top, right - left, bottom - top)


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
class Word:
    """A word and where it is; `confidence` is 0..100."""

    text: str
    confidence: float
    polygon: Polygon

    @property
    def box(self) -> Box:
        return box_around(self.polygon)


@dataclass(frozen=True)
class Line:
    """A line of text and its words; its polygon starts where reading starts."""

    text: str
    confidence: float
    polygon: Polygon
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return box_around(self.polygon)


@dataclass(frozen=True)
class Wording:
    """Which words are wanted: 0..100 sure at least, so large, and in one of the regions if any."""

    least_confidence: float
    least_width: float = 0.0
    least_height: float = 0.0
    regions: tuple[Polygon, ...] = ()


@dataclass(frozen=True)
class Code:
    """A QR code or bar code that was found and read."""

    kind: str
    box: Box


@dataclass(frozen=True)
class Scored:
    """What a model of the user's answered: the numbers of the model and of its class, a score of
    0..1, and for a detector where it is."""

    network: int
    label: int
    score: float
    box: Box | None = None


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

    `faces` is false when none are wanted; `text` asks for text; `tasks` says which of the user's
    models to ask.

    `embed` is how many faces to embed, the largest first, of those the quality filter lets
    through; `longest_side` refuses pictures with a longer side (px); `colors` asks for the image
    properties with so many dominant colours.
    """

    embed: int = 0
    quality_filter: str = "NONE"
    codes: bool = False
    colors: int | None = None
    longest_side: int | None = None
    faces: bool = True
    text: Wording | None = None
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Seen:
    """The faces, largest first, the lines of text, the codes, what the user's models answered, and
    the properties if they were asked for."""

    faces: list[Face] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    scored: list[Scored] = field(default_factory=list)
    properties: ImageProperties | None = None
