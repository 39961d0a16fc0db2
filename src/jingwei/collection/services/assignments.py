"""Writes of assignments by who reviews them: splitting, returning, accepting, reminding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Reminder, Round, Row
from jingwei.collection.rules.reminding import GAP_DAYS, may_remind
from jingwei.collection.selectors.prefill import PLACE, prefill, register_rows
from jingwei.collection.selectors.recipients import Recipient, nearest
from jingwei.collection.services.rounds import BATCH, assignment_for, row_for
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation

declare_acts(
    {
        "assignment.split": "拆分填报任务",
        "assignment.return": "退回填报",
        "assignment.accept": "审核通过填报",
        "round.remind": "提醒填报",
    }
)


@transaction.atomic
def assignment_split(
    assignment: Assignment, parts: list[Recipient], *, actor: User
) -> list[Assignment]:
    """Hand an assignment on to organizations or units below; return their assignments.

    Rows of a register move to the part they belong to, the others stay. Where a row is the
    recipient, every part gets its own row. Raises BadInput ``collection.split_outside`` for a part
    that is not below, ``collection.split_twice`` for one that is in the round already.
    """
    assignment = _open(assignment, Assignment.AWAITED)
    _check_parts(assignment, parts)
    made = [assignment_for(assignment.round, one) for one in parts]
    for part in made:
        part.parent, part.due_on = assignment, assignment.due_on
    made = Assignment.objects.bulk_create(made)
    if assignment.round.subject == Round.Subject.REGISTER:
        _move_rows(assignment, made, parts, actor)
    else:
        _own_rows(assignment.round, made, parts, actor)
    _recount(assignment.round, [assignment, *made])
    audit("assignment.split", assignment, actor, parts=[one.name for one in parts])
    return made


def _check_parts(assignment: Assignment, parts: list[Recipient]) -> None:
    if not parts:
        raise BadInput("collection.split_empty", "请选择要分给哪些支部。")
    for one in parts:
        own_tree = assignment.organization_path
        inside = (
            one.organization_path.startswith(own_tree) and one.organization_path != own_tree
            if own_tree
            else one.unit_path.startswith(assignment.unit_path)
        )
        if not inside:
            raise BadInput(
                "collection.split_outside", f"“{one.name}”不在“{assignment.name}”之下，不能分给它。"
            )
    units = [one.pk for one in parts if one.kind == "unit"]
    others = [one.pk for one in parts if one.kind != "unit"]
    there = assignment.round.assignments
    twice = there.filter(unit__in=units) | there.filter(organization__in=others)
    if found := twice.first():
        raise BadInput("collection.split_twice", f"“{found.name}”已在这次填报中。")


def _move_rows(
    assignment: Assignment, made: list[Assignment], parts: list[Recipient], actor: User
) -> None:
    """Give every row of the register to the part whose place is the nearest above it."""
    round_ = assignment.round
    places = {one.path: part for one, part in zip(parts, made, strict=True)}
    by_kind = parts[0].kind
    probe = Round(
        subject=round_.subject, register=round_.register, recipient_kind=by_kind,
        row_filter=round_.row_filter,
    )  # fmt: skip
    found = register_rows(probe, parts, actor).values_list("pk", PLACE)
    owners = {str(pk): places.get(nearest(path, places)) for pk, path in found}
    moved = []
    for row in assignment.rows.all():
        if owner := owners.get(row.key):
            row.assignment = owner
            moved.append(row)
    Row.objects.bulk_update(moved, ["assignment"], batch_size=BATCH)


def _own_rows(round_: Round, made: list[Assignment], parts: list[Recipient], actor: User) -> None:
    """Give every part one row, filled where the register knows that kind of recipient."""
    probe = Round(
        pk=round_.pk, subject=round_.subject, recipient_kind=parts[0].kind,
        columns=round_.columns, unit_path=round_.unit_path,
    )  # fmt: skip
    known = prefill(probe, parts, actor)
    Row.objects.bulk_create(
        row_for(part, one, position)
        for part in made
        for position, one in enumerate(known[part.unit_id or part.organization_id or 0])
    )


def _recount(round_: Round, assignments: Iterable[Assignment]) -> None:
    """Store how many rows each assignment holds now; the round counts them anew."""
    for one in assignments:
        one.row_count = one.rows.count()
        one.version += 1
        one.save(update_fields=["row_count", "version"])
    round_.row_count = Row.objects.filter(assignment__round=round_).count()
    round_.assignment_count = round_.assignments.count()
    round_.save(update_fields=["row_count", "assignment_count"])


@transaction.atomic
def assignment_return(
    assignment: Assignment, *, reason: str, actor: User, remarks: dict[int, dict[str, str]]
) -> Assignment:
    """Give an answer back: ``remarks`` by primary key of the row, then code of the column.

    The code "" is a remark on the whole row. Raises BadInput ``collection.return_reason`` without
    a reason and without a remark, Conflict when the assignment was not handed in.
    """
    assignment = _open(assignment, Assignment.HANDED_IN)
    said = {pk: {code: t.strip() for code, t in own.items() if t.strip()}
            for pk, own in remarks.items()}  # fmt: skip
    said = {pk: own for pk, own in said.items() if own}
    if not reason.strip() and not said:
        raise BadInput("collection.return_reason", "请写明退回的原因，或在单元格旁写明意见。")
    rows = list(assignment.rows.filter(pk__in=said))
    for row in rows:
        row.remarks = said[row.pk]
    Row.objects.bulk_update(rows, ["remarks"], batch_size=BATCH)
    assignment.return_reason = reason.strip()
    assignment.returned_at = timezone.now()
    _step(assignment, Assignment.State.RETURNED, "return_reason", "returned_at")
    audit("assignment.return", assignment, actor, reason=assignment.return_reason, rows=len(rows))
    return assignment


@transaction.atomic
def assignment_accept(assignment: Assignment, *, actor: User) -> Assignment:
    """Accept an answer. Raises Conflict when it was not handed in."""
    assignment = _open(assignment, (Assignment.State.SUBMITTED,))
    assignment.accepted_at = timezone.now()
    _step(assignment, Assignment.State.ACCEPTED, "accepted_at")
    audit("assignment.accept", assignment, actor, receipt=assignment.receipt)
    return assignment


@transaction.atomic
def assignments_accept(round_: Round, *, actor: User) -> int:
    """Accept every answer of a round that was handed in and has no superior part; return how many.

    One audit row with the list.
    """
    rows = Assignment.objects.select_for_update().filter(
        round=round_, parent=None, state=Assignment.State.SUBMITTED
    )
    pks = list(rows.values_list("pk", flat=True)) if round_.is_open else []
    told: dict[str, Any] = {"state": Assignment.State.ACCEPTED, "accepted_at": timezone.now()}
    Assignment.objects.filter(pk__in=pks).update(**told)
    if pks:
        audit("assignment.accept", round_, actor, assignments=pks)
    return len(pks)


@transaction.atomic
def remind(assignments: Iterable[Assignment], *, round_: Round, actor: User) -> int:
    """Remind the owners who have to act and were not reminded for three days; return how many.

    Only they see it. Raises RuleViolation ``collection.remind`` when nobody may be reminded.
    """
    wanted = [one.pk for one in assignments]
    rows = (
        round_.assignments.awaited()
        .select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    locked = list(rows)
    last = dict(
        Reminder.objects.filter(assignment__in=[one.pk for one in locked])
        .order_by()
        .values_list("assignment")
        .annotate(Max("on"))
    )
    due = [one for one in locked if may_remind(last.get(one.pk), today())]
    if not due:
        raise RuleViolation(
            "collection.remind",
            f"没有可以提醒的单位：已交的不用提醒，{GAP_DAYS} 天内提醒过的不能再提醒。",
        )
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(assignment=one, at=now, on=today(), by=actor) for one in due
    )
    audit("round.remind", round_, actor, assignments=[one.pk for one in due])
    return len(due)


def _open(assignment: Assignment, states: Iterable[str]) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not locked.round.is_open:
        raise Conflict("collection.round_state", f"“{locked.round}”没有在填报中，不能再办理。")
    if locked.state not in tuple(states):
        raise Conflict(
            "collection.assignment_state",
            f"“{locked.name}”现在是“{locked.get_state_display()}”，不能这样办理。",
        )
    return locked


def _step(assignment: Assignment, state: str, *fields: str) -> None:
    assignment.state = state
    assignment.version += 1
    assignment.save(update_fields=["state", "version", *fields])
