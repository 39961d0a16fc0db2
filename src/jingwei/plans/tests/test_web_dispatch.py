"""The pages of the dispatch: months, agenda, meeting mode, decisions, minutes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import signed_in
from jingwei.plans.models import Decision, DispatchMeeting, Measure
from jingwei.plans.services import dispatch as services
from jingwei.plans.services.measure import measures_assign
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, PlanFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)


@pytest.fixture
def plan(today, zzb, insider):
    """One measure nobody ever wrote about."""
    return PlanFactory(unit=zzb)


@pytest.fixture
def meeting(plan, insider):
    """The dispatch of June, going on."""
    return services.meeting_open(plan, month=date(2025, 6, 1), on=TODAY, actor=insider)


@pytest.fixture
def decision(meeting, insider):
    """Taken in June for the insider; the meeting has ended."""
    found = services.decision_add(
        meeting, measure=meeting.plan.measures.get(), text="补齐联系人", responsible=insider,
        due_on=date(2025, 7, 15), actor=insider,
    )  # fmt: skip
    services.meeting_hold(meeting, actor=insider)
    return found


JUNE = (2025, 6)


class TestWhoMayOpen:
    def test_pages_to_read_answer_the_cast(
        self, meeting, as_insider, as_outsider, as_powerless, client
    ):
        cast = (as_insider, as_outsider, as_powerless, client)

        codes = {
            page: [one.get(page).status_code for one in cast]
            for page in (
                at("meeting", meeting.pk),
                at("meeting-hold", meeting.pk),
                at("minutes-change", meeting.pk),
                f"{at('dispatch', *JUNE)}?plan={meeting.plan_id}",
            )
        }

        assert list(codes.values())[:3] == [[200, 404, 403, 302]] * 3
        assert list(codes.values())[3] == [200, 200, 403, 302]

    @pytest.mark.parametrize("name", ["meeting-open", "decision-add", "decision-remove"])
    def test_what_only_writes_answers_no_get(
        self, decision, name, as_insider, as_outsider, as_powerless, client
    ):
        keys = {"meeting-open": JUNE, "decision-add": [decision.meeting_id]}
        page = at(name, *keys.get(name, [decision.pk]))

        posts = [one.post(page).status_code for one in (as_outsider, as_powerless, client)]

        assert as_insider.get(page).status_code == 405
        assert posts == [404, 403, 302]
        assert Decision.objects.exists()

    def test_one_measure_of_a_plan_does_not_open_its_dispatch(
        self, plan, meeting, insider, outsider, as_outsider, jyj
    ):
        measures_assign(plan.measures.all(), fields={"support": [jyj]}, actor=insider)
        PlanFactory(unit=jyj, title="区教育局2025年工作要点")

        page = as_outsider.get(f"{at('dispatch', *JUNE)}?plan={plan.pk}")

        assert page.status_code == 404
        assert plan.title not in words(as_outsider.get(at("dispatch-list")))

    def test_a_decision_answers_the_cast(
        self, decision, as_insider, as_outsider, as_powerless, client
    ):
        cast = (as_insider, as_outsider, as_powerless, client)

        codes = {
            name: [one.get(at(name, decision.pk)).status_code for one in cast]
            for name in ("decision", "decision-close", "decision-reopen")
        }

        assert codes == {
            "decision": [302, 404, 403, 302],
            "decision-close": [200, 404, 403, 302],
            "decision-reopen": [200, 404, 403, 302],
        }


class TestDispatchList:
    def test_lists_the_months_with_what_is_open(self, decision, as_insider):
        text = words(as_insider.get(at("dispatch-list")))

        assert "2025-06 已结束 2025-06-30 1 1" in text
        assert "2025-05 未召开 —— —— ——" in text

    def test_of_a_plan_to_come_says_so(self, today, zzb, as_insider):
        PlanFactory(unit=zzb, year=2026)

        assert "这份要点的年度还没有开始" in words(as_insider.get(at("dispatch-list")))


class TestDispatchPage:
    def test_before_the_meeting_shows_what_it_would_be(self, plan, as_insider):
        text = words(as_insider.get(at("dispatch", *JUNE)))

        assert "未召开，下面是截至 2025-06-30 的议程" in text
        assert "议程 1 项" in text
        assert "久未更新 1" in text
        assert "开始调度会" in text
        assert not DispatchMeeting.objects.exists()

    def test_in_the_first_month_compares_with_nothing(self, plan, as_insider):
        assert "上月" not in words(as_insider.get(at("dispatch", *JUNE)))

    def test_after_the_meeting_shows_decisions_and_minutes(self, decision, as_insider):
        text = words(as_insider.get(at("dispatch", *JUNE)))

        assert "2025-06-30 召开" in text
        assert "已结束" in text
        assert "本次决定 1 项" in text
        assert "关于“举办党务干部培训班2期”，补齐联系人。" in text

    @pytest.mark.parametrize("month", [(2025, 7), (2024, 12), (2025, 13), (2025, 0), (99999, 1)])
    def test_of_a_month_that_is_none_is_not_there(self, plan, as_insider, month):
        page = at("dispatch", *month)

        assert as_insider.get(page).status_code == 404
        assert as_insider.post(at("meeting-open", *month)).status_code == 404

    def test_says_why_a_month_is_not_there(self, plan, as_insider):
        assert "2025-07 还没有到" in words(as_insider.get(at("dispatch", 2025, 7)))

    def test_of_a_month_in_which_all_is_well_says_so(self, plan, as_insider):
        Measure.objects.update(state="suspended")

        assert "本月没有需要调度的事项" in words(as_insider.get(at("dispatch", *JUNE)))


class TestMeetingOpen:
    def test_calls_the_meeting_once(self, plan, as_insider):
        pages = [as_insider.post(at("meeting-open", *JUNE)) for _ in range(2)]

        meeting = DispatchMeeting.objects.get()
        assert [page["Location"] for page in pages] == [at("meeting", meeting.pk)] * 2

    def test_of_a_past_month_stands_on_its_last_day(self, plan, as_insider):
        as_insider.post(at("meeting-open", 2025, 5))

        assert DispatchMeeting.objects.get().opened_on == date(2025, 5, 31)

    def test_of_a_draft_says_why_not(self, today, zzb, as_insider):
        draft = PlanFactory(unit=zzb, issued=False)

        page = as_insider.post(f"{at('meeting-open', *JUNE)}?plan={draft.pk}", follow=True)

        assert "现在是“草稿”，不能调度。" in words(page)


class TestMeetingMode:
    def test_shows_one_entry_and_the_way_to_the_next(self, plan, meeting, as_insider):
        MeasureFactory(plan=plan, text="建立导师帮带档案", due_on=date(2025, 6, 20))

        first = as_insider.get(at("meeting", meeting.pk))
        second = as_insider.get(at("meeting", meeting.pk), {"n": "2"})

        assert "第 1 项，共 2 项" in words(first)
        assert "<h2>建立导师帮带档案</h2>" in first.content.decode()
        assert 'href="?n=2" data-key="ArrowRight"' in first.content.decode()
        assert "<h2>举办党务干部培训班2期</h2>" in second.content.decode()
        assert second.context["form"].initial["measure"] == plan.measures.first().pk

    @pytest.mark.parametrize("n", ["0", "99", "x", "-1", "9" * 30, ""])
    def test_a_place_that_is_none_is_the_nearest(self, meeting, as_insider, n):
        page = as_insider.get(at("meeting", meeting.pk), {"n": n})

        assert page.context["place"] == 1

    def test_without_entries_can_still_decide(self, meeting, as_insider):
        Measure.objects.update(state="suspended")

        page = as_insider.get(at("meeting", meeting.pk))

        assert "没有议题" in words(page)
        assert "记录决定" in words(page)

    def test_of_a_held_meeting_can_be_read_again(self, decision, as_insider):
        page = as_insider.get(at("meeting", decision.meeting_id))

        assert page.status_code == 200
        assert "记录决定" not in words(page)


class TestHoldAndMinutes:
    def test_the_end_is_checked_then_done(self, meeting, as_insider):
        check = words(as_insider.get(at("meeting-hold", meeting.pk)))

        page = as_insider.post(at("meeting-hold", meeting.pk), follow=True)
        again = as_insider.post(at("meeting-hold", meeting.pk), follow=True)

        assert "议程 1 项，决定 0 项" in check
        assert "调度会已结束，纪要草稿已生成，决定已转为待办。" in words(page)
        assert "2025-06 调度已经结束。" in words(again)

    def test_minutes_are_edited(self, decision, as_insider):
        page = at("minutes-change", decision.meeting_id)

        done = as_insider.post(page, {"text": "核定稿"}, follow=True)
        empty = as_insider.post(page, {"text": ""})

        assert "纪要已保存。" in words(done)
        assert "核定稿" in words(done)
        assert empty.status_code == 422
        assert "纪要：填写纪要。" in words(empty)


@pytest.mark.parametrize("name", ["dispatch", "meeting", "dispatch-list"])
def test_pages_cost_the_same_with_twenty_more_measures(plan, meeting, insider, name):
    page = {"dispatch": at("dispatch", *JUNE), "meeting": at("meeting", meeting.pk)}.get(
        name, at("dispatch-list")
    )
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            signed_in(insider).get(page)
        counts.append(len(queries))
        for _ in range(20):
            one = MeasureFactory(plan=plan)
            services.decision_add(
                meeting, measure=one, text="x", responsible=insider, due_on=TODAY, actor=insider
            )

    assert counts[0] == counts[1]
