"""DetectModerationLabels, with a moderation model of the user's."""

from __future__ import annotations

from local.rekognition.engine import Engine
from local.rekognition.operations.answers import Members
from local.rekognition.operations.named import Named, named, version_of
from local.rekognition.operations.refused import refusal
from local.rekognition.protocol.errors import InvalidParameterException
from local.rekognition.vision.seen import Look

_DEFAULT_MIN_CONFIDENCE = 50.0  # API Reference, DetectModerationLabels
_DEEPEST = 3  # levels of the taxonomy


async def detect_moderation_labels(engine: Engine, request: Members) -> Members:
    """Each label with those above it, the most certain first. Refused without a model."""
    if not engine.has_model_for("moderation"):
        raise refusal("DetectModerationLabels")
    if {"HumanLoopConfig", "ProjectVersion"} & request.keys():
        raise InvalidParameterException(
            "HumanLoopConfig and ProjectVersion need what only AWS has; leave them out"
        )
    seen = await engine.look(request["Image"], Look(faces=False, tasks=("moderation",)))
    least = request.get("MinConfidence", _DEFAULT_MIN_CONFIDENCE)
    found = [one for one in named(engine.models, seen.scored) if one.confidence >= least]
    found.sort(key=lambda one: -one.confidence)
    return {
        "ModerationLabels": [_moderation_label(one) for one in found],
        "ModerationModelVersion": version_of(engine.models, ("moderation",)),
        "ContentTypes": [],
    }


def _moderation_label(found: Named) -> Members:
    parents = found.label.parents
    return {
        "Name": found.label.name,
        "Confidence": found.confidence,
        "ParentName": parents[0] if parents else "",
        "TaxonomyLevel": min(len(parents) + 1, _DEEPEST),
    }
