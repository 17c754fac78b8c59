"""Exact nearest neighbours over float32 rows in memory; appended to and deleted from in place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from local.rekognition.vision.seen import Embedding

_BLOCK = 65_536  # rows: 32 MB of 128 numbers each
_FIRST = 256


class Neighbor(NamedTuple):
    number: int
    distance: float


class _Block:
    """Rows in the order they were added, so their numbers ascend. A dead row's norm is infinite."""

    def __init__(self, capacity: int, dimensions: int) -> None:
        self.rows = np.empty((capacity, dimensions), np.float32)
        self.norms = np.empty(capacity, np.float32)
        self.numbers = np.empty(capacity, np.int64)
        self.used = 0
        self.alive = 0

    @property
    def free(self) -> int:
        return len(self.rows) - self.used

    def append(self, numbers: NDArray[np.int64], rows: Embedding) -> None:
        place = slice(self.used, self.used + len(rows))
        self.rows[place], self.numbers[place] = rows, numbers
        self.norms[place] = np.einsum("ij,ij->i", rows, rows)
        self.used += len(rows)
        self.alive += len(rows)

    def grow(self) -> None:
        larger = _Block(min(_BLOCK, 2 * len(self.rows)), self.rows.shape[1])
        for name in ("rows", "norms", "numbers"):
            getattr(larger, name)[: self.used] = getattr(self, name)[: self.used]
        self.rows, self.norms, self.numbers = larger.rows, larger.norms, larger.numbers

    def remove(self, number: int) -> bool:
        place = int(np.searchsorted(self.numbers[: self.used], number))
        if place == self.used or self.numbers[place] != number or np.isinf(self.norms[place]):
            return False
        self.norms[place] = np.inf
        self.alive -= 1
        return True

    def near(self, query: Embedding, most: int, farthest: float) -> NDArray[np.int64]:
        """Places of at most `most` rows that may be within `farthest`."""
        squares = self.norms[: self.used] - 2 * (self.rows[: self.used] @ query)
        squares += query @ query
        limit = farthest * farthest + 1e-4  # float32 cancels; what is near is measured again
        places = np.flatnonzero(squares <= min(limit, np.finfo(np.float32).max))
        if len(places) > most:
            places = places[np.argpartition(squares[places], most - 1)[:most]]
        return places


class FaceIndex:
    """The embeddings of one collection. Numbers are given ascending and used once."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []

    def __len__(self) -> int:
        return sum(block.alive for block in self._blocks)

    def append(self, numbers: Iterable[int], rows: Embedding) -> None:
        left = np.fromiter(numbers, np.int64)
        while len(left):
            block = self._with_room(rows.shape[1])
            count = min(block.free, len(left))
            block.append(left[:count], rows[:count])
            left, rows = left[count:], rows[count:]

    def remove(self, number: int) -> None:
        if any(block.remove(number) for block in self._blocks):
            self._blocks = [block for block in self._blocks if block.alive]

    def search(self, query: Embedding, most: int, farthest: float) -> list[Neighbor]:
        """At most `most` neighbours within a distance, the nearest first."""
        found = [
            Neighbor(int(block.numbers[place]), float(distance))
            for block in self._blocks
            for place, distance in _measured(block, query, most, farthest)
        ]
        found.sort(key=lambda neighbor: (neighbor.distance, neighbor.number))
        return [neighbor for neighbor in found[:most] if neighbor.distance <= farthest]

    def _with_room(self, dimensions: int) -> _Block:
        if not self._blocks:
            self._blocks.append(_Block(_FIRST, dimensions))
        last = self._blocks[-1]
        if not last.free and len(last.rows) < _BLOCK:
            last.grow()
        elif not last.free:
            self._blocks.append(_Block(_BLOCK, dimensions))
        return self._blocks[-1]


def _measured(
    block: _Block, query: Embedding, most: int, farthest: float
) -> Iterable[tuple[int, float]]:
    places = block.near(query, most, farthest)
    distances = np.linalg.norm(block.rows[places].astype(np.float64) - query, axis=1)
    return zip(places.tolist(), distances.tolist(), strict=True)
