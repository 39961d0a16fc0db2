"""Faults planted on purpose, so that the data checks have something to find.

``planted_faults.toml`` names them with the code of the finding and how many there are at scale 1;
a smaller demo has fewer, at least one of each. All lie in the first part of the district, at most
one on each person, organization or unit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from jingwei.site.demo import told

EVERY, EVERY_OF_FEW = 5, 2
"""Every fifth that could bear a fault bears one until all are planted; in a small demo, more."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: the code its finding must have, and what it is about (number or path)."""

    code: str
    subject: str


class Faults:
    """Hands out the faults of one load; ``planted`` lists them as they were planted."""

    def __init__(self, scale: float) -> None:
        least = min(1.0, scale)
        self._left = {
            one["code"]: max(1, round(one["count"] * least))
            for one in told("planted_faults")["fault"]
        }
        self._every = EVERY if scale >= 1 else EVERY_OF_FEW
        self._met: Counter[str] = Counter()
        self._marked: set[str] = set()
        self.planted: list[Planted] = []
        self.is_open = True

    def due(self, code: str, subject: str) -> bool:
        """Whether ``subject``, which could bear the fault, bears it; then it is on the list."""
        if not self.is_open or not self._left.get(code) or subject in self._marked:
            return False
        self._met[code] += 1
        if self._met[code] % self._every != 1:
            return False
        self.plant(code, subject)
        self._left[code] -= 1
        return True

    def plant(self, code: str, subject: str) -> None:
        """Put a fault on the list that comes with the layout itself."""
        self._marked.add(subject)
        self.planted.append(Planted(code, subject))
