"""What models.toml may say, and what is told of one that is wrong. No model is loaded here."""

from __future__ import annotations

import re

import pytest

from local.rekognition.models.configuration import embedding_version, read_models
from local.rekognition.state import ModelsError

HASH = "0" * 64
ENTRY = f"""
[[models]]
task = "classification"
model = "animals.onnx"
sha256 = "{HASH}"
labels = "labels.txt"
input = {{ size = [320, 224], layout = "NHWC", channels = "BGR", scale = 1, mean = [1, 2, 3] }}
"""
FACES = f"""
[[models]]
task = "embedding"
model = "faces.onnx"
sha256 = "{HASH}"
input = {{ size = 112 }}
distances = {{ similarity_80 = 1.2, similarity_99 = 1.0 }}
"""


@pytest.fixture
def read(tmp_path):
    (tmp_path / "labels.txt").write_text("Cat\nDog\n\nFish\n")

    def read(text: str):
        (tmp_path / "models.toml").write_text(text)
        return read_models(tmp_path / "models.toml")

    return read


def test_an_entry_is_read_with_its_paths_beside_the_file(read, tmp_path):
    (model,) = read(ENTRY)
    network = model.network
    assert (network.name, network.task) == ("animals", "classification")
    assert network.path == tmp_path / "animals.onnx"
    assert network.preparation.shape == (1, 224, 320, 3)
    assert (network.preparation.mean, network.preparation.std) == ((1, 2, 3), (1, 1, 1))
    assert network.classes == 4
    assert model.taxonomy.labels == ("Cat", "Dog", "", "Fish")


def test_names_are_related_by_tables(read):
    (model,) = read(
        ENTRY
        + """
        [models.parents]
        Cat = ["Pet"]
        Pet = ["Animal"]
        [models.aliases]
        Cat = ["Kitty"]
        [models.categories]
        Animal = "Animals and Pets"
        """
    )
    assert model.taxonomy.ancestors("Cat") == ("Pet", "Animal")
    assert model.taxonomy.aliases["Cat"] == ["Kitty"]
    assert model.taxonomy.category("Cat") == "Animals and Pets"


def test_no_entry_is_no_model(read):
    assert read("") == ()


def test_an_embedding_has_anchors_and_its_version_changes_with_what_makes_it(read):
    (model,) = read(FACES)
    assert model.curve.similarity(1.2) == pytest.approx(80)
    version = embedding_version(model.network)
    assert re.fullmatch(r"0\.2\.\d+", version)
    assert embedding_version(read(FACES)[0].network) == version
    for other in (
        FACES.replace("size = 112", "size = 112, mean = 0.5"),
        FACES.replace(HASH, "1" * 64),
        FACES + "normalize = false",
    ):
        assert embedding_version(read(other)[0].network) != version


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("models = 3", "write [[models]], not [models]"),
        ("[[models]", "is not TOML: "),
        ("[[model]]", "model is not a setting here"),
        (ENTRY.replace('task = "classification"', ""), "models 1: task is missing"),
        (ENTRY.replace("classification", "guessing"), "task must be one of classification, "),
        (ENTRY.replace("classification", "detection"), "decoder is missing"),
        (ENTRY + 'decoder = "ssd"', "a model for classification cannot have the decoder ssd"),
        (ENTRY.replace("sha256", "sha"), "sha256 is missing"),
        (ENTRY.replace(HASH, "abc"), "sha256 must be 64 hexadecimal digits"),
        (ENTRY + "treshold = 0.5", "treshold is not a setting here"),
        (ENTRY + "threshold = 50", "threshold must be a number from 0 to 1"),
        (ENTRY + "threshold = nan", "threshold must be a number from 0 to 1"),
        (ENTRY + "threshold = true", "threshold must be a number from 0 to 1"),
        (ENTRY.replace("[320, 224]", "[320]"), "input: size must be [width, height] in pixels"),
        (ENTRY.replace("[320, 224]", "0"), "input: size must be [width, height] in pixels"),
        (ENTRY.replace("NHWC", "CHW"), "layout must be one of NCHW, NHWC, not 'CHW'"),
        (ENTRY.replace("[1, 2, 3]", "[1, 2]"), "mean must be a number or three"),
        (ENTRY.replace("mean = [1, 2, 3]", "std = 0"), "std must not be 0"),
        (ENTRY.replace("labels.txt", "none.txt"), "none.txt cannot be read: No such file"),
        (ENTRY + '[models.parents]\nCat = "Pet"', "parents must be a table such as"),
        (ENTRY + '[models.parents]\nCat = ["Cat"]', "parents: Cat is its own ancestor"),
        (ENTRY + '[models.aliases]\nCow = ["Ox"]', "aliases: Cow is neither a label nor a parent"),
        (FACES + FACES, "only one model can be for embedding"),
        (FACES.replace("similarity_99 = 1.0", "similarity_99 = 1.3"), "must be less than"),
        (FACES.replace("size = 112", "size = 112, fits = 1"), "fits is not a setting here"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_its_place(read, tmp_path, text, told):
    with pytest.raises(ModelsError, match=re.escape(told)) as wrong:
        read(text)
    assert str(wrong.value).startswith(str(tmp_path / "models.toml"))
    assert "\n" not in str(wrong.value)


def test_labels_are_names_that_differ(read, tmp_path):
    (tmp_path / "twice.txt").write_text("Cat\nDog\nCat")
    with pytest.raises(ModelsError, match="have Cat twice"):
        read(ENTRY.replace("labels.txt", "twice.txt"))
    (tmp_path / "empty.txt").write_text("\n\n")
    with pytest.raises(ModelsError, match="are empty"):
        read(ENTRY.replace("labels.txt", "empty.txt"))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ModelsError, match="cannot be read: No such file"):
        read_models(tmp_path / "models.toml")
