"""The yearly tables: their checks, their rows by unit, every cell with its list, the file."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from conftest import TODAY, signed_in
from jingwei.kernel.indicators import INDICATORS
from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import IndicatorValue
from jingwei.plans.selectors.year_tables import tables_filled
from jingwei.plans.services.series import series_keep
from jingwei.plans.tables import REST, TableColumn, YearTable, check_of, year_tables
from jingwei.plans.tests.counted import PEOPLE, WOMEN, declared_only
from tests.factories import MemberFactory, PersonFactory, UserFactory
from tests.numbers import told_count

pytestmark = pytest.mark.once
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
COLUMNS = (
    TableColumn("tests.people", "人员"),
    TableColumn("tests.women", "女"),
    TableColumn("tests.women", "男", REST),
)
TABLE = YearTable("tests", "测试表", "虚构", COLUMNS, (check_of("1=2+3", 3),))


class TestChecks:
    @pytest.mark.parametrize(
        ("text", "row", "holds"),
        [
            ("1=2+3", (5, 2, 3), True),
            ("1=2+3", (5, 2, 4), False),
            ("2+3<=1", (5, 2, 2), True),
            ("2<=1", (1, 2, 0), False),
            ("3=0", (1, 1, 0), True),
            ("3=0", (1, 1, 2), False),
        ],
    )
    def test_compare_sums_of_columns(self, text, row, holds):
        check = check_of(text, 3)

        assert check.holds(check.sides(row)) is holds

    def test_cannot_tell_without_a_number(self):
        assert check_of("1=2+3", 3).sides((5, None, 3)) is None

    def test_are_told_in_the_words_of_the_columns(self):
        assert check_of("1=2+3", 3).words(COLUMNS) == "人员 = 女 + 男"
        assert check_of("2<=1", 3).words(COLUMNS) == "女 ≤ 人员"

    @pytest.mark.parametrize("text", ["1=2+", "1=4", "1>2", "", "a=1"])
    def test_that_make_no_sense_are_an_error(self, text):
        with pytest.raises(ValueError, match=r"check|column"):
            check_of(text, 3)


class TestShippedTables:
    def test_name_indicators_that_are_there(self):
        faults = [
            (table.code, column.code)
            for table in year_tables().values()
            for column in table.columns
            if column.code not in INDICATORS
            or (column.part == REST and not INDICATORS[column.code].is_share)
        ]

        assert faults == []


@pytest.fixture
def people(today, monkeypatch, zzb, gbk, gbk2, jyj):
    """Three women and a man in two sections of the department; June is kept."""
    declared_only(monkeypatch, PEOPLE, WOMEN)
    for unit, gender in ((gbk, "2"), (gbk, "2"), (gbk2, "1"), (gbk2, "2"), (jyj, "2")):
        PersonFactory(unit=unit, gender=gender)
    series_keep([JUNE], on=TODAY)


def filled(unit, month=JUNE, table=TABLE):
    (one,) = tables_filled([table], unit, month)
    return one


class TestFilled:
    def test_holds_the_whole_and_each_unit_below(self, people, zzb):
        told = [(row.unit.code, row.numbers) for row in filled(zzb).rows]

        assert told == [("zzb", [4, 3, 1]), ("gbk", [2, 2, 0]), ("gbk2", [2, 1, 1])]
        assert (filled(zzb).faults, filled(zzb).checked) == ([], 3)

    def test_tells_of_the_unit_itself_where_it_has_any(self, people, zzb):
        PersonFactory(unit=zzb, gender="1")
        series_keep([JUNE], on=TODAY)

        own = filled(zzb).rows[1]

        assert (own.is_own, own.numbers) == (True, [1, 0, 1])

    def test_names_row_and_sums_of_what_does_not_hold(self, people, zzb, gbk):
        IndicatorValue.objects.filter(code="tests.people", unit=gbk).update(count=9)

        one = filled(zzb)

        told = {(f.row.unit.code, f.row.is_own, f.left, f.right, f.words) for f in one.faults}
        assert ("gbk", False, 9, 2, "人员 = 女 + 男") in told
        wrong = {row.unit.code: one.wrong_places(row) for row in one.rows if not row.is_own}
        assert wrong == {"zzb": set(), "gbk": {1, 2, 3}, "gbk2": set()}

    def test_cannot_tell_of_a_number_nobody_declares(self, people, zzb):
        columns = (*COLUMNS[:2], TableColumn("tests.unheard", "男"))
        table = YearTable("tests", "测试表", "虚构", columns, TABLE.checks)

        one = filled(zzb, table=table)

        assert (one.untold, one.checked, one.faults) == (3, 0, [])

    def test_counts_a_month_that_was_not_kept(self, people, zzb):
        assert filled(zzb, MAY).rows[0].numbers == [4, 3, 1]

    def test_asks_as_much_for_all_tables_as_for_one(self, people, zzb, django_assert_num_queries):
        with django_assert_num_queries(2):
            tables_filled([TABLE, TABLE, TABLE], zzb, JUNE)


class TestPages:
    @pytest.fixture
    def members(self, today, gbk, gbk2):
        for unit, gender in ((gbk, "2"), (gbk, "1"), (gbk2, "2")):
            MemberFactory(person=PersonFactory(unit=unit, gender=gender), stage="full")

    def test_open_from_every_cell_just_its_rows(self, members, as_insider):
        page = as_insider.get(reverse("plans:year-table", args=["members"]))

        (_, label, cells), *_ = page.context["rows"]
        assert (label, [cell.text for cell in cells][:3]) == ("合计", ["3", "2", "1"])
        for cell in cells:
            assert told_count(as_insider.get(cell.url).content) == int(cell.text), cell.label

    def test_list_the_set_with_what_does_not_hold(self, members, as_insider):
        page = as_insider.get(reverse("plans:year-table-list"))

        assert [one.table.code for one in page.context["tables"]] == list(year_tables())
        assert as_insider.get(reverse("plans:year-table", args=["x"])).status_code == 404

    def test_give_the_whole_set_as_a_file_and_record_it(self, members, as_insider, insider):
        answer = as_insider.get(reverse("plans:year-table-file"))

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        titles = [table.title for table in year_tables().values()]
        assert book.sheet_names == [*titles, "校核不符", "口径"]
        assert book.get_sheet_by_index(0).to_python()[2][:4] == ["合计", 3, 2, 1]
        assert AuditEntry.objects.get(act="indicator.year_tables").actor == insider

    def test_say_plainly_that_there_is_no_unit(self, today, zzb):
        nobody = UserFactory(unit=zzb, every_permission=True)
        nobody.scopes.all().delete()

        page = signed_in(nobody).get(reverse("plans:year-table-list"))

        assert "没有可以统计的单位" in page.content.decode()
