"""Pairs as lists, as a month, and whom nobody has been to for long."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from jingwei.kernel.scoping import subtree
from jingwei.liaison.festivals import festival_names, festivals
from jingwei.liaison.models import Pair
from jingwei.liaison.occasions import (
    BIRTHDAY,
    MONTHS,
    birthdays_of,
    festival_day,
    met_for,
    of_birthdays,
    of_festival,
)
from jingwei.people.selectors.search import found_openly

STATES = (
    ("", "联系中"), ("overdue", "应联系未联系"), ("30", "30 天内应联系"),
    ("left", "联系人已免职，待移交"), ("died", "有人已去世，待结束"), ("ended", "已结束"),
    ("all", "全部"),
)  # fmt: skip


def pairs_found(viewer: Any, asked: Mapping[str, Any], day: date) -> QuerySet[Pair]:
    """Return the visible pairs that the filters ask for, soonest due first.

    ``asked``: q, kind, state (STATES), unit (a Unit), mine ("yes"), occasion (a festival or
    BIRTHDAY) with met ("yes", "no": whether somebody was there for that festival).
    """
    rows = Pair.objects.visible_to(viewer).with_parties()
    rows = rows.order_by(F("next_due").asc(nulls_last=True), "pk")
    rows = _in_state(rows, asked.get("state", ""), day)
    if occasion := asked.get("occasion"):
        rows = _of_occasion(rows, occasion, asked.get("met", ""), day)
    rows = _narrowed(rows, viewer, asked)
    found: QuerySet[Pair] = rows.filter(named(text)) if (text := asked.get("q")) else rows
    return found


def _narrowed(rows: Any, viewer: Any, asked: Mapping[str, Any]) -> Any:
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if unit := asked.get("unit"):
        rows = rows.filter(subtree("unit_path", unit.path))
    if asked.get("mine"):
        rows = rows.filter(Q(keeper=viewer) | Q(one_person__user=viewer))
    return rows


def _of_occasion(rows: Any, occasion: str, met: str, day: date) -> Any:
    """Keep the pairs that meet for an occasion to come, by whether they have met for it."""
    if occasion == BIRTHDAY:
        return rows.filter(of_birthdays(day, MONTHS))
    rows, on = rows.filter(of_festival(occasion)), festival_day(occasion, day)
    if on is None or not met:
        return rows
    has_met = met_for(occasion, on)
    return rows.filter(has_met) if met == "yes" else rows.exclude(has_met)


def _in_state(rows: Any, state: str, day: date) -> Any:
    if state == "overdue":
        return rows.overdue_on(day)
    if state == "30":
        return rows.running().filter(next_due__range=(day, day + timedelta(days=30)))
    if state == "left":
        return rows.left_behind()
    if state == "ended":
        return rows.exclude(until=None).order_by("-until", "-pk")
    if state == "died":
        died = ~Q(one_person=None) & ~Q(one_person__died_on="")
        died |= ~Q(two_person=None) & ~Q(two_person__died_on="")
        return rows.filter(died, until=None)
    return rows if state == "all" else rows.running()


def named(text: str, through: str = "") -> Q:
    """Match the pairs one of whose parties ``text`` names; ``through`` leads to the pair."""
    found = found_openly(text, f"{through}one_person__") | found_openly(
        text, f"{through}two_person__"
    )
    for side in ("one", "two"):
        found |= Q((f"{through}{side}_words__icontains", text))
        found |= Q((f"{through}{side}_unit__name__icontains", text))
        found |= Q((f"{through}{side}_organization__name__icontains", text))
    return found


def pairs_quiet(
    viewer: Any, *, days: int, day: date, asked: Mapping[str, Any] | None = None
) -> QuerySet[Pair]:
    """Return the running pairs whom nobody has been to for ``days`` days, longest first.

    Counted from the last contact, before any from the beginning; hand-overs do not reset it.
    ``asked``: kind, unit, mine, as of :func:`pairs_found`.
    """
    rows = Pair.objects.visible_to(viewer).running().with_parties()
    rows = _narrowed(rows, viewer, asked or {})
    before = day - timedelta(days=days)
    quiet = Q(last_on__lte=before) | Q(last_on=None, since__lte=before)
    found: QuerySet[Pair] = rows.filter(quiet).order_by(Coalesce("last_on", "since"), "pk")
    return found


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day in the calendar: (pair, what for) of those due and of birthdays, its festivals.

    ``is_inside``: whether it is of the month.
    """

    day: date
    pairs: tuple[tuple[Pair, str], ...]
    festivals: tuple[str, ...]
    is_inside: bool


def month_of_pairs(
    viewer: Any, first: date, asked: Mapping[str, Any] | None = None
) -> list[list[DayOfMonth]]:
    """Return the weeks of the month that ``first`` lies in, Monday first. Two queries.

    Birthdays stand on their day, or on the last of the month, however soon the pair meets before.
    ``asked``: kind, unit, mine, as of :func:`pairs_found`.
    """
    rows = Pair.objects.visible_to(viewer).running().with_parties()
    rows = _narrowed(rows, viewer, asked or {}).order_by("pk")
    by: dict[date, dict[Pair, str]] = {}
    for pair in rows.filter(next_due__year=first.year, next_due__month=first.month):
        by.setdefault(pair.next_due, {})[pair] = pair.due_for
    for pair in rows.filter(of_birthdays(first)):
        for one in birthdays_of(pair):
            if (one.last.year, one.last.month) == (first.year, first.month):
                by.setdefault(one.last, {})[pair] = f"{one.age} 岁生日"
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[_day(day, by, first.month) for day in week] for week in weeks]


def _day(day: date, by: Mapping[date, Mapping[Pair, str]], month: int) -> DayOfMonth:
    return DayOfMonth(day, tuple(by.get(day, {}).items()), _feasts(day), day.month == month)


def _feasts(day: date) -> tuple[str, ...]:
    names = festival_names()
    return tuple(names[code] for code, days in festivals().items() if day in days)
