"""The national workbook: headed as the template, equal bytes, and back without change."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from jingwei.cadres.tests.workbook_files import DAY, PURPOSE, apply, exported, grid, weigh
from jingwei.cadres.workbook.reading import workbook_read
from jingwei.cadres.workbook.sheets import BY_NAME, SHEETS
from jingwei.cadres.workbook.words import grade_number, grade_word
from jingwei.cadres.workbook.writing import Scope, workbook_export
from jingwei.kernel.documents import workbook
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.models import AuditEntry
from tests import factories as make


class TestExport:
    def test_the_ten_sheets_are_named_and_headed_as_the_template(self, full, insider):
        data = exported(insider)

        book = CalamineWorkbook.from_filelike(BytesIO(data))
        assert book.sheet_names == [
            "B01单位", "A01人员", "A02职务", "A05职务职级", "A06专业技术", "A08学历学位", "A14奖惩",
            "A15考核", "A36家庭及社会关系", "A99Z1补充",
        ]  # fmt: skip
        for sheet in SHEETS:
            title, heads, *_ = grid(data, sheet.name)
            assert (title[0], tuple(heads)) == (sheet.title, sheet.heads)
        assert [len(sheet.heads) for sheet in SHEETS] == [20, 36, 19, 8, 8, 15, 10, 4, 8, 6]

    def test_codes_are_words_and_dates_are_digits(self, full, insider):
        row = dict(
            zip(BY_NAME["A01人员"].heads, grid(exported(insider), "A01人员")[2], strict=True)
        )

        assert row["出生年月"] == "19850307"
        assert row["性别"] == "女"
        assert row["级别"] == "十五级"
        assert row["现职务层次"] == "乡科级副职"
        assert row["是否具有两年以上基层工作经历"] == "是"
        assert row["统计关系所在单位"] == "区委组织部/干部科"

    def test_equal_calls_give_equal_bytes(self, full, insider):
        assert exported(insider) == exported(insider)

    def test_without_the_right_to_reveal_nothing_leaves(self, full, powerless):
        with pytest.raises(RuleViolation, match="查看受限字段"):
            exported(powerless)

    def test_without_a_purpose_nothing_leaves(self, full, insider):
        with pytest.raises(BadInput, match="用途"):
            workbook_export(insider, Scope(), purpose=" ", day=DAY)

    def test_the_audit_says_who_took_how_many_and_what_for(self, full, insider):
        exported(insider)

        entry = AuditEntry.objects.get(act="workbook.export")
        assert (entry.actor, entry.data["count"], entry.data["purpose"]) == (insider, 1, PURPOSE)

    def test_people_of_other_units_stay_out(self, full, outsider):
        with pytest.raises(BadInput, match="没有干部"):
            exported(outsider)

    def test_a_unit_below_and_picked_people_narrow_the_scope(self, full, zzb, insider):
        other = make.CadreFactory(of=zzb).person

        assert len(grid(exported(insider, unit=full.unit.path), "A01人员")) == 3
        assert grid(exported(insider, picks=(other.pk,)), "A01人员")[2][0] == other.full_name

    def test_more_people_ask_no_more_queries(
        self, full, gbk, insider, django_assert_max_num_queries
    ):
        for _ in range(5):
            make.CadreFactory(of=gbk)

        with django_assert_max_num_queries(40):
            exported(insider)


class TestRoundTrip:
    def test_what_was_exported_comes_back_without_a_change(self, full, insider):
        data = exported(insider)

        found, kept = weigh(data, insider)

        assert kept["rejected"] == []
        assert kept["changed"] == kept["new"] == []
        assert dict(found.counts) == {"same": 14}  # 2 units, 3 rows of A01, 9 of the others

    def test_an_unchanged_workbook_asks_nothing_of_the_base(self, full, insider):
        data, before = exported(insider), AuditEntry.objects.count()

        apply(data, insider)

        assert exported(insider) == data
        assert AuditEntry.objects.filter(act__startswith="register").count() <= before

    @pytest.mark.parametrize("number", range(1, 28))
    def test_a_grade_is_read_as_it_was_written(self, number):
        assert grade_number(grade_word(number)) == str(number)


class TestReading:
    def test_a_file_without_any_of_the_sheets_is_refused(self):
        data = workbook.workbook_bytes([workbook.Sheet("名单", [workbook.Column("姓名")], [])])

        with pytest.raises(BadInput, match="没有“B01单位”"):
            workbook_read("名单.xlsx", data)

    def test_a_sheet_without_its_keys_is_refused(self):
        data = workbook.workbook_bytes([workbook.Sheet("A15考核", [workbook.Column("姓名")], [])])

        with pytest.raises(BadInput, match="没有找到表头"):
            workbook_read("表.xlsx", data)

    def test_text_that_is_no_workbook_is_refused(self):
        with pytest.raises(BadInput, match="打不开"):
            workbook_read("表.xlsx", "姓名".encode())

    def test_zeros_in_the_empty_rows_of_the_template_are_no_rows(self):
        heads = [workbook.Column(h, kind="number") for h in BY_NAME["A36家庭及社会关系"].heads]
        data = workbook.workbook_bytes(
            [workbook.Sheet("A36家庭及社会关系", heads, [["", "", "", "", "", "", "", 0]])]
        )

        assert workbook_read("表.xlsx", data)["A36家庭及社会关系"].rows == []
