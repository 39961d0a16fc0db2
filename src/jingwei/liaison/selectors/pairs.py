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
from jingwei.people.selectors.search import found_people

STATES = (
    ("", "联系中"), ("overdue", "应联系未联系"), ("30", "30 天内应联系"), ("ended", "已结束"),
    ("died", "有人已去世，待结束"), ("all", "全部"),
)  # fmt: skip


def pairs_found(viewer: Any, asked: Mapping[str, Any], day: date) -> QuerySet[Pair]:
    """Return the visible pairs that the filters ask for, soonest due first.

    ``asked``: q, kind, state (STATES), unit (a Unit), mine ("yes").
    """
    rows = Pair.objects.visible_to(viewer).with_parties()
    rows = rows.order_by(F("next_due").asc(nulls_last=True), "pk")
    rows = _in_state(rows, asked.get("state", ""), day)
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if unit := asked.get("unit"):
        rows = rows.filter(subtree("unit_path", unit.path))
    if asked.get("mine"):
        rows = rows.filter(Q(keeper=viewer) | Q(one_person__user=viewer))
    if text := asked.get("q"):
        rows = rows.filter(named(text))
    found: QuerySet[Pair] = rows
    return found


def _in_state(rows: Any, state: str, day: date) -> Any:
    if state == "overdue":
        return rows.overdue_on(day)
    if state == "30":
        return rows.running().filter(next_due__range=(day, day + timedelta(days=30)))
    if state == "ended":
        return rows.exclude(until=None).order_by("-until", "-pk")
    if state == "died":
        died = ~Q(one_person=None) & ~Q(one_person__died_on="")
        died |= ~Q(two_person=None) & ~Q(two_person__died_on="")
        return rows.filter(died, until=None)
    return rows if state == "all" else rows.running()


def named(text: str, through: str = "") -> Q:
    """Match the pairs one of whose parties ``text`` names; ``through`` leads to the pair."""
    found = found_people(text, f"{through}one_person__") | found_people(
        text, f"{through}two_person__"
    )
    for side in ("one", "two"):
        found |= Q((f"{through}{side}_words__icontains", text))
        found |= Q((f"{through}{side}_unit__name__icontains", text))
        found |= Q((f"{through}{side}_organization__name__icontains", text))
    return found


def pairs_quiet(viewer: Any, *, days: int, day: date, kind: str = "") -> QuerySet[Pair]:
    """Return the running pairs whom nobody has been to for ``days`` days, longest first.

    Counted from the last contact, before any from the beginning; hand-overs do not reset it.
    """
    rows = Pair.objects.visible_to(viewer).running().with_parties()
    rows = rows.filter(kind=kind) if kind else rows
    before = day - timedelta(days=days)
    quiet = Q(last_on__lte=before) | Q(last_on=None, since__lte=before)
    return rows.filter(quiet).order_by(Coalesce("last_on", "since"), "pk")


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day in the calendar: its pairs due, its festivals, whether it is of the month."""

    day: date
    pairs: tuple[Pair, ...]
    festivals: tuple[str, ...]
    is_inside: bool


def month_of_pairs(viewer: Any, first: date, kind: str = "") -> list[list[DayOfMonth]]:
    """Return the weeks of the month that ``first`` lies in, Monday first. One query."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    rows = Pair.objects.visible_to(viewer).running().with_parties()
    rows = rows.filter(next_due__year=first.year, next_due__month=first.month)
    by: dict[date, list[Pair]] = {}
    for pair in rows.filter(kind=kind) if kind else rows:
        if pair.next_due:
            by.setdefault(pair.next_due, []).append(pair)
    return [
        [
            DayOfMonth(day, tuple(by.get(day, ())), _feasts(day), day.month == first.month)
            for day in week
        ]
        for week in weeks
    ]


def _feasts(day: date) -> tuple[str, ...]:
    names = festival_names()
    return tuple(names[code] for code, days in festivals().items() if day in days)
