from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.rekognition.store import index as index_module
from local.rekognition.store.index import FaceIndex

DIMENSIONS = 128


def vectors(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSIONS))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True) * 1.4).astype(np.float32)


def by_hand(rows: dict[int, np.ndarray], query, most, farthest):
    distances = sorted((float(np.linalg.norm(row - query)), number) for number, row in rows.items())
    return [number for distance, number in distances if distance <= farthest][:most]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_it_finds_what_comparing_with_every_row_finds(data):
    with pytest.MonkeyPatch.context() as patch:
        # So small that the index grows its first block and goes on to several.
        patch.setattr(index_module, "_FIRST", 4)
        patch.setattr(index_module, "_BLOCK", 16)
        compare_while_it_changes(data)


def compare_while_it_changes(data) -> None:
    index, rows, number = FaceIndex(), {}, 0
    for _ in range(data.draw(st.integers(1, 8))):
        count = data.draw(st.integers(1, 30))
        batch = vectors(count, seed=number)
        numbers = range(number + 1, number + 1 + count)
        index.append(numbers, batch)
        rows.update(zip(numbers, batch, strict=True))
        number += count
        for gone in data.draw(st.lists(st.integers(1, number), max_size=20)):
            index.remove(gone)
            rows.pop(gone, None)
        most = data.draw(st.integers(1, 10))
        farthest = data.draw(st.sampled_from([0.5, 1.8, 2.0, float("inf")]))
        query = vectors(1, seed=data.draw(st.integers(0, 50)))[0]
        found = [neighbor.number for neighbor in index.search(query, most, farthest)]
        assert found == by_hand(rows, query, most, farthest)
        assert len(index) == len(rows)


def test_a_row_is_at_no_distance_from_itself():
    rows = vectors(1000)
    index = FaceIndex()
    index.append(range(1, 1001), rows)
    (nearest,) = index.search(rows[500], 1, 0.0)
    assert nearest == (501, 0.0)


def test_rows_of_equal_distance_come_in_the_order_they_were_added():
    index = FaceIndex()
    row = vectors(1)
    index.append(range(1, 4), np.repeat(row, 3, axis=0))
    assert [neighbor.number for neighbor in index.search(row[0], 10, 1)] == [1, 2, 3]


def test_an_empty_index_has_no_neighbours():
    assert FaceIndex().search(vectors(1)[0], 5, float("inf")) == []
