"""Reads models.toml. That the models themselves are right is checked where they are loaded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from local.rekognition.models.network import ARCFACE_EYES, Eyes, Network, Preparation, Task
from local.rekognition.models.table import Table
from local.rekognition.models.taxonomy import Taxonomy
from local.rekognition.similarity import Curve
from local.rekognition.state import ModelsError

FILE = "models.toml"

_TASKS = ("classification", "detection", "moderation", "embedding")
_ACTIVATIONS = ("none", "softmax", "sigmoid")
_DECODERS = ("none", "yolov8", "ssd")


@dataclass(frozen=True)
class Model:
    """A network, what its answers are called, and for an embedding what its distances mean."""

    network: Network
    taxonomy: Taxonomy
    curve: Curve | None = None


Models = tuple[Model, ...]


def read_models(path: Path) -> Models:
    """The models of a models.toml. Raises ModelsError for what is wrong in it."""
    try:
        document = Table(tomllib.loads(path.read_text("utf-8")), str(path))
    except OSError as error:
        raise ModelsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelsError(f"{path} is not TOML: {error}") from error
    models = tuple(_model(table, path.parent) for table in document.tables("models"))
    document.finish()
    for task in ("embedding", "moderation"):
        if sum(model.network.task == task for model in models) > 1:
            raise document.error(f"only one model can be for {task}")
    return models


def _model(table: Table, folder: Path) -> Model:
    task: Task = table.choice("task", _TASKS)
    model = _embedding(table, folder) if task == "embedding" else _naming(table, folder, task)
    table.finish()
    return model


def _naming(table: Table, folder: Path, task: Task) -> Model:
    taxonomy = _taxonomy(table, folder)
    decoder = table.choice("decoder", _DECODERS, None if task == "detection" else "none")
    if (decoder == "none") == (task == "detection") and task != "moderation":
        raise table.error(f"a model for {task} cannot have the decoder {decoder}")
    network = Network(
        name=_name(table),
        task=task,
        path=folder / table.text("model"),
        sha256=_sha256(table),
        preparation=_preparation(table.table("input")),
        classes=len(taxonomy.labels),
        activation=table.choice("output", _ACTIVATIONS, "none"),
        decoder=decoder,
        threshold=table.number("threshold", 0.5, 0, 1),
        corners=table.choice("corners", ("ltrb", "tlbr"), "ltrb"),
    )
    return Model(network, taxonomy)


def _embedding(table: Table, folder: Path) -> Model:
    eyes = table.table("eyes") if "eyes" in table else Table({}, table.where)
    distances = table.table("distances")
    curve = Curve(
        at_80=distances.number("similarity_80", None, 1e-6, 1e6),
        at_99=distances.number("similarity_99", None, 1e-6, 1e6),
    )
    if curve.at_99 >= curve.at_80:
        raise distances.error("similarity_99 must be less than similarity_80")
    network = Network(
        name=_name(table),
        task="embedding",
        path=folder / table.text("model"),
        sha256=_sha256(table),
        preparation=_preparation(table.table("input")),
        eyes=Eyes(eyes.point("left", ARCFACE_EYES.left), eyes.point("right", ARCFACE_EYES.right)),
        normalize=table.flag("normalize", True),
    )
    distances.finish()
    eyes.finish()
    return Model(network, Taxonomy(), curve)


def embedding_version(network: Network) -> str:
    """A FaceModelVersion that changes with all that changes an embedding.

    It has the digits and points that the service's model allows for one.
    """
    made_by = (network.sha256, network.preparation, network.eyes, network.normalize)
    digest = sha256(repr(made_by).encode()).digest()
    return f"0.2.{int.from_bytes(digest[:5], 'big')}"


def _name(table: Table) -> str:
    return Path(table.text("model")).stem


def _sha256(table: Table) -> str:
    value = table.text("sha256").lower()
    if not re.fullmatch("[0-9a-f]{64}", value):
        raise table.error("sha256 must be 64 hexadecimal digits, as sha256sum prints them")
    return value


def _preparation(table: Table) -> Preparation:
    width, height = table.size("size")
    std = table.triple("std", 1.0)
    if 0.0 in std:
        raise table.error("std must not be 0")
    preparation = Preparation(
        width=width,
        height=height,
        layout=table.choice("layout", ("NCHW", "NHWC"), "NCHW"),
        channels=table.choice("channels", ("RGB", "BGR"), "RGB"),
        fit=table.choice("fit", ("stretch", "letterbox", "crop"), "stretch"),
        scale=table.number("scale", 1 / 255, 0, 1e6),
        mean=table.triple("mean", 0.0),
        std=std,
    )
    table.finish()
    return preparation


def _taxonomy(table: Table, folder: Path) -> Taxonomy:
    taxonomy = Taxonomy(
        labels=_labels(table, folder / table.text("labels")),
        parents=table.lists("parents"),
        aliases=table.lists("aliases"),
        categories=table.texts("categories"),
    )
    try:
        for name in taxonomy.parents:
            taxonomy.ancestors(name)
    except ValueError as error:
        raise table.error(f"parents: {error}") from error
    known = {*taxonomy.labels, *(name for names in taxonomy.parents.values() for name in names)}
    for kind in ("parents", "aliases", "categories"):
        unknown = getattr(taxonomy, kind).keys() - known
        if unknown:
            raise table.error(f"{kind}: {sorted(unknown)[0]} is neither a label nor a parent")
    return taxonomy


def _labels(table: Table, path: Path) -> tuple[str, ...]:
    try:
        labels = tuple(line.strip() for line in path.read_text("utf-8-sig").splitlines())
    except OSError as error:
        raise table.error(f"the labels {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise table.error(f"the labels {path} are not UTF-8") from error
    named = [label for label in labels if label]
    if not named:
        raise table.error(f"the labels {path} are empty")
    if len(set(named)) < len(named):
        twice = next(label for label in named if named.count(label) > 1)
        raise table.error(f"the labels {path} have {twice} twice")
    return labels
