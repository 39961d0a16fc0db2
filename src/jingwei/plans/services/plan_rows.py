"""The rows of a confirmed version: areas, items and measures, matched with what stood before."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from jingwei.kernel.chinese import unwrap
from jingwei.plans.diff import Pair
from jingwei.plans.models import AnnualPlan, Area, Item, Measure, PlanVersion
from jingwei.plans.outline import Item as PrintedItem
from jingwei.plans.outline import Measure as Printed
from jingwei.plans.outline import Outline
from jingwei.plans.outline.tree import Heading
from jingwei.plans.services.mentions import mentions_store

FAR = 10_000
"""Positions from here on belong to rows that the present version does not hold."""
PLACE = ["area", "position", "number", "heading", "start", "end"]
TEXT = ["item", "position", "text", "start", "end", "subitem", "deadline_text", "frequency_text",
        "every", "quantities", "names"]  # fmt: skip

Place = tuple[int, int]
"""Position of an area, and of an item in it, both from 0."""


def plan_rows_store(version: PlanVersion, found: Outline, pairs: Sequence[Pair]) -> list[Measure]:
    """Write what ``found`` holds; return its measures in printed order.

    ``pairs`` tell which measure is which (see ``selectors.versions.version_pairs``). A measure
    that stays is the same row. An item that stays, be it renumbered, moved or reworded, is the
    same row too, so that what is gone keeps the heading it stood under.
    """
    old = {m.pk: m for m in version.plan.measures.current().select_related("item")}
    kept = {p.new.key: old[p.old.key] for p in pairs if p.new and p.old}
    items = _store_items(version, found, _matched_items(version.plan, found, kept))
    measures = _store_measures(version.plan, found, kept, items)
    staying = {m.pk for m in measures}
    gone = [pk for pk in old if pk not in staying]
    Measure.objects.filter(pk__in=gone).update(gone_in=version.number)
    return measures


def _matched_items(
    plan: AnnualPlan, found: Outline, kept: Mapping[int, Measure]
) -> dict[Place, Item]:
    """Find the row of each item: by its heading, else the one most of its measures come from."""
    free = list(Item.objects.current().filter(area__plan=plan).select_related("area"))
    matched: dict[Place, Item] = {}
    places = _places(found)
    for place, item, _ in places:
        named = [row for row in free if row.heading == words_of(item.head)]
        if named:
            matched[place] = min(named, key=_distance(found, place))
            free.remove(matched[place])
    for place, item, first in places:
        keys = range(first, first + len(item.measures))
        votes = Counter(kept[key].item for key in keys if key in kept and kept[key].item in free)
        if place not in matched and votes:
            matched[place] = votes.most_common(1)[0][0]
            free.remove(matched[place])
    return matched


def _distance(found: Outline, place: Place) -> Callable[[Item], tuple[bool, int]]:
    area, position = words_of(found.areas[place[0]].head), place[1]
    return lambda row: (row.area.heading != area, abs(row.position - position))


def _matched_areas(
    free: list[Area], found: Outline, matched: Mapping[Place, Item]
) -> dict[int, Area]:
    """Find the row of each area: by its heading, else the one most of its items come from."""
    areas: dict[int, Area] = {}
    for a, area in enumerate(found.areas):
        if row := next((row for row in free if row.heading == words_of(area.head)), None):
            areas[a] = row
            free.remove(row)
    for a in range(len(found.areas)):
        votes = Counter(row.area for (n, _), row in matched.items() if n == a and row.area in free)
        if a not in areas and votes:
            areas[a] = votes.most_common(1)[0][0]
            free.remove(areas[a])
    return areas


def _places(found: Outline) -> list[tuple[Place, PrintedItem, int]]:
    """Return place, item, and the number of measures printed before it, for every item."""
    places, before = [], 0
    for a, area in enumerate(found.areas):
        for i, item in enumerate(area.items):
            places.append(((a, i), item, before))
            before += len(item.measures)
    return places


def _store_areas(plan: AnnualPlan, found: Outline, matched: Mapping[Place, Item]) -> list[Area]:
    present = list(plan.areas.all())
    known = _matched_areas(list(present), found, matched)
    for row, position in zip(present, _far(row.position for row in present), strict=False):
        row.position = position
    Area.objects.bulk_update(present, ["position"])
    stored = []
    for a, area in enumerate(found.areas):
        row = known.get(a) or Area(plan=plan)
        row.position, row.number, row.heading = a, area.head.number, words_of(area.head)
        row.save()
        stored.append(row)
    return stored


def _store_items(
    version: PlanVersion, found: Outline, matched: Mapping[Place, Item]
) -> dict[Place, Item]:
    rows = Item.objects.filter(area__plan=version.plan)
    taken = list(rows.values_list("position", flat=True))
    present = list(rows.current())
    areas = _store_areas(version.plan, found, matched)
    for row, position in zip(present, _far(taken), strict=False):
        row.position = position
    Item.objects.bulk_update(present, ["position"])
    stored = {
        (a, i): _placed(matched.get((a, i)) or Item(), areas[a], i, item)
        for (a, i), item, _ in _places(found)
    }
    Item.objects.bulk_update([row for row in stored.values() if row.pk], PLACE)
    Item.objects.bulk_create([row for row in stored.values() if not row.pk])
    staying = {row.pk for row in stored.values()}
    left = [row.pk for row in present if row.pk not in staying]
    Item.objects.filter(pk__in=left).update(gone_in=version.number)
    Area.objects.filter(plan=version.plan, position__gte=FAR, items=None).delete()
    return stored


def _placed(row: Item, area: Area, position: int, printed: PrintedItem) -> Item:
    row.area, row.position = area, position
    row.number, row.heading = printed.head.number, words_of(printed.head)
    row.start, row.end = printed.head.extent
    return row


def _far(taken: Iterable[int]) -> Iterator[int]:
    """Count on from the last position taken: a position is taken once, even by what is gone."""
    return itertools.count(max(FAR - 1, *taken, FAR - 1) + 1)


def _store_measures(
    plan: AnnualPlan, found: Outline, kept: Mapping[int, Measure], items: Mapping[Place, Item]
) -> list[Measure]:
    rows, fresh = [], []
    for place, item, first in _places(found):
        for position, printed in enumerate(item.measures):
            row = kept.get(first + position) or _fresh(plan, printed)
            row.item, row.position = items[place], position
            _take_text(row, printed, item)
            rows.append(row)
            if not row.pk:
                fresh.append((row, printed))
    for row in rows:
        if row.pk:
            row.save(update_fields=TEXT)  # measured faster than one bulk update
    Measure.objects.bulk_create([row for row, _ in fresh])
    mentions_store(fresh)
    return rows


def _fresh(plan: AnnualPlan, printed: Printed) -> Measure:
    year = plan.year
    due = date.fromisoformat(printed.deadline_on) if printed.deadline_on else date(year, 12, 31)
    return Measure(plan=plan, kind=printed.kind, due_on=due, starts_on=min(date(year, 1, 1), due))


def _take_text(row: Measure, printed: Printed, item: PrintedItem) -> None:
    """Take what the text says; a recurrence a person set stands until the text prints another."""
    frequency = (printed.frequency or "")[:100]
    if not row.pk or row.frequency_text != frequency:
        row.every = every_of(frequency)
    row.text, (row.start, row.end) = unwrap(printed.text), printed.span
    row.subitem = "" if printed.subitem is None else words_of(item.subitems[printed.subitem])
    row.deadline_text = (printed.deadline or "")[:100]
    row.frequency_text = frequency
    row.quantities = [asdict(quantity) for quantity in printed.quantities]
    row.names = list(printed.names)


def words_of(printed: Heading) -> str:
    """Return the heading in one line, as long as a row holds."""
    return unwrap(printed.heading)[:300]


def every_of(frequency: str) -> str:
    """Return the recurrence that a printed frequency names, or "" for none."""
    signs = {"半年": "half_year", "季": "quarter", "月": "month", "周": "month", "年": "year"}
    return next((every for sign, every in signs.items() if sign in frequency), "")
