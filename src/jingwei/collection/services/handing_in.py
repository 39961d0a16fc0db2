"""Handing an answer in: the rules once more, the receipt; towns gather their parts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment
from jingwei.collection.selectors.answering import check_of, rows_of
from jingwei.collection.services.answering import answer_locked
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.numbers import next_numbers

declare_acts(
    {
        "answer.submit": "提交填报",
        "answer.no_change": "提交填报（全部无变化）",
        "answer.merge": "汇总下级填报并提交",
    }
)


@transaction.atomic
def assignment_submit(assignment: Assignment, *, actor: User) -> Assignment:
    """Hand the answer in: the rules once more, the receipt, the reviewer's remarks cleared.

    Raises:
        Conflict: ``collection.closed``.
        RuleViolation: ``collection.unready`` while something is wrong, ``collection.parts`` while a
            part of the assignment is not accepted.
    """
    return _hand_in(answer_locked(assignment), "answer.submit", actor)


@transaction.atomic
def assignment_no_change(assignment: Assignment, *, actor: User) -> Assignment:
    """Hand in that everything is as the system knows it, in one act.

    Raises as ``assignment_submit`` does, and RuleViolation ``collection.changed`` when a row was
    changed already.
    """
    assignment = answer_locked(assignment)
    if count := rows_of(assignment).filter(is_changed=True).count():
        raise RuleViolation(
            "collection.changed", f"已有 {count} 行改动，不能按“全部无变化”提交。",
            hint="请核对后提交，或先把改动恢复。",
        )  # fmt: skip
    return _hand_in(assignment, "answer.no_change", actor)


@transaction.atomic
def town_merge(assignment: Assignment, *, actor: User) -> Assignment:
    """Accept what the parts handed in and hand the whole in with their rows.

    Raises as ``assignment_submit`` does, and RuleViolation ``collection.parts`` naming the parts
    that have not answered, or when there are none.
    """
    assignment = answer_locked(assignment)
    parts = Assignment.objects.select_for_update().filter(parent=assignment)
    waiting = [part.name for part in parts if part.state not in Assignment.HANDED_IN]
    if waiting or not parts:
        some = "、".join(waiting[:5]) + ("等" if len(waiting) > 5 else "")
        why = f"还有 {len(waiting)} 家没有提交：{some}。" if waiting else "这次填报没有分给下级。"
        raise RuleViolation("collection.parts", why)
    fresh = parts.filter(state=Assignment.State.SUBMITTED)
    names = list(fresh.values_list("name", flat=True))
    fresh.update(state=Assignment.State.ACCEPTED, accepted_at=timezone.now())
    return _hand_in(assignment, "answer.merge", actor, parts=names)


def _hand_in(assignment: Assignment, act: str, actor: User, **data: object) -> Assignment:
    if open_parts := assignment.parts.exclude(state=Assignment.State.ACCEPTED).count():
        raise RuleViolation("collection.parts", f"还有 {open_parts} 家下级没有审核通过。")
    check = check_of(assignment)
    if check.problems:
        raise RuleViolation(
            "collection.unready", f"还有 {len(check.problems)} 处需要修改，没有提交。",
            hint="请按核对页列出的逐处改好。",
        )  # fmt: skip
    assignment.state = Assignment.State.SUBMITTED
    assignment.submitted_at, assignment.submitted_by = timezone.now(), actor
    assignment.receipt = assignment.receipt or _receipt()
    assignment.version += 1
    assignment.save(update_fields=["state", "submitted_at", "submitted_by", "receipt", "version"])
    rows_of(assignment).exclude(remarks={}).update(remarks={})
    audit(act, assignment, actor, receipt=assignment.receipt, rows=check.row_count,
          changed=check.changed_count, **data)  # fmt: skip
    return assignment


def _receipt() -> str:
    """Return the next number of the day: "TB-2025-0613-027"."""
    day = f"TB-{today():%Y-%m%d}"
    return f"{day}-{next_numbers(f'collection.{day}', 1)[0]:03}"
