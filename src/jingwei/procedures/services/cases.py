"""Beginning, pausing, stopping and handing over cases."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.procedures.definition import SUBJECTS
from jingwei.procedures.entries import Opening
from jingwei.procedures.models import Case, CaseEvent, CaseSubject
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.services.locking import (
    case_locked,
    event_add,
    in_state,
    look_again,
    reason_given,
    store,
)
from jingwei.procedures.values import kept_values

declare_acts(
    {
        "case.open": "发起程序",
        "case.suspend": "中止程序",
        "case.resume": "恢复程序",
        "case.stop": "终止程序",
        "case.hand_over": "移交程序",
    }
)
SUBJECT_MODELS: dict[str, type[Any]] = {
    "person": Person, "organization": PartyOrganization, "unit": Unit, "none": type(None),
}  # fmt: skip


@transaction.atomic
def case_open(opening: Opening, *, actor: User | None) -> Case:
    """Begin a procedure: the case stands at its first step.

    Raises BadInput ``procedures.subject`` for a subject the procedure does not take or a batch
    without its place, RuleViolation ``procedures.future`` for a day to come, Conflict
    ``procedures.open_already`` while the same procedure runs for the subject.
    """
    _check_subject(opening)
    if opening.opened_on > today():
        raise RuleViolation("procedures.future", f"发起日期 {opening.opened_on} 还没有到。")
    definition = opening.procedure
    case = Case(
        definition=definition.code, definition_version=definition.version,
        title=opening.title.strip() or _title(opening), step=definition.first.code,
        stage=definition.first.stage, owner=opening.owner, opened_on=opening.opened_on,
        is_restricted=definition.restricted, permission=definition.permission,
        **_paths(opening.place or opening.subject), **_subject(opening),
    )  # fmt: skip
    case.save()
    _add_people(case, opening)
    look_again(course_of(case))
    store(case)
    audit("case.open", case, actor, definition=definition.code, version=definition.version,
          on=opening.opened_on)  # fmt: skip
    return case


def _check_subject(opening: Opening) -> None:
    definition, subject = opening.procedure, opening.subject
    if not isinstance(subject, SUBJECT_MODELS[definition.subject]):
        words = SUBJECTS[definition.subject]
        raise BadInput("procedures.subject", f"“{definition.name}”的对象应为{words}。")
    if subject is None and opening.place is None:
        raise BadInput("procedures.subject", f"“{definition.name}”需要写明由哪个单位办理。")
    if opening.people and not definition.batch:
        raise BadInput("procedures.subject", f"“{definition.name}”一次只办一个对象。")
    if subject is None:
        return
    same = Case.objects.running().filter(definition=definition.code)
    if other := same.filter(**{definition.subject: subject}).first():
        raise Conflict(
            "procedures.open_already",
            f"{subject}的“{definition.name}”正在办理（{other.opened_on} 发起）。",
            hint="请在原来的程序里继续。",
        )


def _title(opening: Opening) -> str:
    about = opening.subject or opening.opened_on
    return f"{opening.procedure.name}：{about}"[:200]


def _subject(opening: Opening) -> dict[str, Any]:
    return {opening.procedure.subject: opening.subject} if opening.subject else {}


def _paths(place: Person | PartyOrganization | Unit | None) -> dict[str, str]:
    """Return the copied paths of who runs a case: of the unit, and of the Party organization."""
    if isinstance(place, Unit):
        return {"unit_path": place.path}
    if isinstance(place, PartyOrganization):
        return {"unit_path": place.unit_path, "organization_path": place.path}
    if place is None:
        return {}
    return {"unit_path": place.unit_path, "organization_path": place.organization_path}


def _add_people(case: Case, opening: Opening) -> None:
    asked = opening.procedure.subject_fields
    CaseSubject.objects.bulk_create(
        CaseSubject(case=case, person=person, position=number, data=kept_values(asked, data))
        for number, (person, data) in enumerate(opening.people, 1)
    )


@transaction.atomic
def case_suspend(case: Case, *, seen: int, reason: str, actor: User | None) -> Case:
    """Pause an open case (中止). Raises RuleViolation ``procedures.reason`` without a reason."""
    case = case_locked(case, seen=seen)
    in_state(case, Case.State.OPEN)
    case.state = Case.State.SUSPENDED
    return _restated(case, CaseEvent.Kind.SUSPENDED, "case.suspend", reason, actor)


@transaction.atomic
def case_resume(case: Case, *, seen: int, reason: str, actor: User | None) -> Case:
    """Go on with a paused case. Limits have run on meanwhile."""
    case = case_locked(case, seen=seen)
    in_state(case, Case.State.SUSPENDED)
    case.state = Case.State.OPEN
    return _restated(case, CaseEvent.Kind.RESUMED, "case.resume", reason, actor)


@transaction.atomic
def case_stop(case: Case, *, seen: int, reason: str, actor: User | None) -> Case:
    """End a running case before its end (终止). What its steps changed stays changed."""
    case = case_locked(case, seen=seen)
    in_state(case, Case.State.OPEN, Case.State.SUSPENDED)
    case.state, case.closed_on = Case.State.STOPPED, today()
    return _restated(case, CaseEvent.Kind.STOPPED, "case.stop", reason, actor)


def _restated(case: Case, kind: CaseEvent.Kind, act: str, reason: str, actor: User | None) -> Case:
    reason = reason_given(reason)
    look_again(course_of(case))
    store(case, "state", "closed_on")
    event_add(case, kind, reason, actor, step=case.step)
    audit(act, case, actor, reason=reason, step=case.step)
    return case


@transaction.atomic
def case_hand_over(
    case: Case,
    *,
    to: User,
    place: Unit | PartyOrganization | None = None,
    seen: int,
    reason: str,
    actor: User | None,
) -> Case:
    """Give a running case to another owner, and to another ``place`` where the subject has moved.

    Raises RuleViolation ``procedures.same_owner`` when nothing would change.
    """
    case = case_locked(case, seen=seen)
    in_state(case, Case.State.OPEN, Case.State.SUSPENDED)
    reason, before, paths = reason_given(reason), case.owner, _paths(place)
    if before == to and place is None:
        raise RuleViolation("procedures.same_owner", f"经办人已经是{to}。")
    case.owner = to
    for name, path in paths.items():
        setattr(case, name, path)
    store(case, "owner", "unit_path", "organization_path")
    told = {"before": before.pk, "after": to.pk, **paths}
    event_add(case, CaseEvent.Kind.HANDED_OVER, reason, actor, words=f"{before} → {to}", **told)
    audit("case.hand_over", case, actor, reason=reason, **told)
    return case
