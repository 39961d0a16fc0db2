"""The pages of coverage: what they show, what is done there, who may open them."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from conftest import signed_in
from jingwei.coverage.models import Evidence, Programme
from jingwei.coverage.remedies import REMEDIES, Remedy
from jingwei.coverage.services import evidence_add, evidence_refresh, rows_exempt
from jingwei.coverage.tests.samples import MARCH, at, drafted, fields, started, words
from jingwei.kernel.models import SavedView
from jingwei.people.models import TrainingRecord
from tests.factories import PersonFactory, TrainingRecordFactory, UserFactory

pytestmark = pytest.mark.once


def sent(zzb, **others):
    told = {**fields(zzb), "unit": zzb.name, "needed": "1", **others}
    return {name: str(value) for name, value in told.items() if name not in ("audience", "subject")}


class TestProgrammeList:
    def test_filters(self, programme, as_insider):
        cases = [
            ({"q": "轮训"}, 1), ({"q": "谈话"}, 0), ({"state": "draft"}, 0), ({"mine": "yes"}, 1),
        ]  # fmt: skip

        for query, count in cases:
            assert f"共 {count} 个" in words(as_insider.get(at("programme-list"), query)), query

    def test_shows_numbers_of_each(self, programme, rows, insider, as_insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        text = words(as_insider.get(at("programme-list")))

        assert "科级干部轮训" in text
        assert "50.0%" in text

    def test_others_see_none(self, programme, as_outsider):
        assert "共 0 个" in words(as_outsider.get(at("programme-list")))

    def test_is_closed_to_the_powerless(self, programme, as_powerless):
        assert as_powerless.get(at("programme-list")).status_code == 403


class TestProgrammePage:
    def test_names_the_uncovered(self, programme, rows, insider, as_insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        text = words(as_insider.get(at("programme", programme.pk)))

        assert "应覆盖 2 人，已覆盖 1 ，未覆盖 1" in text
        assert "名单：共 1 人" in text
        assert "章示例" in text
        assert "直线推算" in text

    def test_filters(self, programme, rows, insider, as_insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
        cases = [
            ({}, 1), ({"show": "covered"}, 1), ({"show": "all"}, 2), ({"show": "exempt"}, 0),
            ({"show": "covered", "on": "2025-03-09"}, 0), ({"on": "2025-03-09"}, 2),
            ({"unit": "qinglan/zzb/gbk/"}, 1), ({"q": "章示例"}, 1), ({"q": "林示例"}, 0),
            ({"q": "zhangshili"}, 1), ({"show": "late"}, 0),
        ]  # fmt: skip

        for query, count in cases:
            text = words(as_insider.get(at("programme", programme.pk), query))
            assert f"名单：共 {count} 人" in text, query

    def test_numbers_open_the_list_of_the_unit_and_the_day_they_count(
        self, programme, rows, zzb, gbk, insider, as_insider
    ):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
        rows_exempt(programme, rows[1:], why="长期病假", on=date(2025, 6, 1), actor=insider)
        for query in (
            {}, {"on": "2025-05-01"}, {"unit": gbk.path}, {"unit": zzb.path, "below": "own"},
        ):  # fmt: skip
            page = as_insider.get(at("programme", programme.pk), query)
            links = re.findall(r'href="(\?[^"]*)#list">(\d+)', page.content.decode())

            told = {link: f"名单：共 {number} 人" for link, number in links}
            assert told, query
            for link, line in told.items():
                address = at("programme", programme.pk) + link.replace("&amp;", "&")
                assert line in words(as_insider.get(address)), (query, link)

    def test_says_why_somebody_does_not_count(self, programme, rows, insider, as_insider):
        rows_exempt(programme, rows[:1], why="长期病假", on=MARCH, actor=insider)
        query = {"show": "exempt"}

        page = as_insider.get(at("programme", programme.pk), query)
        book = as_insider.get(at("programme-export", programme.pk), query).content

        lines = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_name("名单").to_python()
        assert "不计入：长期病假" in words(page)
        assert lines[2][-1] == "长期病假"

    def test_says_a_filter_that_means_nothing(self, programme, as_insider):
        answer = as_insider.get(at("programme", programme.pk), {"on": "x", "unit": "没有"})

        assert answer.status_code == 422

    def test_is_not_there_for_others(self, programme, as_outsider):
        assert as_outsider.get(at("programme", programme.pk)).status_code == 404

    def test_queries_do_not_grow_with_rows(
        self, today, zzb, insider, as_insider, pair, django_assert_max_num_queries
    ):
        small = drafted(zzb, insider)
        as_insider.post(at("programme-start", small.pk))
        as_insider.get(at("programme", small.pk))
        with django_assert_max_num_queries(40) as few:
            as_insider.get(at("programme", small.pk))
        count = len(few)
        for _ in range(5):
            PersonFactory(unit=zzb)
        large = drafted(zzb, insider)
        as_insider.post(at("programme-start", large.pk))

        with django_assert_max_num_queries(count):
            as_insider.get(at("programme", large.pk))

    def test_pages_follow_one_another(self, today, zzb, insider, as_insider):
        for _ in range(60):
            PersonFactory(unit=zzb)
        programme = drafted(zzb, insider)
        as_insider.post(at("programme-start", programme.pk))

        page = as_insider.get(at("programme", programme.pk))
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())[1]
        second = as_insider.get(at("programme", programme.pk) + following.replace("&amp;", "&"))

        shown = [
            set(re.findall(r'name="pick"\s+value="(\d+)"', one.content.decode()))
            for one in (page, second)
        ]
        assert [len(found) for found in shown] == [50, 10]
        assert not shown[0] & shown[1]

    def test_offers_what_other_rooms_do_about_the_uncovered(
        self, programme, as_insider, monkeypatch
    ):
        link = Remedy("发起一轮", "coverage:programme-list", "coverage.view_programme")
        gone = Remedy("没有了", "nowhere:at-all", "coverage.view_programme")
        monkeypatch.setattr("jingwei.coverage.web.programmes.REMEDIES", [*REMEDIES, link, gone])

        page = as_insider.get(at("programme", programme.pk), {"show": "late"}).content.decode()

        assert f"?show=late&amp;coverage={programme.pk}" in page
        assert "没有了" not in page


class TestProgrammeNew:
    def test_is_written_with_register_and_filter_then_started(self, today, zzb, pair, as_insider):
        as_insider.post(at("programme-new"), sent(zzb))
        programme = Programme.objects.get()
        preview = words(as_insider.get(at("programme-start", programme.pk)))
        as_insider.post(at("programme-start", programme.pk))

        assert "现在共 2 人" in preview
        assert programme.subject == "person"
        assert "人员（" in programme.audience
        assert programme.rows.count() == 2

    def test_takes_a_saved_view(self, today, zzb, insider, as_insider):
        view = SavedView.objects.create(
            register="people.person", name="女同志", query="gender=2", owner=insider
        )

        as_insider.post(at("programme-new"), sent(zzb, register="", query="", view=view.pk))

        assert Programme.objects.get().query == "gender=2"

    def test_takes_whoever_one_of_several_views_finds(self, today, zzb, insider, as_insider):
        views = [
            SavedView.objects.create(register=register, name=name, query=query, owner=insider)
            for register, name, query in (
                ("people.person", "女同志", "gender=2"), ("people.person", "姓林", "q=林"),
                ("org.unit", "机关", "kind=party"),
            )
        ]  # fmt: skip
        both, mixed = ([view.pk for view in part] for part in (views[:2], views))
        told = sent(zzb, register="", query="")

        refused = as_insider.post(at("programme-new"), {**told, "view": mixed})
        as_insider.post(at("programme-new"), {**told, "view": both})

        assert "不是同一本登记册" in words(refused)
        assert Programme.objects.get().query == "gender=2\nq=林"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"register": ""}, "选择一个常用视图"),
            ({"query": "birth_on_from=x"}, "筛选条件"),
            ({"due_on": "2024-01-01"}, "早于"),
            ({"due_months": "12"}, "从哪天起算"),
            ({"register": "org.unit", "query": "", "source": "people.trainingrecord"}, "不记这类"),
            ({"title": ""}, "填写名称"),
        ],
    )
    def test_says_what_is_wrong(self, today, zzb, as_insider, wrong, said):
        answer = as_insider.post(at("programme-new"), sent(zzb, **wrong))

        assert answer.status_code == 422
        assert said in words(answer)
        assert not Programme.objects.exists()

    def test_a_started_one_is_changed_without_its_audience(self, programme, zzb, as_insider):
        page = as_insider.get(at("programme-change", programme.pk)).content.decode()
        told = sent(zzb, title="科级干部全员轮训")
        as_insider.post(at("programme-change", programme.pk), told)

        programme.refresh_from_db()
        assert 'name="query"' not in page
        assert programme.title == "科级干部全员轮训"

    def test_is_refused_to_who_sees_only_a_part(self, programme, gbk, as_insider):
        part = signed_in(UserFactory(unit=gbk, every_permission=True))

        assert part.get(at("programme", programme.pk)).status_code == 200
        assert part.get(at("programme-change", programme.pk)).status_code == 403

    def test_is_closed(self, programme, as_insider):
        as_insider.post(at("programme-close", programme.pk), {"result": "完成"})

        programme.refresh_from_db()
        assert programme.closed_on == date(2025, 6, 30)
        assert "共 0 个" in words(as_insider.get(at("programme-list")))
        assert "共 1 个" in words(as_insider.get(at("programme-list"), {"state": "closed"}))
        as_insider.post(at("programme-reopen", programme.pk), {"why": "还有人补训"})
        programme.refresh_from_db()
        assert (programme.state, programme.closed_on) == ("running", None)

    def test_a_draft_is_thrown_away_and_a_started_one_is_not(
        self, programme, zzb, insider, as_insider
    ):
        draft = drafted(zzb, insider)
        answers = [
            as_insider.post(at("programme-remove", one.pk)).status_code
            for one in (draft, programme)
        ]

        assert answers == [302, 422]
        assert list(Programme.objects.all()) == [programme]

    def test_is_repeated_with_its_audience_for_another_term(self, programme, as_insider):
        form = as_insider.get(at("programme-new"), {"from": programme.pk}).context["form"]

        told = {name: form[name].value() for name in ("title", "due_on", "query", "counts")}
        assert told == {
            "title": None, "due_on": None, "query": programme.query, "counts": programme.counts,
        }  # fmt: skip


class TestActsOnRows:
    def test_typed_evidence_is_shown_then_confirmed(self, programme, rows, as_insider):
        address = at("evidence-add", programme.pk)
        first = as_insider.post(address, {"pick": [rows[0].pk]})
        told = {"pick": [rows[0].pk], "confirmed": "yes", "on": "2025-03-10", "words": "第一期"}
        as_insider.post(address, told)

        assert "林示例" in words(first)
        assert first.status_code == 200
        assert Evidence.objects.get().row == rows[0]

    def test_all_of_the_filter_are_taken(self, programme, rows, as_insider):
        told = {"all": "yes", "query": "q=章示例", "confirmed": "yes", "on": "2025-03-10",
                "words": "第一期"}  # fmt: skip
        as_insider.post(at("evidence-add", programme.pk), told)

        assert Evidence.objects.get().row == rows[1]

    @pytest.mark.parametrize(("name", "state"), [("rows-exempt", "exempt"), ("rows-leave", "left")])
    def test_changes_ask_for_a_reason(self, programme, rows, as_insider, name, state):
        told = {"pick": [rows[0].pk], "confirmed": "yes", "on": "2025-03-10"}
        without = as_insider.post(at(name, programme.pk), told)
        as_insider.post(at(name, programme.pk), {**told, "why": "长期病假"})

        rows[0].refresh_from_db()
        assert without.status_code == 422
        assert rows[0].state == state

    def test_one_click_writes_a_class(self, programme, rows, as_insider):
        told = {"pick": [row.pk for row in rows], "confirmed": "yes", "title": "轮训一期",
                "began_on": "2025-06-02", "ended_on": "2025-06-06", "hours": "40"}  # fmt: skip
        as_insider.post(at("training-record", programme.pk), told)

        assert TrainingRecord.objects.filter(title="轮训一期", hours=40).count() == 2
        assert programme.rows.exclude(covered_on=None).count() == 2

    def test_lead_back_to_the_filter_one_came_from(self, programme, rows, as_insider):
        told = {"pick": [rows[0].pk], "query": "show=all", "confirmed": "yes",
                "on": "2025-03-10", "words": "第一期"}  # fmt: skip

        answer = as_insider.post(at("evidence-add", programme.pk), told)

        assert answer["Location"] == at("programme", programme.pk) + "?show=all"

    def test_without_a_tick_nothing_happens(self, programme, as_insider):
        answer = as_insider.post(at("rows-leave", programme.pk), follow=True)

        assert "请先在名单里勾选" in words(answer)

    def test_pasted_names_are_shown_before_they_are_stored(self, programme, rows, as_insider):
        told = {"names": "林示例\t区委组织部\n章示例\n", "on": "2025-03-10", "words": "第一期"}
        page = as_insider.post(at("evidence-paste", programme.pk), told)

        assert "核对名单" in words(page)
        assert page.content.decode().count('name="pick"') == 2
        assert not Evidence.objects.exists()

    def test_pasted_names_that_are_not_there_are_said(self, programme, zzb, as_insider):
        told = {"names": "无此人", "on": "2025-03-10", "words": "第一期"}

        answer = as_insider.post(at("evidence-paste", programme.pk), told)

        assert answer.status_code == 422
        assert "名单里没有：无此人" in words(answer)

    def test_changes_of_the_audience_are_taken(self, programme, zzb, as_insider):
        new = PersonFactory(unit=zzb, full_name="新示例")
        page = as_insider.get(at("roster-changes", programme.pk))
        told = {"pick": [f"join:{new.pk}"], "why": "新调入"}
        refused = as_insider.post(at("roster-changes", programme.pk), {**told, "why": ""})
        after = as_insider.post(at("roster-changes", programme.pk), told, follow=True)

        assert "新示例" in words(page)
        assert "checked" in refused.content.decode()
        assert "名单与登记一致" in words(after)
        assert programme.rows.count() == 3

    def test_evidence_is_withdrawn_with_a_reason(self, programme, rows, insider, as_insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)
        evidence = Evidence.objects.get()
        as_insider.post(at("evidence-withdraw", evidence.pk), {"why": "记错人"})

        assert "已撤回：记错人" in words(as_insider.get(at("row", rows[0].pk)))

    def test_evidence_that_was_read_leads_to_its_record(
        self, today, zzb, insider, as_insider, pair
    ):
        record = TrainingRecordFactory(person=pair[0], title="轮训一期", began_on=MARCH)
        told = {"source": "people.trainingrecord", "source_words": "轮训"}
        programme = started(zzb, insider, **told)
        evidence_refresh(programme, actor=insider)

        page = as_insider.get(at("row", programme.rows.get(person=pair[0]).pk))

        address = reverse("registers:row", args=["people.trainingrecord", record.pk])
        assert f'href="{address}"' in page.content.decode()
        assert "people.trainingrecord" not in words(page)

    def test_refreshing_reads_the_source(self, programme, as_insider):
        answer = as_insider.post(at("programme-refresh", programme.pk), follow=True)

        assert "凭据已更新" in words(answer)


class TestExport:
    def test_holds_the_rows_of_the_filter(self, programme, rows, insider, as_insider):
        evidence_add(programme, rows[:1], on=MARCH, words="第一期", actor=insider)

        answer = as_insider.get(at("programme-export", programme.pk), {"show": "covered"})

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert book.sheet_names == ["名单", "按单位", "口径"]
        lines = book.get_sheet_by_name("名单").to_python()
        assert lines[2][0] == "林示例"
        assert lines[2][6] == "2025-03-10 第一期（手工登记）"
        assert len(lines) == 3
