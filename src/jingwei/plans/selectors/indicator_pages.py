"""What the list of indicators and the page of one show: numbers by item, unit and month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from jingwei.kernel.clock import today
from jingwei.kernel.indicators import (
    INDICATORS,
    Indicator,
    Slice,
    indicator_named,
    indicators_seen,
)
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.plans.models import IndicatorValue, Measure
from jingwei.plans.selectors.indicator_rows import RowsAsked
from jingwei.plans.selectors.series import (
    Kept,
    Number,
    day_in,
    kept_numbers,
    month_before,
    month_of,
    numbers_by_unit,
    year_to,
)
from jingwei.plans.topics import TOPICS

OTHERS = "其他"
MONTHS = 24
"""Months offered to look at."""


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its number at the end of a month and of the month before."""

    indicator: Indicator
    now: Number | None
    before: Number | None


@dataclass
class Group:
    """The indicators of one kind of item, in order of their codes."""

    title: str
    area: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its numbers; ``is_own``: of the unit itself, without those below it."""

    unit: Unit
    now: Number | None
    before: Number | None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An indicator for a unit: its number, the units below, the months of the year.

    ``is_live``: nothing was kept for the month yet, so it was counted for this page.
    """

    now: Number | None
    before: Number | None
    units: list[UnitLine]
    months: list[tuple[date, Number | None]]
    computed: IndicatorValue | None
    is_live: bool


def outermost(paths: Iterable[str]) -> list[str]:
    """Return the paths that lie below none of the others, sorted."""
    found: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(above) for above in found):
            found.append(path)
    return found


def units_offered(viewer: Viewer) -> QuerySet[Unit]:
    """Return the outermost units of the viewer and those right below them, by path. One query."""
    tops = outermost(viewer.unit_paths())
    near = Q(path__in=tops) | Q(parent__path__in=tops, closed_on=None)
    rows = Unit.objects.visible_to(viewer).filter(near)
    return rows.select_related("parent").order_by("path")


def months_offered(day: date) -> list[date]:
    """Return the months of which numbers are kept, the newest first; never empty. One query."""
    rows = IndicatorValue.objects.filter(unit__parent=None, month__lte=day).order_by("-month")
    found = list(rows.values_list("month", flat=True).distinct()[:MONTHS])
    return found or [month_of(day)]


def indicator_seen(code: str, viewer: Viewer) -> Indicator | None:
    """Return an indicator by its code, None for one that is not there for ``viewer``.

    One made for a row is there for who sees the row, or a measure that it proves.
    """
    if code in INDICATORS:
        return INDICATORS[code]
    listed = next((one for one in indicators_seen(viewer) if one.code == code), None)
    found = listed or indicator_named(code)
    return found if listed or (found and measures_proven(found, viewer)) else None


def indicator_groups(
    viewer: Viewer, unit: Unit, month: date, *, text: str = "", item: int | None = None
) -> list[Group]:
    """Return the indicators that ``text`` and ``item`` ask for, by kind of item, with numbers.

    One of several items stands at each of them. One query, and those of the families.
    """
    chosen = [one for one in indicators_seen(viewer) if _asked(one, text, item)]
    kept = kept_numbers([unit.path], [month, month_before(month)])
    groups: dict[int, Group] = {}
    for one in chosen:
        for number in one.items or (0,):
            if item is None or number == item:
                group = groups.setdefault(number, _group(number))
                group.lines.append(_line(one, kept, unit, month))
    return [groups[number] for number in sorted(groups, key=lambda n: n or len(TOPICS) + 1)]


def organization_groups(
    viewer: Viewer, month: date, *, text: str = "", item: int | None = None
) -> list[Group]:
    """Return the indicators of somebody whose scope is Party organizations alone, by kind of item.

    Numbers of organizations are not kept: they are counted where words or an item narrow the
    list, one query each, two for a share.
    """
    subject, groups = organization_subject(month), dict[int, Group]()
    for one in indicators_seen(viewer):
        if not _asked(one, text, item) or not is_of_organizations(one, subject):
            continue
        now = organization_number(one, subject, viewer) if text or item else None
        for number in one.items or (0,):
            if item is None or number == item:
                groups.setdefault(number, _group(number)).lines.append(Line(one, now, None))
    return [groups[number] for number in sorted(groups, key=lambda n: n or len(TOPICS) + 1)]


