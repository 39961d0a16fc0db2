"""All that is known of a person, loaded once and read by every check. No queries from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.people.hats import HATS
from jingwei.people.models import (
    Appraisal,
    CareerStint,
    Education,
    FamilyMember,
    LevelHeld,
    Person,
    PostHeld,
)

SERVING = ("cadre", "civil_servant")
APPRAISED_YEARS = 5


@dataclass(frozen=True)
class Twin:
    """Somebody else of the same birth day, who may be the same person."""

    full_name: str
    name_pinyin: str


@dataclass(frozen=True)
class Dossier:
    """A person with their rows, each kind in the order of its register, as of the day ``on``.

    ``hats`` holds the rows of upper rooms by the code of the hat. ``verified_changes`` are the
    birth dates written after the birth date was verified. ``years`` is how many past years must
    have an appraisal.
    """

    person: Person
    on: date
    posts: tuple[PostHeld, ...] = ()
    levels: tuple[LevelHeld, ...] = ()
    studies: tuple[Education, ...] = ()
    stints: tuple[CareerStint, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    family: tuple[FamilyMember, ...] = ()
    hats: dict[str, Any] = field(default_factory=dict)
    twins: tuple[Twin, ...] = ()
    verified_changes: tuple[str, ...] = ()
    years: int = APPRAISED_YEARS

    def wears(self, code: str) -> bool:
        """Whether the person wears a hat now."""
        row = self.hats.get(code)
        return row is not None and code in HATS and HATS[code].is_worn(row)

    @property
    def serves(self) -> bool:
        """Whether the person is a cadre or a civil servant in service."""
        if self.person.died_on or self.retired:
            return False
        cadre = self.hats.get("cadre")
        return self.wears("cadre") or (cadre is None and self.wears("civil_servant"))

    @property
    def retired(self) -> bool:
        """Whether the person is on the list of the retired."""
        return "retired_cadre" in self.hats

    @property
    def held(self) -> list[PostHeld]:
        """The posts held now, the earliest first."""
        return sorted((row for row in self.posts if not row.until), key=lambda row: row.since)

    @property
    def main_post(self) -> PostHeld | None:
        """The main post held now; of several the latest."""
        main = [row for row in self.held if row.is_main]
        return main[-1] if main else None

    def in_office(self, kind: str) -> list[LevelHeld]:
        """Return the levels ("0") or ranks ("1") held now, the earliest first."""
        rows = (row for row in self.levels if row.kind == kind and not row.until)
        return sorted(rows, key=lambda row: row.since)
