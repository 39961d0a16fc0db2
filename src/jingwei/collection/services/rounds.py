"""Writes of rounds: drafting, the burden check's remedies, issuing, ending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.collection.columns import Column, columns_check
from jingwei.collection.models import Assignment, BurdenException, Round, Row
from jingwei.collection.selectors.burden import Burden, burden_of, columns_by_name
from jingwei.collection.selectors.prefill import Known, register_for
from jingwei.collection.selectors.recipients import Recipient
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.org.models import Unit

declare_acts(
    {
        "round.draft": "起草填报任务",
        "round.change": "修改填报草稿",
        "round.shrink": "按负担预检精简填报",
        "round.issue": "下发填报任务",
        "round.extend": "延长填报期限",
        "round.withdraw": "撤回填报任务",
        "round.close": "结束填报任务",
        "round.unneeded": "改用已有数据，不下发",
        "burden.exception": "登记超限签批",
    }
)
CHANGEABLE = frozenset(
    (
        "title", "form", "basis", "why", "deadline", "leader_named", "phone", "subject",
        "register", "row_filter", "columns", "recipient_kind", "recipients", "came_from",
    )
)  # fmt: skip
ANEW = frozenset(("subject", "register", "recipient_kind"))
"""Whoever changes one of these chooses columns and recipients anew."""
BATCH = 2_000


@transaction.atomic
def round_draft(*, actor: User, **told: Any) -> Round:
    """Begin a draft of the unit ``actor`` is at home in; ``told`` are fields of the first step.

    Raises BadInput ``collection.home`` for an account without a unit.
    """
    unit = Unit.objects.filter(path=actor.home_path).first()
    if unit is None:
        raise BadInput(
            "collection.home", "你的账号没有所在单位，不能下发填报任务。", hint="请联系系统管理员。"
        )
    round_ = Round(unit=unit, unit_path=unit.path, owner=actor)
    _set(round_, told)
    round_.save()
    audit("round.draft", round_, actor, title=round_.title)
    return round_


@transaction.atomic
def round_change(round_: Round, *, actor: User, **told: Any) -> Round:
    """Change fields of a draft; another kind of rows drops the columns and recipients chosen.

    ``columns`` are Column objects. Raises RuleViolation ``collection.not_draft``, BadInput of
    ``columns_check``.
    """
    round_ = _draft(round_)
    if "columns" in told:
        columns_check(told["columns"])
    if any(name in told and told[name] != getattr(round_, name) for name in ANEW):
        told = {"columns": [], "recipients": [], "row_filter": {}, **told}
    _set(round_, told)
    round_.version += 1
    round_.save()
    audit("round.change", round_, actor, fields=sorted(told))
    return round_


def _set(round_: Round, told: dict[str, Any]) -> None:
    if unknown := told.keys() - CHANGEABLE:
        raise ValueError(f"Fields of a round that nobody sets: {sorted(unknown)}")
    if told.get("columns"):
        told = {**told, "columns": [c.as_json() for c in columns_check(told["columns"])]}
        round_.cut_columns = []
    for name, value in told.items():
        setattr(round_, name, value)
    if round_.form:
        round_.basis = round_.form.basis


@transaction.atomic
def round_shrink(round_: Round, *, actor: User) -> Round:
    """Turn what the pre-check refuses into columns to look over, or drop it when it is there.

    Returns the draft; ``cut_columns`` names what is no longer asked.
    """
    round_ = _draft(round_)
    burden = burden_of(round_, actor, on=today())
    refused = {a.label for a in burden.asked if (a.is_known and not a.check_only) or a.known_as}
    kept, cut = _shrunk(round_, refused)
    round_.columns = [column.as_json() for column in kept]
    round_.cut_columns = sorted({*round_.cut_columns, *cut})
    round_.version += 1
    round_.save(update_fields=["columns", "cut_columns", "version"])
    audit("round.shrink", round_, actor, columns=cut)
    return round_


def _shrunk(round_: Round, refused: set[str]) -> tuple[list[Column], list[str]]:
    register, names = register_for(round_), columns_by_name(round_)
    kept: list[Column] = []
    taken = {c.source for c in round_.column_list if c.register}
    for column in round_.column_list:
        if column.label not in refused:
            kept.append(column)
            continue
        source = column.source or names["".join(column.label.split())]
        if column.is_new and source in taken:
            continue
        kept.append(
            Column(
                column.code, column.label, register=register.code, source=source, check_only=True
            )
        )
    return kept, sorted(refused)


@transaction.atomic
def round_unneeded(round_: Round, *, actor: User) -> Round:
    """End a draft because the system has these data already: a good end."""
    round_ = _draft(round_)
    round_.is_unneeded = True
    return _end(round_, Round.State.WITHDRAWN, "系统里已有这些数据", "round.unneeded", actor)


@transaction.atomic
def round_issue(round_: Round, *, actor: User) -> Round:
    """Send a draft down: an assignment for every recipient, its rows filled with what is known.

    Rows are read and written in bulk. Raises BadInput ``collection.incomplete``, RuleViolation
    with the code of the first finding when the pre-check blocks, ``collection.not_draft``,
    ``collection.register`` for a register that ``actor`` may not read.
    """
    round_ = _draft(round_)
    _complete(round_)
    _may_read(round_, actor)
    burden = burden_of(round_, actor, on=today())
    _refuse(burden)
    assignments = _assignments(round_, burden)
    _rows(assignments, burden)
    _count(round_, burden)
    round_.state, round_.issued_on = Round.State.ISSUED, today()
    round_.version += 1
    round_.save()
    audit(
        "round.issue", round_, actor, assignments=len(assignments), rows=round_.row_count,
        deadline=round_.deadline, minutes=round_.minutes_all,
    )  # fmt: skip
    return round_


def _complete(round_: Round) -> None:
    missing = [
        word
        for word, value in (
            ("名称", round_.title), ("依据", round_.basis), ("用途", round_.why),
            ("期限", round_.deadline), ("要填的列", round_.columns),
            ("填报对象", round_.recipients),
        )
        if not value
    ]  # fmt: skip
    if missing:
        raise BadInput(
            "collection.incomplete",
            f"还缺{'、'.join(missing)}，不能下发。",
            hint="请回到前面补齐。",
        )
    columns_check(round_.column_list)
    if round_.form and round_.form.expires_on and round_.form.expires_on < today():
        raise BadInput(
            "collection.form_expired",
            f"“{round_.form}”的有效期到 {round_.form.expires_on}，不能再下发。",
        )


def _may_read(round_: Round, actor: User) -> None:
    """Whoever sends rows of a register down must be allowed to read it."""
    register = register_for(round_)
    is_rows = round_.subject == Round.Subject.REGISTER
    if is_rows and not actor.has_perm(register.permission("view")):
        raise RuleViolation(
            "collection.register", f"你的授权不含{register.title}，不能下发它的内容。"
        )


def _refuse(burden: Burden) -> None:
    blocking = [finding for finding in burden.findings if finding.blocks]
    if blocking:
        words = "".join(finding.why for finding in blocking)
        raise RuleViolation(blocking[0].code, words, hint=blocking[0].hint)
    if not burden.row_count:
        raise BadInput("collection.incomplete", "所选对象没有要填的行，不能下发。")


def _assignments(round_: Round, burden: Burden) -> list[Assignment]:
    """Store an assignment for every recipient that has rows."""
    asked = [one for one in burden.recipients if burden.rows[one.pk]]
    made = [assignment_for(round_, one) for one in asked]
    for one, assignment in zip(asked, made, strict=True):
        assignment.row_count = len(burden.rows[one.pk])
        assignment.minutes = burden.minutes[one.pk]
    return Assignment.objects.bulk_create(made, batch_size=BATCH)


def assignment_for(round_: Round, one: Recipient) -> Assignment:
    """Return the assignment of a recipient, not stored yet."""
    is_unit = one.kind == "unit"
    return Assignment(
        round=round_, unit_id=one.pk if is_unit else None,
        organization_id=None if is_unit else one.pk, unit_path=one.unit_path,
        organization_path=one.organization_path, name=one.name, due_on=round_.deadline or today(),
    )  # fmt: skip


def _rows(assignments: list[Assignment], burden: Burden) -> None:
    Row.objects.bulk_create(
        (
            row_for(assignment, known, position)
            for assignment in assignments
            for position, known in enumerate(
                burden.rows[assignment.unit_id or assignment.organization_id or 0]
            )
        ),
        batch_size=BATCH,
    )


def row_for(assignment: Assignment, known: Known, position: int) -> Row:
    """Return a row as it is first shown, not stored yet."""
    return Row(
        assignment=assignment, key=known.key, label=known.label, position=position,
        prefilled=known.texts, values=known.texts, seen_version=known.version,
    )  # fmt: skip


def _count(round_: Round, burden: Burden) -> None:
    rows = [known for own in burden.rows.values() for known in own]
    round_.assignment_count = sum(bool(own) for own in burden.rows.values())
    round_.row_count = len(rows)
    round_.cell_count = len(rows) * len(round_.columns)
    round_.filled_count = sum(bool(text) for known in rows for text in known.texts.values())
    round_.minutes_each, round_.minutes_all = burden.minutes_each, burden.minutes_all
    round_.burden = burden.as_json()


@transaction.atomic
def exceptions_sign(round_: Round, *, signed_by: str, reason: str, actor: User) -> int:
    """Record that a leader lets the towns bear this draft over their ceiling; return how many.

    Raises BadInput ``collection.not_over`` when no town would pass its ceiling.
    """
    round_ = _draft(round_)
    over = burden_of(round_, actor, on=today()).over
    if not over:
        raise BadInput("collection.not_over", "没有镇街超过本月上限，不用签批。")
    month = today().replace(day=1)
    BurdenException.objects.bulk_create(
        (
            BurdenException(
                town=town, month=month, round=round_, signed_by=signed_by, reason=reason,
                recorded_by=actor,
            )
            for town in over
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    names = [town.name for town in over]
    audit("burden.exception", round_, actor, signed_by=signed_by, reason=reason, towns=names)
    return len(over)


@transaction.atomic
def round_extend(round_: Round, *, deadline: date, reason: str, actor: User) -> Round:
    """Let an open round run until a later day, for all who were asked.

    Raises BadInput ``collection.deadline`` for a day that is not later, or past already; Conflict
    when the round is not open.
    """
    round_ = _locked(round_, (Round.State.ISSUED,))
    before = round_.deadline
    if deadline < today() or (before and deadline <= before):
        raise BadInput(
            "collection.deadline", f"新的期限应晚于现在的期限 {before}，也不能早于今天。",
            hint="期限只能延长，不能提前。",
        )  # fmt: skip
    count = round_.assignments.filter(due_on__lt=deadline).update(due_on=deadline)
    round_.deadline = deadline
    round_.version += 1
    round_.save(update_fields=["deadline", "version"])
    audit(
        "round.extend", round_, actor, before=before, deadline=deadline, reason=reason.strip(),
        assignments=count,
    )  # fmt: skip
    return round_


@transaction.atomic
def round_withdraw(round_: Round, *, reason: str, actor: User) -> Round:
    """Take back a draft or an open round; what was answered stays readable, nothing is merged."""
    round_ = _locked(round_, (Round.State.DRAFT, Round.State.ISSUED))
    return _end(round_, Round.State.WITHDRAWN, reason, "round.withdraw", actor)


@transaction.atomic
def round_close(round_: Round, *, actor: User, reason: str = "") -> Round:
    """End an open round; from now on no answers are taken."""
    round_ = _locked(round_, (Round.State.ISSUED,))
    return _end(round_, Round.State.CLOSED, reason, "round.close", actor)


def _end(round_: Round, state: str, reason: str, act: str, actor: User) -> Round:
    round_.state, round_.ended_on, round_.end_reason = state, today(), reason.strip()
    round_.version += 1
    round_.save(update_fields=["state", "ended_on", "end_reason", "is_unneeded", "version"])
    handed_in = round_.assignments.filter(state__in=Assignment.HANDED_IN).count()
    audit(act, round_, actor, reason=round_.end_reason, handed_in=handed_in)
    return round_


def _draft(round_: Round) -> Round:
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if not locked.is_draft:
        raise RuleViolation(
            "collection.not_draft", f"“{locked}”{locked.get_state_display()}，不是草稿，不能再改。"
        )
    return locked


def _locked(round_: Round, states: tuple[str, ...]) -> Round:
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state not in states:
        raise Conflict(
            "collection.round_state",
            f"“{locked}”现在是“{locked.get_state_display()}”，不能这样办理。",
        )
    return locked
