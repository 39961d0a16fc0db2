"""Promotion in rank: the facts its rules are given, what its end writes, what its page shows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres.rules import rank_batch as _batch_rules  # noqa: F401  # declares the rules
from jingwei.cadres.rules.rank_counting import counted_since, restraint_of
from jingwei.cadres.rules.ranks import YEARS_RULE
from jingwei.cadres.selectors.quotas import QuotaEffect, quota_effect, ranked, rulebook
from jingwei.cadres.selectors.rank_page import BATCH, SANCTIONS
from jingwei.cadres.selectors.ranks import (
    RANK_NAMES,
    RankRow,
    eligibility_of,
    rank_law,
    standings_of,
)
from jingwei.kernel.errors import Conflict
from jingwei.kernel.registers.writing import Draft
from jingwei.people.models import LevelHeld, Person
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts, subject_facts
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.panels import panel

STANDING = CaseSubject.Result.STANDING
RANK_CODES = {name: code for code, name in RANK_NAMES.items()}


def standing_of(case: Case) -> list[CaseSubject]:
    """Return the people who still stand in a batch, with person and unit. One query."""
    rows = case.subjects.filter(result=STANDING).select_related("person__unit__parent")
    return list(rows)


def proposed(row: CaseSubject) -> str:
    """Return the rank somebody is proposed for, as it is called."""
    return str(row.data.get("to_rank", ""))


@case_facts(
    BATCH, to_ranks="拟晋升的职级", quota_ranks="有职数限制的职级", quota_faults="超职数的单位",
    quota_unknown="没有编制数的单位", unjudged="没有核查资格的人",
)  # fmt: skip
def batch_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell the ranks of a batch and what it does to the quotas. A fixed number of queries."""
    rows = standing_of(case)
    to_ranks = sorted({proposed(row) for row in rows}, key=list(RANK_CODES).index)
    with_quota = ranked(rulebook(on).shares)
    told = _quota_effect(case, rows, on)
    return {
        "to_ranks": to_ranks,
        "quota_ranks": [name for name in to_ranks if RANK_CODES[name] in with_quota],
        "quota_faults": told.faults, "quota_unknown": told.unknown,
        "unjudged": _unjudged(case, rows),
    }  # fmt: skip


def _unjudged(case: Case, rows: list[CaseSubject]) -> list[str]:
    """Return the names whose years nobody looked at when the people were confirmed. One query."""
    record = case.records.filter(step="R03", is_returned=False).order_by("-pk").first()
    judged = [v["about"] for v in record.verdicts if v["code"] == YEARS_RULE] if record else []
    return list((Counter(str(row.person) for row in rows) - Counter(judged)).elements())


def _quota_effect(case: Case, rows: list[CaseSubject], on: date) -> QuotaEffect:
    moves = [(r.person.unit_path, r.person.rank, RANK_CODES[proposed(r)]) for r in rows]
    return quota_effect(moves, on) if moves else QuotaEffect()


@subject_facts(
    BATCH, rank="现职级", level="职务层次", counted_since="起算年月", results="年度考核",
    restrained_until="影响期止", doubtful_until="影响期止（待查）", knows_measures="查到奖惩记录",
    influence="监督措施的影响期",
)  # fmt: skip
def person_facts(case: Case, rows: list[CaseSubject], on: date) -> dict[int, dict[str, Any]]:
    """Tell of each person of a batch what the conditions ask for. Six queries."""
    law = rank_law(on)
    known = standings_of((row.person_id for row in rows), on)
    told = {}
    for row in rows:
        one = known[row.person_id]
        held_back = restraint_of(
            one.measures or (), law.influence_months, on, law.most_influence_months
        )
        told[row.pk] = {
            "rank": one.rank or None, "level": one.level or None,
            "counted_since": counted_since(one.held, law.counting.get(proposed(row), ())),
            "results": one.results, "restrained_until": held_back.until,
            "doubtful_until": held_back.doubtful_until, "knows_measures": True,
            "influence": one.supervised,
        }  # fmt: skip
    return told


def _take_back(case: Case, changed: Changed, actor: User | None) -> None:
    rows_taken_back(case, changed, actor)
    case.subjects.filter(pk__in=changed["people"]).update(result=STANDING, result_on=None)


@effect("cadres.ranks_promote", undo=_take_back)
def ranks_promote(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Write the new rank of everybody still standing, from the month of the approval.

    The rank held until then ends that month. Raises Conflict ``cadres.rank_gone`` when somebody no
    longer holds one rank to be promoted from, and what ``rows_save`` raises.
    """
    rows = standing_of(case)
    approved = case.records.filter(step="R05", is_returned=False).latest("pk")
    since = f"{approved.happened_on:%Y%m}"
    held = _held_now(rows, since)
    ended = [Draft({"until": since}, row=held[row.person_id]) for row in rows]
    begun: list[Draft[LevelHeld]] = [
        Draft(
            {
                "person": row.person, "kind": LevelHeld.Kind.RANK,
                "rank": RANK_CODES[proposed(row)], "since": since,
                "document_no": record.data["document_no"][:60],
            }
        )
        for row in rows
    ]  # fmt: skip
    written = rows_written(case, LevelHeld, [*ended, *begun], actor=actor)
    people = [row.pk for row in rows]
    case.subjects.filter(pk__in=people).update(
        result=CaseSubject.Result.DONE, result_on=approved.happened_on
    )
    return {"rows": written, "people": people}


def _held_now(rows: list[CaseSubject], since: str) -> dict[int, LevelHeld]:
    """Return the rank each holds, begun no later than ``since``, by person. One query."""
    held = LevelHeld.objects.filter(person__in=[row.person_id for row in rows])
    found: dict[int, list[LevelHeld]] = {row.person_id: [] for row in rows}
    for one in held.filter(kind=LevelHeld.Kind.RANK, until="").select_related("person"):
        found[one.person_id].append(one)
    for row in rows:
        spells = found[row.person_id]
        if len(spells) != 1 or spells[0].since[:6] > since:
            raise Conflict(
                "cadres.rank_gone",
                f"{row.person}现在没有或者不止一个在任的职级，或者现职级晚于 {since}，不能写入。",
                hint="先在“职务职级”登记册里核对，或把此人移出批次。",
            )
    return {pk: spells[0] for pk, spells in found.items()}


@panel(BATCH, title="资格和职数", template="cadres/_rank_panel.html")
def rank_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show where everybody standing is with the next rank, and what the batch does to quotas."""
    if not case.is_running:
        return None
    rows = standing_of(case)
    day = case.moved_on or case.opened_on
    people = Person.objects.filter(pk__in=[row.person_id for row in rows])
    knows = viewer.has_perms(SANCTIONS)
    found = sorted(eligibility_of(people, day, knows_measures=knows), key=_order)
    return {"rows": found, "quota": _quota_effect(case, rows, day), "day": day}


def _order(row: RankRow) -> Any:
    return row.order
