"""Quotas of ranks: what each organ may have, has, and would have after a batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jingwei.cadres.rules.quotas import (
    GRADE_GROUPS,
    RANK_GROUPS,
    QuotaLine,
    Share,
    moved,
    quota_lines,
    shares_of,
)
from jingwei.kernel.law import law_book
from jingwei.kernel.scoping import Viewer, anywhere_below
from jingwei.org.models import Staffing, Unit
from jingwei.people.models import Person

NO_ORGAN = "没有编制数的单位"


@dataclass(frozen=True, slots=True)
class QuotaUnit:
    """An organ with its base and a line for each group of ranks. ``base`` None: not laid down."""

    unit: Unit
    base: int | None
    since: date
    basis: str
    lines: list[QuotaLine]

    @property
    def over(self) -> int:
        """How many are above the quota in the group that is furthest above it."""
        return max((line.over for line in self.lines), default=0)

    @property
    def is_unknown(self) -> bool:
        return any(line.quota is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Quotas:
    """The organs of a district, in the order of their paths, and all of them taken together.

    ``unplaced`` people hold a rank with a quota in a unit without staffing, itself and above.
    """

    units: list[QuotaUnit]
    total: list[QuotaLine]
    base: int
    unplaced: int
    is_pooled: bool
    rounds_up: bool

    @property
    def over(self) -> list[QuotaUnit]:
        return [one for one in self.units if one.over]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The shares of a ladder, how parts are rounded, whether the district pools."""

    shares: list[Share]
    rounds_up: bool
    is_pooled: bool

    def lines(self, base: int | None, held: Mapping[str, int]) -> list[QuotaLine]:
        """Return the lines of an organ."""
        return quota_lines(base, held, self.shares, rounds_up=self.rounds_up)


@dataclass(frozen=True, slots=True)
class QuotaEffect:
    """What a batch does: sentences of what would be over, names of organs without a base."""

    faults: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def rulebook(day: date, *, grades: bool = False) -> Rulebook:
    """Return the quota rules of ``day``: of ranks, or of staff grades. Two to four queries."""
    law = law_book("cadres.ranks").on(day)
    own = law_book("cadres.staff_grades").on(day) if grades else law
    groups = GRADE_GROUPS if grades else RANK_GROUPS
    return Rulebook(shares_of(groups, own), bool(law.rounding), bool(law.pooling))


def rank_quotas(viewer: Viewer, day: date, *, path: str = "", grades: bool = False) -> Quotas:
    """Return the quotas of the organs the viewer sees, below ``path``. A fixed number of queries.

    Somebody in an inner unit counts for the nearest unit above that has a staffing.
    """
    book = rulebook(day, grades=grades)
    rows = Staffing.objects.visible_to(viewer)
    people = Person.objects.visible_to(viewer)
    if path:
        rows, people = rows.within(path), people.within(path)
    staffed = {s.unit.path: s for s in _staffed(rows, day) if not grades or s.institution_staffing}
    held = _held(people, staffed, grades=grades)
    units = [
        QuotaUnit(s.unit, base_of(s, grades=grades), s.since, s.basis,
                  book.lines(base_of(s, grades=grades), held[key]))
        for key, s in sorted(staffed.items())
        if grades or base_of(s) is not None or held[key]
    ]  # fmt: skip
    base = sum(one.base or 0 for one in units)
    lost = held.pop("", Counter())
    unplaced = sum(lost[rank] for rank in ranked(book.shares))
    together: Counter[str] = sum(held.values(), Counter())
    total = book.lines(base, together)
    return Quotas(units, total, base, unplaced, book.is_pooled, book.rounds_up)


def base_of(staffing: Staffing, *, grades: bool = False) -> int | None:
    """Return the posts quotas are shares of: administrative and reference staffing."""
    if grades:
        return staffing.institution_staffing
    parts = (staffing.admin_staffing, staffing.reference_staffing)
    return None if parts == (None, None) else sum(part or 0 for part in parts)


