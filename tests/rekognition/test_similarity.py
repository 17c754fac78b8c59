from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.rekognition.similarity import DLIB, Curve

similarity, farthest = DLIB.similarity, DLIB.farthest


def test_the_two_anchors():
    assert similarity(0.6) == pytest.approx(80, abs=0.01)
    assert similarity(0.45) == pytest.approx(99, abs=0.05)


@settings(deadline=None)
@given(st.floats(0, 1.6), st.floats(0, 1.6))
def test_nearer_is_more_alike(one, other):
    if one + 1e-9 < other:
        assert similarity(one) > similarity(other)


@settings(deadline=None)
@given(st.floats(0.1, 99.9))
def test_a_threshold_is_a_distance(threshold):
    assert similarity(farthest(threshold)) == pytest.approx(threshold)


def test_other_embeddings_have_other_anchors():
    cosine = Curve(at_80=1.2, at_99=1.0)
    assert cosine.similarity(1.2) == pytest.approx(80)
    assert cosine.similarity(1.0) == pytest.approx(99)
    assert cosine.similarity(10_000) == pytest.approx(0)


def test_nothing_is_excluded_at_zero_and_all_at_a_hundred():
    assert farthest(0) == float("inf")
    assert farthest(100) < 0
