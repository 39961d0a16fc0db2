"""The monthly dispatch: an agenda that writes itself, decisions, minutes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.plans.light import Light
from jingwei.plans.models import Decision, DispatchMeeting, LightOverride, Measure
from jingwei.plans.selectors.agenda import Topic, agenda_of
from jingwei.plans.selectors.measures import todos_of
from jingwei.plans.selectors.months import meeting_for, months_of
from jingwei.plans.services import dispatch as services
from jingwei.plans.services import measure as measures
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.meetings import decide, held, opened, topics
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


class TestDecisions:
    def test_stand_on_the_next_agenda_until_they_are_closed(self, plan, measure, insider):
        held(plan, insider, text="报送方案")
        decision = Decision.objects.get()

        before = topics(opened(plan, insider))
        services.decision_close(decision, on=TODAY, result="方案已报", actor=insider)
        after = topics(DispatchMeeting.objects.get(month=JUNE))

        assert (before, after) == ([Topic.DECISION], [])

    def test_open_then_is_open_on_an_agenda_looked_back_at(self, plan, measure, insider):
        held(plan, insider, month=date(2025, 4, 1), on=date(2025, 4, 30), due_on=TODAY)
        services.decision_close(Decision.objects.get(), on=TODAY, result="已办", actor=insider)

        assert Topic.DECISION in topics(meeting_for(plan, MAY, on=TODAY))

    def test_of_a_meeting_still_going_on_ask_nobody_yet(self, plan, measure, insider):
        meeting = opened(plan, insider)
        decide(meeting, insider)

        before = todos_of(insider, on=TODAY)
        services.meeting_hold(meeting, actor=insider)

        assert before == []
        assert [row.what for row in todos_of(insider, on=TODAY)] == ["补齐联系人"]

    @pytest.mark.parametrize(
        ("facts", "error", "told"),
        [
            ({"due_on": date(2025, 6, 29)}, RuleViolation, "早于会议日期 2025-06-30"),
            ({"text": "  "}, ValidationError, "不能为空"),
        ],
    )
    def test_that_make_no_sense_are_refused(self, plan, insider, facts, error, told):
        with pytest.raises(error, match=told):
            decide(opened(plan, insider), insider, **facts)

        assert not Decision.objects.exists()

    def test_are_taken_only_while_the_meeting_lasts(self, plan, insider):
        meeting = held(plan, insider, text="报送方案")

        for act in (
            lambda: decide(meeting, insider),
            lambda: services.decision_remove(Decision.objects.get(), actor=insider),
        ):
            with pytest.raises(Conflict, match="已经结束") as refusal:
                act()
            assert refusal.value.code == "plans.held"

        assert Decision.objects.count() == 1

    def test_can_be_taken_back_before_the_end(self, plan, insider):
        decision = decide(opened(plan, insider), insider)

        services.decision_remove(decision, actor=insider)

        assert not Decision.objects.exists()
        assert AuditEntry.objects.get(act="decision.remove").data == {"text": "补齐联系人"}

    @pytest.mark.parametrize(("on", "result"), [(TODAY, "  "), (date(2025, 7, 1), "方案已报")])
    def test_are_closed_with_a_result_and_a_day_that_has_come(self, plan, insider, on, result):
        held(plan, insider, text="报送方案")

        with pytest.raises(RuleViolation, match="写明结果，日期不能晚于今天"):
            services.decision_close(Decision.objects.get(), on=on, result=result, actor=insider)

        assert Decision.objects.get().closed_on is None

    def test_are_closed_once(self, plan, insider):
        held(plan, insider, text="报送方案")
        services.decision_close(Decision.objects.get(), on=TODAY, result="已报", actor=insider)

        with pytest.raises(Conflict, match="已于 2025-06-30 办结"):
            services.decision_close(Decision.objects.get(), on=TODAY, result="再报", actor=insider)

        assert Decision.objects.get().result == "已报"

    def test_can_be_opened_again_with_a_reason(self, plan, insider):
        held(plan, insider, text="报送方案")
        decision = services.decision_close(
            Decision.objects.get(), on=TODAY, result="已报", actor=insider
        )

        with pytest.raises(RuleViolation, match="写明理由"):
            services.decision_reopen(decision, reason="", actor=insider)
        services.decision_reopen(decision, reason="方案被退回", actor=insider)

        assert Decision.objects.get().closed_on is None
        with pytest.raises(Conflict, match="还没有办结"):
            services.decision_reopen(decision, reason="方案被退回", actor=insider)


class TestMeetings:
    def test_are_one_a_month(self, plan, insider, outsider):
        first = opened(plan, insider)

        again = opened(plan, outsider, on=date(2025, 6, 1))

        assert (again.pk, again.opened_on, again.chair) == (first.pk, TODAY, insider)
        assert AuditEntry.objects.filter(act="dispatch.open").count() == 1

    @pytest.mark.parametrize("month", [JULY, date(2024, 12, 1)])
    def test_are_of_a_month_of_the_plan_that_has_begun(self, plan, insider, month):
        with pytest.raises(RuleViolation) as refusal:
            opened(plan, insider, month)

        assert refusal.value.code == "plans.dispatch_month"
        assert not DispatchMeeting.objects.exists()

    def test_are_of_an_issued_plan(self, today, zzb, insider):
        with pytest.raises(RuleViolation, match="现在是“草稿”，不能调度"):
            opened(PlanFactory(unit=zzb, issued=False), insider)

    def test_freeze_their_agenda_at_the_end(self, plan, insider):
        meeting = services.meeting_hold(opened(plan, insider), actor=insider)
        Measure.objects.update(text="改过的举措", due_on=date(2025, 6, 1))
        meeting.refresh_from_db()

        (entry,) = agenda_of(meeting)

        assert (entry.title, entry.topic) == ("举办党务干部培训班2期", Topic.SILENT)

    def test_end_every_light_set_by_hand_of_their_plan_only(self, plan, measure, jyj, insider):
        other = MeasureFactory(unit=jyj)
        for one in (measure, other):
            measures.light_override(one, light=Light.RED, reason="经费没到", actor=insider)

        services.meeting_hold(opened(plan, insider), actor=insider)

        assert LightOverride.objects.get(until=None).measure == other

    def test_end_once(self, plan, insider):
        meeting = services.meeting_hold(opened(plan, insider), actor=insider)

        with pytest.raises(Conflict, match="2025-06 调度已经结束"):
            services.meeting_hold(meeting, actor=insider)

    def test_months_are_listed_up_to_now_with_their_numbers(self, plan, insider):
        held(plan, insider, text="报送方案")

        months = months_of(plan, on=TODAY)

        assert [m.first.month for m in months] == [6, 5, 4, 3, 2, 1]
        assert (months[1].meeting.decided, months[1].meeting.still_open) == (1, 1)
        assert months[0].meeting is None


class TestMinutes:
    def test_are_drafted_from_agenda_and_decisions(self, plan, insider):
        meeting = opened(plan, insider)
        decide(meeting, insider, measure=plan.measures.get(), text="补齐联系人。")
        decide(meeting, insider, text="报送方案", due_on=date(2025, 7, 15))

        meeting = services.meeting_hold(meeting, actor=insider)

        assert meeting.minutes.split("\n") == [
            f"2025年6月30日，召开《{plan}》月度调度会，听取重点举措推进情况，议定事项如下。",
            "1. 关于“举办党务干部培训班2期”，补齐联系人。责任人：顾青，期限：2025年6月30日。",
            "2. 报送方案。责任人：顾青，期限：2025年7月15日。",
            "会议共过议题 1 项：久未更新 1 项。",
        ]

    def test_say_so_when_nothing_was_decided(self, plan, measure, insider):
        meeting = services.meeting_hold(opened(plan, insider), actor=insider)

        assert meeting.minutes.split("\n")[1:] == [
            "本次会议未形成新的决定。",
            "本月没有需要调度的事项。",
        ]

    def test_written_before_the_end_are_kept(self, plan, insider):
        meeting = services.minutes_save(opened(plan, insider), text="已写好", actor=insider)

        meeting = services.meeting_hold(meeting, actor=insider)

        assert meeting.minutes == "已写好"

    def test_can_be_edited_after_the_end(self, plan, insider):
        meeting = services.meeting_hold(opened(plan, insider), actor=insider)

        services.minutes_save(meeting, text="核定稿", actor=insider)

        meeting.refresh_from_db()
        assert meeting.minutes == "核定稿"
        assert AuditEntry.objects.get(act="dispatch.minutes").data == {"characters": 3}
