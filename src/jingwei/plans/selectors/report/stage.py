"""All rows one report is made of, as they were on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.db.models import Q

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.indicators import indicator_named
from jingwei.plans.light import Light
from jingwei.plans.models import (
    AnnualPlan,
    Decision,
    DispatchMeeting,
    Measure,
    MeasureChange,
    ProgressNote,
    Proof,
)
from jingwei.plans.rules import Facts
from jingwei.plans.selectors.agenda import lead_names
from jingwei.plans.selectors.board import with_lights
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.report.period import Period

SOURCE_FAILS = (ArithmeticError, LookupError, ValueError, OSError, DatabaseError, JingweiError)
"""What a source of numbers may raise; any other error is a fault of the product."""

T = TypeVar("T")


@dataclass
class Stage:
    """``measures`` are in printed order, each with ``light``, ``light_why`` and ``override``.

    ``before`` holds the lights of the day of comparison by pk: None without such a day, empty
    when they could not be computed. ``failed`` are measures without facts, ``unread`` those
    whose indicator gave nothing.
    """

    plan: AnnualPlan
    period: Period
    measures: list[Measure]
    facts: dict[int, Facts]
    failed: set[int]
    unread: set[int]
    compared_on: date | None
    before: dict[int, str] | None
    notes: dict[int, ProgressNote]
    decisions: list[Decision]
    meetings: list[DispatchMeeting]
    leads: dict[int, str]
    owners: dict[int, str]

    @property
    def meeting(self) -> DispatchMeeting | None:
        """The dispatch of the period's last month, held or not."""
        first = self.period.as_of.replace(day=1)
        return next((m for m in self.meetings if m.month == first), None)

    @property
    def earlier_meeting(self) -> DispatchMeeting | None:
        """The last held dispatch before the period."""
        found = [m for m in self.meetings if m.month < self.period.since and m.held_at]
        return found[-1] if found else None

    def lit(self, *lights: Light, among: Iterable[Measure] | None = None) -> list[Measure]:
        """Return the measures (all, or those ``among``) that show one of ``lights``."""
        found = self.measures if among is None else among
        return [m for m in found if m.light in lights and m.pk not in self.failed]

    def open_decisions(self, measure: Measure) -> list[Decision]:
        """Return what was decided on ``measure`` and not closed on the day of the report."""
        as_of = self.period.as_of
        return [
            d
            for d in self.decisions
            if d.measure_id == measure.pk and (d.closed_on is None or d.closed_on > as_of)
        ]


def stage_of(plan: AnnualPlan, period: Period) -> Stage:
    """Read everything a report of ``period`` prints, in about thirty queries."""
    measures, day = _measures(plan), period.as_of
    facts, failed = facts_known(measures, day)
    with_lights([m for m in measures if m.pk not in failed], on=day, facts=facts)
    meetings = list(plan.meetings.filter(opened_on__lte=day).order_by("month"))
    compared_on = _compared_on(period, meetings)
    decisions = Decision.objects.filter(meeting__in=meetings)
    pks = [m.pk for m in measures]
    return Stage(
        plan=plan,
        period=period,
        measures=measures,
        facts=facts,
        failed=failed,
        unread=unread_indicators(pks),
        compared_on=compared_on,
        before=_lights_before(plan, compared_on) if compared_on else None,
        notes=_latest_notes(pks, period),
        decisions=list(
            decisions.select_related("meeting", "responsible", "measure").order_by(
                "meeting__month", "pk"
            )
        ),
        meetings=meetings,
        leads=lead_names(pks),
        owners=owners_on(measures, day),
    )


def facts_known(measures: Iterable[Measure], day: date) -> tuple[dict[int, Facts], set[int]]:
    """Return the facts of each measure on ``day`` by pk, and the measures whose source failed."""
    found = list(measures)
    whole = _tried(lambda: facts_on(found, day))
    if whole is not None:
        return whole, set()
    known: dict[int, Facts] = {}
    for measure in found:
        known |= _tried(partial(facts_on, [measure], day)) or {}
    return known, {m.pk for m in found} - known.keys()


def unread_indicators(pks: Iterable[int]) -> set[int]:
    """Return the measures proved by an indicator that this product does not know."""
    proofs = Proof.objects.filter(measure__in=list(pks), kind=Proof.Kind.INDICATOR)
    codes = proofs.values_list("measure", "indicator")
    return {pk for pk, code in codes if indicator_named(code) is None}


def owners_on(measures: Iterable[Measure], day: date) -> dict[int, str]:
    """Return the name of the owner of each measure on ``day`` by pk, "" for none. One query."""
    names = {m.pk: str(m.owner or "") for m in measures}
    changes = MeasureChange.objects.filter(measure__in=names, field="owner", on__gt=day)
    names.update(changes.order_by("-on", "-pk").values_list("measure", "before"))
    return names


def notes_known(day: date) -> Q:
    """Return the condition on notes that were written and not withdrawn on ``day``."""
    return Q(on__lte=day) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))


def _tried(compute: Callable[[], T]) -> T | None:
    try:
        with transaction.atomic():
            return compute()
    except SOURCE_FAILS:
        return None


def _measures(plan: AnnualPlan) -> list[Measure]:
    rows = plan.measures.current().select_related("item__area", "owner", "leader", "plan__unit")
    return list(rows)


def _compared_on(period: Period, meetings: list[DispatchMeeting]) -> date | None:
    """The last day of the month before, once a dispatch was held by then."""
    eve = period.since - timedelta(days=1)
    held = any(m.held_at and m.opened_on <= eve for m in meetings)
    return eve if period.is_monthly and held else None


def _lights_before(plan: AnnualPlan, day: date) -> dict[int, str]:
    measures = _tried(lambda: with_lights(_measures(plan), on=day))
    return {m.pk: m.light for m in measures or []}


def _latest_notes(pks: list[int], period: Period) -> dict[int, ProgressNote]:
    rows = ProgressNote.objects.filter(notes_known(period.as_of), measure__in=pks)
    return {n.measure_id: n for n in rows.filter(on__gte=period.since).order_by("on", "pk")}
