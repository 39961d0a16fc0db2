"""Who is counted: those who hold a level, lead a unit, serve or are registered, as of a day.

Posts, levels and ranks are dated and exact for any day. What the registers hold without a date,
such as the unit somebody belongs to, is that of now; definitions say so.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.kernel.indicators import Slice
from jingwei.kernel.partial_dates import as_partial, falls_between, in_force_on
from jingwei.org.models import Unit, UnitKind
from jingwei.people.indicators import people_at
from jingwei.people.models import LevelHeld, Person, PostHeld

SECTION_LEVEL, COUNTY_LEVEL = ("1A41", "1A42"), ("1A31", "1A32")
"""Leadership levels of ZB09, the principal before the deputy."""
CHIEF, DEPUTY = "1", "3"
"""Kinds of member of a leading body (ZB129)."""
MAN, WOMAN = "1", "2"
HAN = "01"
IN_PARTY = ("01", "02")
"""Codes of GB 4762: member, probationary member."""
SERVING, LEFT = "1", ("2", "3", "4", "5")
"""States of management (ZB126): in service; retired, gone elsewhere, died, other."""
AT_WORK = "期末任有职务"
NOW = "单位、政治面貌等没有日期的内容按现在登记"


def held_levels(subject: Slice, levels: tuple[str, ...]) -> models.QuerySet[Person]:
    """Return who held one of the leadership ``levels`` and a post at the end of the period."""
    level = LevelHeld.objects.filter(
        in_force_on(subject.end), kind=LevelHeld.Kind.LEVEL, level__in=levels
    )
    post = PostHeld.objects.filter(in_force_on(subject.end))
    rows = people_at(subject).filter(pk__in=level.order_by().values("person"))
    return rows.filter(pk__in=post.order_by().values("person"))


def levels_begun(subject: Slice, levels: tuple[str, ...]) -> models.QuerySet[LevelHeld]:
    """Return the leadership levels that people below the path came to in the period."""
    rows = LevelHeld.objects.within(subject.path).filter(
        falls_between("since", subject.start, subject.end), person__merged_into=None
    )
    return rows.filter(kind=LevelHeld.Kind.LEVEL, level__in=levels)


def first_levels(subject: Slice, levels: tuple[str, ...]) -> models.QuerySet[LevelHeld]:
    """Return those of ``levels_begun`` whose holder had neither it nor a higher one before."""
    before = LevelHeld.objects.filter(
        person=OuterRef("person"), kind=LevelHeld.Kind.LEVEL, level__startswith="1A",
        level__lte=OuterRef("level"), since__lt=OuterRef("since"),
    )  # fmt: skip
    return levels_begun(subject, levels).exclude(Exists(before))


def leading_posts(subject: Slice) -> models.QuerySet[PostHeld]:
    """Return the main posts in leading bodies held at the end of the period, wherever."""
    living = Q(person__died_on="") | Q(person__died_on__gt=as_partial(subject.end))
    return PostHeld.objects.filter(
        in_force_on(subject.end), living, is_leader=True, is_main=True,
        member_kind__in=(CHIEF, DEPUTY), person__merged_into=None,
    )  # fmt: skip


def bodies(subject: Slice) -> models.QuerySet[Unit]:
    """Return the units, inner sections apart, that existed at the end of the period."""
    units = Unit.objects.within(subject.path).existing_on(subject.end)
    return units.exclude(kind=UnitKind.SECTION)


def led(subject: Slice, *conditions: Q, **values: Any) -> models.QuerySet[Unit]:
    """Return those of ``bodies`` in whose leading team somebody meets the conditions."""
    posts = leading_posts(subject).filter(*conditions, **values)
    return bodies(subject).filter(Exists(posts.filter(unit=OuterRef("pk"))))


def serving(subject: Slice) -> models.QuerySet[Any]:
    """Return the cadres in service now who lived at the end of the period."""
    living = Q(person__died_on="") | Q(person__died_on__gt=as_partial(subject.end))
    rows: models.QuerySet[Any] = Cadre.objects.within(subject.path)
    return rows.filter(living, manage_state=SERVING, person__merged_into=None)


def servants(subject: Slice) -> models.QuerySet[Any]:
    """Return the civil servants of the register who have not left as cadres."""
    living = Q(person__died_on="") | Q(person__died_on__gt=as_partial(subject.end))
    rows: models.QuerySet[Any] = CivilServant.objects.within(subject.path)
    return rows.filter(living, person__merged_into=None).exclude(
        person__cadre__manage_state__in=LEFT
    )


def not_older(subject: Slice, years: int, of: str = "") -> Q:
    """Match who was ``years`` old or younger at the end of the period, counted by months."""
    month = subject.end.year * 12 + subject.end.month - 1 - (years + 1) * 12 + 1
    return Q((f"{of}birth_on__gte", f"{month // 12:04}{month % 12 + 1:02}"))


def minority(of: str = "") -> Q:
    """Match people of an ethnic group other than Han; an empty column is none."""
    return Q((f"{of}ethnic_group__gt", HAN)) & Q((f"{of}ethnic_group__lt", "91"))


def outside_party(of: str = "") -> Q:
    """Match people who are registered as something else than members of the Party."""
    name = f"{of}political_status"
    return ~Q((f"{name}__in", ("", *IN_PARTY)))
