"""DetectLabels: what can honestly be named, and the properties of the picture."""

from __future__ import annotations

from collections.abc import Iterable

from local.rekognition.engine import Engine
from local.rekognition.models.network import Task
from local.rekognition.operations.answers import Members, bounding_box
from local.rekognition.operations.named import Label, Named, labels_of, version_of
from local.rekognition.protocol.errors import InvalidParameterException, invalid_parameters
from local.rekognition.vision.seen import Color, ImageProperties, Look, Region, Seen

# What answered, so that nobody takes it for Rekognition's own model ("3.0").
LABEL_MODEL_VERSION = "local-0.1 (faces: dlib, codes: OpenCV)"

_LONGEST_SIDE = 10_000
_DEFAULT_MIN_CONFIDENCE = 55.0
_DEFAULT_COLORS = 10
_MOST_LABELS = 1000
_LABEL_TASKS: tuple[Task, ...] = ("classification", "detection")


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
        tasks=_LABEL_TASKS if wants_labels else (),
    )
    seen = await engine.look(request["Image"], look)
    answer: Members = {"LabelModelVersion": _version(engine)}
    if wants_labels:
        answer["Labels"] = _labels(engine, seen, request, settings.get("GeneralLabels", {}))
    if seen.properties is not None:
        answer["ImageProperties"] = _image_properties(seen.properties)
    return answer


def _version(engine: Engine) -> str:
    own = version_of(engine.models, _LABEL_TASKS)
    return f"{LABEL_MODEL_VERSION} + {own}" if own else LABEL_MODEL_VERSION


def _check(request: Members, features: list[str], settings: Members) -> None:
    if len(set(features)) < len(features):
        raise invalid_parameters()
    general_only = {"MinConfidence", "MaxLabels"} & request.keys() or "GeneralLabels" in settings
    if general_only and "GENERAL_LABELS" not in features:
        raise InvalidParameterException(
            "MinConfidence, MaxLabels and GeneralLabels are only valid with GENERAL_LABELS"
        )


def _labels(engine: Engine, seen: Seen, request: Members, filters: Members) -> list[Members]:
    least = request.get("MinConfidence", _DEFAULT_MIN_CONFIDENCE)
    found = [
        one
        for one in labels_of(engine.models, seen)
        if one.confidence >= least and _wanted(one.label, filters)
    ]
    found.sort(key=lambda one: -one.confidence)
    most = min(request.get("MaxLabels", _MOST_LABELS), _MOST_LABELS)
    return [_label(one, least) for one in found[:most]]


def _label(found: Named, least: float) -> Members:
    category = found.label.category
    return {
        "Name": found.label.name,
        "Confidence": found.confidence,
        "Instances": [
            {"BoundingBox": bounding_box(box), "Confidence": confidence}
            for box, confidence in found.instances
            if confidence >= least
        ],
        "Parents": [{"Name": parent} for parent in found.label.parents],
        "Aliases": [{"Name": alias} for alias in found.label.aliases],
        "Categories": [{"Name": category}] if category else [],
    }


def _wanted(label: Label, filters: Members) -> bool:
    """An inclusion by name or by category lets a label in, an exclusion by either keeps it out."""
    includes = any(names for kind, names in filters.items() if "Inclusion" in kind)
    included = not includes or _named(label, filters, "Inclusion")
    return included and not _named(label, filters, "Exclusion")


def _named(label: Label, filters: Members, kind: str) -> bool:
    names = _lower(filters.get(f"Label{kind}Filters", []))
    categories = _lower(filters.get(f"LabelCategory{kind}Filters", []))
    return label.name.lower() in names or (label.category or "").lower() in categories


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
