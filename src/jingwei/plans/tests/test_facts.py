"""What was known of a measure on a day can be told on any later day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.indicators import INDICATORS, Indicator
from jingwei.kernel.parameters import parameter_change
from jingwei.plans.light import Light
from jingwei.plans.models import Measure, Milestone
from jingwei.plans.rules import Facts
from jingwei.plans.selectors.facts import facts_on, verdicts_on
from jingwei.plans.services import measure as services
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.progress import progress_record, progress_withdraw
from tests.factories import MeasureFactory, PlanFactory, UserFactory

FIRST = date(2025, 2, 1)
ACTS = (
    "note",
    "due",
    "start",
    "close",
    "reopen",
    "suspend",
    "withdraw",
    "stone",
    "move",
    "proof",
    "rest",
)
EVENTS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 45), st.integers(-40, 120)),
    min_size=1,
    max_size=10,
)


def act(name: str, measure: Measure, day: date, number: int, actor) -> None:
    """Do what the event says through the services, as on ``day``; nothing for a rest."""
    if name == "due":
        fields = {"due_on": FIRST + timedelta(days=60 + number)}
        services.measures_assign([measure], fields=fields, reason="顺延", actor=actor)
    elif name == "start":
        fields = {"starts_on": FIRST + timedelta(days=number)}
        services.measures_assign([measure], fields=fields, actor=actor)
    elif name in ("stone", "move"):
        step(measure, name, day, FIRST + timedelta(days=60 + number), actor)
    elif name in RESTATED:
        RESTATED[name](measure, day, actor)
    elif name == "note":
        progress_record(measure, text="推进中", on=day, value=Decimal(abs(number)), actor=actor)
    elif name == "proof":
        target = Decimal(abs(number) + 1)
        services.proof_set(measure, kind="typed", target=target, reason="调整", actor=actor)
    elif name == "withdraw" and (notes := measure.notes.filter(withdrawn_on=None)):
        progress_withdraw(notes[0], reason="记错了", actor=actor)


RESTATED = {
    "close": lambda measure, day, actor: services.measure_close(
        measure, on=day, statement="已完成", actor=actor
    ),
    "reopen": lambda measure, _, actor: services.measure_reopen(
        measure, reason="还有遗留", actor=actor
    ),
    "suspend": lambda measure, _, actor: services.measure_suspend(
        measure, reason="等上级文件", actor=actor
    ),
}


def step(measure, name, day, moved_to, actor) -> None:
    """Finish the next milestone on ``day``, or move its limit."""
    if stone := measure.milestones.order_by("due_on").first():
        changed = {"done_on": day} if name == "stone" else {"due_on": moved_to}
        facts = {"due_on": stone.due_on, "done_on": stone.done_on} | changed
        services.milestone_save(
            measure, stone, name=stone.name, document=None, document_title="", actor=actor, **facts
        )


class TestAnyPastDay(TestCase):
    """A random life of a measure, looked at from its end."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.actor = UserFactory(every_permission=True)
        with standing_on(FIRST):
            plan = PlanFactory()
            cls.typed = plan.measures.get()
            services.proof_set(cls.typed, kind="typed", target=Decimal(100), actor=cls.actor)
            cls.stepped = MeasureFactory(plan=plan, text="出台工作办法")
            services.proof_set(cls.stepped, kind="milestones", actor=cls.actor)
            for n in (30, 90):
                Milestone.objects.create(
                    measure=cls.stepped, name=f"第{n}天", due_on=FIRST + timedelta(days=n)
                )

    @given(EVENTS, st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_shows_the_light_it_had(self, events, counted):
        measure = self.typed if counted else self.stepped
        stored, day = {}, FIRST
        for name, gap, number in events:
            day += timedelta(days=gap)
            with standing_on(day), suppress(JingweiError, ValidationError):
                act(name, measure, day, number, self.actor)
            lights_refresh([Measure.objects.get(pk=measure.pk)], on=day)
            now = Measure.objects.get(pk=measure.pk)
            stored[day] = (now.light, now.light_why)

        found = Measure.objects.get(pk=measure.pk)

        assert stored == {
            on: (v.light.value, v.as_json())
            for on in stored
            for v in verdicts_on([found], on).values()
        }


@pytest.fixture
def measure(today, zzb, insider):
    return MeasureFactory(unit=zzb)


def noted(measure, day, insider, value=None):
    with standing_on(day):
        return progress_record(measure, text="推进中", on=day, value=value, actor=insider)


class TestFactsOn:
    def test_hold_only_what_had_happened_by_the_day(self, measure, insider):
        services.proof_set(measure, kind="typed", target=Decimal(4), unit_label="期", actor=insider)
        noted(measure, date(2025, 3, 1), insider, Decimal(1))
        noted(measure, date(2025, 5, 1), insider, Decimal(3))

        facts = facts_on([measure], date(2025, 4, 1))[measure.pk]

        assert facts == Facts(
            starts_on=date(2025, 1, 1), due_on=date(2025, 12, 31), noted_on=date(2025, 3, 1),
            target=Decimal(4), actual=Decimal(1), unit_label="期",
        )  # fmt: skip

    def test_a_note_without_a_number_keeps_the_last_one(self, measure, insider):
        services.proof_set(measure, kind="typed", target=Decimal(4), actor=insider)
        noted(measure, date(2025, 3, 1), insider, Decimal(2))
        noted(measure, date(2025, 5, 1), insider)

        facts = facts_on([measure], date(2025, 6, 30))[measure.pk]

        assert (facts.noted_on, facts.actual) == (date(2025, 5, 1), Decimal(2))

    def test_a_note_withdrawn_later_still_counted_before(self, measure, insider):
        note = noted(measure, date(2025, 3, 1), insider)
        with standing_on(date(2025, 5, 1)):
            progress_withdraw(note, reason="记错了", actor=insider)

        days = [date(2025, 2, 28), date(2025, 4, 30), date(2025, 5, 1)]

        assert [facts_on([measure], day)[measure.pk].noted_on for day in days] == [
            None,
            date(2025, 3, 1),
            None,
        ]

    def test_an_indicator_is_counted_to_the_day_not_to_today(self, measure, insider, monkeypatch):
        asked = []

        def rows(subject):
            asked.append(subject)
            return Measure.objects.all()

        counted = Indicator("plans.made_up", "虚构指标", "个", "", "", (), rows)
        monkeypatch.setitem(INDICATORS, counted.code, counted)
        services.proof_set(
            measure, kind="indicator", indicator=counted.code, target=Decimal(2), actor=insider
        )
        asked.clear()

        facts = facts_on([measure], date(2025, 4, 1))[measure.pk]

        assert facts.actual == 1
        assert [(s.path, s.start, s.end) for s in asked] == [
            ("qinglan/", date(2025, 1, 1), date(2025, 4, 1))
        ]

    def test_an_indicator_that_is_gone_leaves_the_number_unknown(
        self, measure, insider, monkeypatch
    ):
        services.proof_set(
            measure,
            kind="indicator",
            indicator="plans.unheard_of",
            target=Decimal(2),
            actor=insider,
        )

        verdict = verdicts_on([measure], date(2025, 6, 30))[measure.pk]

        assert "累计完成数" in verdict.missing
        assert verdict.light is not Light.RED

    @pytest.mark.parametrize(("day", "queries"), [(date(2025, 6, 30), 5), (date(2025, 3, 1), 6)])
    def test_forty_measures_cost_as_many_queries_as_two(self, measure, insider, day, queries):
        several = [measure, *(MeasureFactory(plan=measure.plan) for _ in range(39))]
        for one in several:
            services.proof_set(one, kind="typed", target=Decimal(4), actor=insider)
            noted(one, date(2025, 2, 1), insider, Decimal(1))

        counts = []
        for some in (several[:2], several):
            with CaptureQueriesContext(connection) as asked:
                verdicts_on(some, day)
            counts.append(len(asked))

        assert counts == [queries, queries]


class TestLightsRefresh:
    def test_stores_light_reasons_day_and_last_note(self, measure, insider):
        noted(measure, date(2025, 3, 1), insider)

        changed = lights_refresh([Measure.objects.get()], on=date(2025, 6, 30))

        stored = Measure.objects.get()
        assert changed == 1
        assert (stored.light, stored.light_on) == (Light.YELLOW, date(2025, 6, 30))
        assert stored.light_why["reasons"] == ["最近一次进展是 2025-03-01，已 121 天未更新。"]
        assert stored.noted_on == date(2025, 3, 1)

    def test_changes_nothing_when_run_again(self, measure):
        lights_refresh([Measure.objects.get()], on=date(2025, 6, 30))

        assert lights_refresh([Measure.objects.get()], on=date(2025, 6, 30)) == 0

    def test_follows_the_thresholds_of_the_district(self, measure, insider):
        noted(measure, date(2025, 6, 1), insider)
        parameter_change("plans.silent_days", 20, actor=insider, reason="本区要求更紧")

        lights_refresh([Measure.objects.get()], on=date(2025, 6, 30))

        assert Measure.objects.get().light == Light.YELLOW
