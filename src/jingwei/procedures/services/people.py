"""The people of a case: rows of a batch, and who keeps out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.people.models import Person
from jingwei.procedures.models import Case, CaseEvent, CaseSubject, Recusal
from jingwei.procedures.services.locking import (
    LOOK,
    case_locked,
    event_add,
    in_state,
    reason_given,
    store,
)
from jingwei.procedures.values import kept_values

declare_acts(
    {
        "case.recusal_add": "登记回避",
        "case.subject_add": "增加批次人选",
        "case.subject_change": "修改批次人选的内容",
        "case.subject_drop": "人选不再继续",
    }
)


@dataclass(frozen=True, slots=True)
class RecusalGiven:
    """Who keeps out, why, and who decided so. ``user`` may not record steps any more."""

    name: str
    reason: str
    decided_on: date
    decided_by: str = ""
    decided: bool = True
    user: User | None = None


@transaction.atomic
def recusal_add(case: Case, given: RecusalGiven, *, actor: User | None) -> Recusal:
    """Record that somebody keeps out of a running case, or that it was decided they need not.

    Raises BadInput ``procedures.recusal`` without a name, RuleViolation ``procedures.reason``.
    """
    case = case_locked(case)
    in_state(case, Case.State.OPEN, Case.State.SUSPENDED)
    name = given.name.strip() or str(given.user or "")
    if not name:
        raise BadInput("procedures.recusal", "写明回避人的姓名。")
    row = Recusal.objects.create(
        case=case, user=given.user, name=name, reason=reason_given(given.reason),
        decided=given.decided, decided_by=given.decided_by.strip(), decided_on=given.decided_on,
    )  # fmt: skip
    audit("case.recusal_add", case, actor, name=name, decided=given.decided, reason=row.reason)
    return row


@transaction.atomic
def subject_add(
    case: Case, person: Person, data: Mapping[str, Any], *, actor: User | None
) -> CaseSubject:
    """Add a person to an open batch, after the others.

    Raises BadInput ``procedures.subject`` for a case that is no batch, Conflict
    ``procedures.subject_twice`` for somebody who is in it.
    """
    case = case_locked(case)
    in_state(case, Case.State.OPEN)
    if not case.procedure.batch:
        raise BadInput("procedures.subject", f"“{case}”不是批次，不能增加人选。")
    if case.subjects.filter(person=person).exists():
        raise Conflict("procedures.subject_twice", f"{person}已经在本批次里。")
    last = case.subjects.order_by("-position").values_list("position", flat=True).first() or 0
    kept = kept_values(case.procedure.subject_fields, data)
    row = CaseSubject.objects.create(case=case, person=person, position=last + 1, data=kept)
    store(case)
    audit("case.subject_add", case, actor, person=person.pk)
    return row


@transaction.atomic
def subject_change(
    subject: CaseSubject, data: Mapping[str, Any], *, actor: User | None
) -> CaseSubject:
    """Write columns of a person of an open batch; None empties one, what is not named stays.

    The audit row names what changed, not the values. Raises BadInput ``procedures.field``,
    Conflict ``procedures.dropped`` for somebody who goes no further.
    """
    case = case_locked(subject.case)
    in_state(case, Case.State.OPEN)
    subject = CaseSubject.objects.select_related("person").get(pk=subject.pk)
    if subject.result == CaseSubject.Result.DROPPED:
        raise Conflict("procedures.dropped", f"{subject}已经不再继续。")
    named = [one for one in case.procedure.subject_fields if one.code in data]
    kept = kept_values(named, data)
    before = subject.data
    subject.data = {code: old for code, old in before.items() if code not in data} | kept
    changed = sorted(code for code in data if before.get(code) != subject.data.get(code))
    if changed:
        subject.save(update_fields=["data"])
        store(case)
        audit("case.subject_change", case, actor, person=subject.person_id, fields=changed)
    return subject


@transaction.atomic
def subject_drop(
    subject: CaseSubject, *, reason: str, on: date | None = None, actor: User | None
) -> CaseSubject:
    """Let one person of a running batch go no further; the row stays, with the reason."""
    case, reason = case_locked(subject.case), reason_given(reason)
    in_state(case, Case.State.OPEN, Case.State.SUSPENDED)
    if subject.result == CaseSubject.Result.DROPPED:
        raise Conflict("procedures.dropped", f"{subject}已经不再继续。")
    subject.result, subject.reason = CaseSubject.Result.DROPPED, reason
    subject.result_on = on or today()
    subject.save(update_fields=["result", "reason", "result_on"])
    store(case, *LOOK)
    event_add(case, CaseEvent.Kind.DROPPED, reason, actor, words=str(subject), step=case.step)
    audit("case.subject_drop", case, actor, person=subject.person_id, reason=reason)
    return subject
