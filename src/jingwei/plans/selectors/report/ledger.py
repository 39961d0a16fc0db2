"""The ledger (台账): one row a measure, with the columns offices use for breakdown tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from jingwei.kernel.indicators import indicator_named
from jingwei.kernel.scoping import Viewer
from jingwei.plans.light import Light
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    Measure,
    MeasureUnit,
    Milestone,
    ProgressNote,
    Proof,
)
from jingwei.plans.rules import Facts, expected_on, expected_share
from jingwei.plans.selectors.agenda import lead_names, plain
from jingwei.plans.selectors.board import BoardFilter, board_of
from jingwei.plans.selectors.proof import proofs_on
from jingwei.plans.selectors.report.annex import light_words, progress_words
from jingwei.plans.selectors.report.late import reasons
from jingwei.plans.selectors.report.stage import (
    facts_known,
    notes_known,
    owners_on,
    unread_indicators,
)

QUARTERS = ("一季度", "二季度", "三季度", "四季度")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One measure; the fields are the columns in their order.

    Source: columns of published breakdown tables (domain/party-and-talent.md §10.1).
    """

    number: int
    category: str
    task: str
    target: str
    leader: str
    lead: str
    support: str
    owner: str
    contact: str
    starts_on: date | None
    due_on: date | None
    schedule: str
    progress: str
    problems: str
    next_steps: str
    light: str
    remark: str

    def values(self) -> list[int | str | date | None]:
        """Return the cells of the row from left to right."""
        return [getattr(self, field.name) for field in fields(self)]


@dataclass
class _Known:
    facts: dict[int, Facts]
    failed: set[int]
    unread: set[int]
    leads: dict[int, str]
    supports: dict[int, str]
    owners: dict[int, str]
    proofs: dict[int, Proof]
    milestones: dict[int, list[Milestone]]
    notes: dict[int, ProgressNote]
    steps: dict[int, list[Decision]]


def ledger_rows(
    plan: AnnualPlan, *, viewer: Viewer, asked: BoardFilter, day: date
) -> list[LedgerRow]:
    """Return the measures of ``plan`` that ``viewer`` may see and ``asked`` keeps, as of ``day``.

    Printed order, numbered from 1. Twenty-odd queries.
    """
    measures = board_of(plan, viewer=viewer, asked=asked).measures
    known = _known(measures, day)
    return [_row(number, m, known, day) for number, m in enumerate(measures, start=1)]


def _known(measures: list[Measure], day: date) -> _Known:
    pks = [m.pk for m in measures]
    facts, failed = facts_known(measures, day)
    notes = ProgressNote.objects.filter(notes_known(day), measure__in=pks).order_by("on", "pk")
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    steps: dict[int, list[Decision]] = defaultdict(list)
    for stone in Milestone.objects.filter(measure__in=pks).order_by("due_on", "pk"):
        milestones[stone.measure_id].append(stone)
    decisions = Decision.objects.filter(measure__in=pks, meeting__opened_on__lte=day)
    for decision in decisions.select_related("responsible").order_by("due_on", "pk"):
        if decision.measure_id and (decision.closed_on is None or decision.closed_on > day):
            steps[decision.measure_id].append(decision)
    return _Known(
        facts=facts,
        failed=failed,
        unread=unread_indicators(pks),
        leads=lead_names(pks),
        supports=_supports(pks),
        owners=owners_on(measures, day),
        proofs=proofs_on(measures, day),
        milestones=milestones,
        notes={note.measure_id: note for note in notes},
        steps=steps,
    )


def _supports(pks: list[int]) -> dict[int, str]:
    found = defaultdict[int, list[str]](list)
    rows = MeasureUnit.objects.filter(measure__in=pks, role=MeasureUnit.Role.SUPPORT)
    for pk, text, unit in rows.values_list("measure", "text", "unit__name"):
        found[pk].append(unit or text)
    return {pk: "、".join(names) for pk, names in found.items()}


def _row(number: int, measure: Measure, known: _Known, day: date) -> LedgerRow:
    pk, facts = measure.pk, known.facts.get(measure.pk)
    return LedgerRow(
        number=number,
        category=f"{measure.item.area}\n{measure.item}".strip(),
        task=measure.text,
        target=_target(measure, known.proofs.get(pk)),
        leader=str(measure.leader or ""),
        lead=known.leads.get(pk, ""),
        support=known.supports.get(pk, ""),
        owner=known.owners[pk],
        contact="",
        starts_on=facts.starts_on if facts else None,
        due_on=facts.due_on if facts else None,
        schedule=_schedule(measure, facts, known, day),
        progress=_progress(measure, known),
        problems=reasons(measure) if measure.light in (Light.RED, Light.YELLOW) else "",
        next_steps="\n".join(f"{d.text}（{d.responsible}，{d.due_on}）" for d in known.steps[pk]),
        light=light_words(measure, known.failed),
        remark=_remark(measure),
    )


def _target(measure: Measure, proof: Proof | None) -> str:
    if proof is None:
        return "；".join(str(quantity.get("text", "")) for quantity in measure.quantities)
    if proof.kind == Proof.Kind.MILESTONES:
        return "按节点完成"
    declared = indicator_named(proof.indicator) if proof.indicator else None
    number = plain(proof.target) if proof.target is not None else "——"
    return f"{declared.label if declared else ''}{number}{proof.unit_label}"


def _schedule(measure: Measure, facts: Facts | None, known: _Known, day: date) -> str:
    stones = known.milestones[measure.pk]
    if facts is None:
        return "——"
    if facts.milestones:
        return "\n".join(_stone(stone, day) for stone in stones)
    if facts.target is None or facts.starts_on is None or facts.due_on is None:
        return ""
    year, lines = measure.plan.year, []
    ends = (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31))
    for name, end in zip(QUARTERS, ends, strict=True):
        share = expected_share(facts.starts_on, facts.due_on, end)
        if share:
            reached = plain(_expected(facts, end, share).quantize(Decimal("0.1")))
            lines.append(f"{name}末{reached}{facts.unit_label}")
        if share == 1:
            break
    return "\n".join(lines)


def _expected(facts: Facts, end: date, share: Decimal) -> Decimal:
    """What a typed sum is split by, to a tenth; what counts itself goes by its own rule."""
    if facts.counts_itself:
        return expected_on(facts, end) or Decimal(0)
    return (facts.target or Decimal(0)) * share


def _stone(stone: Milestone, day: date) -> str:
    quarter = QUARTERS[(stone.due_on.month - 1) // 3]
    done = stone.done_on is not None and stone.done_on <= day
    return f"{quarter}：{stone.name}（{stone.due_on}，{'已完成' if done else '未完成'}）"


def _progress(measure: Measure, known: _Known) -> str:
    told = progress_words(known.facts.get(measure.pk), measure.pk in known.unread)
    note = known.notes.get(measure.pk)
    return f"{told}\n{note.on}：{note.text}" if note else told


def _remark(measure: Measure) -> str:
    override = measure.override  # type: ignore[attr-defined]
    parts = [measure.subitem] if measure.subitem else []
    if override:
        shown = measure.computed_light.label  # type: ignore[attr-defined]
        parts.append(f"人工调灯：{override.reason}（计算为{shown}）")
    if measure.light == Light.DONE:
        parts += measure.light_why.get("reasons", [])
    return "\n".join(parts)
