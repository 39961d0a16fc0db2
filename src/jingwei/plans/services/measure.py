"""Writes to measures: who has them, by when, what proves them, how they end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import StoredFile
from jingwei.org.models import Unit, UnitGroup
from jingwei.plans.light import Light
from jingwei.plans.models import (
    LightOverride,
    Measure,
    MeasureChange,
    MeasureUnit,
    Milestone,
    Proof,
)
from jingwei.plans.rules import is_reached
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.proof import baseline_of
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.plan import refuse_archived
from jingwei.plans.services.spells import terms_of, terms_replaced

declare_acts(
    {
        "measure.assign": "分派举措",
        "measure.change": "修改举措",
        "measure.proof": "确定佐证方式",
        "measure.close": "销号",
        "measure.reopen": "重新打开",
        "measure.suspend": "暂缓",
        "measure.resume": "恢复推进",
        "milestone.save": "维护节点",
        "milestone.remove": "删除节点",
        "light.override": "人工调灯",
        "light.restore": "取消人工调灯",
    }
)
DATED = ("starts_on", "due_on", "state", "done_on")


@transaction.atomic
def measures_assign(
    measures: Iterable[Measure],
    *,
    fields: dict[str, Any],
    reason: str = "",
    actor: User,
) -> int:
    """Give many measures the same leader, owner, lead, support, starts_on or due_on at once.

    ``fields`` holds only what changes; ``lead`` is a Unit, ``support`` a list of Units and groups.
    One audit row for all. Returns the number of measures. A changed limit of an issued plan
    needs a reason: RuleViolation ``plans.due_reason``. ValidationError when dates cross.
    """
    found = _locked(measures)
    plain = {name: value for name, value in fields.items() if name not in ("lead", "support")}
    _require_reason(found, plain, reason)
    for measure in found:
        _set(measure, plain, reason=reason, actor=actor)
        _set_units(measure, fields)
    told = {name: _told(value) for name, value in fields.items()}
    if found:
        audit("measure.assign", found[0].plan, actor,
              measures=[m.pk for m in found], fields=told, reason=reason)  # fmt: skip
    lights_refresh(found, on=today())
    return len(found)


@transaction.atomic
def measure_change(
    measure: Measure, *, fields: dict[str, Any], seen: int, reason: str = "", actor: User
) -> Measure:
    """Change any plain field of one measure; ``seen`` is the revision the person looked at.

    Raises Conflict ``plans.stale`` when somebody changed it since, RuleViolation
    ``plans.due_reason``, ValidationError when dates cross.
    """
    (measure,) = _locked([measure])
    if measure.revision != seen:
        raise Conflict(
            "plans.stale",
            "你打开页面之后，别人修改过这条举措。",
            hint="下面是最新内容，请对照后再保存。",
        )
    _require_reason([measure], fields, reason)
    before = {name: _told(getattr(measure, name)) for name in fields}
    _set(measure, fields, reason=reason, actor=actor)
    after = {name: _told(value) for name, value in fields.items()}
    audit("measure.change", measure, actor, before=before, after=after, reason=reason)
    lights_refresh([measure], on=today())
    return measure


@transaction.atomic
def measure_close(measure: Measure, *, on: date, statement: str, actor: User) -> Measure:
    """Close a measure (销号) as done on ``on`` with a completion statement.

    The number its records show is kept for the look-back. Raises RuleViolation
    ``plans.close_statement`` without a statement, ``plans.close_future`` for a later day,
    ``plans.close_evidence`` when no note in force, no milestone and no number shows anything.
    """
    (measure,) = _locked([measure])
    if not statement.strip():
        raise RuleViolation("plans.close_statement", "销号需要写明完成情况。")
    if on > today():
        raise RuleViolation("plans.close_future", f"完成日期 {on} 还没有到。")
    noted = measure.notes.filter(withdrawn_on=None).exists()
    number = _number_kept(measure)
    if not (noted or number or measure.milestones.exclude(done_on=None).exists()):
        raise RuleViolation(
            "plans.close_evidence",
            "这条举措还没有任何进展记录或完成的节点。",
            hint="先记录进展再销号。",
        )
    return _restate(measure, "done", on, "measure.close", statement, actor)


@transaction.atomic
def measure_reopen(measure: Measure, *, reason: str, actor: User | None) -> Measure:
    """Open a closed or suspended measure again; ``actor`` is None for the look-back.

    Raises RuleViolation without a reason.
    """
    (measure,) = _locked([measure])
    act = "measure.resume" if measure.state == Measure.State.SUSPENDED else "measure.reopen"
    return _restate(measure, "open", today(), act, reason, actor)


@transaction.atomic
def measure_suspend(measure: Measure, *, reason: str, actor: User) -> Measure:
    """Put a measure on hold (暂缓).

    Raises RuleViolation without a reason, ``plans.suspend_done`` for a closed measure.
    """
    (measure,) = _locked([measure])
    if measure.state == Measure.State.DONE:
        raise RuleViolation("plans.suspend_done", "这条举措已销号。", hint="如需暂缓，先重新打开。")
    return _restate(measure, "suspended", today(), "measure.suspend", reason, actor)


@transaction.atomic
def proof_set(  # noqa: PLR0913  # a proof has these facts
    measure: Measure,
    *,
    kind: str,
    target: Decimal | None = None,
    unit_label: str = "",
    indicator: str = "",
    reading: str = Proof.Reading.SUM,
    per_unit: Decimal | None = None,
    baseline: Decimal | None = None,
    scope: Unit | None = None,
    reason: str = "",
    from_start: bool = False,
    actor: User | None,
) -> Proof:
    """Say what proves ``measure``; where its number stood at the start is counted unless given.

    What proved it until now is kept for the days before, unless this corrects it ``from_start``.
    Parts of units stay while the number stays the same. Raises ValidationError for a number
    without a target above 0 (a ceiling may be 0), RuleViolation ``plans.proof_reason`` when an
    issued measure gets another proof and nobody says why.
    """
    (measure,) = _locked([measure])
    stored = Proof.objects.select_for_update().filter(measure=measure).first()
    proof = stored or Proof(measure=measure)
    was = terms_of(proof)
    proof.kind, proof.indicator, proof.unit_label = kind, indicator, unit_label
    proof.reading, proof.per_unit, proof.scope = reading, per_unit, scope
    proof.target = None if kind == Proof.Kind.MILESTONES else target
    proof.closed_with = None  # of another number; of a closed measure it is counted again below
    if proof.target is None and kind != Proof.Kind.MILESTONES:
        raise ValidationError("目标值应大于 0。")
    counted = baseline_of(measure, proof) if baseline is None and proof.counts_itself else baseline
    proof.baseline = counted
    is_same = (indicator, scope) == (was["indicator"], was["scope"])
    proof.unit_targets = was["unit_targets"] if is_same and proof.may_be_divided else {}
    proof.full_clean()
    if stored:
        terms_replaced(measure, was, proof, reason=reason, from_start=from_start, actor=actor)
    proof.save()
    before = [was["kind"], was["indicator"], str(was["target"])]
    audit("measure.proof", measure, actor, before=before, after=[kind, indicator, str(target)],
          reason=reason)  # fmt: skip
    if measure.state == Measure.State.DONE:
        _number_kept(measure)
        proof.refresh_from_db()
    lights_refresh([measure], on=today())
    return proof


@transaction.atomic
def milestone_save(  # noqa: PLR0913  # a milestone has these facts
    measure: Measure,
    milestone: Milestone | None,
    *,
    name: str,
    due_on: date,
    done_on: date | None,
    document: StoredFile | None,
    document_title: str,
    actor: User | None,
) -> Milestone:
    """Add or change a milestone; a moved due day and a corrected end are kept as dated changes."""
    (measure,) = _locked([measure])
    stone = milestone or Milestone(measure=measure)
    moved = {"milestone": (stone.due_on, due_on), "milestone_done": (stone.done_on, done_on)}
    MeasureChange.objects.bulk_create(
        MeasureChange(
            measure=measure,
            on=today(),
            field=f"{name}.{stone.pk}",
            before=str(before),
            after=_told(after),
            by=actor,
        )
        for name, (before, after) in moved.items()
        if before and before != after
    )
    stone.name, stone.due_on, stone.done_on = name, due_on, done_on
    stone.document, stone.document_title = document or stone.document, document_title
    stone.full_clean()
    stone.save()
    audit("milestone.save", measure, actor, name=name, due_on=due_on, done_on=done_on)
    lights_refresh([measure], on=today())
    return stone


@transaction.atomic
def milestone_remove(milestone: Milestone, *, actor: User) -> None:
    """Delete a milestone; the audit row keeps what it was."""
    (measure,) = _locked([milestone.measure])
    audit("milestone.remove", measure, actor, name=milestone.name, due_on=milestone.due_on)
    milestone.delete()
    lights_refresh([measure], on=today())


@transaction.atomic
def light_override(measure: Measure, *, light: Light, reason: str, actor: User) -> LightOverride:
    """Set a light beside the computed one until the next dispatch is held.

    Raises RuleViolation ``plans.override_reason`` without a reason, ``plans.override_state`` for
    a measure that is closed or on hold.
    """
    (measure,) = _locked([measure])
    if measure.state != Measure.State.OPEN:
        raise RuleViolation(
            "plans.override_state", f"这条举措现在是“{measure.get_state_display()}”，不能人工调灯。"
        )
    if not reason.strip():
        raise RuleViolation("plans.override_reason", "人工调灯需要写明理由。")
    _end_override(measure)
    override = LightOverride.objects.create(
        measure=measure, light=light, reason=reason, by=actor, since=today()
    )
    audit("light.override", measure, actor, computed=measure.light, light=light, reason=reason)
    return override


@transaction.atomic
def light_restore(measure: Measure, *, actor: User) -> None:
    """Let the computed light stand alone again."""
    if _end_override(measure):
        audit("light.restore", measure, actor)


def _locked(measures: Iterable[Measure]) -> list[Measure]:
    pks = [m.pk for m in measures]
    rows = Measure.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    found = list(rows.select_related("plan__unit").order_by("pk"))
    for plan in {m.plan for m in found}:
        refuse_archived(plan)
    return found


def _number_kept(measure: Measure) -> bool:
    """Keep the number ``measure`` is closed with; return whether its target was reached."""
    proof = Proof.objects.filter(measure=measure, kind=Proof.Kind.INDICATOR).first()
    if proof is None:
        return False
    facts = facts_on([measure], today())[measure.pk]
    proof.closed_with = facts.actual
    proof.save(update_fields=["closed_with"])
    return is_reached(facts)


def _end_override(measure: Measure) -> int:
    return LightOverride.objects.filter(measure=measure, until=None).update(until=today())


def _set(measure: Measure, fields: dict[str, Any], *, reason: str, actor: User | None) -> None:
    for name, value in fields.items():
        _record(measure, name, value, reason=reason, actor=actor)
        setattr(measure, name, value)
    measure.revision += 1
    measure.full_clean(validate_unique=False)
    measure.save(update_fields=[*fields, "revision"])


def _record(measure: Measure, name: str, value: Any, *, reason: str, actor: User | None) -> None:
    before, after = _told(getattr(measure, name)), _told(value)
    if before != after and (name in DATED or name in ("leader", "owner")):
        MeasureChange.objects.create(
            measure=measure, on=today(), field=name, before=before, after=after,
            reason=reason, by=actor,
        )  # fmt: skip


def _set_units(measure: Measure, fields: dict[str, Any]) -> None:
    for role in MeasureUnit.Role:
        if role.value not in fields:
            continue
        units = fields[role.value]
        units = units if isinstance(units, list) else [units]
        measure.units.filter(role=role).delete()
        MeasureUnit.objects.bulk_create(
            MeasureUnit(measure=measure, role=role, text=one.name, position=n, **_target(one))
            for n, one in enumerate(units)
        )


def _target(one: Unit | UnitGroup) -> dict[str, Any]:
    return {"unit": one} if isinstance(one, Unit) else {"group": one}


def _require_reason(measures: list[Measure], fields: dict[str, Any], reason: str) -> None:
    if "due_on" not in fields or reason.strip():
        return
    for m in measures:
        if m.plan.state == "issued" and m.due_on and m.due_on != fields["due_on"]:
            raise RuleViolation(
                "plans.due_reason",
                f"“{m}”的时限原为 {m.due_on}，修改时限需要写明理由。",
            )


def _restate(  # as one row of the history tells it
    measure: Measure, state: str, on: date, act: str, reason: str, actor: User | None
) -> Measure:
    if not reason.strip():
        raise RuleViolation("plans.state_reason", "需要写明理由。")
    if measure.state == state:
        raise Conflict("plans.same_state", f"这条举措已经是“{measure.get_state_display()}”。")
    fields = {"state": state, "done_on": on if state == "done" else None}
    _set(measure, fields, reason=reason, actor=actor)
    _end_override(measure)
    audit(act, measure, actor, on=on, reason=reason)
    lights_refresh([measure], on=today())
    return measure


def _told(value: Any) -> str:
    if value is None:
        return ""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
