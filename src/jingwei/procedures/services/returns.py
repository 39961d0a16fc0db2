"""Going back: to an earlier step, or behind the end of a finished case. Effects are undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput
from jingwei.procedures.effects import EFFECTS
from jingwei.procedures.models import Case, CaseEvent, StepRecord
from jingwei.procedures.selectors.course import Course, course_of
from jingwei.procedures.services.locking import (
    case_locked,
    event_add,
    in_state,
    look_again,
    reason_given,
    store,
)

declare_acts({"case.return": "退回程序步骤", "case.revoke": "撤销已办结的程序"})


@transaction.atomic
def step_return(case: Case, *, to: str, seen: int, reason: str, actor: User | None) -> Case:
    """Go back to the step ``to``, which was taken before; it and what followed must be redone.

    The records stay, out of force; their effects are undone, the latest first. Raises BadInput
    ``procedures.return`` for a step that was not taken.
    """
    course = course_of(case_locked(case, seen=seen))
    case, reason = course.case, reason_given(reason)
    in_state(case, Case.State.OPEN)
    back = _from(course, to)
    if not back:
        raise BadInput("procedures.return", "只能退回到已经办过的步骤。")
    undone = _undo(case, back, actor)
    StepRecord.objects.filter(pk__in=[record.pk for record in back]).update(is_returned=True)
    course.records = [record for record in course.records if record not in back]
    left, case.step = case.step, to
    case.stage = case.present.stage
    case.moved_on = course.records[-1].happened_on if course.records else None
    look_again(course)
    store(case, "step", "stage", "moved_on")
    event_add(case, CaseEvent.Kind.RETURNED, reason, actor, before=left, step=to, undone=undone)
    audit("case.return", case, actor, before=left, step=to, reason=reason, undone=undone)
    return case


@transaction.atomic
def case_revoke(case: Case, *, seen: int, reason: str, actor: User | None) -> Case:
    """Take back a finished case: every effect is undone, the latest first, with a trace.

    The records stay in force as what was done; the case is revoked for good.
    """
    course = course_of(case_locked(case, seen=seen))
    case, reason = course.case, reason_given(reason)
    in_state(case, Case.State.FINISHED)
    undone = _undo(case, course.records, actor)
    case.state = Case.State.REVOKED
    look_again(course)
    store(case, "state")
    event_add(case, CaseEvent.Kind.REVOKED, reason, actor, undone=undone)
    audit("case.revoke", case, actor, reason=reason, undone=undone)
    return case


def _from(course: Course, step: str) -> list[StepRecord]:
    """Return the records from the first one of ``step`` in force on; empty when there is none."""
    places = [n for n, record in enumerate(course.records) if record.step == step]
    return course.records[places[0] :] if places else []


def _undo(case: Case, records: Sequence[StepRecord], actor: User | None) -> list[dict[str, Any]]:
    """Run the inverse of the effects of ``records``, the latest first; return the trace."""
    trace = []
    for record in reversed(records):
        if record.effect:
            code, changed = record.effect["code"], record.effect["changed"]
            EFFECTS[code].undo(case, changed, actor)
            trace.append({"step": record.step, "effect": code, "changed": changed})
    return trace
