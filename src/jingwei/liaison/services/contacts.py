"""A contact is recorded in two lines; a need raised in it becomes a to-do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.liaison.models import ContactRecord, ContactWay, Need, Pair
from jingwei.liaison.services.locking import due_of, pair_locked

declare_acts({"pair.contact": "登记联系"})
LONGEST = 200


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


@transaction.atomic
def contact_record(pair: Pair, given: ContactGiven, *, actor: User) -> ContactRecord:
    """Record a contact of ``pair`` and set when the next is due.

    Raises BadInput ``liaison.day`` for a day to come or outside the pair, ``liaison.topic``
    without a topic, ``liaison.long`` beyond 200 characters, ``liaison.form``.
    """
    pair = pair_locked(pair)
    _refuse(pair, given)
    contact = ContactRecord.objects.create(
        pair=pair, on=given.on, form=given.form, topic=given.topic.strip(),
        result=given.result.strip(), recorded_by=actor,
    )  # fmt: skip
    if given.need.strip():
        Need.objects.create(
            contact=contact, text=given.need.strip(), raised_by=actor,
            handled_by=given.handler or actor, due_on=given.need_due,
        )  # fmt: skip
    pair.last_on = max(pair.last_on or given.on, given.on)
    pair.next_due = due_of(pair)
    pair.save(update_fields=["last_on", "next_due"])
    audit("pair.contact", pair, actor, contact=contact.pk, on=given.on, form=given.form)
    return contact


def _refuse(pair: Pair, given: ContactGiven) -> None:
    if given.on > today():
        raise BadInput("liaison.day", "这一天还没有到，联系之后再登记。")
    if given.on < pair.since or (pair.until and given.on > pair.until):
        raise BadInput("liaison.day", f"{given.on} 不在这对联系的期间内（{pair.since} 起）。")
    if not given.topic.strip():
        raise BadInput("liaison.topic", "写一句谈了什么。")
    if given.form not in ContactWay.values:
        raise BadInput("liaison.form", "从列表里选择联系方式。")
    if max(len(t.strip()) for t in (given.topic, given.result, given.need)) > LONGEST:
        raise BadInput("liaison.long", f"每一栏最多 {LONGEST} 个字，请写得短一些。")
