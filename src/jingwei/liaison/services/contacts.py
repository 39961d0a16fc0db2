"""A contact is recorded in two lines; a need raised in it becomes a to-do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.liaison.models import ContactRecord, ContactWay, Need, Pair
from jingwei.liaison.services.judging import (
    LONGEST,
    STRANGER,
    contact_refusals,
    correctors,
    may_correct,
)
from jingwei.liaison.services.locking import pair_locked

declare_acts(
    {
        "pair.contact": "登记联系",
        "pair.contact_correct": "更正联系记录",
        "pair.contact_withdraw": "撤回联系记录",
    }
)
CODES = {"on": "liaison.day", "topic": "liaison.topic", "form": "liaison.form"}
CORRECTED, WITHDRAWN = "更正：", "撤回："
"""How the history marks why a contact was changed."""
REASON = 100
"""Characters of a reason: it stands in the history beside what changed."""


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """What is told of a contact. ``need`` becomes a to-do of ``handler``, else of the recorder."""

    on: date
    topic: str
    form: str = ContactWay.VISIT
    result: str = ""
    need: str = ""
    handler: User | None = None
    need_due: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """How a contact should have been recorded."""

    on: date
    topic: str
    form: str = ContactWay.VISIT
    result: str = ""


@transaction.atomic
def contact_record(pair: Pair, given: ContactGiven, *, actor: User) -> ContactRecord:
    """Record a contact of ``pair`` and set when the next is due.

    Raises BadInput ``liaison.day`` for a day to come or outside the pair, ``liaison.topic``
    without a topic, ``liaison.long`` beyond 200 characters, ``liaison.form``.
    """
    pair = pair_locked(pair)
    if len(given.need.strip()) > LONGEST:
        raise BadInput("liaison.long", f"每一栏最多 {LONGEST} 个字，请写得短一些。")
    values = {**_lines(given), "pair": pair, "recorded_by": actor}
    _refuse(ContactRecord(**values))
    draft: Draft[ContactRecord] = Draft(values)
    outcome = rows_save(register_of(ContactRecord), [draft], actor=actor, source="登记联系")
    found: ContactRecord = outcome.changes[0].row
    if given.need.strip():
        Need.objects.create(
            contact=found, text=given.need.strip(), raised_by=actor,
            handled_by=given.handler or actor, due_on=given.need_due,
        )  # fmt: skip
    audit("pair.contact", pair, actor, contact=found.pk, on=given.on, form=given.form)
    pair.refresh_from_db(fields=["last_on", "next_due"])
    return found


@transaction.atomic
def contact_correct(
    contact: ContactRecord, given: Correction, *, reason: str, actor: User
) -> ContactRecord:
    """Put a contact right; the history keeps what it said, and when the next is due follows.

    Raises what :func:`contact_record` raises, RuleViolation ``liaison.stranger`` for anybody but
    the recorder and the pair's keeper, ``liaison.withdrawn``, BadInput ``liaison.reason``,
    ``liaison.same`` where nothing changes.
    """
    contact = _correctable(contact, reason, actor)
    changed = {k: v for k, v in _lines(given).items() if getattr(contact, k) != v}
    if not changed:
        raise BadInput("liaison.same", "没有改动，不用更正。")
    _refuse(ContactRecord(pair=contact.pair, **_lines(given)))
    _change(contact, changed, f"{CORRECTED}{reason.strip()}", actor)
    audit("pair.contact_correct", contact.pair, actor, contact=contact.pk,
          changed=sorted(changed), reason=reason.strip())  # fmt: skip
    return ContactRecord.objects.get(pk=contact.pk)


@transaction.atomic
def contact_withdraw(contact: ContactRecord, *, reason: str, actor: User) -> ContactRecord:
    """Take a contact back that never was; it stays to be read and counts for nothing.

    Raises as :func:`contact_correct`, and RuleViolation ``liaison.need_open`` while a need that
    was raised in it is open.
    """
    contact = _correctable(contact, reason, actor)
    if Need.objects.open().filter(contact=contact).exists():
        raise RuleViolation(
            "liaison.need_open", "这次联系里提出的需求还没有办结。", hint="先办结需求，再撤回。"
        )
    values = {"withdrawn_on": today(), "withdrawn_by": actor, "why_withdrawn": reason.strip()}
    _change(contact, values, f"{WITHDRAWN}{reason.strip()}", actor)
    audit("pair.contact_withdraw", contact.pair, actor, contact=contact.pk, on=contact.on,
          reason=reason.strip())  # fmt: skip
    return ContactRecord.objects.get(pk=contact.pk)


def _lines(given: ContactGiven | Correction) -> dict[str, Any]:
    """Return what is told of the contact itself, its texts stripped."""
    return {
        "on": given.on, "form": given.form, "topic": given.topic.strip(),
        "result": given.result.strip(),
    }  # fmt: skip


def _refuse(contact: ContactRecord) -> None:
    for column, why in contact_refusals(contact).items():
        code = "liaison.long" if "最多" in why else CODES[column]
        raise BadInput(code, why)


def _correctable(contact: ContactRecord, reason: str, actor: User) -> ContactRecord:
    """Return the contact, its pair locked, when ``actor`` may change it for ``reason``."""
    pair = pair_locked(contact.pair)
    contact = ContactRecord.objects.select_for_update().get(pk=contact.pk)
    contact.pair = pair
    if not may_correct(contact, actor, correctors([pair.pk])[pair.pk]):
        raise RuleViolation("liaison.stranger", f"这条联系记录{STRANGER}")
    if contact.withdrawn_on:
        raise RuleViolation("liaison.withdrawn", f"这条记录已于 {contact.withdrawn_on} 撤回。")
    if not 0 < len(reason.strip()) <= REASON:
        raise BadInput("liaison.reason", f"写明原因，最多 {REASON} 个字。")
    return contact


def _change(contact: ContactRecord, values: dict[str, Any], source: str, actor: User) -> None:
    draft: Draft[ContactRecord] = Draft(values, row=contact)
    rows_save(register_of(ContactRecord), [draft], actor=actor, source=source)
