from __future__ import annotations

import json
from typing import Any

import pytest

from local.vtl.errors import JavaError
from local.vtl.java_format import to_json
from local.vtl.json_text import parse_json
from local.vtl.jsonpath import read

STORE = """{
  "books": [
    {"title": "A", "price": 8.95, "tags": ["x", "y"], "isbn": "1"},
    {"title": "B", "price": 12.99, "tags": [], "author": null},
    {"title": "C", "price": 22.99, "tags": ["y"], "isbn": "3"}
  ],
  "open hours": {"mo.fr": "9-17"},
  "limit": 10,
  "count": 3
}"""


def _read(path: str) -> Any:
    value = read(parse_json(STORE), path)
    return None if value is None else json.loads(to_json(value))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.count", 3),
        ("count", 3),
        ("$['count']", 3),
        ('$["count"]', 3),
        ("$.books[0].title", "A"),
        ("$.books[-1].title", "C"),
        ("$.books[9]", None),
        ("$.nope", None),
        ("$.nope.deep", None),
        ("$.count.deep", None),
        ("$.books.title", None),
        ("$['open hours']['mo.fr']", "9-17"),
        ("$.books[1].author", None),
        ("$.books.length()", 3),
        ("$.books[0].title.length()", 1),
        ("$.books[*].price.max()", 22.99),
        ("$.books[*].price.min()", 8.95),
        ("$['count','limit']", {"count": 3, "limit": 10}),
    ],
)
def test_a_definite_path_leads_to_one_value(path: str, found: object) -> None:
    assert _read(path) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.books[*].title", ["A", "B", "C"]),
        ("$.books.*.title", ["A", "B", "C"]),
        ("$..title", ["A", "B", "C"]),
        ("$..books[0].title", ["A"]),
        ("$.books[0,2].title", ["A", "C"]),
        ("$.books[1:].title", ["B", "C"]),
        ("$.books[:2].title", ["A", "B"]),
        ("$.books[-2:].title", ["B", "C"]),
        ("$.books[0:1].title", ["A"]),
        ("$.books[*].tags[*]", ["x", "y", "y"]),
        ("$.nope[*]", []),
        ("$.books[?(@.isbn)].title", ["A", "C"]),
        ("$.books[?(@.author)].title", ["B"]),
        ("$.books[?(!@.isbn)].title", ["B"]),
        ("$.books[?(@.title == 'B')].price", [12.99]),
        ('$.books[?(@.title=="B")].price', [12.99]),
        ("$.books[?(@.title != 'B')].title", ["A", "C"]),
        ("$.books[?(@.price < 10)].title", ["A"]),
        ("$.books[?(@.price >= $.limit)].title", ["B", "C"]),
        ("$.books[?(@.price > 10 && @.isbn)].title", ["C"]),
        ("$.books[?(@.price < 9 || @.price > 20)].title", ["A", "C"]),
        ("$.books[?(!(@.price < 9) && (@.title == 'B'))].title", ["B"]),
        ("$.books[?(@.title =~ /[ab]/i)].title", ["A", "B"]),
        ("$.books[?(@.title in ['A', 'C'])].title", ["A", "C"]),
        ("$.books[?(@.title nin ['A', 'C'])].title", ["B"]),
        ("$.books[?(@.tags contains 'y')].title", ["A", "C"]),
        ("$.books[?(@.tags size 1)].title", ["C"]),
        ("$.books[?(@.tags empty true)].title", ["B"]),
        ("$.books[?(@['title'] == 'A')].title", ["A"]),
        ("$.books[?(@.nope == 1)].title", []),
    ],
)
def test_an_indefinite_path_leads_to_a_list(path: str, found: list[object]) -> None:
    assert _read(path) == found


@pytest.mark.parametrize(
    "path", ["", "$.", "$.a[", "$.a['b'", "$.a[?(@.b ==)]", "$.a[?(@.b]", "$.a.b.nope()", "$.a]"]
)
def test_refuses_what_is_no_path(path: str) -> None:
    with pytest.raises(JavaError):
        _read(path)
