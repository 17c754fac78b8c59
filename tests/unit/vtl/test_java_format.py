from __future__ import annotations

import pytest

from local.vtl import VtlError, render


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (9999999.0, "9999999.0"),
        (10000000.0, "1.0E7"),
        (1533422155042.0, "1.533422155042E12"),
        (1e-5, "1.0E-5"),
        (1e23, "9.999999999999999E22"),  # Java before 19 does not find the shortest digits
        (5e-324, "4.9E-324"),
        (2.0**63, "9.223372036854776E18"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (99.99999237060547, "99.99999237060547"),
        (float("inf"), "Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_doubles_print_as_java_prints_them(number: float, printed: str) -> None:
    assert render("$x", {"x": number}) == printed


def test_lists_and_maps_print_as_java_prints_them() -> None:
    value = {"a": [1, 2.5, None, True, "x"], "b": {"c": {}}}

    assert render("$x", {"x": value}) == "{a=[1, 2.5, null, true, x], b={c={}}}"


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("#set($x = [1])#set($ignored = $x.add($x))$x", "[1, (this Collection)]"),
        ("#set($x = {})#set($x.me = $x)$x", "{me=(this Map)}"),
    ],
)
def test_what_contains_itself_says_so(template: str, printed: str) -> None:
    assert render(template, {}) == printed


def test_what_contains_itself_at_a_distance_fails() -> None:
    template = "#set($x = [])#set($y = [$x])#set($ignored = $x.add($y))$x"

    with pytest.raises(VtlError, match="StackOverflowError"):
        render(template, {})


def test_half_a_surrogate_pair_prints_as_a_question_mark() -> None:
    assert render("$x.substring(0, 1) $x.substring(0, 2) $x.length()", {"x": "😀"}) == "? 😀 2"
