"""The agenda of a dispatch writes itself: what is late, silent, moved, re-opened, promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q

from jingwei.plans.light import Light
from jingwei.plans.models import (
    Decision,
    DispatchMeeting,
    Measure,
    MeasureChange,
    MeasureUnit,
    ProgressNote,
)
from jingwei.plans.rules import Facts, LightVerdict, Thresholds, is_silent, light_on
from jingwei.plans.selectors.facts import facts_on, thresholds


class Topic(StrEnum):
    """Why something is on the agenda, in the order of the meeting."""

    DECISION = "decision"
    REOPENED = "reopened"
    RED = "red"
    YELLOW = "yellow"
    SILENT = "silent"
    SLIPPED = "slipped"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Topic.DECISION: "待办决定",
    Topic.REOPENED: "重新打开",
    Topic.RED: "滞后",
    Topic.YELLOW: "预警",
    Topic.SILENT: "久未更新",
    Topic.SLIPPED: "时限后移",
}


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One thing to speak about: all texts ready to print, days as ISO text.

    ``number`` and ``number_before`` are what the proof counts now and at the last meeting,
    ``asked`` what it should be by now.
    """

    topic: str
    title: str
    measure: int | None = None
    decision: int | None = None
    item: str = ""
    lead: str = ""
    owner: str = ""
    due: str = ""
    light: str = ""
    light_before: str = ""
    why: list[str] = field(default_factory=list)
    now: str = ""
    before: str = ""
    number: str = ""
    number_before: str = ""
    asked: str = ""
    promised: list[str] = field(default_factory=list)
    place: int = 0

    @property
    def topic_label(self) -> str:
        return Topic(self.topic).label


@dataclass
class _Stage:
    """All rows the agenda of one meeting is made of."""

    measures: dict[int, Measure]
    now: dict[int, LightVerdict]
    before: dict[int, LightVerdict]
    known: dict[int, Facts]
    known_before: dict[int, Facts]
    notes: dict[int, tuple[str, str]]
    decisions: list[Decision]
    leads: dict[int, str]
    slipped: set[int]
    reopened: set[int]
    silent: set[int]
    behind: set[int]


def previous_meeting(meeting: DispatchMeeting) -> DispatchMeeting | None:
    """Return the last held meeting of the plan before ``meeting``, or None for the first."""
    held = DispatchMeeting.objects.filter(plan=meeting.plan, month__lt=meeting.month)
    return held.exclude(held_at=None).order_by("-month").first()


def agenda_of(meeting: DispatchMeeting) -> list[AgendaEntry]:
    """Return the agenda: as it was for a held meeting, computed for an open one.

    An entry is either an open decision of an earlier meeting or a measure, each once, under its
    most urgent topic. A month in which all is well has an empty agenda. Seventeen queries.
    """
    if meeting.held_at:
        return [AgendaEntry(**entry) for entry in meeting.agenda]
    stage = _stage(meeting)
    found = [_decision_entry(stage, decision) for decision in stage.decisions]
    spoken = {entry.measure for entry in found}
    for topic, pks in _by_topic(stage).items():
        fresh = [pk for pk in stage.measures if pk in pks and pk not in spoken]
        found += [_measure_entry(stage, topic, stage.measures[pk]) for pk in fresh]
        spoken |= set(fresh)
    return [replace(entry, place=n) for n, entry in enumerate(found, start=1)]


def agenda_frozen(meeting: DispatchMeeting) -> list[dict[str, Any]]:
    """Return the agenda as the JSON that a held meeting keeps."""
    return [asdict(entry) for entry in agenda_of(meeting)]


def _stage(meeting: DispatchMeeting) -> _Stage:
    plan, day = meeting.plan, meeting.opened_on
    before = previous_meeting(meeting)
    rows = (
        Measure.objects.filter(plan=plan)
        .issued()
        .select_related("item__area", "owner", "plan__unit")
    )
    measures = {m.pk: m for m in rows}
    since = before.opened_on if before else date(plan.year, 1, 1)
    changes = MeasureChange.objects.filter(measure__in=measures, on__gt=since, on__lte=day)
    limits, known = thresholds(), facts_on(measures.values(), day)
    known_before = facts_on(measures.values(), before.opened_on) if before else {}
    now = {pk: light_on(facts, day, limits) for pk, facts in known.items()}
    finished = {pk for pk, verdict in now.items() if verdict.light is Light.DONE}
    reopened = changes.filter(field="state", before="done").values_list("measure", flat=True)
    return _Stage(
        measures=measures,
        now=now,
        before={
            pk: light_on(facts, before.opened_on, limits)
            for pk, facts in known_before.items()
            if before
        },
        known=known,
        known_before=known_before,
        notes=_notes(measures, since, day),
        decisions=list(open_decisions(meeting)),
        leads=lead_names(measures),
        slipped=_slipped(changes) - finished,
        reopened=set(reopened) - finished,
        silent=_silent(known, now, day, limits),
        behind=_behind(now, limits),
    )


