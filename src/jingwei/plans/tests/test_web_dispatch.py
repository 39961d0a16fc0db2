"""The pages of the dispatch: months, agenda, meeting mode, decisions, minutes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import signed_in
from jingwei.plans.models import Decision, DispatchMeeting, Measure
from jingwei.plans.services import dispatch as services
from jingwei.plans.services.measure import measures_assign
from tests.factories import MeasureFactory, PlanFactory, UserFactory

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


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name, *args):
    return reverse(f"plans:{name}", args=args)


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

        assert "2025-06-30 召开，已结束" in text
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


class TestDecisionPages:
    def sent(self, insider, **changed):
        facts = {"text": "补齐联系人", "responsible": insider.pk, "due_on": "2025-07-15", "n": "1"}
        return {**facts, **changed}

    def test_a_decision_is_added_and_the_place_kept(self, plan, meeting, insider, as_insider):
        measure = plan.measures.get()

        page = as_insider.post(
            at("decision-add", meeting.pk), self.sent(insider, measure=measure.pk, n="1")
        )

        assert page["Location"] == f"{at('meeting', meeting.pk)}?n=1"
        assert Decision.objects.get().measure == measure

    def test_a_measure_of_another_plan_is_not_taken_over(self, meeting, insider, jyj, as_insider):
        other = MeasureFactory(unit=jyj)

        as_insider.post(
            at("decision-add", meeting.pk), self.sent(insider, measure=other.pk)
        )

        assert Decision.objects.get().measure is None

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"text": ""}, "决定：写明决定做什么。"),
            ({"responsible": ""}, "责任人：选择责任人。"),
            ({"due_on": ""}, "期限：填写期限。"),
            ({"due_on": "2025-06-29"}, "期限 2025-06-29 早于会议日期 2025-06-30。"),
        ],
    )
    def test_bad_input_comes_back_with_what_was_written(
        self, meeting, insider, as_insider, changed, told
    ):
        sent = self.sent(insider, text="写了一半的决定", **{"n": "1"}) | changed

        page = as_insider.post(at("decision-add", meeting.pk), sent)

        assert page.status_code == 422
        assert told in words(page)
        assert sent["text"] in page.content.decode()
        assert not Decision.objects.exists()

    def test_after_the_end_it_is_refused_and_the_words_are_not_lost(
        self, meeting, insider, as_insider
    ):
        services.meeting_hold(meeting, actor=insider)

        page = as_insider.post(at("decision-add", meeting.pk), self.sent(insider))

        assert page.status_code == 422
        assert "新的决定请在下月调度中形成。" in words(page)
        assert "补齐联系人" in page.content.decode()

    def test_a_person_out_of_scope_cannot_be_charged(self, meeting, outsider, as_insider):
        page = as_insider.post(at("decision-add", meeting.pk), self.sent(outsider))

        assert page.status_code == 422

    def test_is_removed_while_the_meeting_lasts(self, meeting, insider, as_insider):
        as_insider.post(at("decision-add", meeting.pk), self.sent(insider))

        page = as_insider.post(at("decision-remove", Decision.objects.get().pk), follow=True)

        assert "决定已删除。" in words(page)
        assert not Decision.objects.exists()

    def test_is_not_removed_afterwards(self, decision, as_insider):
        page = as_insider.post(at("decision-remove", decision.pk), follow=True)

        assert "已经结束" in words(page)
        assert Decision.objects.exists()

    def test_whoever_answers_for_one_elsewhere_does_not_remove_it(self, meeting, outsider, insider):
        services.decision_add(
            meeting, measure=None, text="报送方案", responsible=outsider, due_on=TODAY, actor=insider
        )

        page = signed_in(outsider).post(at("decision-remove", Decision.objects.get().pk))

        assert page.status_code == 404

    def test_is_closed_from_the_list_and_back_to_it(self, decision, as_insider):
        todo = as_insider.get(reverse("desk:todo")).content.decode()
        page = at("decision-close", decision.pk) + "?next=/todo/"

        done = as_insider.post(page, {"result": "名单已补齐", "on": "2025-06-30"}, follow=True)

        assert at("decision-close", decision.pk) in todo
        assert done.redirect_chain == [("/todo/", 302)]
        assert "决定已办结。" in words(done)

    def test_is_closed_from_the_dispatch_and_back_to_it(self, decision, as_insider):
        html = as_insider.get(at("dispatch", *JUNE)).content.decode()

        assert f"{at('decision-close', decision.pk)}?next=/dispatch/2025-6/" in html

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"result": "", "on": "2025-06-30"}, "办理结果：填写办理结果。"),
            ({"result": "已补齐", "on": ""}, "办结日期：填写办结日期。"),
            ({"result": "已补齐", "on": "2025-07-01"}, "日期不能晚于今天"),
        ],
    )
    def test_closing_badly_comes_back(self, decision, as_insider, sent, told):
        page = as_insider.post(at("decision-close", decision.pk), sent)

        assert page.status_code == 422
        assert told in words(page)
        assert sent["result"] in page.content.decode()

    def test_is_opened_again_with_a_reason(self, decision, insider, as_insider):
        services.decision_close(decision, on=TODAY, result="已补齐", actor=insider)
        page = at("decision-reopen", decision.pk)

        empty = as_insider.post(page, {"reason": ""})
        done = as_insider.post(page, {"reason": "还差2人"}, follow=True)

        assert empty.status_code == 422
        assert "决定已重新打开。" in words(done)

    def test_in_scope_without_the_task_it_is_read_but_not_answered(self, decision, zzb):
        reader = UserFactory(unit=zzb, every_permission=True)
        reader.user_permissions.remove(
            *reader.user_permissions.filter(codename="run_dispatchmeeting")
        )

        page = signed_in(reader).get(at("decision-close", decision.pk))

        assert page.status_code == 403
        assert "这项决定由责任人办结，或由主持调度的人员代办。" in words(page)


class TestResponsibleElsewhere:
    """Somebody answers for a decision of a plan they do not see."""

    @pytest.fixture
    def officer(self, jyj):
        return UserFactory(unit=jyj, full_name="简宁")

    @pytest.fixture
    def given(self, meeting, officer, insider):
        found = services.decision_add(
            meeting, measure=meeting.plan.measures.get(), text="报送统计口径",
            responsible=officer, due_on=date(2025, 7, 15), actor=insider,
        )  # fmt: skip
        services.meeting_hold(meeting, actor=insider)
        return found

    def test_finds_it_on_the_list_and_by_search(self, given, officer):
        browser = signed_in(officer)

        todo = words(browser.get(reverse("desk:todo")))
        found = words(browser.get(reverse("desk:search"), {"q": "统计口径"}))

        assert "报送统计口径" in todo
        assert "报送统计口径" in found

    def test_reads_it_alone(self, given, officer):
        page = signed_in(officer).get(at("decision", given.pk))

        assert page.status_code == 200
        assert "责任人 简宁 期限 2025-07-15" in words(page)
        assert at("decision-close", given.pk) in page.content.decode()

    def test_closes_it_without_a_dead_end(self, given, officer):
        browser = signed_in(officer)
        form = browser.get(at("decision-close", given.pk)).content.decode()

        done = browser.post(
            at("decision-close", given.pk), {"result": "已报送", "on": "2025-06-30"}, follow=True
        )

        main = form.split("<main", 1)[1].split("</main>", 1)[0]
        links = [link for link in re.findall(r'href="(/[^"?]*)', main) if link != "/"]
        assert [browser.get(link).status_code for link in links] == [200] * len(links)
        assert done.status_code == 200
        assert "已报送" in words(done)

    def test_does_not_open_it_again_or_see_the_dispatch(self, given, officer):
        browser = signed_in(officer)

        codes = [
            browser.get(page).status_code
            for page in (at("decision-reopen", given.pk), at("dispatch", *JUNE))
        ]

        assert codes == [403, 403]


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
