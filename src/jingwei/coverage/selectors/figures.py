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
from jingwei.kernel.scoping import subtree
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
    """The numbers of a unit and everything below it; ``is_itself``: only its own rows."""

    path: str
    name: str
    is_itself: bool
    figures: Figures = field(default_factory=Figures)


@dataclass(slots=True)
class Standing:
    """A programme on a day, for one viewer: the whole, its units in the order of the tree."""

    whole: Figures
    units: list[UnitFigures]


def standing(programme: Programme, viewer: Any, day: date, *, unit_path: str = "") -> Standing:
    """Return the numbers of the rows ``viewer`` may see, below ``unit_path`` where given.

    Units are those just below ``unit_path``, or below the place where the rows part. Two queries.
    """
    rows = RosterRow.objects.visible_to(viewer).filter(programme=programme)
    if unit_path:
        rows = rows.filter(subtree("unit_path", unit_path))
    return stand(programme, rows, day, base=unit_path)


def stand(programme: Programme, rows: QuerySet[RosterRow], day: date, *, base: str) -> Standing:
    """Return the numbers of ``rows`` of a programme. Two queries."""
    whole = Figures()
    by_path: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for told in _counted(programme, rows, day):
        state, path = told["spells__state"], told["unit_path"]
        whole.add(state, told)
        by_path.setdefault(path, []).append((state, told))
    depth = _depth(by_path, base)
    units: dict[str, UnitFigures] = {}
    for path in sorted(by_path):
        top = _prefix(path, depth)
        unit = units.setdefault(top, UnitFigures(top, top, top.count("/") < depth))
        for state, told in by_path[path]:
            unit.figures.add(state, told)
    for found in Unit.objects.filter(path__in=units):
        units[found.path].name = found.name
    return Standing(whole, list(units.values()))


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


def heading(programme: Programme, viewer: Any, day: date) -> Forecast | None:
    """Return where a running programme will stand at its deadline. Two queries."""
    rows = RosterRow.objects.visible_to(viewer).filter(programme=programme)
    due = rows.on(day, State.DUE)
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
