"""The promises every indicator keeps, read in any world: told as sentences about what is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.kernel.indicators import INDICATORS, Indicator, Slice, share
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.org.models import Unit
from jingwei.plans.row_pages import ROW_PAGES
from jingwei.plans.selectors.indicator_rows import RowsAsked, register_behind
from jingwei.plans.selectors.series import counted_by_path, number_of, numbers_by_unit
from jingwei.plans.services.series import every_indicator
from jingwei.plans.topics import TOPICS

CODE = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+(\.[a-z0-9]+)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOST_QUERIES = 6
"""Of a number by unit: one or two to count, and what a definition looks up first."""
MOST_OF_A_PAGE = 45
"""Of the page of rows, frame and counts included; fifty rows must not add to it."""
SAMPLED = 3
"""Units for each indicator whose number is counted on its own and compared."""


def all_indicators() -> list[Indicator]:
    """Return every indicator, declared and made for rows; a family that fails is a fault."""
    found, failed = every_indicator()
    assert failed == []
    return found


def wording_faults(found: Indicator) -> Iterator[str]:
    """Yield what is wrong with the words of an indicator."""
    told = {
        "code": bool(CODE.fullmatch(found.code)),
        "label": bool(CHINESE.search(found.label)),
        "definition": bool(CHINESE.search(found.definition)) and len(found.definition) >= 8,
        "source": bool(CHINESE.search(found.source)),
        "unit of measure": bool(found.unit_label) and (found.unit_label == "%") == found.is_share,
        "items": set(found.items) <= TOPICS.keys(),
        "keywords too general": all(len(word) >= 2 for word in found.keywords),
        "keywords twice": len(set(found.keywords)) == len(found.keywords),
    }
    yield from (f"{found.code}: {what}" for what, holds in told.items() if not holds)


def room_faults() -> Iterator[str]:
    """Yield the declared indicators whose code does not begin with the room that declares them."""
    for found in INDICATORS.values():
        room = getattr(found.rows, "func", found.rows).__module__
        if not room.startswith(f"jingwei.{found.code.partition('.')[0]}."):
            yield f"{found.code} is declared in {room}"


def number_faults(found: Indicator, subject: Slice) -> Iterator[str]:
    """Yield where the number of an indicator is not that of its rows."""
    rows = found.rows(subject)
    if not isinstance(rows, ScopedQuerySet):
        yield f"{found.code}: rows know no units"
        return
    keys = list(rows.order_by().values_list("pk", flat=True))
    if len(keys) != len(set(keys)):
        yield f"{found.code}: {len(keys)} rows, {len(set(keys))} of them distinct"
    whole = set(found.among(subject).values_list("pk", flat=True)) if found.among else None
    if whole is not None and not set(keys) <= whole:
        yield f"{found.code}: counts rows that are not among the whole"
    expected = share(len(keys), len(whole)) if whole is not None else len(keys)
    if found.value(subject) != expected or number_of(found, subject).value != expected:
        yield f"{found.code}: {found.value(subject)} is said of {expected}"
    if not rows.query.is_empty() and not _has_page(found, subject):
        yield f"{found.code}: nothing shows a row of {rows.model._meta.label_lower}"


def _has_page(found: Indicator, subject: Slice) -> bool:
    model = found.rows(subject).model
    known = register_behind(RowsAsked(found, subject), model)
    return known is not None or model._meta.label_lower in ROW_PAGES


def unit_faults(found: Indicator, subject: Slice) -> Iterator[str]:
    """Yield where the numbers of units are not those of the units, or do not add up."""
    with CaptureQueriesContext(connection) as asked:
        told = numbers_by_unit(found, subject)
    if len(asked) > MOST_QUERIES:
        yield f"{found.code}: {len(asked)} queries for its units"
    for path in sorted(told, key=lambda p: (-told[p].count, p))[:SAMPLED]:
        alone = number_of(found, Slice(path, subject.start, subject.end))
        if alone != told[path]:
            yield f"{found.code} of {path}: {alone.parts or alone.text}, by unit {told[path]}"
    own = counted_by_path(found.rows(subject))
    if sum(own.values()) != told[subject.path].count:
        yield f"{found.code}: units add up to {sum(own.values())} of {told[subject.path].count}"
    paths = set(Unit.objects.values_list("path", flat=True))
    if strangers := own.keys() - paths:
        yield f"{found.code}: rows of no unit at {sorted(strangers)}"


def emptiness_faults(found: Indicator, subject: Slice) -> Iterator[str]:
    """Yield what says something of nothing: a share is undefined there, a count is 0."""
    value = found.value(subject)
    if value != (None if found.is_share else 0):
        yield f"{found.code}: {value} where there is nothing"


def sight_faults(found: Indicator, subject: Slice, keeper: User) -> Iterator[str]:
    """Yield what is counted and not seen by ``keeper``, who may see everything there is."""
    rows = found.rows(subject)
    seen, count = rows.visible_to(keeper).count(), rows.count()
    if seen != count:
        yield f"{found.code}: counts {count} rows, of which only {seen} can be seen"


def examples(subject: Slice) -> list[Indicator]:
    """Return one indicator for every kind of row, counted or shared: the one with most rows."""
    chosen: dict[tuple[str, bool], tuple[int, Indicator]] = {}
    for found in all_indicators():
        rows = found.rows(subject)
        kind, count = (rows.model._meta.label_lower, found.is_share), rows.count()
        if kind not in chosen or chosen[kind][0] < count:
            chosen[kind] = count, found
    return [found for _, found in chosen.values()]


def page_faults(found: Indicator, subject: Slice, browser: Client) -> Iterator[str]:
    """Yield where the page of rows lists another number of rows than the number says."""
    asked = {"unit": subject.path, "start": str(subject.start), "end": str(subject.end)}
    page = f"{reverse('plans:indicator-rows', args=[found.code])}?{urlencode(asked)}"
    number = number_of(found, subject)
    parts = {"": number.count}
    if number.whole is not None:
        parts["&part=rest"] = number.whole - number.count
    for part, expected in parts.items():
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(page + part)
        context = answer.context
        if answer.status_code != 200 or context["total"] != expected:
            yield f"{found.code}{part}: {answer.status_code}, not {expected} rows"
            continue
        shown, seen = len(context["table"].lines), context["seen"]
        if seen > expected or shown != min(seen, 50):
            yield f"{found.code}{part}: shows {shown} of {seen} seen of {expected}"
        if len(queries) > MOST_OF_A_PAGE:
            yield f"{found.code}{part}: {len(queries)} queries for {shown} rows"
