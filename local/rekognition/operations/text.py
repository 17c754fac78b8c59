"""DetectText: the lines of a picture and their words."""

from __future__ import annotations

from math import isfinite

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members, bounding_box, present
from local.rekognition.protocol.errors import invalid_parameters
from local.rekognition.vision.seen import Line, Look, Polygon, Word, Wording

# What answered, so that nobody takes it for Rekognition's own model ("3.0").
TEXT_MODEL_VERSION = "local-0.1 (rapidocr 3.10.0: PP-OCRv6)"

_DEFAULT_LEAST_CONFIDENCE = 80.0  # API Reference, DetectionFilter
_FEWEST_POINTS, _MOST_POINTS = 3, 10  # API Reference, RegionOfInterest


async def detect_text(engine: Engine, request: Members) -> Members:
    """Lines first and words after them, numbered through, as Rekognition has it."""
    wording = _wording(request.get("Filters", {}))
    seen = await engine.look(request["Image"], Look(faces=False, text=wording))
    words = [(number, word) for number, line in enumerate(seen.lines) for word in line.words]
    return {
        "TextDetections": [
            *(_detection("LINE", line, number) for number, line in enumerate(seen.lines)),
            *(
                _detection("WORD", word, number, parent)
                for number, (parent, word) in enumerate(words, len(seen.lines))
            ),
        ],
        "TextModelVersion": TEXT_MODEL_VERSION,
    }


def _detection(kind: str, found: Line | Word, number: int, parent: int | None = None) -> Members:
    return present(
        DetectedText=found.text,
        Type=kind,
        Id=number,
        ParentId=parent,
        Confidence=found.confidence,
        Geometry={
            "BoundingBox": bounding_box(found.box),
            "Polygon": [{"X": x, "Y": y} for x, y in found.polygon],
        },
    )


def _wording(filters: Members) -> Wording:
    words = filters.get("WordFilter", {})
    return Wording(
        least_confidence=words.get("MinConfidence", _DEFAULT_LEAST_CONFIDENCE),
        least_width=words.get("MinBoundingBoxWidth", 0.0),
        least_height=words.get("MinBoundingBoxHeight", 0.0),
        regions=tuple(_region(region) for region in filters.get("RegionsOfInterest", ())),
    )


def _region(region: Members) -> Polygon:
    """Either a box or a polygon. Raises InvalidParameterException for anything else."""
    if ("BoundingBox" in region) == ("Polygon" in region):
        raise invalid_parameters()
    if "BoundingBox" in region:
        polygon = _corners(region["BoundingBox"])
    else:
        polygon = tuple((_ratio(point, "X"), _ratio(point, "Y")) for point in region["Polygon"])
    if not _FEWEST_POINTS <= len(polygon) <= _MOST_POINTS:
        raise invalid_parameters()
    return polygon


def _corners(box: Members) -> Polygon:
    left, top = _ratio(box, "Left"), _ratio(box, "Top")
    right, bottom = left + _ratio(box, "Width"), top + _ratio(box, "Height")
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _ratio(members: Members, name: str) -> float:
    value = float(members.get(name, 0.0))
    if not isfinite(value):
        raise invalid_parameters()
    return value
