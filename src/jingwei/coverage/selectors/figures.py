"""How far a programme is on a day: in all, by unit, and where it is heading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jingwei.coverage.forecast import Forecast, forecast
from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.rows import RosterAsked, rows_of
from jingwei.org.models import Unit


@dataclass(slots=True)
class Figures:
    """Numbers of one day. ``late`` of the uncovered are past their limit."""

    due: int = 0
    covered: int = 0
    late: int = 0
    exempt: int = 0
    left: int = 0

    @property
    def uncovered(self) -> int:
        return self.due - self.covered

    @property
    def share(self) -> str:
        """The share in percent with one decimal; "" for a share of nobody.

        It says 100 only when nobody is missing.
        """
        if not self.due:
            return ""
        return f"{1000 * self.covered // self.due / 10:.1f}%"

    def add(self, state: str, told: dict[str, Any]) -> None:
        """Count what a group of rows holds."""
        if state == State.DUE:
            self.due += told["rows"]
            self.covered += told["covered"]
            self.late += told["late"]
        elif state == State.EXEMPT:
            self.exempt += told["rows"]
        else:
            self.left += told["rows"]


@dataclass(slots=True)
class UnitFigures:
    """The numbers of a unit and everything below it; ``is_itself``: only its own rows.

    ``written`` is how filters name the unit, "" for one the viewer sees only rows of.
    """

    name: str
    written: str
    is_itself: bool
    figures: Figures = field(default_factory=Figures)

    @property
    def below(self) -> str:
        """What the filter of the roster says for these rows: "own", "" with all below."""
        return "own" if self.is_itself else ""


@dataclass(slots=True)
class Standing:
    """A programme on a day, for one viewer: the whole, its units in the order of the tree."""

    whole: Figures
    units: list[UnitFigures]


def standing(programme: Programme, viewer: Any, asked: RosterAsked) -> Standing:
    """Return the numbers of the rows ``viewer`` may see, of the unit and the day asked for.

    Units are those just below the unit, or below the place where the rows part. Two queries.
    """
    whole = Figures()
    by_path: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for told in _counted(programme, rows_of(programme, viewer, asked), asked.day):
        state, path = told["spells__state"], told["unit_path"]
        whole.add(state, told)
        by_path.setdefault(path, []).append((state, told))
    return Standing(whole, _by_unit(by_path, viewer, base=asked.unit_path))


def _by_unit(
    by_path: dict[str, list[tuple[str, dict[str, Any]]]], viewer: Any, *, base: str
) -> list[UnitFigures]:
    depth = _depth(by_path, base)
    units: dict[str, UnitFigures] = {}
    for path in sorted(by_path):
        top = _prefix(path, depth)
        unit = units.setdefault(top, UnitFigures(top, "", top.count("/") < depth))
        for state, told in by_path[path]:
            unit.figures.add(state, told)
    own = tuple(viewer.unit_paths())
    for found in Unit.objects.filter(path__in=units).select_related("parent"):
        unit = units[found.path]
        unit.name, unit.written = found.name, found.written if found.path.startswith(own) else ""
    return list(units.values())


def _counted(programme: Programme, rows: QuerySet[Any], day: date) -> Iterable[dict[str, Any]]:
    """Yield numbers for each unit path and state of ``day``. One query."""
    uncovered = Q(covered_on=None) | Q(covered_on__gt=day)
    late = Q(due_on__lt=day)
    if programme.due_on < day:
        late |= Q(due_on=None)
    found: Iterable[dict[str, Any]] = (
        rows.on(day)  # type: ignore[attr-defined]  # a RosterRowQuerySet
        .order_by()
        .values("spells__state", "unit_path")
        .annotate(
            rows=Count("pk"),
            covered=Count("pk", filter=Q(covered_on__lte=day)),
            late=Count("pk", filter=uncovered & late),
        )
    )
    return found


def _depth(paths: Iterable[str], base: str) -> int:
    """Return at which depth the rows part: below ``base``, or below what all share."""
    known = list(paths)
    depth = base.count("/") + 1
    while not base and depth < 8 and len({_prefix(path, depth) for path in known}) == 1:
        if not any(path.count("/") > depth for path in known):
            break
        depth += 1
    return depth


def _prefix(path: str, depth: int) -> str:
    parts = path.split("/")[:-1]
    return "/".join(parts[:depth]) + "/"


def heading(programme: Programme, viewer: Any, asked: RosterAsked) -> Forecast | None:
    """Return where a running programme, or a unit in it, will stand at its deadline.

    Two queries.
    """
    day = asked.day
    due = rows_of(programme, viewer, asked).on(day, State.DUE)
    covered = due.filter(covered_on__lte=day).order_by().values_list("covered_on")
    days = [(on, count) for on, count in covered.annotate(count=Count("pk")) if on]
    return forecast(days, due.count(), start=programme.began_on, today=day, due=programme.due_on)


def shares(programmes: Iterable[Programme], viewer: Any, day: date) -> dict[int, Figures]:
    """Return the numbers of many programmes on ``day``, by key. One query."""
    known = list(programmes)
    rows = RosterRow.objects.visible_to(viewer).filter(programme__in=known)
    late = Q(due_on__lt=day) | Q(due_on=None, programme__due_on__lt=day)
    uncovered = Q(covered_on=None) | Q(covered_on__gt=day)
    told: Any = rows.on(day).order_by().values("programme", state_then=F("spells__state")).annotate(
        rows=Count("pk"), covered=Count("pk", filter=Q(covered_on__lte=day)),
        late=Count("pk", filter=uncovered & late),
    )  # fmt: skip
    found = {programme.pk: Figures() for programme in known}
    for one in told:
        found[one["programme"]].add(one["state_then"], one)
    return found