def open_decisions(meeting: DispatchMeeting) -> Iterable[Decision]:
    """Return what earlier meetings decided and nobody had closed when this one opened."""
    rows = Decision.objects.filter(meeting__plan=meeting.plan, meeting__month__lt=meeting.month)
    closed_later = Q(closed_on=None) | Q(closed_on__gt=meeting.opened_on)
    rows = rows.filter(closed_later, meeting__held_at__isnull=False)
    return rows.select_related("responsible", "measure").order_by("due_on", "pk")


def lead_names(measures: Iterable[int]) -> dict[int, str]:
    """Return the printed lead units of each measure by pk, joined. One query."""
    names: dict[int, list[str]] = {}
    rows = MeasureUnit.objects.filter(measure__in=list(measures), role=MeasureUnit.Role.LEAD)
    for pk, text, unit in rows.values_list("measure", "text", "unit__name"):
        names.setdefault(pk, []).append(unit or text)
    return {pk: "、".join(texts) for pk, texts in names.items()}


def _notes(measures: dict[int, Measure], since: date, day: date) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    notes = ProgressNote.objects.filter(measure__in=measures, on__lte=day, withdrawn_on=None)
    for pk, on, text in notes.order_by("on", "pk").values_list("measure", "on", "text"):
        now, before = found.get(pk, ("", ""))
        found[pk] = (text, before) if on > since else (now, text)
    return found


def _slipped(changes: Any) -> set[int]:
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    moved = changes.filter(field="due_on").order_by("on", "pk")
    for pk, before, after in moved.values_list("measure", "before", "after"):
        first.setdefault(pk, before)
        last[pk] = after
    return {pk for pk, was in first.items() if was and (not last[pk] or last[pk] > was)}


def _silent(
    known: dict[int, Facts], now: dict[int, LightVerdict], day: date, limits: Thresholds
) -> set[int]:
    running = {Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN}
    return {
        pk
        for pk, facts in known.items()
        if now[pk].light in running and is_silent(facts, day, limits)
    }


def _behind(now: dict[int, LightVerdict], limits: Thresholds) -> set[int]:
    enough = Decimal(str(limits.yellow_below))
    return {
        pk for pk, verdict in now.items() if verdict.ratio is not None and verdict.ratio < enough
    }


def _by_topic(stage: _Stage) -> dict[Topic, set[int]]:
    lit = {light: {pk for pk, v in stage.now.items() if v.light is light} for light in Light}
    return {
        Topic.REOPENED: stage.reopened,
        Topic.RED: lit[Light.RED],
        Topic.YELLOW: lit[Light.YELLOW] - (stage.silent - stage.behind),
        Topic.SILENT: stage.silent,
        Topic.SLIPPED: stage.slipped,
    }


def _decision_entry(stage: _Stage, decision: Decision) -> AgendaEntry:
    return AgendaEntry(
        topic=Topic.DECISION,
        title=decision.text,
        decision=decision.pk,
        measure=decision.measure_id,
        owner=str(decision.responsible),
        due=str(decision.due_on),
        **_measure_words(stage, decision.measure_id, beside=decision.pk),
    )


def _measure_entry(stage: _Stage, topic: Topic, measure: Measure) -> AgendaEntry:
    return AgendaEntry(
        topic=topic,
        title=measure.text,
        measure=measure.pk,
        owner=str(measure.owner or ""),
        due=str(measure.due_on or ""),
        **_measure_words(stage, measure.pk),
    )


def _measure_words(stage: _Stage, pk: int | None, beside: int = 0) -> dict[str, Any]:
    measure = stage.measures.get(pk or 0)
    if measure is None:
        return {}
    now, before = stage.notes.get(measure.pk, ("", ""))
    was = stage.before.get(measure.pk)
    return {
        "item": str(measure.item),
        "lead": stage.leads.get(measure.pk, ""),
        "light": stage.now[measure.pk].light.value,
        "light_before": was.light.value if was else "",
        "why": list(stage.now[measure.pk].reasons),
        "now": now,
        "before": before,
        "number": number_words(stage.known.get(measure.pk)),
        "number_before": number_words(stage.known_before.get(measure.pk)),
        "asked": _asked(stage.known[measure.pk], stage.now[measure.pk]),
        "promised": [
            d.text for d in stage.decisions if d.measure_id == measure.pk and d.pk != beside
        ],
    }


def number_words(facts: Facts | None) -> str:
    """Return what a proof counts: "96次，目标240次", "节点2/3"; "" where nothing is counted."""
    if facts is None:
        return ""
    if facts.milestones:
        done = sum(is_done for _, is_done in facts.milestones)
        return f"节点{done}/{len(facts.milestones)}"
    if facts.target is None or facts.actual is None:
        return ""
    unit = facts.unit_label
    return f"{plain(facts.actual)}{unit}，目标{plain(facts.target)}{unit}"


def _asked(facts: Facts, verdict: LightVerdict) -> str:
    """Return what the measure should have reached by now; "" where nothing is expected."""
    if verdict.expected is None or facts.actual is None or facts.actual >= verdict.expected:
        return ""
    lacking = plain(verdict.expected - facts.actual)
    unit = facts.unit_label
    return f"按进度应达{plain(verdict.expected)}{unit}，还差{lacking}{unit}"


def plain(number: Decimal) -> str:
    """Return a number without idle zeros: 12.50 -> 12.5, 100.00 -> 100."""
    return f"{number.normalize():f}"
