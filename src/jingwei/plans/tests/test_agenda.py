"""The agenda of a dispatch writes itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.clock import standing_on
from jingwei.plans.models import DispatchMeeting, Measure
from jingwei.plans.selectors.agenda import Topic, agenda_of, previous_meeting
from jingwei.plans.selectors.months import meeting_for
from jingwei.plans.services import dispatch as services
from jingwei.plans.services import measure as measures
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.progress import progress_record, progress_withdraw
from jingwei.plans.tests.meetings import held, opened, topics
from tests.factories import MeasureFactory, PlanFactory

TODAY = date(2025, 6, 30)
MAY, JUNE, JULY = (date(2025, n, 1) for n in (5, 6, 7))


@pytest.fixture
def plan(today, zzb):
    """One measure that runs all year and was never heard of."""
    return PlanFactory(unit=zzb)


@pytest.fixture
def measure(plan, insider):
    """The measure, heard of today: all is well."""
    found = plan.measures.get()
    progress_record(found, text="第1期已结业", on=TODAY, actor=insider)
    return found


class TestAgenda:
    def test_of_a_month_in_which_all_is_well_is_empty(self, plan, measure, insider):
        assert agenda_of(opened(plan, insider)) == []

    def test_red_is_what_is_overdue(self, plan, measure, insider):
        Measure.objects.update(due_on=date(2025, 6, 20))

        (entry,) = agenda_of(opened(plan, insider))

        assert (entry.topic, entry.topic_label, entry.measure) == (Topic.RED, "滞后", measure.pk)
        assert (entry.title, entry.item, entry.due) == (
            "举办党务干部培训班2期",
            "1. 抓实基层基础",
            "2025-06-20",
        )
        assert entry.why == ["2025-06-20 到期，已超期 10 天。"]
        assert (entry.now, entry.before) == ("第1期已结业", "")

    def test_yellow_is_what_is_behind(self, plan, measure, insider):
        measures.proof_set(measure, kind="typed", target=Decimal(100), actor=insider)
        progress_record(measure, text="第4期", on=TODAY, value=Decimal(40), actor=insider)

        assert topics(opened(plan, insider)) == [Topic.YELLOW]

    def test_silent_is_what_nobody_wrote_about(self, plan, insider):
        (entry,) = agenda_of(opened(plan, insider))

        assert (entry.topic_label, entry.light) == ("久未更新", "yellow")

    def test_silent_is_judged_by_the_day_of_the_meeting(self, plan, measure, insider):
        looked_back = meeting_for(plan, MAY, on=TODAY)

        assert looked_back.opened_on == date(2025, 5, 31)
        assert topics(looked_back) == [Topic.SILENT]

    def test_behind_and_silent_stands_under_the_more_urgent_topic(self, plan, insider):
        measure = plan.measures.get()
        measures.proof_set(measure, kind="typed", target=Decimal(100), actor=insider)
        progress_record(
            measure, text="第4期", on=date(2025, 5, 1), value=Decimal(40), actor=insider
        )

        assert topics(opened(plan, insider)) == [Topic.YELLOW]

    def test_slipped_is_a_limit_moved_back_since_the_last_meeting(self, plan, measure, insider):
        held(plan, insider)
        with standing_on(date(2025, 6, 10)):
            measures.measures_assign(
                [measure], fields={"due_on": date(2026, 1, 31)}, reason="顺延", actor=insider
            )

        (entry,) = agenda_of(opened(plan, insider))

        assert (entry.topic_label, entry.due) == ("时限后移", "2026-01-31")

    def test_a_limit_moved_back_and_forth_has_not_slipped(self, plan, measure, insider):
        for due_on in (date(2026, 1, 31), date(2025, 12, 31)):
            measures.measures_assign(
                [measure], fields={"due_on": due_on}, reason="核对原文", actor=insider
            )

        assert agenda_of(opened(plan, insider)) == []

    def test_a_limit_moved_forward_has_not_slipped(self, plan, measure, insider):
        measures.measures_assign(
            [measure], fields={"due_on": date(2025, 11, 30)}, reason="提前", actor=insider
        )

        assert agenda_of(opened(plan, insider)) == []

    def test_reopened_is_what_was_done(self, plan, measure, insider):
        with standing_on(date(2025, 6, 10)):
            progress_record(measure, text="已结业", on=date(2025, 6, 10), actor=insider)
            measures.measure_close(measure, on=date(2025, 6, 10), statement="完", actor=insider)
            measures.measure_reopen(measure, reason="还有1期", actor=insider)

        assert [entry.topic_label for entry in agenda_of(opened(plan, insider))] == ["重新打开"]

    def test_what_is_done_in_the_end_is_not_asked_about(self, plan, measure, insider):
        measures.measures_assign(
            [measure], fields={"due_on": date(2026, 1, 31)}, reason="顺延", actor=insider
        )
        measures.measure_close(measure, on=TODAY, statement="完", actor=insider)
        measures.measure_reopen(measure, reason="还有1期", actor=insider)
        measures.measure_close(measure, on=TODAY, statement="完", actor=insider)

        assert agenda_of(opened(plan, insider)) == []

    def test_a_decision_takes_its_measure_off_the_other_topics(self, plan, measure, insider):
        held(plan, insider, measure=measure)
        Measure.objects.update(due_on=date(2025, 6, 20))

        (entry,) = agenda_of(opened(plan, insider))

        assert (entry.topic, entry.title) == (Topic.DECISION, "补齐联系人")
        assert (entry.measure, entry.light) == (measure.pk, "red")

    def test_a_decision_is_shown_beside_what_else_was_promised(self, plan, measure, insider):
        held(plan, insider, date(2025, 4, 1), date(2025, 4, 30), measure=measure, text="报送方案")
        held(plan, insider, measure=measure, due_on=date(2025, 7, 15))

        promised = {e.title: e.promised for e in agenda_of(opened(plan, insider))}

        assert promised == {"报送方案": ["补齐联系人"], "补齐联系人": ["报送方案"]}

    def test_comes_in_the_order_of_urgency(self, plan, measure, insider):
        held(plan, insider, text="报送方案")
        late = MeasureFactory(plan=plan, due_on=date(2025, 6, 20), text="印发工作办法")
        silent = MeasureFactory(plan=plan, due_on=date(2025, 12, 31), text="建立导师帮带档案")

        found = agenda_of(opened(plan, insider))

        assert [e.topic for e in found] == [Topic.DECISION, Topic.RED, Topic.SILENT]
        assert [e.measure for e in found] == [None, late.pk, silent.pk]

    def test_the_first_month_has_nothing_to_compare_with(self, plan, insider):
        meeting = opened(plan, insider)

        (entry,) = agenda_of(meeting)

        assert previous_meeting(meeting) is None
        assert (entry.light_before, entry.before) == ("", "")

    def test_a_later_month_shows_light_and_words_of_the_one_before(self, plan, measure, insider):
        with standing_on(date(2025, 5, 20)):
            progress_record(measure, text="方案已印发", on=date(2025, 5, 20), actor=insider)
        held(plan, insider)
        Measure.objects.update(due_on=date(2025, 6, 20))

        (entry,) = agenda_of(opened(plan, insider))

        assert (entry.light_before, entry.light) == ("green", "red")
        assert (entry.before, entry.now) == ("方案已印发", "第1期已结业")

    def test_a_withdrawn_note_is_not_read_out(self, plan, insider):
        measure = plan.measures.get()
        note = progress_record(measure, text="记错", on=TODAY, actor=insider)
        progress_withdraw(note, reason="记错了", actor=insider)

        (entry,) = agenda_of(opened(plan, insider))

        assert entry.now == ""

    def test_of_an_archived_plan_asks_for_nothing(self, plan, insider):
        meeting = opened(plan, insider)
        plan.state = "closed"
        plan.save()

        assert agenda_of(meeting) == []

    def test_thirty_measures_cost_as_many_queries_as_one(self, plan, insider):
        held(plan, insider, measure=plan.measures.get())
        meeting = opened(plan, insider)
        counts = []

        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                agenda_of(DispatchMeeting.objects.select_related("plan").get(pk=meeting.pk))
            counts.append(len(queries) - 1)
            for _ in range(29):
                MeasureFactory(plan=plan)

        assert counts == [17, 17]


def test_lights_refresh_does_not_touch_a_held_agenda(plan, insider):
    meeting = services.meeting_hold(opened(plan, insider), actor=insider)

    lights_refresh(plan.measures.select_related("plan__unit"), on=date(2026, 2, 1))

    assert [e.light for e in agenda_of(meeting)] == ["yellow"]
