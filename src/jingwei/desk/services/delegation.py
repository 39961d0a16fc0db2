"""Standing in for somebody: asked by who is away or arranged for them, taken back by either."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.desk.models import Delegation, StartPage
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation

declare_acts({"delegation.make": "登记代办", "delegation.end": "收回代办"})
LONGEST = 183
"""Days; who is away for longer hands the work over."""


@transaction.atomic
def delegation_make(
    *,
    deputy: User,
    since: date,
    until: date,
    reason: str,
    actor: User,
    absent: User | None = None,
) -> Delegation:
    """Let ``deputy`` see the to-do list of ``absent`` from ``since`` to ``until``.

    ``absent`` is ``actor`` when not given; for somebody else the caller has checked that ``actor``
    may arrange it. No right passes. Raises BadInput ``desk.delegation`` for days that make no
    sense or a deputy who cannot be one, Conflict ``desk.delegated_already`` when somebody stands
    in on these days or the deputy is away on one of them.
    """
    absent = absent or actor
    _check(deputy, since, until, absent)
    _refuse_double(absent, deputy, since, until)
    row = Delegation(
        absent=absent, deputy=deputy, since=since, until=until, reason=reason.strip(),
        made_by=None if absent == actor else actor,
    )  # fmt: skip
    row.full_clean()
    row.save()
    audit("delegation.make", row, actor, absent=absent.pk, deputy=deputy.pk, since=since,
          until=until, reason=row.reason)  # fmt: skip
    return row


def _refuse_double(absent: User, deputy: User, since: date, until: date) -> None:
    rows = Delegation.objects.select_for_update(of=("self",)).filter(
        since__lte=until, until__gte=since, ended_on=None
    )
    if other := rows.filter(absent=absent).select_related("absent", "deputy").first():
        raise Conflict(
            "desk.delegated_already", f"这段时间已有安排：{other}。", hint="先收回再登记。"
        )
    if other := rows.filter(absent=deputy).select_related("absent", "deputy").first():
        raise Conflict(
            "desk.delegated_already", f"{deputy}自己不在：{other}。", hint="请换一个人。"
        )


def _check(deputy: User, since: date, until: date, absent: User) -> None:
    if deputy == absent or not deputy.is_active:
        raise BadInput("desk.delegation", "代办人应是另一个在用的账号。")
    if until < today():
        raise BadInput("desk.delegation", f"结束日期 {until} 已经过去。")
    if not 0 <= (until - since).days < LONGEST:
        raise BadInput(
            "desk.delegation", f"从 {since} 到 {until} 不成一段不超过 {LONGEST} 天的时间。",
            hint="离开更久的，请办理工作移交。",
        )  # fmt: skip


@transaction.atomic
def delegation_end(row: Delegation, *, actor: User) -> Delegation:
    """Take a delegation back. Raises RuleViolation ``desk.delegation_over`` for an ended one."""
    row = Delegation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ended_on or row.until < today():
        raise RuleViolation("desk.delegation_over", "这项代办已经结束。")
    row.ended_on = today()
    row.save(update_fields=["ended_on"])
    audit("delegation.end", row, actor, deputy=row.deputy_id, absent=row.absent_id)
    return row


@transaction.atomic
def start_choose(place: str, *, actor: User) -> None:
    """Keep the page ``actor`` wants to begin with; "" goes back to that of their roles."""
    StartPage.objects.filter(user=actor).delete()
    if place:
        StartPage.objects.create(user=actor, place=place)
