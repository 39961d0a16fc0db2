"""Selection and appointment: facts for its rules, what its last steps change, its panels.

The definitions are ``appointment.toml`` (提任), ``transfer.toml`` (平级调整),
``probation_end.toml`` (试用期满) and ``removal.toml`` (免职).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from jingwei.cadres.procedures import appointment_papers
from jingwei.cadres.procedures.appointment_effects import (
    MOVED,
    PROMOTED,
    appointed,
    removed,
    standing,
    trial_passed,
)
from jingwei.cadres.procedures.appointment_facts import (
    batch_facts,
    concerned,
    course_facts,
    qualifications,
)
from jingwei.cadres.rules import appointment, appointment_musts, appointment_people
from jingwei.procedures.changes import rows_taken_back
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts, subject_facts
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.panels import panel

if TYPE_CHECKING:
    from jingwei.accounts.models import User

__all__ = ["appointment", "appointment_musts", "appointment_papers", "appointment_people"]
PROMOTION = "cadres.appointment"
BATCHES = (PROMOTION, "cadres.transfer", "cadres.probation_end", "cadres.removal")
"""The definitions whose batches are appointed by a paper."""
MUSTS = ("archive", "report", "discipline", "complaints", "integrity_signers")


def tell_course(case: Case, on: date) -> dict[str, Any]:
    """Tell of a batch its papers, its decision, and the names of those concerned."""
    return course_facts(case) | {"concerned": concerned(standing(case))}


def tell_people(case: Case, rows: list[CaseSubject], on: date) -> dict[int, dict[str, Any]]:
    """Tell of the people of a batch what the registers know."""
    known = qualifications([row.person for row in rows], on)
    more = batch_facts(rows, on)
    return {row.pk: known[row.person_id] | more[row.pk] for row in rows}


for _code in BATCHES:
    case_facts(
        _code, late_papers="落款晚于步骤的材料", dated_papers="写了日期的材料",
        decided_on="讨论决定日期", concerned="人选和亲属",
    )(tell_course)  # fmt: skip
    subject_facts(
        _code, spells="职务层次和职级经历", held_level="现职务层次", held_since="任现层次时间",
        education="学历", hours_year="上一年度培训学时", hours_five_years="近五年培训学时",
        retires_on="到龄月份", work_since="参加工作时间", grassroots="基层工作经历",
        appraisal="最近年度考核", appraisal_year="考核年度", sanctions="未撤销的处分",
        on_trial="在试用期内", posts_unknown="不在册的职务", posts_held="现任职务",
        seats="核定领导职数", seats_after="到任后领导人数", relatives="登记的家庭成员",
        relatives_there="在拟任单位的亲属",
    )(tell_people)  # fmt: skip


@effect("cadres.appointment_write", undo=rows_taken_back)
def appointment_write(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Appoint by promotion."""
    return appointed(case, record, actor, kind=PROMOTED)


@effect("cadres.transfer_write", undo=rows_taken_back)
def transfer_write(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Appoint on the same level."""
    return appointed(case, record, actor, kind=MOVED)


@effect("cadres.probation_pass", undo=rows_taken_back)
def probation_pass(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """End a time on trial that was passed."""
    return trial_passed(case, record, actor)


@effect("cadres.removal_write", undo=rows_taken_back)
def removal_write(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Remove from posts."""
    return removed(case, record, actor)


@panel(PROMOTION, title="凡提四必", template="cadres/appointment_musts.html")
def musts_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show what people entered of the four musts, person by person. One query."""
    labels = [case.procedure.fields[code].label for code in MUSTS]
    rows = [
        (row, [(label, row.data.get(code, "")) for label, code in zip(labels, MUSTS, strict=True)])
        for row in standing(case)
    ]
    can_enter = case.state == Case.State.OPEN and viewer.has_perm("procedures.run_case")
    return {"labels": labels, "rows": rows, "can_enter": can_enter} if rows else None


def forms_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Offer the appointment forms of the whole batch. One query."""
    if not viewer.has_perm("people.print_appointment_form"):
        return None
    count = case.subjects.filter(result=CaseSubject.Result.STANDING).count()
    return {"case": case, "count": count} if count else None


for _code in BATCHES:
    panel(_code, title="干部任免审批表", template="cadres/appointment_forms.html")(forms_panel)
