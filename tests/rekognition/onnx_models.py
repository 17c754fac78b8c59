"""Makes small ONNX models that really look at their input, and the models.toml that names them.

Each averages colours: over the whole picture, or over the cells of a grid of 4 x 4.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 64
CELLS = 4
LABELS = ("Red", "Green", "Blue")


def classifier(*, ir_version: int = 10, opset: int = 17, logits: bool = False) -> bytes:
    """Scores red, green and blue by the mean of the picture; as logits, by ten times it."""
    weights = np.eye(3, dtype=np.float32) * (10 if logits else 1)
    nodes = [
        helper.make_node("GlobalAveragePool", ["picture"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["scores"]),
    ]
    return _model(nodes, {"weights": weights}, {"scores": [1, 3]}, ir_version, opset)


def yolov8(*, ir_version: int = 10) -> bytes:
    """Finds in each cell of the grid how red, green and blue it is."""
    cell = SIDE / CELLS
    middles = (np.arange(CELLS, dtype=np.float32) + 0.5) * cell
    x, y = np.meshgrid(middles, middles)
    size = np.full(CELLS**2, cell)
    boxes = np.stack([x.ravel(), y.ravel(), size, size])[None].astype(np.float32)
    nodes = [*_cells(), helper.make_node("Concat", ["boxes", "cells"], ["output0"], axis=1)]
    weights = {"boxes": boxes, "shape": np.array([1, 3, CELLS**2])}
    return _model(nodes, weights, {"output0": [1, 7, CELLS**2]}, ir_version)


def ssd() -> bytes:
    """The same with boxes of top, left, bottom, right, and the strongest colour from 1."""
    edges = np.arange(CELLS, dtype=np.float32) / CELLS
    left, top = (values.ravel() for values in np.meshgrid(edges, edges))
    boxes = np.stack([top, left, top + 1 / CELLS, left + 1 / CELLS], axis=1)[None]
    nodes = [
        *_cells(),
        helper.make_node("ReduceMax", ["cells"], ["detection_scores"], axes=[1], keepdims=0),
        helper.make_node("ArgMax", ["cells"], ["strongest"], axis=1, keepdims=0),
        helper.make_node("Add", ["strongest", "one"], ["detection_classes"]),
        helper.make_node("Identity", ["boxes"], ["detection_boxes"]),
    ]
    weights = {
        "boxes": boxes.astype(np.float32),
        "shape": np.array([1, 3, CELLS**2]),
        "one": np.array([1]),
    }
    found = CELLS**2
    outputs = {
        "detection_boxes": [1, found, 4],
        "detection_classes": [1, found],
        "detection_scores": [1, found],
    }
    return _model(nodes, weights, outputs, 10, kinds={"detection_classes": TensorProto.INT64})


def embedder(*, undefined: bool = False) -> bytes:
    """The colours of the cells, less grey: 48 numbers; or the logarithms of less than nothing."""
    nodes = [
        *_cells(),
        helper.make_node("Sub", ["cells", "grey"], ["centred"]),
        helper.make_node("Log" if undefined else "Identity", ["centred"], ["values"]),
        helper.make_node("Flatten", ["values"], ["embedding"]),
    ]
    weights = {"shape": np.array([1, 3, CELLS**2]), "grey": np.array(0.45, np.float32)}
    return _model(nodes, weights, {"embedding": [1, 3 * CELLS**2]}, 10)


def _cells() -> list[Any]:
    side = SIDE // CELLS
    return [
        helper.make_node(
            "AveragePool", ["picture"], ["grid"], kernel_shape=[side] * 2, strides=[side] * 2
        ),
        helper.make_node("Reshape", ["grid", "shape"], ["cells"]),
    ]


def _model(
    nodes: list[Any],
    weights: dict[str, np.ndarray],
    outputs: dict[str, list[int]],
    ir_version: int,
    opset: int = 17,
    kinds: dict[str, int] | None = None,
) -> bytes:
    kinds = kinds or {}
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [
            helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), shape)
            for name, shape in outputs.items()
        ],
        [numpy_helper.from_array(values, name) for name, values in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = ir_version
    onnx.checker.check_model(model)
    return model.SerializeToString()


def write_models(folder: Path, *entries: tuple[bytes, str], labels: str = "") -> Path:
    """A models.toml with an entry for each model, whose text may use {sha256} and {model}."""
    (folder / "labels.txt").write_text(labels or "\n".join(LABELS))
    written = []
    for number, (model, text) in enumerate(entries):
        name = f"model{number}.onnx"
        (folder / name).write_bytes(model)
        given = f'model = "{name}"\nsha256 = "{sha256(model).hexdigest()}"\n'
        written.append(f"[[models]]\n{given}{text}\n")
    path = folder / "models.toml"
    path.write_text("\n".join(written))
    return path


CLASSIFICATION = f"""
task = "classification"
labels = "labels.txt"
input = {{ size = {SIDE} }}
"""
DETECTION = f"""
task = "detection"
labels = "labels.txt"
decoder = "yolov8"
threshold = 0.9
input = {{ size = [{SIDE}, {SIDE}], fit = "letterbox" }}
"""
SSD = f"""
task = "detection"
labels = "labels.txt"
decoder = "ssd"
corners = "tlbr"
threshold = 0.9
input = {{ size = {SIDE} }}
"""
MODERATION = CLASSIFICATION.replace("classification", "moderation")
EMBEDDING = f"""
task = "embedding"
input = {{ size = {SIDE} }}
distances = {{ similarity_80 = 0.3, similarity_99 = 0.1 }}
"""
