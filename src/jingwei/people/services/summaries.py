"""The facts of a person that follow from dated rows: education, posts, level and rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from jingwei.kernel.codes import foremost
from jingwei.people.models import Education, LevelHeld, Person, PostHeld

FIELDS = [
    "education", "degree", "post_summary", "post_since", "level", "level_since", "rank",
    "rank_since",
]  # fmt: skip


def summaries_refresh(person_pks: Iterable[int]) -> int:
    """Recompute the derived facts of these people; return how many changed. Four queries."""
    people = Person.objects.in_bulk(sorted(set(person_pks)))
    studies = _by_person(Education.objects.all(), people)
    posts = _by_person(PostHeld.objects.select_related("unit"), people)
    levels = _by_person(LevelHeld.objects.all(), people)
    changed = []
    for pk, person in people.items():
        before = [getattr(person, name) for name in FIELDS]
        _set_studies(person, studies[pk])
        _set_posts(person, posts[pk])
        _set_levels(person, levels[pk])
        if before != [getattr(person, name) for name in FIELDS]:
            changed.append(person)
    Person.objects.bulk_update(changed, FIELDS, batch_size=200)
    return len(changed)


def _by_person(rows: models.QuerySet[Any], people: dict[int, Person]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(person__in=people):
        found[row.person_id].append(row)
    return found


def _set_studies(person: Person, rows: list[Education]) -> None:
    person.education = foremost("ZB64", (row.education for row in rows))
    person.degree = foremost("GB6864", (row.degree for row in rows))


def _set_posts(person: Person, rows: list[PostHeld]) -> None:
    """Name the posts held now; without any, the text somebody typed stays."""
    held = sorted(
        (row for row in rows if not row.until), key=lambda row: (not row.is_main, row.since)
    )
    if not held:
        person.post_since = ""
        return
    person.post_summary = post_words(held)[:200]
    person.post_since = held[0].since


def post_words(held: list[PostHeld]) -> str:
    """Return "区教育局党组书记、局长": the unit is named once for posts that follow in it."""
    words, last = [], ""
    for row in held:
        unit = str(row.unit) if row.unit else row.unit_text
        words.append(row.title if unit == last else f"{unit}{row.title}")
        last = unit
    return "、".join(words)


def _set_levels(person: Person, rows: list[LevelHeld]) -> None:
    held = [row for row in rows if not row.until]
    level = max((r for r in held if r.kind == LevelHeld.Kind.LEVEL), key=_since, default=None)
    rank = max((r for r in held if r.kind == LevelHeld.Kind.RANK), key=_since, default=None)
    person.level, person.level_since = (level.level, level.since) if level else ("", "")
    person.rank, person.rank_since = (rank.rank, rank.since) if rank else ("", "")


def _since(row: LevelHeld) -> str:
    return row.since
