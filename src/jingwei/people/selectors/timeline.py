"""A person's years as lanes of a picture: what they did, which posts and levels they held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jingwei.kernel import codes
from jingwei.kernel.partial_dates import as_partial, show_partial
from jingwei.people.models import CareerStint, LevelHeld, Person, PostHeld

WIDTH = 1000
"""Width of the picture in its own units; one lane is LANE high."""
LANE = 34
STEP_YEARS = 5


@dataclass(frozen=True)
class Span:
    """One bar: where it begins, how wide it is, its words, and the words of its tooltip."""

    x: int
    width: int
    label: str
    title: str


@dataclass(frozen=True)
class Lane:
    """The bars of one kind, in the order of time."""

    label: str
    y: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Timeline:
    """The picture: lanes below each other and the years marked above them."""

    lanes: tuple[Lane, ...]
    years: tuple[tuple[int, int], ...]
    height: int


Stretch = tuple[str, str, str]
"""From, until ("" for now), words."""


def timeline(person: Person, on: date, *, with_career: bool) -> Timeline | None:
    """Return the picture of a person's years up to ``on``; None without a dated row.

    ``with_career``: the lines of the résumé too, which not everybody may read. Three queries.
    """
    career = CareerStint.objects.filter(person=person) if with_career else ()
    stints: list[Stretch] = [(row.began_on, row.ended_on, row.text) for row in career]
    posts: list[Stretch] = [
        (row.since, row.until, f"{row.unit or row.unit_text}{row.title}")
        for row in PostHeld.objects.filter(person=person).select_related("unit")
    ]
    levels: list[Stretch] = [
        (row.since, row.until, level_word(row)) for row in LevelHeld.objects.filter(person=person)
    ]
    return drawn({"经历": stints, "任职": posts, "层次职级": levels}, on)


def level_word(row: LevelHeld) -> str:
    """Return what a level or a rank is called."""
    is_level = row.kind == LevelHeld.Kind.LEVEL
    return codes.label("ZB09", row.level) if is_level else codes.label("ZB148", row.rank)


def drawn(rows: dict[str, list[Stretch]], on: date) -> Timeline | None:
    """Place stretches on a scale from the first of them to ``on``. Pure."""
    starts = [month(since) for stretches in rows.values() for since, _, _ in stretches if since]
    if not starts:
        return None
    first, last = min(starts), max(month(as_partial(on)), max(starts) + 1)
    scale = WIDTH / (last - first)
    lanes = [
        Lane(label, 20 + n * LANE, tuple(_spans(stretches, first, last, scale)))
        for n, (label, stretches) in enumerate((k, v) for k, v in rows.items() if v)
    ]
    years = range((first // 12 // STEP_YEARS + 1) * STEP_YEARS, last // 12 + 1, STEP_YEARS)
    marks = tuple((year, round((year * 12 - first) * scale)) for year in years)
    return Timeline(tuple(lanes), marks, 20 + len(lanes) * LANE)


def month(text: str) -> int:
    """Return a partial date as a count of months."""
    return int(text[:4]) * 12 + (int(text[4:6]) - 1 if len(text) >= 6 else 0)


def _spans(stretches: Iterable[Stretch], first: int, last: int, scale: float) -> Iterable[Span]:
    for since, until, words in sorted(stretches):
        end = month(until) if until else last
        x, width = round((month(since) - first) * scale), round((end - month(since)) * scale)
        shown = f"{show_partial(since)}—{show_partial(until) if until else '今'} {words}"
        room = max(width // 13, 0)
        yield Span(
            x, max(width - 2, 3), words if len(words) <= room else words[: max(room - 1, 0)], shown
        )