def _staffed(rows: QuerySet[Staffing], day: date) -> list[Staffing]:
    """Return the staffing of each open unit that holds on ``day``. One query."""
    rows = rows.filter(since__lte=day, unit__closed_on=None)
    found = {row.unit_id: row for row in rows.select_related("unit__parent").order_by("since")}
    return list(found.values())


def _held(
    people: QuerySet[Person], staffed: Mapping[str, Any], *, grades: bool = False
) -> dict[str, Counter[str]]:
    """Count people in post by the staffed unit and the rank or grade. One query."""
    name = "level" if grades else "rank"
    rows = people.filter(died_on="", merged_into=None).exclude(**{name: ""})
    rows = rows.exclude(hats__contains="retired_cadre").order_by()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path, code, count in rows.values_list("unit_path", name).annotate(Count("pk")):
        found[organ_above(path, staffed)][code] += count
    return found


def organ_above(path: str, staffed: Mapping[str, Any]) -> str:
    """Return the nearest path of ``staffed`` at or above ``path``; "" when there is none."""
    for above in _line_up(path):
        if above in staffed:
            return above
    return ""


def _line_up(path: str) -> list[str]:
    """Return a path and those above it, the longest first."""
    return [path[: n + 1] for n in range(len(path) - 1, -1, -1) if path[n] == "/"]


def quota_effect(moves: Sequence[tuple[str, str, str]], day: date) -> QuotaEffect:
    """Return what promotions do to the quotas: (unit path, rank before, rank after), by code.

    Only groups that somebody enters are told. Where the district pools, the whole of it is judged.
    Asks for the organs concerned alone: a fixed number of queries.
    """
    book = rulebook(day)
    paths = {move[0] for move in moves}
    lines_up = {above for path in paths for above in _line_up(path)}
    rows = Staffing.objects.all() if book.is_pooled else Staffing.objects.filter(
        unit__path__in=lines_up)  # fmt: skip
    staffed = {s.unit.path: s for s in _staffed(rows, day)}
    organs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, before, after in moves:
        organs[organ_above(path, staffed)].append((before, after))
    below = Q() if book.is_pooled else anywhere_below("unit_path", tuple(o for o in organs if o))
    held = _held(Person.objects.filter(below), staffed)
    if book.is_pooled:
        return _pooled(book, staffed, held, moves)
    return _by_organ(book, staffed, held, organs)


def _pooled(
    book: Rulebook, staffed: Mapping[str, Staffing], held: Mapping[str, Counter[str]],
    moves: Sequence[tuple[str, str, str]],
) -> QuotaEffect:  # fmt: skip
    base = sum(base_of(one) or 0 for one in staffed.values())
    together: Counter[str] = sum((held[path] for path in held if path), Counter())
    after = moved(together, [(before, to) for _, before, to in moves])
    return QuotaEffect(_told("全区统筹", book.lines(base or None, after), {m[2] for m in moves}))


def _by_organ(
    book: Rulebook, staffed: Mapping[str, Staffing], held: Mapping[str, Counter[str]],
    organs: Mapping[str, list[tuple[str, str]]],
) -> QuotaEffect:  # fmt: skip
    found = QuotaEffect()
    for path in sorted(organs):
        staffing = staffed.get(path)
        base = base_of(staffing) if staffing else None
        wanted = {to for _, to in organs[path]} & ranked(book.shares)
        if staffing is None or (base is None and wanted):
            found.unknown.extend([staffing.unit.name if staffing else NO_ORGAN] if wanted else [])
            continue
        after = moved(held.get(path, {}), organs[path])
        found.faults.extend(_told(staffing.unit.name, book.lines(base, after), wanted))
    return found


def ranked(shares: Iterable[Share]) -> set[str]:
    """Return the codes of the ranks that have a quota."""
    return {rank for share in shares for rank in share.ranks}


def _told(name: str, lines: list[QuotaLine], entered: set[str]) -> list[str]:
    return [
        f"{name}{line.sentence}" for line in lines if line.over and entered & {*line.share.ranks}
    ]
