"""One list of what waits in all rooms: lines, groups, filters, at once, counted, as a calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import signed_in
from jingwei.accounts.models import User
from jingwei.accounts.services.roles import roles_sync
from jingwei.collection.models import Assignment
from jingwei.collection.tests.answered import assignment_made
from jingwei.desk.selectors.todo import own_waiting, todo_of
from jingwei.desk.tests.sample import TODAY, corrected, words
from jingwei.desk.web.todo import COUNT
from jingwei.kernel.models import AuditEntry
from jingwei.liaison.tests.sample import opened as pair_opened
from jingwei.plans.services.measure import measures_assign
from tests.browser.estate import branch
from tests.factories import MeasureFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.once
LIST = reverse("desk:todo")


class TestLines:
    def test_come_from_every_room_in_the_order_of_their_limits(self, work, insider):
        lines = own_waiting(insider, on=TODAY)

        assert {line.work for line in lines} == {"要点", "程序", "填报", "联系", "人员"}
        assert [line.due_on or date.max for line in lines] == sorted(
            line.due_on or date.max for line in lines
        )
        browser = signed_in(insider)
        assert {line.url: browser.get(line.url).status_code for line in lines} == {
            line.url: 200 for line in lines
        }

    def test_are_nobody_elses(self, work, powerless, outsider):
        assert [own_waiting(one, on=TODAY) for one in (powerless,)] == [[]]
        assert {line.work for line in own_waiting(outsider, on=TODAY)} <= {"填报"}

    def test_of_a_secretary_tell_what_the_branch_has_to_do(self, today, zzb):
        roles_sync()
        found = branch(zzb)
        secretary = UserFactory(unit=zzb, roles=["branch_secretary"])
        office = UserFactory(unit=zzb, every_permission=True)
        secretary.scopes.create(tree="organization", path=found.path)

        lines = own_waiting(User.objects.get(pk=secretary.pk), on=TODAY)

        assert {line.work for line in lines} == {"支部"}
        assert any(line.what.startswith("本月党费") for line in lines)
        assert {line.unit for line in lines} == {found.name}
        assert "支部" not in {line.work for line in own_waiting(office, on=TODAY)}

    def test_cost_the_same_queries_however_many_there_are(self, work, insider, zzb):
        plan = insider.owned_measures.get().plan
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                todo_of(User.objects.get(pk=insider.pk), on=TODAY)
            counts.append(len(queries))
            measures_assign(
                [MeasureFactory(plan=plan) for _ in range(6)], fields={"owner": insider},
                actor=insider,
            )  # fmt: skip
            for _ in range(4):
                pair_opened(zzb, keeper=insider)
                corrected(PersonFactory(unit=zzb), insider)

        assert counts[0] == counts[1] <= 30


class TestPage:
    def test_groups_filters_and_leads_to_the_work(self, work, as_insider):
        page = words(as_insider.get(LIST))
        cut = words(as_insider.get(LIST, {"work": "联系"}))

        assert "流动党员核对" in page
        assert "流动党员核对" not in cut
        assert "登记联系" in cut

    def test_cuts_a_long_group_and_pages_it(self, work, insider, as_insider):
        plan = insider.owned_measures.get().plan
        more = [
            MeasureFactory(plan=plan, text=f"第{n}件事", due_on=date(2025, 9, 1)) for n in range(60)
        ]
        measures_assign(more, fields={"owner": insider}, actor=insider)

        whole, page = as_insider.get(LIST), as_insider.get(LIST, {"group": "later", "page": "2"})

        assert "全部 6" in words(whole)
        assert len(re.findall(r'class="todo-row"', whole.content.decode())) < 40
        assert "第59件事" in words(page) or "第9件事" in words(page)

    def test_the_frame_counts_what_the_list_counts(self, work, insider):
        browser = signed_in(insider)
        session = browser.session
        del session[COUNT]
        session.save()
        count = len(todo_of(insider, on=TODAY).lines)

        frame = browser.get(reverse("desk:help")).content.decode()

        assert f'待办<span class="count">{count}</span>' in frame
        with CaptureQueriesContext(connection) as again:
            browser.get(reverse("desk:help"))
        assert len(again) < 12


class TestUnchanged:
    def test_several_rounds_are_handed_in_at_once(self, work, as_insider):
        page = reverse("desk:todo-unchanged")
        rows = list(Assignment.objects.all())

        shown = words(as_insider.get(page))
        as_insider.post(page, {"pick": [row.pk for row in rows]})

        assert shown.count("流动党员核对") == 2
        assert {row.state for row in Assignment.objects.all()} == {"submitted"}
        assert AuditEntry.objects.filter(act="answer.no_change").count() == 2

    def test_what_was_changed_or_is_somebody_elses_stays(self, work, as_insider, zzb, jyj):
        mine = Assignment.objects.order_by("pk")[0]
        Assignment.objects.filter(pk=mine.pk).update(changed_count=1)
        theirs = assignment_made(mine.round, jyj)

        as_insider.post(reverse("desk:todo-unchanged"), {"pick": [mine.pk, theirs.pk, "x"]})

        assert Assignment.objects.filter(state="submitted").count() == 0


class TestFile:
    def test_holds_the_own_lines_with_a_day_and_is_recorded(self, work, as_insider, insider):
        answer = as_insider.get(reverse("desk:todo-file"))
        text = answer.content.decode().replace("\r\n ", "")
        dated = [line for line in own_waiting(insider, on=TODAY) if line.due_on]

        assert answer["Content-Type"].startswith("text/calendar")
        assert text.count("BEGIN:VEVENT") == len(dated) > 2
        assert all(f"http://testserver{line.url}" in text for line in dated)
        assert len(set(re.findall(r"UID:(\S+)", text))) == len(dated)
        assert AuditEntry.objects.latest("pk").act == "todo.export"
