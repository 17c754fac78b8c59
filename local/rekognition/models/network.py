"""One ONNX model as a worker process needs to know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Task: TypeAlias = Literal["classification", "detection", "moderation", "embedding"]
Decoder: TypeAlias = Literal["none", "yolov8", "ssd"]
Activation: TypeAlias = Literal["none", "softmax", "sigmoid"]
Fit: TypeAlias = Literal["stretch", "letterbox", "crop"]
Triple: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Preparation:
    """How pixels become the model's input: fitted to width x height px, then, for each channel,
    (level * scale - mean) / std."""

    width: int
    height: int
    layout: Literal["NCHW", "NHWC"]
    channels: Literal["RGB", "BGR"]
    fit: Fit
    scale: float
    mean: Triple
    std: Triple

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Of the input, with its batch of one."""
        if self.layout == "NCHW":
            return (1, 3, self.height, self.width)
        return (1, self.height, self.width, 3)


class Eyes(NamedTuple):
    """Where an embedding model wants the eyes: (x, y) in ratios of its input, as one sees them."""

    left: tuple[float, float]
    right: tuple[float, float]


# Where ArcFace, and what follows it, has the eyes in its 112 px square.
ARCFACE_EYES = Eyes((0.3419, 0.4616), (0.6565, 0.4598))


@dataclass(frozen=True)
class Network:
    """`classes` is how many its answer tells apart; `threshold` (0..1) the least score of one.

    `corners` is how an `ssd` decoder reads a box; `eyes` and `normalize` are for embeddings.
    """

    name: str
    task: Task
    path: Path
    sha256: str
    preparation: Preparation
    classes: int = 0
    activation: Activation = "none"
    decoder: Decoder = "none"
    threshold: float = 0.5
    corners: Literal["ltrb", "tlbr"] = "ltrb"
    eyes: Eyes = ARCFACE_EYES
    normalize: bool = True
