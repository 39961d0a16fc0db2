"""Saving a draft, taking tables, handing in: what is acknowledged is there, faults are told."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from jingwei.collection.cells import FATE, LEFT, STAYS
from jingwei.collection.models import Assignment, Row
from jingwei.collection.selectors.answering import answers_of, check_of, sheet_of
from jingwei.collection.services.answering import (
    Change,
    row_add,
    row_remove,
    rows_paste,
    rows_save,
    workbook_take,
)
from jingwei.collection.services.assignments import assignment_return
from jingwei.collection.services.handing_in import (
    assignment_no_change,
    assignment_submit,
    town_merge,
)
from jingwei.collection.tests.answered import FIRST, assignment_made, first_row, round_made
from jingwei.collection.workbook import KEY, LABEL, workbook_write
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from tests.factories import UnitFactory


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


@pytest.fixture
def row(assignment):
    return first_row(assignment)


@pytest.fixture
def save(assignment, outsider):
    def saved(*changes):
        return rows_save(assignment, [Change(*change) for change in changes], actor=outsider)

    return saved


class TestRowsSave:
    def test_keeps_the_cell_marks_the_row_and_leaves_a_trace(self, assignment, row, save):
        saved = save((row.pk, "phone", " 10087654321 ", FIRST["phone"]))

        row.refresh_from_db()
        assignment.refresh_from_db()
        assert row.values == FIRST | {"phone": "10087654321"}
        assert (row.prefilled, row.is_changed, row.changed_codes()) == (FIRST, True, ["phone"])
        assert (assignment.state, assignment.changed_count) == ("saved", 1)
        assert (saved.version, saved.cells) == (2, {(row.pk, "phone"): "10087654321"})
        assert acts()[-1] == "answer.save"

    def test_what_cannot_be_handed_in_is_kept_all_the_same(self, row, save):
        save((row.pk, "since", "三月初"))

        row.refresh_from_db()
        assert row.values["since"] == "三月初"

    def test_another_spelling_of_what_was_there_changes_nothing(self, assignment, row, save):
        before = len(acts())
        saved = save((row.pk, "since", "2024年3月1日"), (row.pk, "count", "12.0"))

        row.refresh_from_db()
        assignment.refresh_from_db()
        assert (row.values, assignment.version, len(acts())) == (FIRST, 1, before)
        assert saved.cells[row.pk, "since"] == FIRST["since"]

    def test_put_back_the_row_is_unchanged_again(self, assignment, row, save):
        save((row.pk, "count", "13"))
        save((row.pk, "count", "12"))

        row.refresh_from_db()
        assignment.refresh_from_db()
        assert (row.is_changed, assignment.changed_count) == (False, 0)

    def test_what_somebody_else_changed_meanwhile_is_left_and_told(self, row, save):
        save((row.pk, "count", "13", "12"))

        saved = save((row.pk, "count", "14", "12"), (row.pk, "kind", "社区", "农村"))

        row.refresh_from_db()
        assert (row.values["count"], row.values["kind"]) == ("13", "社区")
        assert saved.conflicts == {(row.pk, "count"): "13"}

    def test_two_people_who_say_the_same_do_not_clash(self, row, save):
        save((row.pk, "count", "13", "12"))

        assert save((row.pk, "count", "13", "12")).conflicts == {}

    def test_a_row_that_left_is_told_by_its_fate(self, row, save):
        save((row.pk, FATE, LEFT, STAYS))

        row.refresh_from_db()
        assert (row.fate, row.is_changed, row.values) == ("gone", True, FIRST)

    def test_cells_of_another_assignment_are_refused(self, assignment, save, gbk):
        other = first_row(assignment_made(assignment.round, gbk))

        with pytest.raises(BadInput, match="不在这次填报中"):
            save((other.pk, "count", "1"))

    @pytest.mark.parametrize(("code", "text"), [("nobody", "x"), ("name", "长" * 4001)])
    def test_unknown_columns_and_endless_texts_are_refused(self, row, save, code, text):
        with pytest.raises(BadInput):
            save((row.pk, code, text))

    @pytest.mark.parametrize("state", ["submitted", "accepted"])
    def test_what_was_handed_in_cannot_be_changed(self, assignment, row, save, state):
        Assignment.objects.update(state=state)

        with pytest.raises(Conflict, match="不能再改"):
            save((row.pk, "count", "1"))

    def test_nothing_is_taken_after_the_round_ended(self, assignment, row, save):
        assignment.round.state = "closed"
        assignment.round.save()

        with pytest.raises(Conflict, match="已结束"):
            save((row.pk, "count", "1"))

    def test_costs_the_same_for_one_row_and_for_many(
        self, assignment, save, django_assert_num_queries
    ):
        pks = list(assignment.rows.values_list("pk", flat=True))
        save((pks[0], "count", "13"))

        with django_assert_num_queries(14):
            save((pks[0], "count", "14"))
        with django_assert_num_queries(14):
            save(*((pk, "count", "15") for pk in pks))


class TestRowAdd:
    def test_adds_a_row_that_counts_as_changed_and_takes_it_out_again(self, assignment, outsider):
        row = row_add(assignment, {"name": "周示例"}, actor=outsider)

        assignment.refresh_from_db()
        assert (row.key, row.label, row.fate, row.position) == ("new-1", "周示例", "added", 4)
        assert (assignment.row_count, assignment.changed_count) == (4, 1)
        row_remove(row, actor=outsider)
        assert assignment.rows.count() == 3

    def test_a_row_the_register_knows_stays(self, row, outsider):
        with pytest.raises(RuleViolation, match="不能删去"):
            row_remove(row, actor=outsider)

    def test_where_a_row_is_the_recipient_none_is_added(self, zzb, jyj, insider, outsider, today):
        own = assignment_made(round_made(zzb, insider, subject="recipient"), jyj, rows=1)

        with pytest.raises(RuleViolation, match="每家一行"):
            row_add(own, {}, actor=outsider)


class TestWorkbookTake:
    def test_what_went_out_comes_back_without_a_change(self, assignment, outsider):
        data = workbook_write(sheet_of(assignment))

        taken = workbook_take(assignment, "表.xlsx", data, actor=outsider)

        assignment.refresh_from_db()
        assert (taken.read, taken.faults, assignment.changed_count) == (3, (), 0)

    def test_the_same_table_twice_changes_and_adds_once(self, assignment, row, outsider):
        keyed = CalamineWorkbook.from_filelike(BytesIO(workbook_write(sheet_of(assignment))))
        key = keyed.get_sheet_by_index(0).to_python()[3][0]
        text = f"{KEY}\t{LABEL}\t姓名\t人数\n{key}\t林示例1\t林示例\t13\n\t\t周示例\t5\n"

        first = rows_paste(assignment, text, actor=outsider)
        again = rows_paste(assignment, text, actor=outsider)

        row.refresh_from_db()
        assert row.values["count"] == "13"
        assert (first.added, again.added, assignment.rows.count()) == (1, 0, 4)

    def test_good_cells_are_kept_and_bad_ones_told(self, assignment, outsider):
        text = f"{LABEL}\t人数\t电话\n林示例1\t13\t1.0E+10\n没有的\t1\t2\n"
        Row.objects.filter(assignment=assignment).exclude(label="林示例1").delete()
        assignment.round.subject = "recipient"
        assignment.round.save()

        taken = rows_paste(assignment, text, actor=outsider)

        row = assignment.rows.get()
        assert (row.values["count"], row.values["phone"]) == ("13", FIRST["phone"])
        assert [(fault.line, fault.label) for fault in taken.faults] == [(2, "电话"), (3, "")]

    def test_an_empty_paste_is_told(self, assignment, outsider):
        with pytest.raises(BadInput, match="还没有粘贴内容"):
            rows_paste(assignment, " \n", actor=outsider)


class TestSubmit:
    def test_gives_a_receipt_of_the_day_and_counts(self, assignment, row, save, outsider, gbk):
        save((row.pk, "count", "13"))

        done = assignment_submit(assignment, actor=outsider)
        other = assignment_submit(assignment_made(assignment.round, gbk), actor=outsider)

        assert (done.state, done.receipt, other.receipt) == (
            "submitted",
            "TB-2025-0630-001",
            "TB-2025-0630-002",
        )
        entry = AuditEntry.objects.filter(act="answer.submit").last()
        assert (entry.data["rows"], entry.data["changed"]) == (3, 1)
        assert assignment.rows.filter(is_changed=False).count() == 2

    def test_nothing_wrong_gets_through(self, assignment, row, save, outsider):
        save((row.pk, "since", "三月初"), (row.pk, "name", ""))

        with pytest.raises(RuleViolation, match="还有 2 处需要修改"):
            assignment_submit(assignment, actor=outsider)

        assert [one.spot.column.code for one in check_of(assignment).problems] == ["name", "since"]
        assert Assignment.objects.get().state == "saved"

    def test_of_who_left_nothing_is_asked(self, assignment, row, save, outsider):
        save((row.pk, "name", ""), (row.pk, FATE, LEFT))

        assert assignment_submit(assignment, actor=outsider).state == "submitted"

    def test_returned_it_is_answered_again_under_the_same_number(
        self, assignment, row, save, outsider, insider
    ):
        number = assignment_submit(assignment, actor=outsider).receipt
        remarks = {row.pk: {"count": "与上月不符"}}
        assignment_return(assignment, reason="请核对", actor=insider, remarks=remarks)
        save((row.pk, "count", "13"))

        done = assignment_submit(assignment, actor=outsider)

        row.refresh_from_db()
        assert (done.receipt, row.remarks) == (number, {})


class TestNoChange:
    def test_is_one_act(self, assignment, outsider):
        before = len(acts())
        done = assignment_no_change(assignment, actor=outsider)

        assert (done.state, acts()[before:]) == ("submitted", ["answer.no_change"])
        assert not assignment.rows.filter(is_changed=True).exists()

    def test_is_refused_once_something_changed(self, assignment, row, save, outsider):
        save((row.pk, "count", "13"))

        with pytest.raises(RuleViolation, match="已有 1 行改动"):
            assignment_no_change(assignment, actor=outsider)

    def test_is_refused_while_something_must_be_filled_in(self, zzb, jyj, insider, outsider, today):
        empty = assignment_made(round_made(zzb, insider), jyj, values=FIRST | {"name": ""})

        with pytest.raises(RuleViolation, match="还有 3 处"):
            assignment_no_change(empty, actor=outsider)


class TestTownMerge:
    @pytest.fixture
    def town(self, assignment, jyj):
        """The bureau has handed its rows on to two schools."""
        for code in ("school1", "school2"):
            unit = UnitFactory(code=code, parent=jyj)
            assignment_made(assignment.round, unit, rows=2, parent=assignment)
        return assignment

    def test_waits_for_the_parts_and_names_them(self, town, outsider):
        assignment_submit(town.parts.first(), actor=outsider)

        with pytest.raises(RuleViolation, match="还有 1 家没有提交：school2局"):
            town_merge(town, actor=outsider)

    def test_accepts_the_parts_and_hands_in_all_rows(self, town, outsider):
        for part in town.parts.all():
            assignment_submit(part, actor=outsider)

        done = town_merge(town, actor=outsider)

        assert done.state == "submitted"
        assert set(town.parts.values_list("state", flat=True)) == {"accepted"}
        assert AuditEntry.objects.filter(act="answer.merge").last().data["rows"] == 7

    def test_what_is_wrong_in_a_part_stops_the_whole(self, town, outsider):
        for part in town.parts.all():
            assignment_submit(part, actor=outsider)
        Row.objects.filter(assignment__parent=town).update(values=FIRST | {"count": "若干"})

        with pytest.raises(RuleViolation, match="还有 4 处"):
            town_merge(town, actor=outsider)

        assert set(town.parts.values_list("state", flat=True)) == {"submitted"}

    def test_without_parts_there_is_nothing_to_gather(self, assignment, outsider):
        with pytest.raises(RuleViolation, match="没有分给下级"):
            town_merge(assignment, actor=outsider)

    def test_the_whole_is_not_handed_in_before_its_parts(self, town, outsider):
        with pytest.raises(RuleViolation, match="还有 2 家下级"):
            assignment_submit(town, actor=outsider)


class TestAnswersOf:
    def test_shows_what_is_mine_to_answer(self, assignment, outsider, insider):
        assert list(answers_of(outsider)) == [assignment]
        assert list(answers_of(insider)) == []

    def test_the_office_that_asks_itself_answers(self, assignment, zzb, insider):
        own = assignment_made(assignment.round, zzb)

        assert list(answers_of(insider)) == [own]
