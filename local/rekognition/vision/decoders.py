"""From the outputs of a model to its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from local.rekognition.models.network import Network

_SAME_THING = 0.45  # boxes of one class that overlap more (intersection over union) are one
_MOST_FOUND = 300

Values = NDArray[Any]  # of floats
# By name, in the order of the model.
Outputs: TypeAlias = Mapping[str, Values]


class Unreadable(Exception):
    """The outputs are not what the decoder reads; the message says what they are."""


class Answer(NamedTuple):
    """A class, its score (0..1), and its box in ratios of the input: left, top, right, bottom."""

    label: int
    score: float
    box: tuple[float, float, float, float] | None = None


def decode(network: Network, outputs: Outputs) -> list[Answer]:
    """What scores at least the network's threshold. Raises Unreadable."""
    return _DECODERS[network.decoder](network, outputs)


def _classes(network: Network, outputs: Outputs) -> list[Answer]:
    scores = _activated(network, _first(outputs).reshape(-1))
    if len(scores) != network.classes:
        raise Unreadable(f"answers {len(scores)} classes, and there are {network.classes} labels")
    _check_scores(scores)
    chosen = np.flatnonzero(scores >= network.threshold)
    return [Answer(int(label), float(scores[label])) for label in chosen]


def _yolov8(network: Network, outputs: Outputs) -> list[Answer]:
    """One row a candidate: the middle and the size of its box in px, then a score a class."""
    rows = _candidates(_first(outputs), 4 + network.classes)
    scores = _activated(network, rows[:, 4:])
    _check_scores(scores)
    labels = scores.argmax(axis=1)
    best = scores.max(axis=1)
    likely = best >= network.threshold
    rows, labels, best = rows[likely], labels[likely], best[likely]
    corners = np.hstack([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2])
    size = network.preparation.width, network.preparation.height
    kept = _distinct(corners, best, labels)
    return _answers(labels[kept], best[kept], corners[kept] / (*size, *size))


def _ssd(network: Network, outputs: Outputs) -> list[Answer]:
    """Three outputs, named for what they are: boxes in ratios, their scores, their classes."""
    boxes = _named(outputs, "boxes", "box").reshape(-1, 4)
    scores = _named(outputs, "scores", "score").reshape(-1)
    labels = _named(outputs, "classes", "class", "label").reshape(-1).astype(np.int64)
    if not len(boxes) == len(scores) == len(labels):
        raise Unreadable(f"answers {len(boxes)} boxes, {len(scores)} scores, {len(labels)} classes")
    _check_scores(scores)
    if network.corners == "tlbr":
        boxes = boxes[:, [1, 0, 3, 2]]
    likely = (scores >= network.threshold) & (labels >= 0) & (labels < network.classes)
    return _answers(labels[likely], scores[likely], boxes[likely])


_DECODERS: dict[str, Callable[[Network, Outputs], list[Answer]]] = {
    "none": _classes,
    "yolov8": _yolov8,
    "ssd": _ssd,
}


def _first(outputs: Outputs) -> Values:
    return next(iter(outputs.values()))


def _named(outputs: Outputs, what: str, *parts: str) -> Values:
    for name, values in outputs.items():
        if any(part in name.lower() for part in parts):
            return values
    raise Unreadable(
        f"has no output named for its {what}, which ssd reads (it has {', '.join(outputs)})"
    )


def _candidates(values: Values, length: int) -> Values:
    if values.ndim == 3 and len(values) == 1:
        if values.shape[1] == length:
            return np.asarray(values[0].T)
        if values.shape[2] == length:
            return np.asarray(values[0])
    shape = "x".join(map(str, values.shape))
    raise Unreadable(
        f"answers {shape}, and yolov8 with {length - 4} labels reads 1x{length}xN: 4 and the labels"
    )


def _activated(network: Network, values: Values) -> Values:
    if network.activation == "softmax":
        powers = np.exp(values - values.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
    if network.activation == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-np.clip(values, -80, 80))))
    return values


def _check_scores(scores: Values) -> None:
    if len(scores) and not (scores.min() >= -1e-3 and scores.max() <= 1.001):
        raise Unreadable('answers scores outside 0..1: set output to "softmax" or "sigmoid"')


def _distinct(corners: Values, scores: Values, labels: NDArray[np.int64]) -> Sequence[int]:
    """The numbers of the boxes that are left when those of one thing are one."""
    sides = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])
    kept = cv2.dnn.NMSBoxesBatched(
        sides.tolist(), scores.tolist(), labels.tolist(), 0.0, _SAME_THING
    )
    return [int(number) for number in kept][:_MOST_FOUND]


def _answers(labels: NDArray[np.int64], scores: Values, boxes: Values) -> list[Answer]:
    return [
        Answer(int(label), min(1.0, float(score)), (left, top, right, bottom))
        for label, score, (left, top, right, bottom) in zip(
            labels, scores, boxes.tolist(), strict=True
        )
    ][:_MOST_FOUND]
