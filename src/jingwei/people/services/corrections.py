"""The person concerned says a field is wrong; an officer answers, in time and in writing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import StoredFile
from jingwei.kernel.parameters import parameter, parameter_values
from jingwei.kernel.registers.declaration import P3, REGISTERS, Register
from jingwei.kernel.registers.kinds import RelatedKind
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.people.models import Correction, Person
from jingwei.people.selectors.own import is_restricted

declare_acts(
    {
        "correction.ask": "申请更正",
        "correction.read": "查看更正申请的受限内容",
        "correction.withdraw": "撤回更正申请",
        "correction.accept": "采纳更正申请",
        "correction.refuse": "不采纳更正申请",
    }
)
ANSWER_DAYS = parameter(
    "people.correction_days", "更正申请的答复期限", default=15, bounds=(3, 60), unit="天",
    source="本产品约定，各地可调整",
)  # fmt: skip


@transaction.atomic
def correction_ask(
    register: Register[Any], row: Any, *, column: str, proposed: str, reason: str,
    file: StoredFile | None, actor: Any,
) -> Correction:  # fmt: skip
    """Ask that a field about oneself be corrected; the answer is due after a set time.

    Raises RuleViolation ``people.not_yours`` unless ``actor`` is the person, and
    ``people.asked_already`` while the same field waits for an answer.
    """
    person = row if isinstance(row, Person) else row.person
    col = register.col(column)
    kind = register.kind(col)
    shown = (kind.mask if col.secrecy == P3 else kind.show)(col.read(row))[:300]
    asked = {"register": register.code, "row": row.pk, "column": column}
    said = {"shown": shown, "proposed": proposed, "reason": reason, "file": file}
    return _ask(Correction(person=person, **asked, **said), actor)


@transaction.atomic
def record_ask(
    register: Register[Any], person: Person, *, proposed: str, reason: str,
    file: StoredFile | None, actor: Any,
) -> Correction:  # fmt: skip
    """Ask that a record about oneself be added to ``register``: "2015年取得省委党校研究生学历".

    Raises as ``correction_ask``.
    """
    asked = {"register": register.code, "row": 0, "column": Correction.NEW_ROW}
    said = {"proposed": proposed, "reason": reason, "file": file}
    return _ask(Correction(person=person, **asked, **said), actor)


def _ask(correction: Correction, actor: Any) -> Correction:
    person = correction.person
    if person.user_id != actor.pk:
        raise RuleViolation("people.not_yours", "只能对本人的登记内容申请更正。")
    asked = {name: getattr(correction, name) for name in ("register", "row", "column")}
    same = Correction.objects.filter(**asked, person=person, state=Correction.State.OPEN)
    if same.exists():
        raise RuleViolation("people.asked_already", "这一项的更正申请正在等待答复。")
    correction.asked_by, correction.asked_on = actor, today()
    correction.due_on = today() + timedelta(days=int(parameter_values()[ANSWER_DAYS.code]))
    correction.full_clean()
    correction.save()
    audit("correction.ask", correction, actor, person=person.number, **asked)
    return correction


def correction_read(correction: Correction, *, actor: Any) -> None:
    """Record that ``actor`` opened somebody's request about a restricted field."""
    if is_restricted(correction):
        facts = {"person": correction.person.number, "column": correction.column}
        audit("correction.read", correction, actor, register=correction.register, **facts)


@transaction.atomic
def correction_accept(correction: Correction, *, answer: str, actor: Any) -> Correction:
    """Write the proposed value into its register and tell the person.

    A record that was missing is entered in its register by hand before.
    Raises RuleViolation ``people.answered`` for one that is not open; BadInput or RowsRefused
    when the register does not take the value.
    """
    correction = _open(correction)
    if correction.column == Correction.NEW_ROW:
        return _answer(correction, Correction.State.ACCEPTED, answer, actor, "correction.accept")
    register = REGISTERS[correction.register]
    row = register.model._default_manager.get(pk=correction.row)
    value = proposed_value(register, correction, actor)
    rows_save(
        register, [Draft({correction.column: value}, row=row)], actor=actor,
        source=f"更正申请 {correction.pk}",
    )  # fmt: skip
    return _answer(correction, Correction.State.ACCEPTED, answer, actor, "correction.accept")


@transaction.atomic
def correction_refuse(correction: Correction, *, answer: str, actor: Any) -> Correction:
    """Leave the register as it is, with the reason for the person.

    Raises RuleViolation ``people.answered``, ``people.answer_missing`` without a reason.
    """
    if not answer.strip():
        raise RuleViolation("people.answer_missing", "不采纳的，请写明理由。")
    return _answer(_open(correction), Correction.State.REFUSED, answer, actor, "correction.refuse")


@transaction.atomic
def correction_withdraw(correction: Correction, *, actor: Any) -> Correction:
    """Take back one's own open request."""
    correction = _open(correction)
    if correction.asked_by_id != actor.pk:
        raise RuleViolation("people.not_yours", "只能撤回自己的申请。")
    return _answer(correction, Correction.State.WITHDRAWN, "", actor, "correction.withdraw")


def proposed_value(register: Register[Any], correction: Correction, viewer: Any) -> Any:
    """Return what the proposed words mean for their column. Raises BadInput."""
    kind = register.kind(register.col(correction.column))
    text = correction.proposed.strip()
    if isinstance(kind, RelatedKind):
        return kind.one(text, kind.find([text], viewer))
    return kind.parse(text)


def _open(correction: Correction) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.state != Correction.State.OPEN:
        raise RuleViolation("people.answered", f"这份申请已经{found.get_state_display()}。")
    return found


def _answer(
    correction: Correction, state: Correction.State, answer: str, actor: Any, act: str
) -> Correction:
    correction.state, correction.answer = state, answer
    correction.answered_by, correction.answered_on = actor, today()
    correction.save(update_fields=["state", "answer", "answered_by", "answered_on"])
    audit(act, correction, actor, person=correction.person.number, column=correction.column)
    return correction
