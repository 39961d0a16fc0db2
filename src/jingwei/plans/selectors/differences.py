"""What a later version changes: for the check before a confirmation, and between two versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q

from jingwei.plans.diff import Fate, Pair, changed_runs
from jingwei.plans.models import Measure, PlanVersion
from jingwei.plans.outline import Measure as Printed
from jingwei.plans.selectors.versions import (
    present_version,
    version_outline,
    version_pairs,
    versions_compared,
)


@dataclass(slots=True)
class Line:
    """One measure of a comparison. ``runs`` are ("same" | "out" | "in", text); ``remarks`` say
    what the new text prints and the stored measure does not follow."""

    fate: Fate
    heading: str
    runs: list[tuple[str, str]]
    moved_from: str = ""
    measure: Measure | None = None
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Difference:
    """A comparison in the order of the new text, what is gone at the end."""

    lines: list[Line]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        return [(fate, sum(line.fate is fate for line in self.lines)) for fate in Fate]

    @property
    def groups(self) -> list[tuple[Fate, list[Line]]]:
        """What needs reading first: gone, changed, new, kept but moved; empty ones are left out."""
        order = (Fate.GONE, Fate.CHANGED, Fate.NEW, Fate.KEPT)
        found = [(fate, [line for line in self.lines if line.fate is fate]) for fate in order]
        return [(fate, lines) for fate, lines in found if lines]


def draft_difference(version: PlanVersion) -> Difference | None:
    """Compare a draft with the present measures of its plan; None for a first version.

    Five queries, however many measures.
    """
    if present_version(version.plan) is None:
        return None
    printed = version_outline(version).measures
    rows = version.plan.measures.current().select_related("owner", "item")
    notes = Count("notes", filter=Q(notes__withdrawn_on=None))
    stored = {m.pk: m for m in rows.annotate(note_count=notes).prefetch_related("units")}
    lines = []
    for pair in version_pairs(version):
        line = _line(pair)
        line.measure = stored[pair.old.key] if pair.old else None
        if line.measure and pair.new:
            line.remarks = _remarks(line.measure, printed[pair.new.key])
        lines.append(line)
    return Difference(lines)


def versions_difference(old: PlanVersion, new: PlanVersion) -> Difference:
    """Compare two stored versions of a plan by their texts alone. No query."""
    return Difference([_line(pair) for pair in versions_compared(old, new)])


def _line(pair: Pair) -> Line:
    old, new = pair.old, pair.new
    if new is None:
        return Line(pair.fate, old.heading if old else "", [("same", old.text if old else "")])
    if old is None:
        return Line(pair.fate, new.heading, [("same", new.text)])
    same = pair.fate is Fate.KEPT
    runs = [("same", new.text)] if same else list(changed_runs(old.text, new.text))
    moved = old.heading if old.heading != new.heading else ""
    return Line(pair.fate, new.heading, runs, moved)


def _remarks(stored: Measure, printed: Printed) -> list[str]:
    """Say what the new document prints otherwise than the measure keeps."""
    remarks = []
    deadline = (printed.deadline or "")[:100]
    if deadline != stored.deadline_text:
        due = stored.due_on or "未定"
        remarks.append(
            f"原文时限由“{stored.deadline_text or '无'}”改为“{deadline or '无'}”，"
            f"完成时限仍为 {due}。"
        )
    names = {text[:100] for text in (*printed.units.lead, *printed.units.support)}
    kept = {mention.text for mention in stored.units.all()}
    if fresh := sorted(names - kept):
        remarks.append(f"原文新列责任单位：{'、'.join(fresh)}，需要时请在举措页分派。")
    return remarks
