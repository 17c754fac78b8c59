"""Our own templates, against what Velocity 1.7 rendered for them, white space included."""

from __future__ import annotations

import pytest

from local.vtl import VtlError, render
from tests.unit.vtl import corpus, velocity


@pytest.mark.parametrize("name", corpus.names())
def test_renders_what_velocity_rendered(name: str) -> None:
    differences = {
        case.template: (rendered, case.expected)
        for case in corpus.cases(name)
        if (rendered := _rendered(case.template)) != case.expected
    }

    assert differences == {}


def _rendered(template: str) -> str | None:
    try:
        return render(template, corpus.VARIABLES)
    except VtlError:
        return None


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert sum(len(corpus.cases(name)) for name in corpus.names()) >= 2000


@pytest.mark.skipif(velocity.why_unavailable() is not None, reason=str(velocity.why_unavailable()))
@pytest.mark.parametrize("name", corpus.names())
def test_velocity_still_renders_what_the_corpus_says(name: str) -> None:
    differences = {
        case.template: (rendered, case.expected)
        for case in corpus.cases(name)
        if (rendered := _rendered_by_velocity(case.template)) != case.expected
    }

    assert differences == {}


def _rendered_by_velocity(template: str) -> str | None:
    try:
        return velocity.render(template, corpus.VARIABLES)
    except velocity.Refused:
        return None
