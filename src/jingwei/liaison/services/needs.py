"""Needs pass from hand to hand, are answered, and are closed by whoever raised them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.liaison.models import Need

declare_acts({"need.hand_to": "交办需求", "need.answer": "答复需求", "need.close": "办结需求"})
LONGEST = 200


def _locked(need: Need) -> Need:
    """Return a need that is open, locked. Raises Conflict ``liaison.closed``."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.closed_on:
        raise Conflict("liaison.closed", f"“{need}”已于 {need.closed_on} 办结。")
    return need


@transaction.atomic
def need_hand_to(need: Need, *, to: User, due_on: date | None = None, actor: User) -> Need:
    """Give a need to somebody else to handle, with another term; an answer lapses.

    Raises RuleViolation ``liaison.not_concerned`` for anybody but raiser and handler, BadInput
    ``liaison.day`` for a term that is over.
    """
    need = _locked(need)
    if actor.pk not in (need.raised_by_id, need.handled_by_id):
        raise RuleViolation("liaison.not_concerned", "只有提出人和办理人能交办这项需求。")
    if due_on and due_on < today():
        raise BadInput("liaison.day", "办理期限已经过去，请改一个日期。")
    before, need.handled_by = need.handled_by_id, to
    need.due_on, need.answer, need.answered_on = due_on or need.due_on, "", None
    need.save(update_fields=["handled_by", "due_on", "answer", "answered_on"])
    audit("need.hand_to", need, actor, before=before, after=to.pk, due_on=need.due_on)
    return need


@transaction.atomic
def need_answer(need: Need, *, answer: str, actor: User) -> Need:
    """Say what was done; the need waits for its raiser then.

    Raises RuleViolation ``liaison.not_handler`` for anybody else, BadInput ``liaison.answer``
    for an empty answer or one beyond 200 characters.
    """
    need = _locked(need)
    if actor.pk != need.handled_by_id:
        raise RuleViolation("liaison.not_handler", f"这项需求由{need.handled_by}办理。")
    if not 0 < len(answer.strip()) <= LONGEST:
        raise BadInput("liaison.answer", f"写明办理情况，最多 {LONGEST} 个字。")
    need.answer, need.answered_on = answer.strip(), today()
    need.save(update_fields=["answer", "answered_on"])
    audit("need.answer", need, actor)
    return need


@transaction.atomic
def need_close(need: Need, *, actor: User) -> Need:
    """Close a need. Only whoever raised it may: they know whether the person was helped.

    Raises RuleViolation ``liaison.not_raiser`` for anybody else.
    """
    need = _locked(need)
    if actor.pk != need.raised_by_id:
        raise RuleViolation(
            "liaison.not_raiser", f"这项需求由提出人{need.raised_by}办结，你可以先写办理情况。"
        )
    need.closed_on, need.closed_by = today(), actor
    need.save(update_fields=["closed_on", "closed_by"])
    audit("need.close", need, actor)
    return need
