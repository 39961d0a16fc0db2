"""Home, the to-do list, the search box, a colleague's list."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.services.roles import roles_sync
from jingwei.desk.models import StartPage
from jingwei.desk.selectors.search import search
from jingwei.org.models import Unit
from jingwei.plans.models import Measure
from jingwei.plans.selectors.measures import todos_of, waiting_for_others
from jingwei.plans.services import dispatch
from jingwei.plans.services.measure import measure_close, measures_assign
from jingwei.plans.services.plan import plan_close
from jingwei.plans.services.progress import progress_record
from tests.factories import MeasureFactory, PartyOrganizationFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)


@pytest.fixture
def plan(today, zzb, insider):
    return PlanFactory(unit=zzb)


@pytest.fixture
def owned(plan, insider):
    """The measure, given to the insider, due at the end of the year."""
    measures_assign(plan.measures.all(), fields={"owner": insider}, actor=insider)
    return plan.measures.get()


def insider_unit(insider):
    return Unit.objects.get(path=insider.home_path)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def main(answer):
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def decided(plan, responsible, actor, text="补齐联系人", due_on=TODAY):
    meeting = dispatch.meeting_open(plan, month=date(2025, 6, 1), on=TODAY, actor=actor)
    found = dispatch.decision_add(
        meeting, measure=None, text=text, responsible=responsible, due_on=due_on, actor=actor
    )
    dispatch.meeting_hold(meeting, actor=actor)
    return found


class TestHome:
    def test_leads_everyone_to_the_page_of_their_role(self, zzb):
        begins = {
            "leader": "plans:board", "plan_office": "plans:board", "unit_officer": "desk:todo",
            "branch_secretary": "party:branch-list", "cadre_office": "desk:todo",
            "system_admin": "accounts:user-list", "security_admin": "accounts:user-list",
            "audit_admin": "desk:audit-list",
        }  # fmt: skip
        roles_sync()

        led = {
            role: signed_in(UserFactory(unit=zzb, roles=[role])).get("/")["Location"]
            for role in begins
        }

        assert led == {role: reverse(page) for role, page in begins.items()}

    def test_leads_to_the_page_somebody_chose_as_long_as_they_may_open_it(
        self, as_powerless, powerless
    ):
        page = reverse("desk:start")
        offered = main(as_powerless.get(page))

        as_powerless.post(page, {"place": "desk:alerts"})
        chosen = as_powerless.get("/")["Location"]
        StartPage.objects.filter(user=powerless).update(place="plans:board")

        assert chosen == reverse("desk:alerts")
        assert as_powerless.get("/")["Location"] == reverse("desk:todo")
        assert "plans:board" not in offered
        assert as_powerless.post(page, {"place": "plans:board"}).status_code == 422

    def test_leads_a_secretary_to_the_branch_that_is_theirs(self, zzb):
        roles_sync()
        PartyOrganizationFactory(unit=zzb)
        own = PartyOrganizationFactory(unit=zzb)
        secretary = UserFactory(unit=zzb, roles=["branch_secretary"])
        secretary.scopes.create(tree="organization", path=own.path)

        assert signed_in(secretary).get("/")["Location"] == reverse("party:branch", args=[own.pk])

    def test_tells_a_leader_of_the_decisions_that_are_due(self, plan, insider, zzb):
        roles_sync()
        leader = UserFactory(unit=zzb, roles=["leader"])
        decided(plan, leader, insider)

        board = signed_in(leader).get("/", follow=True)

        assert "你负责的调度决定有 1 项已到期或本周到期" in words(board)

    def test_asks_a_stranger_to_sign_in(self, client, db):
        assert client.get("/")["Location"] == "/account/login/?next=/"

    @pytest.mark.parametrize("name", ["home", "todo", "search"])
    def test_only_reads(self, as_insider, name):
        assert as_insider.post(reverse(f"desk:{name}")).status_code == 405


class TestTodosOf:
    @pytest.mark.parametrize(
        ("due_on", "group"),
        [
            (date(2025, 6, 29), "overdue"),
            (date(2025, 6, 30), "week"),
            (date(2025, 7, 7), "week"),
            (date(2025, 7, 8), "later"),
            (None, "later"),
        ],
    )
    def test_fall_into_three_groups(self, owned, insider, due_on, group):
        Measure.objects.update(due_on=due_on)

        (row,) = todos_of(insider, on=TODAY)

        assert row.group(TODAY) == group

    def test_say_what_why_and_from_which_work(self, owned, insider):
        (row,) = todos_of(insider, on=TODAY)

        assert (row.what, row.work) == ("举办党务干部培训班2期", "2025 要点 1. 抓实基层基础")
        assert row.why == "责任人，还没有进展记录"
        assert (row.verb, row.address) == ("记录进展", ("plans:progress-record", owned.pk))

    def test_say_how_long_nothing_was_written(self, owned, insider):
        progress_record(owned, text="x", on=date(2025, 6, 1), actor=insider)

        (row,) = todos_of(insider, on=TODAY)

        assert row.why == "责任人，已 29 天未更新"

    def test_come_by_their_limit_decisions_among_them(self, owned, plan, insider):
        decided(plan, insider, insider)

        rows = todos_of(insider, on=TODAY)

        assert [row.verb for row in rows] == ["办结", "记录进展"]

    def test_are_nothing_that_is_done_drafted_archived_or_to_come(self, owned, zzb, insider):
        progress_record(owned, text="x", on=TODAY, actor=insider)
        measure_close(owned, on=TODAY, statement="完", actor=insider)
        draft = PlanFactory(unit=zzb, issued=False)
        old, later = PlanFactory(unit=zzb), PlanFactory(unit=zzb)
        for other in (draft, old, later):
            measures_assign(other.measures.all(), fields={"owner": insider}, actor=insider)
        later.measures.update(starts_on=date(2025, 7, 1))
        plan_close(old, actor=insider)

        assert todos_of(insider, on=TODAY) == []

    def test_without_the_right_to_record_the_row_leads_to_the_measure(self, plan, insider, zzb):
        leader = UserFactory(unit=zzb)
        measures_assign(plan.measures.all(), fields={"owner": leader}, actor=insider)

        (row,) = todos_of(leader, on=TODAY)

        assert (row.verb, row.address[0]) == ("查看", "plans:measure")

    def test_of_a_colleague_hold_only_what_the_viewer_may_see(self, plan, insider, zzb, outsider):
        colleague = UserFactory(unit=zzb)
        measures_assign(plan.measures.all(), fields={"owner": colleague}, actor=insider)
        decided(plan, colleague, insider)

        seen = [len(todos_of(colleague, on=TODAY, viewer=one)) for one in (insider, outsider)]

        assert seen == [2, 0]


class TestWaitingForOthers:
    def test_is_what_the_leader_gave_away(self, plan, insider, zzb):
        officer = UserFactory(unit=zzb, full_name="简宁")
        measures_assign(
            plan.measures.all(), fields={"leader": insider, "owner": officer}, actor=insider
        )

        (row,) = waiting_for_others(insider, on=TODAY)

        assert (row.why, row.verb) == ("简宁 承办", "查看")
        assert waiting_for_others(officer, on=TODAY) == []

    def test_is_what_a_dispatch_they_chaired_decided_of_others(self, plan, insider, zzb):
        officer = UserFactory(unit=zzb, full_name="简宁")
        decided(plan, officer, insider)

        (row,) = waiting_for_others(insider, on=TODAY)

        assert row.why == "简宁 办理，你主持的调度"
        assert row.address[0] == "plans:decision"


class TestTodoPage:
    def test_shows_the_groups_that_have_rows(self, owned, plan, insider, as_insider):
        Measure.objects.update(due_on=date(2025, 6, 20))
        decided(plan, insider, insider)

        text = words(as_insider.get(reverse("desk:todo")))

        assert "我的待办 2 项 · 2025-06-30" in text
        assert "已过期 1" in text
        assert "本周 1" in text
        assert "以后" not in text

    def test_every_verb_leads_somewhere(self, owned, plan, insider, as_insider):
        decided(plan, insider, insider)

        links = re.findall(r'class="btn[^>]*href="([^"]+)"', main(as_insider.get("/todo/")))

        assert len(links) == 2
        assert [as_insider.get(link).status_code for link in links] == [200, 200]

    def test_can_be_cut_to_one_work(self, owned, plan, insider, as_insider):
        decided(plan, insider, insider)

        text = main(as_insider.get("/todo/", {"work": "调度"}))

        assert "补齐联系人" in text
        assert "举办党务干部培训班2期" not in text

    def test_of_nobody_says_what_will_come_and_where_to_look(self, as_insider, as_powerless):
        pages = [main(one.get("/todo/")) for one in (as_insider, as_powerless)]

        assert all("今天没有待办" in page for page in pages)
        assert all(reverse("desk:alerts") in page for page in pages)

    def test_costs_the_same_with_twenty_more_rows(self, owned, plan, insider):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                signed_in(insider).get("/todo/")
            counts.append(len(queries))
            more = [MeasureFactory(plan=plan) for _ in range(20)]
            measures_assign(more, fields={"owner": insider, "leader": insider}, actor=insider)

        assert counts[0] == counts[1]


class TestSearch:
    @pytest.fixture
    def district(self, owned, plan, insider, gbk):
        decided(plan, insider, insider, text="培训班经费补齐")

    def labels(self, viewer, text):
        """Return what is found by kind; rules and indicators have a test of their own."""
        found = [one for one in search(viewer, text) if one.label not in ("规则", "指标")]
        return [(one.label, [hit.words for hit in one.hits]) for one in found]

    def test_finds_rules_for_everybody(self, powerless):
        (found,) = search(powerless, "试用期满")

        assert (found.label, found.more) == ("规则", False)
        assert (
            found.list_url == f"{reverse('desk:rule-list')}?q=%E8%AF%95%E7%94%A8%E6%9C%9F%E6%BB%A1"
        )

    def test_finds_indicators_for_who_may_open_them(self, insider, powerless):
        (found,) = search(insider, "本年学时未满")

        assert (found.label, [hit.words for hit in found.hits]) == (
            "指标", ["本年学时未满的科级干部"]
        )  # fmt: skip
        assert search(powerless, "本年学时未满") == []

    def test_finds_by_kind(self, district, plan, insider):
        assert self.labels(insider, "培训班") == [
            ("举措", ["举办党务干部培训班2期"]),
            ("调度决定", ["培训班经费补齐"]),
        ]
        assert self.labels(insider, "基层") == [("任务", ["1. 抓实基层基础"])]
        assert self.labels(insider, plan.title) == [("要点", [plan.title])]
        assert self.labels(insider, "干部科") == [("单位", ["干部科"])]
        assert self.labels(insider, "顾青") == [("账号", ["顾青"])]

    def test_shows_nothing_out_of_sight(self, district, outsider):
        for text in ("培训班", "基层", "工作要点", "干部科", "顾青", "经费"):
            assert self.labels(outsider, text) == []

    def test_shows_no_kind_whose_page_the_viewer_cannot_open(self, district, powerless):
        for text in ("培训班", "基层", "干部科", "顾青", "经费"):
            assert self.labels(powerless, text) == []

    def test_who_answers_for_a_decision_finds_it(self, plan, insider, powerless):
        decided(plan, powerless, insider)

        assert self.labels(powerless, "联系人") == [("调度决定", ["补齐联系人"])]

    @pytest.mark.parametrize("text", ["", "   ", "%", "_", "没有这个词"])
    def test_of_nothing_finds_nothing(self, district, insider, text):
        assert search(insider, text) == []

    @pytest.mark.parametrize("text", ["ganbuke", "gbk", "GB K", "dzb"])
    def test_finds_units_and_organizations_by_pinyin_and_initials(self, district, insider, text):
        PartyOrganizationFactory(name="青岚第一党支部", unit=insider_unit(insider))

        found = self.labels(insider, text)

        assert found == [("党组织", ["青岚第一党支部"]) if text == "dzb" else ("单位", ["干部科"])]

    def test_says_how_many_there_are_and_where_the_rest_is(self, plan, insider):
        for number in range(21):
            PartyOrganizationFactory(unit=plan.unit, name=f"培训班支部{number}")
            if number:
                MeasureFactory(plan=plan)

        found = {one.label: one for one in search(insider, "培训班")}

        assert (len(found["举措"].hits), found["举措"].more, found["举措"].count) == (20, True, 21)
        assert found["党组织"].count == 21
        assert found["党组织"].list_url.startswith(reverse("org:organization-list"))

    def test_every_hit_leads_to_a_page(self, district, insider, as_insider, plan):
        for text in ("培训班", "基层", plan.title, "干部科", "顾青", "gbk"):
            page = as_insider.get("/search/", {"q": text})
            links = re.findall(r'<li>\s*<a href="([^"]+)"', main(page))
            assert [as_insider.get(link, follow=True).status_code for link in links] == [
                200 for _ in links
            ]
            assert [link for link in links if link.startswith("/")]

    def test_page_helps_when_nothing_is_asked_or_found(self, as_insider):
        assert "输入要找的字词" in words(as_insider.get("/search/"))
        assert "没有找到" in words(as_insider.get("/search/", {"q": "没有这个词"}))
        assert as_insider.get("/search/", {"q": "<script>"}).status_code == 200


class TestPerson:
    def test_shows_what_a_colleague_has(self, owned, insider, as_insider):
        text = words(as_insider.get(reverse("desk:person", args=[insider.pk])))

        assert "干部 · 在办 1 项" in text
        assert "举办党务干部培训班2期" in text

    def test_answers_the_cast(self, insider, as_insider, as_outsider, as_powerless, client):
        page = reverse("desk:person", args=[insider.pk])
        cast = (as_insider, as_outsider, as_powerless, client)

        assert [one.get(page).status_code for one in cast] == [200, 404, 403, 302]
