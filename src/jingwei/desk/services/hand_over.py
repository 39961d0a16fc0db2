"""A post changes: everything its former holder has open passes to the heir in one reviewed act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from jingwei.accounts.models import User
from jingwei.collection.services.hand_over import ledgers_hand_over, rounds_hand_over
from jingwei.coverage.services.hand_over import programmes_hand_over
from jingwei.desk.models import Delegation, HandOver
from jingwei.desk.selectors.hand_over import Passing, digest, passing
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.liaison.services.hand_over import MOST, pair_hand_over
from jingwei.liaison.services.hand_over import HandOver as PairsGiven
from jingwei.liaison.services.needs_hand_over import needs_hand_over
from jingwei.plans.services.hand_over import decisions_hand_over
from jingwei.plans.services.measure import measures_assign
from jingwei.procedures.services.cases import case_hand_over

declare_acts({"work.hand_over": "移交工作"})
MOST_CASES = 500
"""Cases that one act hands over: each is written by itself."""


@dataclass(frozen=True, slots=True)
class _Told:
    former: User
    heir: User
    reason: str
    actor: User


@transaction.atomic
def work_hand_over(former: User, heir: User, *, reason: str, seen: str, actor: User) -> HandOver:
    """Pass all open work of ``former`` to ``heir`` today: all or nothing, nothing stays open.

    ``seen`` is the digest of what the person looked at. What was done stays under the former
    name; each room records its own part. Raises BadInput ``desk.hand_over`` for the same person,
    no reason or nothing to pass, Conflict ``desk.hand_over_stale`` when the work is another now,
    RuleViolation ``desk.heir_sight`` when the heir could not open part of it; and what the rooms
    refuse.
    """
    if former == heir or not heir.is_active or not reason.strip():
        raise BadInput("desk.hand_over", "选一个在用的账号接手，写明原因。")
    work = passing(former, heir)
    _check(work, heir, seen)
    told = _Told(former, heir, reason.strip(), actor)
    for one in work:
        _PASS[one.kind.code](one.rows, told)
    stood_in = Q(deputy=former) | Q(absent=former)
    Delegation.objects.ahead(today()).filter(stood_in).update(ended_on=today())
    passed = {one.kind.code: one.keys for one in work}
    record = HandOver.objects.create(
        former=former, heir=heir, on=today(), reason=told.reason, by=actor, passed=passed
    )
    counts = {code: len(keys) for code, keys in passed.items()}
    audit("work.hand_over", record, actor, former=former.pk, heir=heir.pk, counts=counts,
          reason=record.reason)  # fmt: skip
    return record


def _check(work: list[Passing], heir: User, seen: str) -> None:
    if not work:
        raise BadInput("desk.hand_over", "没有需要移交的在办工作。")
    if digest(work) != seen:
        raise Conflict(
            "desk.hand_over_stale", "你查看之后，移交人的在办工作有变化。", hint="请核对最新清单。"
        )
    unseen = [f"{one.kind.label} {one.unseen} 项" for one in work if one.unseen]
    if unseen:
        raise RuleViolation(
            "desk.heir_sight", f"{heir}现在的授权看不到{'、'.join(unseen)}。",
            hint="先请安全保密管理员授权，或请原科室另行移交。",
        )  # fmt: skip
    if any(one.kind.code == "case" and len(one.rows) > MOST_CASES for one in work):
        raise BadInput("desk.hand_over", f"在办程序超过 {MOST_CASES} 件，请先移交其中一部分。")


def _owned(rows: list[Any], told: _Told) -> None:
    measures_assign(rows, fields={"owner": told.heir}, reason=told.reason, actor=told.actor)


def _led(rows: list[Any], told: _Told) -> None:
    measures_assign(rows, fields={"leader": told.heir}, reason=told.reason, actor=told.actor)


def _cases(rows: list[Any], told: _Told) -> None:
    for case in rows:
        case_hand_over(case, to=told.heir, seen=case.version, reason=told.reason, actor=told.actor)


def _pairs(rows: list[Any], told: _Told) -> None:
    given = PairsGiven(today(), told.reason, keeper=told.heir)
    for start in range(0, len(rows), MOST):
        pair_hand_over(rows[start : start + MOST], given, actor=told.actor)


def _decisions(rows: list[Any], told: _Told) -> None:
    decisions_hand_over(rows, to=told.heir, reason=told.reason, actor=told.actor)


def _needs(rows: list[Any], told: _Told) -> None:
    needs_hand_over(rows, former=told.former, to=told.heir, reason=told.reason, actor=told.actor)


def _rounds(rows: list[Any], told: _Told) -> None:
    rounds_hand_over(rows, to=told.heir, reason=told.reason, actor=told.actor)


def _programmes(rows: list[Any], told: _Told) -> None:
    programmes_hand_over(rows, to=told.heir, reason=told.reason, actor=told.actor)


def _ledgers(rows: list[Any], told: _Told) -> None:
    ledgers_hand_over(rows, to=told.heir, reason=told.reason, actor=told.actor)


_PASS: dict[str, Callable[[list[Any], _Told], None]] = {
    "measure": _owned, "led": _led, "decision": _decisions, "case": _cases, "pair": _pairs,
    "need": _needs, "round": _rounds, "programme": _programmes, "ledger": _ledgers,
}  # fmt: skip
