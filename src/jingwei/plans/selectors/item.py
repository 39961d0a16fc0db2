"""What the item page reads: the source text with its measures marked, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from jingwei.plans.models import Decision, Item, Measure, ProgressNote
from jingwei.plans.outline import Node
from jingwei.plans.selectors.versions import present_version, version_nodes

QUIET = ("area", "item", "subitem", "note", "other", "title", "preamble")
"""Kinds of node that need no measure; a run of context without one is an uncovered phrase."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of source text: of a measure (``measure`` is its pk, ``ordinal`` from 1), a
    heading, an uncovered phrase, or plain."""

    text: str
    kind: str
    measure: int | None = None
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline."""

    on: date
    who: str
    what: str
    kind: str
    measure: Measure | None
    note: ProgressNote | None = None
    decision: Decision | None = None


def item_text(item: Item, measures: Sequence[Measure]) -> list[Run]:
    """Return the source text of ``item`` in runs that join to it without a gap.

    Text that an outline cut as context, that is: demands nobody made a measure of, is
    "uncovered". One query.
    """
    version = present_version(item.area.plan, before=item.gone_in)
    if version is None:
        return []
    marks = {(m.start, m.end): (m.pk, n) for n, m in enumerate(measures, start=1)}
    runs = []
    for node in version_nodes(version):
        start, end = max(node.start, item.start), min(node.end, item.end)
        if start < end:
            runs.append(_run(version.source_text[start:end], node, marks))
    return runs


def _run(text: str, node: Node, marks: dict[tuple[int, int], tuple[int, int]]) -> Run:
    if node.kind == "measure":
        found = next(
            (value for (start, end), value in marks.items() if node.start <= start < node.end),
            None,
        )
        return Run(text, "measure", *found) if found else Run(text, "foreign")
    if node.kind in QUIET:
        return Run(text, "heading" if node.kind in QUIET[:3] else "plain")
    return Run(text, "uncovered" if text.strip(" \n　。;；,，") else "plain")


def uncovered(runs: Sequence[Run]) -> list[Run]:
    """Return the phrases no measure covers, blanks and marks left out."""
    return [run for run in runs if run.kind == "uncovered"]


def item_timeline(measures: Sequence[Measure]) -> list[Happening]:
    """Return notes and decisions of ``measures``, the newest first. Two queries."""
    by_pk = {m.pk: m for m in measures}
    notes = ProgressNote.objects.filter(measure__in=by_pk).select_related("by")
    decisions = Decision.objects.filter(measure__in=by_pk, meeting__held_at__isnull=False)
    found = [
        Happening(n.on, str(n.by), n.text, "note", by_pk[n.measure_id], note=n)
        for n in notes.prefetch_related("evidence__file")
    ] + [
        Happening(
            d.meeting.opened_on,
            str(d.meeting),
            d.text,
            "decision",
            by_pk[d.measure_id or 0],
            decision=d,
        )
        for d in decisions.select_related("meeting", "responsible")
    ]
    return sorted(found, key=attrgetter("on"), reverse=True)
