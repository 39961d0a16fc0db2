"""The pages of a decision: taken, removed, closed, opened again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from conftest import signed_in
from jingwei.kernel.clock import standing_on
from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import Decision
from jingwei.plans.services import dispatch as services
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, PlanFactory, UserFactory

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

        as_insider.post(at("decision-add", meeting.pk), self.sent(insider, measure=other.pk))

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
        sent = self.sent(insider, text="写了一半的决定", n="1") | changed

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
            meeting,
            measure=None,
            text="报送方案",
            responsible=outsider,
            due_on=TODAY,
            actor=insider,
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


class TestDecisionList:
    """What all dispatches decided, in one table."""

    def numbers(self, page):
        return page.context["page"].paginator.count

    def test_each_number_of_the_months_opens_as_many_rows(self, decision, as_insider):
        months = as_insider.get(at("dispatch-list")).content.decode()
        links = re.findall(r'href="([^"]*/decisions/[^"]*month=[^"]*)">(\d+)</a>', months)

        assert [n for _, n in links] == ["1", "1"]
        for link, n in links:
            assert self.numbers(as_insider.get(link.replace("&amp;", "&"))) == int(n)

    def test_is_filtered_by_what_became_of_them(self, decision, insider, as_insider):
        page = at("decision-list")
        late = {"state": "late"}

        before = [self.numbers(as_insider.get(page, {"state": one})) for one in ("open", "closed")]
        with standing_on(date(2025, 7, 16)):
            overdue = as_insider.get(page, late)
        services.decision_close(decision, on=TODAY, result="已补齐", actor=insider)
        closed = as_insider.get(page, {"state": "closed", "q": "已补齐"})

        assert before == [1, 0]
        assert self.numbers(as_insider.get(page, late)) == 0
        assert "■ 超期未办结" in words(overdue)
        assert "2025-06-30 办结：已补齐" in words(closed)
        assert "没有符合条件的决定" in words(as_insider.get(page, {"q": "不存在"}))

    def test_is_taken_as_a_file_and_shows_no_other_district(
        self, decision, as_insider, as_outsider
    ):
        file = as_insider.get(at("decision-export"), {"state": "open"})
        bad = as_insider.get(at("decision-export"), {"month": "六月"})

        assert (file.status_code, file.content[:2]) == (200, b"PK")
        assert AuditEntry.objects.latest("pk").act == "file.taken"
        assert bad["Location"] == at("decision-list")
        assert self.numbers(as_outsider.get(at("decision-list"))) == 0

    def test_an_open_one_is_closed_from_the_next_agenda(self, decision, as_insider):
        with standing_on(date(2025, 7, 31)):
            page = as_insider.get(at("dispatch", 2025, 7)).content.decode()

        assert f"{at('decision-close', decision.pk)}?next=/dispatch/2025-7/" in page
