"""The page of eligibility: who is shown, in which order, how many stand where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.cadres.rules.rank_counting import month_number, month_text
from jingwei.cadres.selectors.ranks import (
    GRADE_CODES,
    GRADES,
    RANKS,
    RankRow,
    eligibility_of,
)
from jingwei.kernel.errors import BadInput
from jingwei.kernel.rules import Answer
from jingwei.people.models import Person
from jingwei.people.selectors.search import found_openly
from jingwei.procedures.models import Case, CaseSubject

BATCH = "cadres.rank_promotion"
MOST = 20_000
"""People looked at for one page; a larger district asks by unit."""
SANCTIONS = ("people.view_reward", "cadres.view_influence")
"""Who may know whether an influence period runs."""
NOT_YET, BLOCKED = "not_yet", "blocked"
STATES = {
    "met": "符合", NOT_YET: "未满年限", BLOCKED: "有影响晋升的情形", "cannot_tell": "不能判断",
}  # fmt: skip
DUE = {"0": "已满", "3": "3 个月内满", "6": "6 个月内满", "12": "12 个月内满"}


@dataclass(frozen=True, slots=True)
class RankFilter:
    """What the page is asked for; an empty part asks for everything. ``rank`` is a code."""

    unit: str = ""
    rank: str = ""
    state: str = ""
    due: str = ""
    q: str = ""
    ladder: str = RANKS


@dataclass(frozen=True, slots=True)
class RankFound:
    """The rows that fit, by due month, unit and name; how many of all stand where.

    ``counts`` has every answer and sums to ``population``, whatever state or month is asked for.
    """

    rows: list[RankRow]
    counts: dict[Answer, int]
    population: int


def rank_found(viewer: Any, asked: RankFilter, day: date) -> RankFound:
    """Return who of the people the viewer sees fits, with everybody counted.

    Raises BadInput ``cadres.rank_many`` for more than MOST people. Six queries, three more for
    each further chunk.
    """
    people = rank_people(viewer, asked)
    count = people.count()
    if count > MOST:
        raise BadInput(
            "cadres.rank_many", f"范围内有 {count} 人，一次最多列出 {MOST} 人。",
            hint="选择单位范围再看。",
        )  # fmt: skip
    knows = viewer.has_perms(SANCTIONS)
    every = list(eligibility_of(people, day, ladder=asked.ladder, knows_measures=knows))
    tally = Counter(row.found.answer for row in every)
    rows = sorted((row for row in every if fits(row, asked, day)), key=lambda row: row.order)
    return RankFound(rows, {answer: tally[answer] for answer in Answer}, len(every))


def rank_people(viewer: Any, asked: RankFilter) -> QuerySet[Person]:
    """Return the people of a ladder whom the viewer sees, by unit, rank and name."""
    people = Person.objects.visible_to(viewer).filter(died_on="")
    people = people.exclude(hats__contains="retired_cadre")
    civil = CivilServant.objects.order_by().values("person")
    if asked.ladder == GRADES:
        levels = list(GRADE_CODES.values())
        staff = Cadre.objects.filter(manage_state="1").order_by().values("person")
        people = people.filter(pk__in=staff, level__in=levels).exclude(pk__in=civil)
        people = people.filter(level=asked.rank) if asked.rank else people
    else:
        people = people.filter(pk__in=civil)
        people = people.filter(rank=asked.rank) if asked.rank else people
    if asked.unit:
        people = people.within(asked.unit)
    return people.filter(found_openly(asked.q)) if asked.q else people


def rank_rows_of(viewer: Any, picks: list[int], day: date, ladder: str = RANKS) -> list[RankRow]:
    """Return the chosen people whom the viewer sees, by due month, unit and name."""
    people = rank_people(viewer, RankFilter(ladder=ladder)).filter(pk__in=picks)
    knows = viewer.has_perms(SANCTIONS)
    rows = eligibility_of(people, day, ladder=ladder, knows_measures=knows)
    return sorted(rows, key=lambda row: row.order)


def fits(row: RankRow, asked: RankFilter, day: date) -> bool:
    """Whether a row stands where the page asks and is due when it asks."""
    if asked.state and state_of(row) != asked.state:
        return False
    if not asked.due:
        return True
    last = month_text(month_number(f"{day:%Y%m}") + int(asked.due))
    return bool(row.found.due) and row.found.due <= last


def state_of(row: RankRow) -> str:
    """Return one of STATES."""
    if row.found.answer is not Answer.NOT_MET:
        return row.found.answer.value
    return BLOCKED if row.found.is_blocked else NOT_YET


def running_batches(keys: list[int]) -> dict[int, Case]:
    """Return the running batch somebody already stands in, by person. One query."""
    rows = CaseSubject.objects.filter(
        person__in=keys, result=CaseSubject.Result.STANDING, case__definition=BATCH,
        case__state__in=Case.RUNNING,
    )  # fmt: skip
    return {row.person_id: row.case for row in rows.select_related("case")}
