"""Numbers about the plan's own running, as they stood on the last day of a period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.plans.models import Decision, DispatchMeeting, Milestone, ProgressNote, Proof
from tests.factories import MeasureFactory, PlanFactory

YEAR, MIDDLE = date(2025, 1, 1), date(2025, 6, 30)
SILENT_FROM = date(2025, 5, 25)
"""The last day on which something is said of 36 days later."""


def number(code, unit, end=MIDDLE, start=YEAR):
    return INDICATORS[f"plans.{code}"].value(Slice(unit.path, start, end))


def numbers(unit, expected, end=MIDDLE):
    return {code: number(code, unit, end) for code in expected}


@pytest.fixture
def plan(today, zzb):
    return PlanFactory(unit=zzb)


def measure(plan, **more):
    fields = {
        "starts_on": YEAR, "due_on": MIDDLE, "state": "open", "done_on": None, "owner": None,
    }  # fmt: skip
    return MeasureFactory(plan=plan, **(fields | more))


def noted(measure, day, by, **more):
    ProgressNote.objects.create(measure=measure, on=day, by=by, text="推进中", **more)


def test_decisions_count_by_their_limit_and_the_day_they_were_closed(plan, zzb, jyj, insider):
    held = datetime(2025, 2, 28, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
    meeting = DispatchMeeting.objects.create(
        plan=plan, month=date(2025, 2, 1), opened_on=date(2025, 2, 28), held_at=held
    )
    for due, closed in (
        (MIDDLE, MIDDLE), (date(2025, 6, 1), date(2025, 6, 2)), (date(2025, 6, 29), None),
        (date(2025, 7, 1), None),
    ):  # fmt: skip
        Decision.objects.create(
            meeting=meeting, text="办", responsible=insider, due_on=due, closed_on=closed
        )
    expected = {
        "meetings_held": 1, "decisions_closed": Decimal("66.67"),
        "decisions_in_time": Decimal("33.33"), "decisions_late": 1,
    }  # fmt: skip

    assert numbers(zzb, expected) == expected
    assert number("decisions_late", zzb, date(2025, 6, 1)) == 0
    assert number("decisions_late", zzb, date(2025, 7, 1)) == 1
    assert numbers(zzb, {"decisions_closed": 0}, date(2025, 5, 31)) == {"decisions_closed": None}
    assert number("meetings_held", jyj) == 0


def test_measures_are_late_and_silent_until_they_are_done(plan, zzb, insider):
    first = plan.measures.get()
    first.starts_on, first.due_on = date(2025, 7, 1), None
    first.save()
    late = measure(plan, due_on=date(2025, 6, 29), owner=insider)
    noted(late, SILENT_FROM, insider)
    told = measure(plan)
    noted(told, date(2025, 5, 26), insider)
    done = measure(plan, state="done", done_on=MIDDLE, due_on=date(2025, 6, 1))
    withdrawn = measure(plan)
    noted(withdrawn, MIDDLE, insider, withdrawn_on=MIDDLE)
    counted = measure(plan)
    Proof.objects.create(measure=counted, kind="indicator", indicator="party.members", target=1)
    put_off = measure(plan, state="suspended", due_on=date(2025, 6, 1))
    expected = {
        "measures_done": 1, "measures_late": 1, "measures_silent": 2, "notes": 2,
        "measures_owned": Decimal("14.29"), "measures_counted": Decimal("14.29"),
    }  # fmt: skip

    assert numbers(zzb, expected) == expected
    silent = INDICATORS["plans.measures_silent"].rows(Slice(zzb.path, YEAR, MIDDLE))
    assert set(silent) == {late, withdrawn}
    before = INDICATORS["plans.measures_late"].rows(Slice(zzb.path, YEAR, date(2025, 6, 29)))
    assert list(before) == [done]
    assert put_off not in before
    assert number("measures_owned", zzb, date(2024, 12, 31), date(2024, 1, 1)) is None


def test_milestones_count_by_their_limit_and_the_day_they_were_reached(plan, zzb):
    found = measure(plan)
    for due, done, title in (
        (MIDDLE, MIDDLE, "工作办法"), (date(2025, 3, 1), date(2025, 3, 2), ""),
        (date(2025, 6, 29), None, ""), (date(2025, 7, 1), None, ""),
    ):  # fmt: skip
        Milestone.objects.create(
            measure=found, name="节点", due_on=due, done_on=done, document_title=title
        )
    expected = {
        "milestones_in_time": Decimal("33.33"), "milestones_late": 1, "documents": 1,
    }  # fmt: skip

    assert numbers(zzb, expected) == expected
    assert number("milestones_late", zzb, date(2025, 3, 2)) == 0
    assert number("milestones_in_time", zzb, date(2025, 2, 28)) is None