def organization_subject(month: date) -> Slice:
    """Return all units from the start of the year to the end of ``month`` or today. One query."""
    root = Unit.objects.filter(parent=None).order_by("path").values_list("path", flat=True).first()
    return year_to(root or "", day_in(month, today()))


def is_of_organizations(found: Indicator, subject: Slice) -> bool:
    """Whether the rows of ``found`` belong to Party organizations as well as to units."""
    return bool(getattr(found.rows(subject), "organization_path", ""))


def organization_number(found: Indicator, subject: Slice, viewer: Viewer) -> Number:
    """Return the number of the rows that ``viewer`` may see. One query, two for a share."""
    asked = RowsAsked(found, subject, within_sight_of=viewer)
    whole = asked.whole()
    parts = asked.counted().count(), None if whole is None else whole.count()
    return Number(subject.start, subject.end, *parts)


def _asked(found: Indicator, text: str, item: int | None) -> bool:
    if item is not None and item not in found.items:
        return False
    words = " ".join((found.code, found.label, found.definition, *found.keywords)).lower()
    return all(word in words for word in text.lower().split())


def _group(number: int) -> Group:
    topic = TOPICS.get(number)
    return Group(str(topic), topic.area) if topic else Group(OTHERS, "")


def _line(found: Indicator, kept: Kept, unit: Unit, month: date) -> Line:
    before = kept.number(found, unit.path, month_before(month))
    return Line(found, kept.number(found, unit.path, month), before)


def indicator_standing(found: Indicator, unit: Unit, month: date) -> Standing:
    """Return the numbers of ``unit`` and of the units right below it, in the order of the tree.

    Two queries; two more where nothing is kept for the month.
    """
    below = list(Unit.objects.filter(parent=unit).order_by("path"))
    year = {date(month.year, number, 1) for number in range(1, 13)} | {month_before(month)}
    kept = kept_numbers([unit.path, *(one.path for one in below)], year, codes=[found.code])
    now = {one.path: kept.number(found, one.path, month) for one in (unit, *below)}
    is_live = now[unit.path] is None
    if is_live:
        now |= _counted_now(found, unit, month, below)
    before = {one.path: kept.number(found, one.path, month_before(month)) for one in (unit, *below)}
    months = [(m, kept.number(found, unit.path, m)) for m in sorted(year) if m.year == month.year]
    return Standing(
        now[unit.path], before[unit.path], _unit_lines(unit, below, now, before), months,
        kept.computed(found.code, unit.path, month), is_live,
    )  # fmt: skip


def _counted_now(
    found: Indicator, unit: Unit, month: date, below: list[Unit]
) -> dict[str, Number | None]:
    subject = year_to(unit.path, day_in(month, today()))
    told = numbers_by_unit(found, subject)
    none = Number(subject.start, subject.end, 0, 0 if found.is_share else None)
    return {one.path: told.get(one.path, none) for one in (unit, *below)}


def _unit_lines(
    unit: Unit,
    below: list[Unit],
    now: dict[str, Number | None],
    before: dict[str, Number | None],
) -> list[UnitLine]:
    """Return the unit itself, then those below that exist or have something to count."""
    lines = [
        UnitLine(one, now[one.path], before[one.path])
        for one in below
        if one.closed_on is None or _says(now[one.path]) or _says(before[one.path])
    ]
    own, own_before = _own(now, unit, below), _own(before, unit, below)
    if not lines or _says(own) or _says(own_before):
        lines.insert(0, UnitLine(unit, own, own_before, is_own=True))
    return lines


def _own(numbers: dict[str, Number | None], unit: Unit, below: list[Unit]) -> Number | None:
    whole = numbers[unit.path]
    parts = [numbers[one.path] for one in below]
    return whole.less(part for part in parts if part) if whole else None


def _says(number: Number | None) -> bool:
    return bool(number and (number.count or number.whole))


def measures_proven(found: Indicator, viewer: Viewer) -> list[Measure]:
    """Return the current measures the viewer sees that this indicator proves. One query."""
    rows = Measure.objects.visible_to(viewer).current()
    proven = rows.filter(proof__indicator=found.code)
    return list(proven.select_related("plan", "item", "proof").order_by("plan", "item", "position"))
