"""From the distance of two embeddings to the Similarity that an answer carries, and back.

A logistic curve through two anchors: distance 0.6, the threshold at which the network's author
reports 99.38 % on Labeled Faces in the Wild, is 80, Rekognition's default FaceMatchThreshold;
0.45, where portraits of one person have their 95th percentile, is 99. It is not calibrated to
Amazon Rekognition's own numbers; it is strictly monotone, so the order of matches is the
order of distances.
"""

from __future__ import annotations

from math import exp, inf, log

_MIDDLE = 0.6
_LOGIT_AT_MIDDLE = 1.386
_STEEPNESS = 21.4


def similarity(distance: float) -> float:
    """0..100 for a Euclidean distance of two embeddings."""
    return 100 / (1 + exp(-(_LOGIT_AT_MIDDLE + _STEEPNESS * (_MIDDLE - distance))))


def farthest(threshold: float) -> float:
    """The greatest distance whose similarity reaches a threshold; below 0 when none does."""
    if threshold <= 0:
        return inf
    if threshold >= similarity(0):
        return 0.0 if threshold == similarity(0) else -1.0
    return _MIDDLE + (_LOGIT_AT_MIDDLE - log(threshold / (100 - threshold))) / _STEEPNESS
