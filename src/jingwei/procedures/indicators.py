"""Numbers about cases: ended, running, late, what their steps did not keep to, recusals.

Each procedure has its own, made for its definition; those of all procedures are declared.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from jingwei.kernel.indicators import (
    Family,
    Indicator,
    Rows,
    Slice,
    indicator,
    indicator_family,
)
from jingwei.procedures.definition import SKIP, Procedure
from jingwei.procedures.models import Case, CasePaper, CaseSubject, Recusal, StepRecord
from jingwei.procedures.registry import PROCEDURES

PREFIX = "procedures.case."
SOURCE = "程序办理记录"
NOT_MET = '"answer": "not_met"'
"""How a verdict that is not met is written in the records, on both databases."""
AS_ON = "往日的数按现有记录回推"


def cases_at(end: date) -> Q:
    """Match the cases that ran at the end of ``end``, paused ones too."""
    return Q(opened_on__lte=end) & (Q(closed_on=None) | Q(closed_on__gt=end))


def cases_finished(subject: Slice) -> models.QuerySet[Case]:
    """Return the cases that came to their end in the period and were not revoked since."""
    rows = Case.objects.within(subject.path).filter(state=Case.State.FINISHED)
    return rows.filter(closed_on__range=(subject.start, subject.end))


def not_kept(end: date) -> Exists:
    """Match the cases with a record in force that says "not met" of a rule, limit or vote."""
    records = StepRecord.objects.filter(
        case=OuterRef("pk"), is_returned=False, happened_on__lte=end
    )
    told = records.annotate(told=Cast("verdicts", TextField()))
    return Exists(told.filter(told__contains=NOT_MET))


def cases_kept(subject: Slice) -> models.QuerySet[Case]:
    """Return those of ``cases_finished`` in which nothing was found not met."""
    return cases_finished(subject).exclude(not_kept(subject.end))


def steps_taken(subject: Slice) -> models.QuerySet[StepRecord]:
    """Return the steps taken in the period and in force; those passed over and revoked are out."""
    rows = StepRecord.objects.within(subject.path).filter(
        is_returned=False, happened_on__range=(subject.start, subject.end)
    )
    return rows.exclude(decision=SKIP).exclude(case__state=Case.State.REVOKED)


def _running(subject: Slice) -> models.QuerySet[Case]:
    return Case.objects.within(subject.path).filter(cases_at(subject.end))


def _overdue(subject: Slice) -> models.QuerySet[Case]:
    """Return the running cases whose present limit had passed; steps taken later count as none."""
    still = Q(moved_on=None) | Q(moved_on__lte=subject.end)
    return _running(subject).filter(still, due_on__lt=subject.end)


def _of(procedure: Procedure, rows: Any) -> Any:
    return lambda subject: rows(subject).filter(definition=procedure.code)


def _people(procedure: Procedure) -> Any:
    def rows(subject: Slice) -> Rows:
        people = CaseSubject.objects.within(subject.path).filter(
            case__definition=procedure.code, case__state=Case.State.FINISHED,
            case__closed_on__range=(subject.start, subject.end), person__merged_into=None,
        )  # fmt: skip
        return people.exclude(result=CaseSubject.Result.DROPPED)

    return rows


def procedure_indicators(found: Procedure) -> dict[str, Indicator]:
    """Return the indicators of a procedure by what follows its code: "", "open", "late"…"""
    code, name, items = f"{PREFIX}{found.code}", found.name, found.items
    made = {
        "": Indicator(
            code, f"{name}办结", "件", f"期内办结的“{name}”件数，已撤销的不计",
            SOURCE, found.keywords, _of(found, cases_finished), items=items,
        ),
        "open": Indicator(
            f"{code}.open", f"{name}在办", "件", f"期末正在办理（含中止）的“{name}”件数",
            SOURCE, (f"在办{name}",), _of(found, _running), items=items, is_level=True,
        ),
        "late": Indicator(
            f"{code}.late", f"{name}超期", "件",
            f"期末正在办理的“{name}”中，当前步骤的期限已过的件数；{AS_ON}",
            SOURCE, (f"{name}超期",), _of(found, _overdue),
            items=items, is_level=True, few_is_good=True,
        ),
    }  # fmt: skip
    if found.batch:
        made["people"] = Indicator(
            f"{code}.people", f"{name}通过人次", "人次",
            f"期内办结的“{name}”批次中的人数，中途不再继续的不计", SOURCE, (f"{name}人次",),
            _people(found), items=items,
        )  # fmt: skip
    return made


def _named(code: str) -> Indicator | None:
    asked = code.removeprefix(PREFIX)
    procedure, ending = asked, ""
    if asked not in PROCEDURES:
        procedure, _, ending = asked.rpartition(".")
    versions = PROCEDURES.get(procedure)
    return procedure_indicators(versions[-1]).get(ending) if versions else None


def _listed(viewer: Any) -> list[Indicator]:
    """Return those of every procedure; of restricted ones for whoever may open their cases."""
    newest = [PROCEDURES[code][-1] for code in sorted(PROCEDURES)]
    seen = [one for one in newest if not one.restricted or viewer.has_perm(one.permission)]
    return [made for one in seen for made in procedure_indicators(one).values()]


indicator_family(Family(PREFIX, _named, _listed))


def _with_findings(subject: Slice) -> Rows:
    return _running(subject).filter(not_kept(subject.end))


def _lacking(subject: Slice) -> Rows:
    return _running(subject).filter(missing_count__gt=0)


def _recusals(subject: Slice) -> Rows:
    rows = Recusal.objects.within(subject.path).filter(decided=True)
    return rows.filter(decided_on__range=(subject.start, subject.end))


def _entered_late(subject: Slice) -> Rows:
    return steps_taken(subject).filter(is_late=True)


def _overridden(subject: Slice) -> Rows:
    rows = CasePaper.objects.within(subject.path).filter(is_basis=True)
    return rows.filter(added_at__date__range=(subject.start, subject.end))


indicator(Indicator(
    "procedures.finished", "程序办结件数", "件", "期内办结的各类程序件数，已撤销的不计",
    SOURCE, ("程序办结", "规范化办理"), cases_finished, items=(21, 22),
))  # fmt: skip
indicator(Indicator(
    "procedures.open_with_findings", "在办程序中有不符合记录的件数", "件",
    "期末正在办理的程序中，已办步骤的规则、期限或表决核查有“不符合”的件数；"
    "已写明理由继续办理的也计入",
    SOURCE, ("程序核查", "选任程序问题"), _with_findings,
    items=(4, 21), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "procedures.kept_share", "办结程序无不符合记录的占比", "%",
    "期内办结的程序中，全部步骤的规则、期限和表决核查都没有“不符合”的占比",
    SOURCE, ("严格程序", "按程序办事", "程序规范"), cases_kept, cases_finished, items=(21,),
))  # fmt: skip
indicator(Indicator(
    "procedures.overdue", "超期程序件数", "件",
    f"期末正在办理、当前步骤期限已过的程序件数；{AS_ON}",
    SOURCE, ("超期办理", "逾期未办", "限时办结"), _overdue,
    items=(15, 21, 22), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "procedures.lacking_papers", "缺材料的在办程序", "件",
    f"期末正在办理、已办步骤应有的材料还没有齐的程序件数；材料按现有登记，{AS_ON}",
    SOURCE, ("材料齐全", "材料不齐"), _lacking, items=(15, 21), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "procedures.recusals", "登记回避", "人次", "决定日期在期内、决定回避的人次",
    SOURCE, ("任职回避", "公务回避", "回避制度", "落实回避"), _recusals, items=(21,),
))  # fmt: skip
indicator(Indicator(
    "procedures.entered_late_share", "事后补录步骤占比", "%",
    "期内发生的程序步骤中，发生后 30 天以上才登记（补录）的占比；跳过和退回的步骤不计",
    SOURCE, ("全程纪实", "纪实监督"), _entered_late, steps_taken, items=(4, 21), few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "procedures.overridden", "依书面依据继续办理", "次",
    "期内登记的突破依据份数：规则要求停办，凭上传的书面依据继续办理的",
    SOURCE, ("破格提拔", "突破规定"), _overridden, items=(4, 21), few_is_good=True,
))  # fmt: skip
