from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from local.rekognition.models.network import Network
from local.rekognition.vision.decoders import Unreadable, decode
from tests.rekognition.vision.test_preparation import PLAIN

CLASSES = Network("n", "classification", Path("n.onnx"), "0" * 64, PLAIN, classes=3)
YOLO = replace(CLASSES, task="detection", decoder="yolov8", preparation=PLAIN)
SSD = replace(CLASSES, task="detection", decoder="ssd")


def outputs(**named) -> dict[str, np.ndarray]:
    return {name: np.array(values, np.float32) for name, values in named.items()}


def test_classes_above_the_threshold_are_answered():
    found = decode(CLASSES, outputs(scores=[[0.9, 0.2, 0.5]]))
    assert [(one.label, round(one.score, 3), one.box) for one in found] == [
        (0, 0.9, None),
        (2, 0.5, None),
    ]


@pytest.mark.parametrize(("activation", "expected"), [("softmax", 0.665), ("sigmoid", 0.881)])
def test_logits_are_made_scores(activation, expected):
    found = decode(replace(CLASSES, activation=activation), outputs(scores=[[2.0, 1.0, 0.0]]))
    assert found[0].score == pytest.approx(expected, abs=1e-3)


def test_logits_that_nobody_declared_are_told():
    with pytest.raises(Unreadable, match='set output to "softmax" or "sigmoid"'):
        decode(CLASSES, outputs(scores=[[5.0, -3.0, 0.0]]))
    with pytest.raises(Unreadable):
        decode(CLASSES, outputs(scores=[[np.nan, 0.0, 0.0]]))


def test_another_number_of_classes_than_labels_is_told():
    with pytest.raises(Unreadable, match="answers 2 classes, and there are 3 labels"):
        decode(CLASSES, outputs(scores=[[0.5, 0.5]]))


# Two boxes of one thing, one of another class in the same place, one elsewhere, one unlikely.
CANDIDATES = np.array(
    [
        [50, 50, 40, 20, 0.9, 0.0, 0.0],
        [51, 50, 40, 20, 0.8, 0.0, 0.0],
        [50, 50, 40, 20, 0.0, 0.7, 0.0],
        [150, 80, 20, 20, 0.6, 0.0, 0.0],
        [100, 20, 20, 20, 0.0, 0.0, 0.4],
    ]
)


@pytest.mark.parametrize("values", [CANDIDATES.T[None], CANDIDATES[None]])
def test_yolov8_boxes_of_one_thing_are_one(values):
    found = decode(YOLO, outputs(output0=values))
    assert [(one.label, round(one.score, 3)) for one in found] == [(0, 0.9), (1, 0.7), (0, 0.6)]
    assert found[0].box == pytest.approx((30 / 200, 40 / 100, 70 / 200, 60 / 100))


def test_yolov8_with_nothing_likely_finds_nothing():
    assert decode(YOLO, outputs(output0=CANDIDATES[None] * [[[1, 1, 1, 1, 0, 0, 0]]])) == []


@pytest.mark.parametrize("shape", [(1, 6, 10), (7, 10), (2, 7, 10)])
def test_what_yolov8_does_not_look_like_is_told(shape):
    with pytest.raises(Unreadable, match="x10, and yolov8 with 3 labels reads 1x7xN"):
        decode(YOLO, outputs(output0=np.zeros(shape)))


@pytest.mark.parametrize(
    ("corners", "expected"),
    [("ltrb", (0.1, 0.2, 0.3, 0.4)), ("tlbr", (0.2, 0.1, 0.4, 0.3))],
)
def test_ssd_reads_three_outputs_by_their_names(corners, expected):
    answers = outputs(
        num_detections=[3],
        detection_classes=[[1, 2, 7]],
        detection_scores=[[0.9, 0.1, 0.8]],
        detection_boxes=[[[0.1, 0.2, 0.3, 0.4]] * 3],
    )
    (found,) = decode(replace(SSD, corners=corners), answers)
    assert (found.label, round(found.score, 3)) == (1, 0.9)
    assert found.box == pytest.approx(expected)


def test_an_ssd_that_finds_nothing_is_right():
    empty = outputs(boxes=np.zeros((1, 0, 4)), labels=np.zeros((1, 0)), scores=np.zeros((1, 0)))
    assert decode(SSD, empty) == []


def test_outputs_that_ssd_cannot_tell_apart_are_told():
    with pytest.raises(Unreadable, match=r"no output named for its classes.*it has boxes, scores"):
        decode(SSD, outputs(boxes=np.zeros((1, 0, 4)), scores=np.zeros((1, 0))))
    with pytest.raises(Unreadable, match="answers 2 boxes, 1 scores, 1 classes"):
        decode(SSD, outputs(boxes=np.zeros((1, 2, 4)), scores=[0.5], labels=[0.0]))
