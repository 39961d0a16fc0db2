"""Pages of who answers, without JavaScript; and the answers a script gets."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import signed_in
from jingwei.collection.models import Assignment, Row
from jingwei.collection.selectors.answering import cell_name, sheet_of
from jingwei.collection.services.answering import Change, rows_save
from jingwei.collection.services.assignments import assignment_return
from jingwei.collection.services.handing_in import assignment_submit
from jingwei.collection.tests.answered import FIRST, assignment_made, first_row
from jingwei.collection.workbook import Known, Sheet, workbook_write
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.once


def at(name, *args):
    return reverse(f"collection:{name}", args=args)


def words(page):
    return page.content.decode()


@pytest.fixture
def row(assignment):
    return first_row(assignment)


def sent(row, *, was=None, **texts):
    """What the form of the grid sends for one row."""
    before = {cell_name(row.pk, code): row.values[code] for code in texts}
    return {
        **{cell_name(row.pk, code): text for code, text in texts.items()},
        "was": json.dumps(before if was is None else was),
    }


class TestAnswers:
    def test_lists_mine_with_the_day(self, assignment, as_outsider):
        page = words(as_outsider.get(at("answers")))

        assert "流动党员核对" in page
        assert "2025-07-04 前" in page
        assert "待填 1 份" in page

    def test_who_issued_it_has_nothing_to_answer(self, assignment, as_insider):
        assert "没有要填的" in words(as_insider.get(at("answers")))

    def test_without_the_permission_it_is_refused(self, assignment, as_powerless):
        assert as_powerless.get(at("answers")).status_code == 403


class TestAnswer:
    def test_shows_what_is_known_in_fields_that_can_be_changed(self, assignment, row, as_outsider):
        page = words(as_outsider.get(at("answer", assignment.pk)))

        assert 'value="10012345678"' in page
        assert 'aria-label="林示例1 电话"' in page
        assert '<option value="农村" selected>' in page

    def test_of_another_unit_there_is_none(self, assignment, gbk):
        other = UserFactory(unit=gbk, every_permission=True)

        assert signed_in(other).get(at("answer", assignment.pk)).status_code == 404

    def test_keeps_the_page_and_goes_on_to_the_check(self, assignment, row, as_outsider):
        data = sent(row, count="13", kind="社区") | {"act": "check"}

        page = as_outsider.post(at("answer", assignment.pk), data, follow=True)

        row.refresh_from_db()
        assert (row.values["count"], row.values["kind"]) == ("13", "社区")
        assert page.redirect_chain[-1][0] == at("answer-check", assignment.pk)
        assert "共 3 条，有变化 1 条，无变化 2 条" in words(page)

    def test_marks_changed_cells_and_says_what_stood_there(
        self, assignment, row, as_outsider, outsider
    ):
        rows_save(assignment, [Change(row.pk, "count", "13")], actor=outsider)

        page = words(as_outsider.get(at("answer", assignment.pk), {"show": "changed"}))

        assert "原：12" in page
        assert "林示例2" not in page

    def test_what_another_changed_meanwhile_is_left_and_told(
        self, assignment, row, as_outsider, outsider
    ):
        data = sent(row, count="14") | {"act": "save"}
        rows_save(assignment, [Change(row.pk, "count", "13")], actor=outsider)

        page = as_outsider.post(at("answer", assignment.pk), data, follow=True)

        row.refresh_from_db()
        assert row.values["count"] == "13"
        assert "有 1 格在你填写时被别人改过" in words(page)

    def test_what_could_not_be_kept_stands_on_the_page_again(self, assignment, row, as_outsider):
        data = sent(row, count="14") | {"c-999-count": "1"}

        page = as_outsider.post(at("answer", assignment.pk), data)

        assert page.status_code == 422
        assert 'value="14"' in words(page)
        assert "有的单元格不在这次填报中" in words(page)

    @pytest.mark.parametrize("was", ["{", "[1]", '{"a": 1}'])
    def test_a_broken_form_is_refused(self, assignment, row, as_outsider, was):
        page = as_outsider.post(at("answer", assignment.pk), {"was": was, "c-1-count": "2"})

        assert page.status_code == 422
        assert "请刷新页面" in words(page)

    def test_finds_a_row_by_name(self, assignment, as_outsider):
        page = words(as_outsider.get(at("answer", assignment.pk), {"q": "示例2"}))

        assert "林示例2" in page
        assert "林示例3" not in page

    def test_returned_it_shows_the_remark_at_the_cell(
        self, assignment, row, as_outsider, outsider, insider
    ):
        assignment_submit(assignment, actor=outsider)
        remarks = {row.pk: {"count": "与上月不符", "": "请整行核对"}}
        assignment_return(assignment, reason="有出入", actor=insider, remarks=remarks)

        page = words(as_outsider.get(at("answer", assignment.pk)))

        assert "已退回：有出入" in page
        assert "退回意见：与上月不符" in page
        assert "退回意见：请整行核对" in page

    def test_costs_the_same_for_few_rows_and_many(
        self, assignment, as_outsider, django_assert_max_num_queries, django_assert_num_queries
    ):
        with django_assert_max_num_queries(30) as few:
            as_outsider.get(at("answer", assignment.pk))
        Row.objects.bulk_create(
            Row(
                assignment=assignment, key=f"more{n}", label="周示例", prefilled=FIRST, values=FIRST
            )
            for n in range(40)
        )

        with django_assert_num_queries(len(few)):
            as_outsider.get(at("answer", assignment.pk))

    def test_a_row_is_added_and_taken_out(self, assignment, row, as_outsider):
        as_outsider.post(at("answer-row-add", assignment.pk), sent(row, count="13"))
        added = assignment.rows.get(fate="added")
        row.refresh_from_db()
        assert row.values["count"] == "13"

        page = as_outsider.post(at("answer-row-remove", added.pk), {"was": "{}"}, follow=True)

        assert "已删去" in words(page)
        assert assignment.rows.count() == 3


class TestAnswerSave:
    def test_tells_what_is_kept_and_what_is_wrong(self, assignment, row, as_outsider):
        answer = as_outsider.post(
            at("answer-save", assignment.pk), sent(row, count="１３", since="三月初")
        )

        told = answer.json()
        count, since = cell_name(row.pk, "count"), cell_name(row.pk, "since")
        assert told["kept"] == {count: "13", since: "三月初"}
        assert told["wrong"][count] == ""
        assert "不是日期" in told["wrong"][since]
        assert (told["changed"], told["clashes"]) == (1, {})

    def test_tells_of_a_clash(self, assignment, row, as_outsider, outsider):
        data = sent(row, count="14")
        rows_save(assignment, [Change(row.pk, "count", "13")], actor=outsider)

        told = as_outsider.post(at("answer-save", assignment.pk), data).json()

        assert told["clashes"] == {cell_name(row.pk, "count"): "13"}

    def test_says_why_nothing_is_kept(self, assignment, row, as_outsider):
        Assignment.objects.update(state="submitted")

        answer = as_outsider.post(at("answer-save", assignment.pk), sent(row, count="14"))

        assert (answer.status_code, answer.json()["code"]) == (409, "collection.closed")


class TestCheckAndSubmit:
    def test_every_fault_links_to_its_cell(self, assignment, row, as_outsider, outsider):
        rows_save(assignment, [Change(row.pk, "since", "三月初")], actor=outsider)

        page = words(as_outsider.get(at("answer-check", assignment.pk)))

        where = (
            f"{at('answer', assignment.pk)}?page=1&amp;row={row.pk}#{cell_name(row.pk, 'since')}"
        )
        assert f'href="{where}"' in page
        assert "核对无误并提交" not in page

    def test_handed_in_it_has_a_receipt_that_tells_the_changes(
        self, assignment, row, as_outsider, outsider
    ):
        rows_save(assignment, [Change(row.pk, "count", "13")], actor=outsider)

        page = words(as_outsider.post(at("answer-submit", assignment.pk), follow=True))

        assert "TB-2025-0630-001" in page
        assert "3 条，其中有变化 1 条" in page
        assert '<td data-label="现在">13</td>' in page

    def test_no_change_is_asked_once_and_handed_in(self, assignment, as_outsider):
        asked = words(as_outsider.get(at("answer-unchanged", assignment.pk)))
        assert "3 条，全部无变化" in asked

        page = words(as_outsider.post(at("answer-unchanged", assignment.pk), follow=True))

        assert "填报已提交" in page
        assert Assignment.objects.get().state == "submitted"

    def test_handed_in_nothing_can_be_typed(self, assignment, as_outsider, outsider):
        assignment_submit(assignment, actor=outsider)

        page = words(as_outsider.get(at("answer", assignment.pk)))

        assert "data-cell" not in page
        assert "核对并提交" not in page

    def test_a_town_gathers_its_parts(self, assignment, jyj, as_outsider, outsider):
        unit = UnitFactory(code="school1", parent=jyj)
        part = assignment_made(assignment.round, unit, rows=2, parent=assignment)
        assert "已分给下级 1 家" in words(as_outsider.get(at("answer", assignment.pk)))

        page = as_outsider.post(at("answer-merge", assignment.pk), follow=True)
        assert "还有 1 家没有提交" in words(page)
        assignment_submit(part, actor=outsider)
        page = as_outsider.post(at("answer-merge", assignment.pk), follow=True)

        assert "填报已提交" in words(page)


class TestFiles:
    def test_the_workbook_comes_back_changed(self, assignment, row, as_outsider):
        made = as_outsider.get(at("answer-workbook", assignment.pk))
        assert made.content.startswith(b"PK")
        sheet = sheet_of(assignment)
        rows = [Known(known.row, known.label, FIRST | {"count": "15"}) for known in sheet.rows]
        changed = Sheet(sheet.assignment, sheet.title, "", sheet.columns, rows)
        file = SimpleUploadedFile("表.xlsx", workbook_write(changed))

        page = as_outsider.post(at("answer-upload", assignment.pk), {"act": "file", "file": file})

        assert "读取 3 行，现在共有 3 行有变化" in words(page)
        row.refresh_from_db()
        assert row.values["count"] == "15"

    def test_a_pasted_table_is_taken_and_faults_are_listed(self, assignment, row, as_outsider):
        text = "对象\t人数\t备注\n林示例1\t13\tx\n林示例2\t1E+17\t\n"

        page = words(
            as_outsider.post(at("answer-upload", assignment.pk), {"act": "paste", "text": text})
        )

        assert "有 1 处没有读取" in page
        assert "没有读取：备注" in page
        row.refresh_from_db()
        assert row.values["count"] == "13"

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ({"act": "paste", "text": ""}, "还没有粘贴内容"),
            ({"act": "paste", "text": "甲\t乙\n1\t2"}, "没有找到表头"),
            ({"act": "file"}, "还有 1 处需要修改"),
        ],
    )
    def test_what_cannot_be_read_comes_back_with_the_reason(
        self, assignment, as_outsider, data, told
    ):
        page = as_outsider.post(at("answer-upload", assignment.pk), data)

        assert page.status_code == 422
        assert told in words(page)
