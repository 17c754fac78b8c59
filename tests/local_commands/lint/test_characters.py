"""Where in JSON the full match of a pattern is harmless."""

import pytest

from local.commands.lint.characters import (
    ANYWHERE,
    IN_STRING,
    NOWHERE,
    Places,
    harmless_places,
    places_after_removal,
)


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        (r"(0|[1-9][0-9]?)([.][0-9]{1,6})?|100", ANYWHERE),
        (r"^[\w-]+$", ANYWHERE),
        (r"(?i)(?:asc|desc)", ANYWHERE),
        (r"\d{4}-\d{2}\.\d", ANYWHERE),
        (r"[A-Za-z &()./\x27-]{1,50}", ANYWHERE),
        (r"[a-z]+(,[a-z]+)*", IN_STRING),
        (r"a\{b\}", IN_STRING),
        (r"[a-z:]+", IN_STRING),
        (r".*", NOWHERE),
        (r'a"b', NOWHERE),
        (r"a\x22b", NOWHERE),
        (r"a\u0022b", NOWHERE),
        (r"[^a-z]+", NOWHERE),
        (r"[ -~]+", NOWHERE),
        (r"\S+", NOWHERE),
        (r"a\sb", NOWHERE),
        (r"\p{Graph}+", NOWHERE),
        (r"[\p{L}]+", NOWHERE),
        (r"[a-z&&[^b]]+", NOWHERE),
        (r"a\\b", NOWHERE),
        ("a\nb", NOWHERE),
        (r"(?=a).+", NOWHERE),
    ],
)
def test_a_pattern(pattern: str, places: Places) -> None:
    assert harmless_places(pattern) == places


@pytest.mark.parametrize(
    ("pattern", "replacement", "places"),
    [
        ("[^a-z]", "", ANYWHERE),
        ("[^a-z0-9_-]+", "_", ANYWHERE),
        ("[^a-z,]", "", IN_STRING),
        ("[^a-z]", '"', NOWHERE),
        ("[^a-z]", "$0", NOWHERE),
        ("[a-z]", "", NOWHERE),
        ('"', "'", NOWHERE),
    ],
)
def test_a_removal(pattern: str, replacement: str, places: Places) -> None:
    assert places_after_removal(pattern, replacement) == places
