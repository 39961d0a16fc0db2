"""The pages of cases: what they show, what is done there, who may open them."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from docx import Document

from jingwei.kernel.models import AuditEntry
from jingwei.procedures.models import Case, CasePaper
from jingwei.procedures.panels import PANELS, Panel
from jingwei.procedures.selectors.lists import due_steps
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.pages import at, words
from jingwei.procedures.tests.sample import APPLIED, TEXT, taken
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.once


class TestCaseList:
    def test_shows_where_a_case_stands(self, stepped, as_insider):
        text = words(as_insider.get(at("case-list")))

        assert "共 1 件" in text
        assert "3/6 考察" in text
        assert "2025-11-02" in text

    def test_others_see_none(self, stepped, as_outsider):
        assert "共 0 件" in words(as_outsider.get(at("case-list")))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"definition": sample.CODE, "step": "B01"}, 1),
            ({"definition": sample.CODE, "step": "A01"}, 0),
            ({"definition": sample.CODE, "stage": "考察"}, 1),
            ({"due": "overdue"}, 0),
            ({"due_before": "2025-11-03"}, 1),
            ({"due": "30"}, 0),
            ({"missing": "yes"}, 0),
            ({"q": "林示例"}, 1),
            ({"q": "linshili"}, 1),
            ({"q": "王示例"}, 0),
            ({"state": "finished"}, 0),
            ({"state": "all"}, 1),
            ({"unit": "区委组织部"}, 1),
            ({"sort": "new"}, 1),
        ],
    )
    def test_filters(self, stepped, as_insider, query, found):
        assert f"共 {found} 件" in words(as_insider.get(at("case-list"), query))

    @pytest.mark.parametrize("query", [{"due_before": "x"}, {"owner": "x"}, {"due": "soon"}])
    def test_a_filter_that_means_nothing_is_said(self, stepped, as_insider, query):
        assert as_insider.get(at("case-list"), query).status_code == 422

    def test_the_board_shows_the_stages(self, stepped, as_insider):
        page = as_insider.get(at("case-list"), {"definition": sample.CODE, "view": "board"})

        assert "考察 1 示例程序：林示例" in words(page)

    def test_pages_follow_one_another(self, stepped, as_insider, zzb, insider):
        for _ in range(60):
            sample.opened(PersonFactory(unit=zzb), insider)

        page = as_insider.get(at("case-list"))
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())[1]
        second = as_insider.get(at("case-list") + following.replace("&amp;", "&"))

        shown = [
            re.findall(r'name="pick"\s+value="(\d+)"', p.content.decode()) for p in (page, second)
        ]
        assert [len(found) for found in shown] == [50, 11]
        assert not set(shown[0]) & set(shown[1])

    @pytest.mark.parametrize("view", ["", "board"])
    def test_queries_do_not_grow_with_cases(
        self, stepped, as_insider, zzb, insider, django_assert_max_num_queries, view
    ):
        query = {"definition": sample.CODE, "view": view}
        as_insider.get(at("case-list"), query)
        with django_assert_max_num_queries(30) as few:
            as_insider.get(at("case-list"), query)
        for _ in range(5):
            taken(sample.opened(PersonFactory(unit=zzb), insider), APPLIED)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(at("case-list"), query)


class TestCaseNew:
    def test_offers_the_procedures_and_opens_one(self, definition, today, person, as_insider):
        choice = as_insider.get(at("case-new"))
        page = as_insider.post(
            at("case-new") + f"?procedure={sample.CODE}",
            {"subject": person.full_name, "opened_on": "2025-06-30",
             "owner": as_insider.session["_auth_user_id"], "title": ""},
            follow=True,
        )  # fmt: skip

        assert "示例程序 《示例工作细则》（2014） · 6 步" in words(choice)
        assert "已发起“示例程序：林示例”。" in words(page)

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"subject": ""}, "人员：填写人员。"),
            ({"subject": "无此人"}, "没有找到“无此人”，或你无权查看。"),
            ({"opened_on": "2025-07-01"}, "发起日期 2025-07-01 还没有到"),
        ],
    )
    def test_bad_input_comes_back(self, definition, today, person, as_insider, sent, told):
        owner = as_insider.session["_auth_user_id"]
        form = {"subject": person.number, "opened_on": "2025-06-30", "owner": owner} | sent

        page = as_insider.post(at("case-new") + f"?procedure={sample.CODE}", form)

        assert page.status_code == 422
        assert told in words(page)
        assert not Case.objects.exists()

    def test_two_of_a_name_are_told_apart_by_number(
        self, definition, today, person, zzb, as_insider
    ):
        PersonFactory(unit=zzb, full_name=person.full_name)

        page = as_insider.post(
            at("case-new") + f"?procedure={sample.CODE}", {"subject": person.full_name}
        )

        assert "有不止一位“林示例”，请写人员编号。" in words(page)


class TestCase:
    def test_shows_the_flow_what_is_missing_and_what_happened(self, stepped, as_insider):
        page = as_insider.get(at("case", stepped.pk))

        text = words(page)
        assert "第 3 步，共 6 步" in text
        assert 'aria-current="step"' in page.content.decode()
        assert "顾青：谈话：完成，2025-01-20" in text
        assert "补录" in text
        assert "不缺，可以登记。" in text

    def test_lists_what_is_missing_beside_an_open_button(self, case, as_insider):
        page = as_insider.get(at("case", case.pk))

        assert "还没有“申请书” 填写申请日期" in words(page)
        assert f'href="{at("case-step", case.pk)}">记录下一步' in page.content.decode()

    def test_an_unknown_fact_shows_as_such_with_its_article(self, case, as_insider):
        text = words(as_insider.get(at("case", case.pk)))

        assert "▲ 不能判断" in text
        assert "《示例工作细则》（2014）第六条 未核对原文，只提醒不阻止" in text

    def test_a_finished_one_can_be_revoked_by_whoever_may(self, case, as_insider, insider):
        case = taken(case, *sample.ALL, actor=insider)

        page = as_insider.get(at("case", case.pk))

        assert "办结" in words(page)
        assert at("case-revoke", case.pk) in page.content.decode()

    def test_a_foreign_one_is_not_there(self, stepped, as_outsider):
        assert as_outsider.get(at("case", stepped.pk)).status_code == 404

    def test_opening_a_restricted_one_is_recorded(self, today, person, insider, as_insider):
        with sample.shelved(TEXT.replace("version = 1", "version = 1\nrestricted = true")):
            case = sample.opened(person, insider)

            page = as_insider.get(at("case", case.pk))

        assert "敏感" in words(page)
        assert AuditEntry.objects.filter(act="case.read").count() == 1

    def test_a_room_shows_its_panel(self, stepped, as_insider, monkeypatch):
        panel = Panel("材料情况", "_facts.html", lambda case, viewer: {"facts": []})
        monkeypatch.setitem(PANELS, sample.CODE, [panel])

        assert "材料情况" in words(as_insider.get(at("case", stepped.pk)))

    def test_queries_do_not_grow_with_steps(
        self, case, as_insider, insider, django_assert_max_num_queries
    ):
        as_insider.get(at("case", case.pk))
        with django_assert_max_num_queries(30) as few:
            as_insider.get(at("case", case.pk))
        case = taken(case, *sample.ALL[:5], actor=insider)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(at("case", case.pk))


class TestActs:
    @pytest.mark.parametrize(
        ("act", "told"),
        [("case-suspend", "已中止。"), ("case-stop", "已终止。"), ("case-return", "已退回。")],
    )
    def test_each_asks_why_and_says_so(self, stepped, as_insider, act, told):
        form = {"seen": stepped.version, "to": "A02"}

        empty = as_insider.post(at(act, stepped.pk), form)
        page = as_insider.post(at(act, stepped.pk), form | {"reason": "x"}, follow=True)

        assert empty.status_code == 422
        assert told in words(page)

    def test_resumes(self, stepped, as_insider):
        as_insider.post(at("case-suspend", stepped.pk), {"seen": stepped.version, "reason": "x"})
        page = as_insider.post(
            at("case-resume", stepped.pk), {"seen": stepped.version + 1, "reason": "x"},
            follow=True,
        )  # fmt: skip

        assert "已恢复办理。" in words(page)

    def test_revokes(self, case, as_insider, insider):
        case = taken(case, *sample.ALL, actor=insider)

        page = as_insider.post(
            at("case-revoke", case.pk), {"seen": case.version, "reason": "有误"}, follow=True
        )

        assert "已撤销，登记已恢复到办理前。" in words(page)

    def test_hands_over(self, case, as_insider, zzb):
        other = UserFactory(unit=zzb, full_name="陶示例")

        as_insider.post(
            at("case-hand-over", case.pk),
            {"seen": case.version, "to": other.pk, "reason": "轮岗"},
        )

        assert Case.objects.get().owner == other

    def test_adds_and_removes_a_paper(self, case, as_insider):
        form = {"step": "A01", "code": "application", "number": "1号"}
        as_insider.post(at("case-paper-add", case.pk), form)
        paper = CasePaper.objects.get()

        as_insider.post(at("case-paper-remove", paper.pk), {"reason": "传错"})

        assert (paper.name, paper.number) == ("申请书", "1号")
        assert not CasePaper.objects.exists()

    def test_records_a_recusal(self, case, as_insider):
        form = {"name": "周示例", "reason": "亲属", "decided": "yes", "decided_on": "2025-06-30"}

        page = as_insider.post(at("case-recusal", case.pk), form, follow=True)

        assert "周示例：亲属" in words(page)


class TestPrint:
    def test_the_index_lists_steps_papers_and_findings(self, case, as_insider, insider):
        case = taken(case, *sample.ALL[:5], actor=insider)

        answer = as_insider.get(at("case-print", case.pk))

        paper = Document(BytesIO(answer.content))
        text = "".join(p.text for p in paper.paragraphs)
        cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
        assert "谈话人：周示例。" in text
        assert cells[1][:3] == ["1", "递交申请", "申请书"]
        assert AuditEntry.objects.filter(act="case.index_export").count() == 1

    def test_a_paper_is_written_by_its_room(self, case, as_insider):
        answer = as_insider.get(at("case-draft", case.pk, "reply"))

        assert answer.content.decode() == "批复：示例程序：林示例"
        assert as_insider.get(at("case-draft", case.pk, "minutes")).status_code == 404


class TestDue:
    def test_only_the_owner_is_reminded(self, stepped, insider, powerless, today):
        (row,) = due_steps(insider, today)

        assert (row.what, row.late) == ("考察（示例程序：林示例）", False)
        assert row.address == ("procedures:case", stepped.pk)
        assert due_steps(powerless, today) == []

    def test_an_overdue_step_is_late(self, case, insider, today):
        case = taken(case, APPLIED)

        assert due_steps(insider, today)[0].late
