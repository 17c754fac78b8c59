from __future__ import annotations

import pytest

from local.rekognition.vision.regions import any_inside, mostly_inside

WORD = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.5), (0.4, 0.5))


def box(left: float, top: float, right: float, bottom: float):
    return (left, top), (right, top), (right, bottom), (left, bottom)


@pytest.mark.parametrize(
    ("region", "mostly", "any_of_it"),
    [
        (box(0, 0, 1, 1), True, True),
        (box(0.4, 0.4, 0.52, 0.5), True, True),
        (box(0.4, 0.4, 0.48, 0.5), False, True),
        (box(0.7, 0.4, 0.9, 0.5), False, False),
        (((0.3, 0.3), (0.7, 0.3), (0.5, 0.9)), True, True),
        # Like the letter C: the word lies in its mouth, which a hull would take for inside.
        (
            (
                *((0, 0), (1, 0), (1, 0.2), (0.2, 0.2)),
                *((0.2, 0.8), (1, 0.8), (1, 1), (0, 1)),
            ),
            False,
            False,
        ),
    ],
)
def test_a_word_belongs_to_a_region_that_has_more_than_half_of_it(region, mostly, any_of_it):
    assert mostly_inside(WORD, (region,)) == mostly
    assert any_inside(WORD, (region,)) == any_of_it


def test_one_of_several_regions_is_enough_and_two_halves_are_not():
    left, right = box(0.4, 0.4, 0.5, 0.5), box(0.5, 0.4, 0.6, 0.5)
    assert not mostly_inside(WORD, (left, right))
    assert mostly_inside(WORD, (left, box(0, 0, 1, 1)))


def test_without_regions_everything_is_inside():
    assert mostly_inside(WORD, ())
    assert any_inside(WORD, ())
