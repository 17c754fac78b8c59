"""DetectLabels: what can honestly be named, and the properties of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members, bounding_box
from local.rekognition.protocol.errors import InvalidParameterException, invalid_parameters
from local.rekognition.vision.seen import Box, Color, ImageProperties, Look, Region, Seen

# What answered, so that nobody takes it for Rekognition's own model ("3.0").
LABEL_MODEL_VERSION = "local-0.1 (faces: dlib, codes: OpenCV)"

_LONGEST_SIDE = 10_000
_DEFAULT_MIN_CONFIDENCE = 55.0
_DEFAULT_COLORS = 10
_MOST_LABELS = 1000
_CODE_CONFIDENCE = 100.0  # a code counts as seen only when it was read


@dataclass(frozen=True)
class Label:
    """A label of Rekognition's taxonomy: with its parents, its alias and its category."""

    name: str
    parents: tuple[str, ...]
    aliases: tuple[str, ...]
    category: str


# Person, Head and Face are related as Rekognition has it. Human, there an alias of Person, is
# answered as a label too, as it used to be: whoever asks for either name finds it.
_PEOPLE = (
    Label("Person", (), ("Human",), "Person Description"),
    Label("Human", (), ("Person",), "Person Description"),
    Label("Head", ("Person",), (), "Person Description"),
    Label("Face", ("Head", "Person"), (), "Person Description"),
)
_CODES = {
    "QR Code": Label("QR Code", (), (), "Text and Documents"),
    "Barcode": Label("Barcode", (), (), "Text and Documents"),
}


async def detect_labels(engine: Engine, request: Members) -> Members:
    features = request.get("Features") or ["GENERAL_LABELS"]
    settings = request.get("Settings", {})
    _check(request, features, settings)
    wants_labels = "GENERAL_LABELS" in features
    colors = settings.get("ImageProperties", {}).get("MaxDominantColors", _DEFAULT_COLORS)
    look = Look(
        codes=wants_labels,
        colors=colors if "IMAGE_PROPERTIES" in features else None,
        longest_side=_LONGEST_SIDE,
    )
    seen = await engine.look(request["Image"], look)
    answer: Members = {"LabelModelVersion": LABEL_MODEL_VERSION}
    if wants_labels:
        answer["Labels"] = _labels(seen, request, settings.get("GeneralLabels", {}))
    if seen.properties is not None:
        answer["ImageProperties"] = _image_properties(seen.properties)
    return answer


def _check(request: Members, features: list[str], settings: Members) -> None:
    if len(set(features)) < len(features):
        raise invalid_parameters()
    general_only = {"MinConfidence", "MaxLabels"} & request.keys() or "GeneralLabels" in settings
    if general_only and "GENERAL_LABELS" not in features:
        raise InvalidParameterException(
            "MinConfidence, MaxLabels and GeneralLabels are only valid with GENERAL_LABELS"
        )


def _labels(seen: Seen, request: Members, filters: Members) -> list[Members]:
    least = request.get("MinConfidence", _DEFAULT_MIN_CONFIDENCE)
    labels = [
        _label(label, [instance for instance in instances if instance[1] >= least])
        for label, instances in _found(seen)
        if _wanted(label, filters)
    ]
    labels = [label for label in labels if label["Confidence"] >= least]
    labels.sort(key=lambda label: -label["Confidence"])
    return labels[: min(request.get("MaxLabels", _MOST_LABELS), _MOST_LABELS)]


def _found(seen: Seen) -> Iterable[tuple[Label, list[tuple[Box, float]]]]:
    faces = [(face.box, face.confidence) for face in seen.faces]
    if faces:
        yield from ((label, faces) for label in _PEOPLE)
    for kind, label in _CODES.items():
        codes = [(code.box, _CODE_CONFIDENCE) for code in seen.codes if code.kind == kind]
        if codes:
            yield label, codes


def _label(label: Label, instances: list[tuple[Box, float]]) -> Members:
    return {
        "Name": label.name,
        "Confidence": max((confidence for _, confidence in instances), default=0.0),
        "Instances": [
            {"BoundingBox": bounding_box(box), "Confidence": confidence}
            for box, confidence in instances
        ],
        "Parents": [{"Name": parent} for parent in label.parents],
        "Aliases": [{"Name": alias} for alias in label.aliases],
        "Categories": [{"Name": label.category}],
    }


def _wanted(label: Label, filters: Members) -> bool:
    """An inclusion by name or by category lets a label in, an exclusion by either keeps it out."""
    includes = any(names for kind, names in filters.items() if "Inclusion" in kind)
    included = not includes or _named(label, filters, "Inclusion")
    return included and not _named(label, filters, "Exclusion")


def _named(label: Label, filters: Members, kind: str) -> bool:
    names = _lower(filters.get(f"Label{kind}Filters", []))
    categories = _lower(filters.get(f"LabelCategory{kind}Filters", []))
    return label.name.lower() in names or label.category.lower() in categories


def _lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


def _image_properties(properties: ImageProperties) -> Members:
    whole = _region(properties.whole)
    whole["Quality"]["Contrast"] = properties.whole.contrast
    if properties.foreground is not None:
        whole["Foreground"] = _region(properties.foreground)
    if properties.background is not None:
        whole["Background"] = _region(properties.background)
    return whole


def _region(region: Region) -> Members:
    return {
        "Quality": {"Brightness": region.brightness, "Sharpness": region.sharpness},
        "DominantColors": [_color(color) for color in region.colors],
    }


def _color(color: Color) -> Members:
    return {
        "Red": color.red,
        "Green": color.green,
        "Blue": color.blue,
        "HexCode": f"#{color.red:02x}{color.green:02x}{color.blue:02x}",
        "CSSColor": color.css,
        "SimplifiedColor": color.simplified,
        "PixelPercent": color.percent,
    }
