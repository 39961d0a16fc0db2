"""Chance that repeats: one stream of numbers for each row of each table.

A stream depends on the seed, the table and the row alone, so a table more or a draw more in one
row moves nothing anywhere else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from math import gcd
from typing import TypeVar

T = TypeVar("T")
_LOW = 1 << 64


class Stream:
    """An endless supply of even draws."""

    __slots__ = ("_key", "_pool", "_turn")

    def __init__(self, seed: int, table: str, row: int) -> None:
        self._key = b"%d/%s/%d/" % (seed, table.encode(), row)
        self._pool = self._turn = 0

    def below(self, count: int) -> int:
        """Return one of 0 … count-1."""
        if self._pool < _LOW:
            self._turn += 1
            self._pool = int.from_bytes(blake2b(self._key + b"%d" % self._turn).digest(), "big")
        self._pool, drawn = divmod(self._pool, count)
        return drawn

    def between(self, low: int, high: int) -> int:
        """Return one of low … high, both included; ``low`` when the range is empty."""
        return low + self.below(high - low + 1) if high > low else low

    def chance(self, share: float) -> bool:
        """Return True in ``share`` of all cases (0 to 1)."""
        return self.below(1_000_000) < share * 1_000_000

    def pick(self, among: Sequence[T]) -> T:
        """Return one of ``among``."""
        return among[self.below(len(among))]

    def sized(self, spread: int) -> float:
        """Return a size around 1 with a long tail: the product of even draws, like a log-normal."""
        size = 1.0
        for _ in range(spread):
            size *= 0.75 + self.below(1000) / 1333
        return size


class Weighted:
    """Texts with weights, "王 720": drawn in proportion."""

    def __init__(self, weighted: Sequence[tuple[str, int]]) -> None:
        self.texts = [text for text, _ in weighted]
        self._ends = list(accumulate(weight for _, weight in weighted))

    def draw(self, stream: Stream) -> str:
        """Return one of the texts."""
        return self.texts[bisect_right(self._ends, stream.below(self._ends[-1]))]


@cache
def step_for(count: int, share: float) -> int:
    """Return a step near ``share`` of ``count`` that visits all of 0 … count-1 before repeating."""
    step = max(1, int(count * share)) if count > 2 else 1
    while gcd(step, count) != 1:
        step += 1
    return step


def shuffled(place: int, count: int, share: float = 0.6180339887) -> int:
    """Return another place among ``count``: each is met once, neighbours fly apart."""
    return (place * step_for(count, share) + int(count * share)) % count


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole shares of ``total`` in proportion to the weights; they add up to it."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in order[: total - sum(shares)]:
        shares[n] += 1
    return shares


def filled(total: int, counts: Sequence[int], weights: Sequence[float]) -> list[int]:
    """Return how many of each count are taken so that ``total`` are, a heavy group sooner.

    No group gives more than it has; the share taken is weight times a common factor, at most 1.
    """
    total = min(total, sum(n for n, w in zip(counts, weights, strict=True) if w > 0))
    low, high = 0.0, 1e6
    for _ in range(80):
        factor = (low + high) / 2
        taken = sum(n * min(1.0, w * factor) for n, w in zip(counts, weights, strict=True))
        low, high = (factor, high) if taken < total else (low, factor)
    wish = [n * min(1.0, w * high) for n, w in zip(counts, weights, strict=True)]
    return _within(total, wish, counts)


def _within(total: int, wish: Sequence[float], counts: Sequence[int]) -> list[int]:
    shares = [min(int(share + 1e-9), n) for share, n in zip(wish, counts, strict=True)]
    order = sorted(range(len(wish)), key=lambda n: (shares[n] - wish[n], n))
    while (lacking := total - sum(shares)) > 0:
        for n in [n for n in order if shares[n] < counts[n] and wish[n] > 0][:lacking]:
            shares[n] += 1
    return shares
