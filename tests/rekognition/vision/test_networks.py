"""What is told of a model that models.toml is right about, but that cannot be used."""

from __future__ import annotations

import re

import pytest

from local.rekognition.models.configuration import read_models
from local.rekognition.state import ModelsError
from local.rekognition.vision.networks import check
from tests.rekognition import onnx_models as made


def check_entries(folder, *entries: tuple[bytes, str], **options) -> None:
    models = read_models(made.write_models(folder, *entries, **options))
    check(tuple(model.network for model in models))


@pytest.mark.parametrize("ir_version", [8, 9, 10])
def test_models_that_fit_pass(tmp_path, ir_version):
    check_entries(
        tmp_path,
        (made.classifier(ir_version=ir_version), made.CLASSIFICATION),
        (made.yolov8(ir_version=ir_version), made.DETECTION),
        (made.embedder(), made.EMBEDDING),
    )
    check_entries(tmp_path, (made.ssd(), made.SSD), labels="\nRed\nGreen\nBlue")


def test_an_ir_version_the_runtime_does_not_know_is_told(tmp_path):
    with pytest.raises(
        ModelsError,
        match=r"model0\.onnx cannot be loaded.* IR version 14 is too new.* read is \d+$",
    ):
        check_entries(tmp_path, (made.classifier(ir_version=14), made.CLASSIFICATION))


def test_an_opset_the_runtime_does_not_know_is_told(tmp_path):
    with pytest.raises(
        ModelsError, match=r"model0\.onnx cannot be loaded.* opset 28 is too new.* read is \d+$"
    ):
        check_entries(tmp_path, (made.classifier(opset=28), made.CLASSIFICATION))


@pytest.mark.parametrize(
    ("model", "entry", "told"),
    [
        (b"no model", made.CLASSIFICATION, "model0.onnx cannot be loaded by onnxruntime"),
        (
            made.classifier(),
            made.CLASSIFICATION.replace("64", "32"),
            "takes 1 x 3 x 64 x 64, and its input in models.toml is 1 x 3 x 32 x 32 (NCHW)",
        ),
        (
            made.classifier(),
            made.CLASSIFICATION.replace("64", '64, layout = "NHWC"'),
            "its input in models.toml is 1 x 64 x 64 x 3 (NHWC)",
        ),
        (made.classifier(logits=True), made.CLASSIFICATION, "set output to"),
        (made.yolov8(), made.CLASSIFICATION, "answers 112 classes, and there are 3 labels"),
        (made.classifier(), made.DETECTION, "answers 1x3, and yolov8 with 3 labels reads 1x7xN"),
        (made.embedder(undefined=True), made.EMBEDDING, "does not answer with an embedding"),
        (made.classifier(), made.SSD, "has no output named for its boxes, which ssd reads"),
    ],
)
def test_a_model_that_does_not_fit_its_entry_is_told(tmp_path, model, entry, told):
    with pytest.raises(ModelsError, match=re.escape(told)) as wrong:
        check_entries(tmp_path, (model, entry))
    assert str(tmp_path / "model0.onnx") in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_another_file_than_the_hash_names_is_told(tmp_path):
    path = made.write_models(tmp_path, (made.classifier(), made.CLASSIFICATION))
    models = read_models(path)
    networks = tuple(model.network for model in models)
    (tmp_path / "model0.onnx").write_bytes(made.yolov8())
    with pytest.raises(ModelsError, match=r"has sha256 [0-9a-f]{64}, and models.toml expects"):
        check(networks)
    (tmp_path / "model0.onnx").unlink()
    with pytest.raises(ModelsError, match="cannot be read: No such file"):
        check(networks)
