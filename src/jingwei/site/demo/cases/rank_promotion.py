"""Batches of promotion in rank: one at every step, one finished, faults planted in two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.cadres.models import CivilServant
from jingwei.cadres.procedures.rank_promotion import RANK_CODES
from jingwei.cadres.rules.rank_batch import CLEAN, COUNTY, OFFICE, QUIET
from jingwei.cadres.rules.ranks import YEARS_RULE
from jingwei.cadres.selectors.quotas import quota_effect, ranked, rulebook
from jingwei.cadres.selectors.rank_page import BATCH
from jingwei.cadres.selectors.ranks import RankRow, eligibility_of
from jingwei.kernel.rules import Answer
from jingwei.org.models import Unit
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.site.demo.cases.world import LOOKED_AT, World

OFFICER = "sunjing"
BEGAN, JUDGED = date(2025, 5, 6), date(2025, 5, 23)
COUNTY_RANKS = (
    "一级主任科员", "二级主任科员", "三级主任科员", "四级主任科员", "一级科员",
)  # fmt: skip
"""Those the county itself approves."""
PEOPLE = 2
"""In each batch; fewer where the district is small."""
BATCHES = 9
"""Seven without faults, one for each number of steps, and the two with faults."""


def load(world: World) -> None:
    """Begin a batch for every step, finish one, plant three faults in one and two in another.

    People come in the order of their keys, one of each organ, so that nobody's promotion fills
    another's place; the first batch is finished. A district with nobody to promote has no batch.
    """
    ready, early = _choice()
    shares = [ready[n::BATCHES][:PEOPLE] for n in range(BATCHES)]
    entries = list(_entries())
    for number, rows in enumerate(shares[:7]):
        if rows:
            title = f"2025年上半年职级晋升（第{number + 1}批）"
            _begun(world, rows, title, entries[: len(entries) - number])
    _three_faults(world, early, shares[7])
    _two_faults(world, shares[8])


def _choice() -> tuple[list[RankRow], list[RankRow]]:
    """Return who may be promoted on the day of the inspection within the quota, and who not yet.

    One of each organ in both lists together.
    """
    servants = CivilServant.objects.order_by("pk").values_list("person", flat=True)
    people = Person.objects.filter(pk__in=list(servants[:LOOKED_AT]), died_on="", merged_into=None)
    people = people.exclude(hats__contains="retired_cadre").exclude(rank="")
    with_quota = ranked(rulebook(JUDGED).shares)
    ready: dict[str, RankRow] = {}
    early: dict[str, RankRow] = {}
    for row in eligibility_of(people, JUDGED):
        organ = _organ(row)
        if organ in ready or organ in early or row.found.next_rank not in COUNTY_RANKS:
            continue
        if _is_ready(row):
            ready[organ] = row
        elif not early and _is_not_yet(row, with_quota):
            early[organ] = row
    return list(ready.values()), list(early.values())


def _is_ready(row: RankRow) -> bool:
    """Whether somebody may be promoted within the quota."""
    if row.found.answer is not Answer.MET:
        return False
    return not quota_effect([_move(row)], JUDGED).faults


def _is_not_yet(row: RankRow, with_quota: set[str]) -> bool:
    """Whether only the years lack, by the day of the demo too, and the rank has a quota."""
    codes = [one.code for one in row.found.blockers]
    if codes != [YEARS_RULE] or row.found.due <= "202506":
        return False
    is_told = RANK_CODES[row.found.next_rank] in with_quota
    return is_told and not quota_effect([_move(row)], JUDGED).faults


def _organ(row: RankRow) -> str:
    return "/".join(row.unit_path.split("/")[:2])


def _move(row: RankRow) -> tuple[str, str, str]:
    return row.unit_path, RANK_CODES[row.rank], RANK_CODES[row.found.next_rank]


def _entries() -> Iterator[StepEntry]:
    """Yield the steps of a batch without faults."""
    yield StepEntry(
        date(2025, 5, 8), papers=[PaperGiven("plan", number="青组发〔2025〕18号")],
        data={"plan_number": "青组发〔2025〕18号", "plan_agreed_on": date(2025, 5, 7)},
    )  # fmt: skip
    yield StepEntry(
        date(2025, 5, 13), papers=[PaperGiven("ballot"), PaperGiven("preliminary")],
        data={"method": "民主推荐", "due_count": 32, "present_count": 30, "ballots_valid": 30},
    )  # fmt: skip
    yield StepEntry(
        JUDGED, papers=[PaperGiven("inspection"), PaperGiven("discipline", maker="区纪委监委")],
        data={"inspectors": "公务员科考察组", "discipline_opinion": CLEAN,
              "discipline_on": date(2025, 5, 20), "confirmed_by": "部务会"},
    )  # fmt: skip
    yield StepEntry(
        date(2025, 5, 30), papers=[PaperGiven("notice", made_on=date(2025, 5, 26))],
        data={"shown_from": date(2025, 5, 26), "shown_until": date(2025, 5, 30),
              "objection": QUIET},
    )  # fmt: skip
    yield StepEntry(
        date(2025, 6, 6), papers=[PaperGiven("request"), PaperGiven("minutes")],
        data={"approved_by": OFFICE, "approval_number": "青组复〔2025〕9号"},
    )  # fmt: skip
    yield StepEntry(
        date(2025, 6, 12), papers=[PaperGiven("decision", number="青组任〔2025〕31号")],
        data={"document_no": "青组任〔2025〕31号"},
    )  # fmt: skip


def _begun(world: World, rows: list[RankRow], title: str, entries: list[StepEntry]) -> Case:
    owner = world.user(OFFICER)
    people = Person.objects.in_bulk([row.pk for row in rows])
    chosen: list[tuple[Person, dict[str, Any]]] = [
        (people[row.pk], {"to_rank": row.found.next_rank}) for row in rows
    ]
    opening = Opening(
        procedure_on(BATCH, BEGAN), owner, BEGAN, place=Unit.objects.get(path=owner.home_path),
        title=title, people=chosen,
    )  # fmt: skip
    return world.begin(opening, entries)


def _three_faults(world: World, early: list[RankRow], others: list[RankRow]) -> None:
    """Somebody's years are not full, nobody was asked, the notice hung for three days."""
    if not early:
        return
    plan, _, inspection, notice, *_ = _entries()
    short = replace(notice, data={**notice.data, "shown_from": date(2025, 5, 28)})
    skipped = StepEntry(date(2025, 5, 13), decision="skip")
    title = "2025年上半年职级晋升（补充批次）"
    case = _begun(world, [*early, *others], title, [plan, skipped, inspection, short])
    world.plant(case, YEARS_RULE, "cadres.rank_recommended", "CR-T01")


def _two_faults(world: World, rows: list[RankRow]) -> None:
    """The notice went up before the inspection had ended; the minutes of the approval lack."""
    if not rows:
        return
    plan, votes, inspection, notice, approval, _ = _entries()
    early = replace(notice, data={**notice.data, "shown_from": date(2025, 5, 20)})
    bare = replace(approval, data={**approval.data, "approved_by": COUNTY}, papers=[])
    title = "2025年上半年职级晋升（单列批次）"
    case = _begun(world, rows, title, [plan, votes, inspection, early, bare])
    world.plant(case, "cadres.rank_notice_order", "procedures.paper")
