"""The workbook: written, read back, it says the same; what office programs do to it is survived."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jingwei.collection.cells import normal
from jingwei.collection.tests.answered import COLUMNS, FIRST
from jingwei.collection.workbook import KEY, LABEL, Known, Sheet, row_key, workbook_read
from jingwei.collection.workbook import workbook_write as written
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.old_workbook import xls

HEADS = [KEY, LABEL, *(column.label for column in COLUMNS)]


def sheet(*rows, may_add=False, assignment=7):
    known = [Known(n, f"林示例{n}", values) for n, values in enumerate(rows, 1)]
    return Sheet(assignment, "流动党员核对", "请核对", COLUMNS, known, may_add)


def cells(n, values=FIRST, *, key=None):
    own = row_key(7, n) if key is None else key
    return [own, f"林示例{n}", *(values[column.code] for column in COLUMNS)]


def saved_anew(rows):
    """A workbook as another program stores it: no formats, no protection, other sheet names."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"use_zip64": False}) as book:
        page = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


texts = st.fixed_dictionaries(
    {
        column.code: st.text(
            st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=30
        ).map(lambda text, column=column: normal(column, text))
        for column in COLUMNS
    }
)


class TestRoundTrip:
    @settings(deadline=None, max_examples=30)
    @given(st.lists(texts, min_size=1, max_size=5))
    def test_written_and_read_back_says_the_same(self, rows):
        made = sheet(*rows)

        read = workbook_read("表.xlsx", written(made), made)

        assert [(line.row, line.texts) for line in read.lines] == list(enumerate(rows, 1))
        assert read.faults == read.unknown == read.missing == ()

    def test_lists_stand_behind_names_and_the_key_column_is_hidden(self):
        with zipfile.ZipFile(BytesIO(written(sheet(FIRST)))) as archive:
            book = archive.read("xl/workbook.xml").decode()
            page = archive.read("xl/worksheets/sheet1.xml").decode()

        assert 'name="list_5"' in book
        assert 'name="list_7"' in book
        assert 'state="veryHidden"' in book
        assert "<formula1>list_7</formula1>" in page
        assert "<sheetProtection" in page
        assert 'hidden="1"' in page.split("</cols>")[0]

    def test_known_rows_stand_below_title_guide_and_heads(self):
        book = CalamineWorkbook.from_filelike(BytesIO(written(sheet(FIRST, FIRST))))

        rows = book.get_sheet_by_index(0).to_python()

        assert rows[2][1:] == HEADS[1:]
        assert rows[4][1:4] == ["林示例2", "林示例", "10012345678"]


class TestForeignHands:
    def test_columns_may_be_moved_left_out_and_headed_with_stars(self):
        heads = ["人 数", "姓名*", "备注", KEY]
        data = saved_anew([heads, [15.0, "周示例", "x", row_key(7, 1)]])

        read = workbook_read("表.xlsx", data, sheet(FIRST))

        assert [line.texts for line in read.lines] == [{"count": "15", "name": "周示例"}]
        assert read.unknown == ("备注",)
        assert "电话" in read.missing

    def test_an_old_workbook_is_read(self):
        data = xls([HEADS, cells(1, FIRST | {"name": "周示例"})])

        read = workbook_read("表.xls", data, sheet(FIRST))

        assert read.lines[0].texts["name"] == "周示例"

    def test_a_line_without_its_key_is_known_by_its_label(self):
        data = saved_anew([HEADS, cells(2, FIRST | {"name": "周示例"}, key="")])

        read = workbook_read("表.xlsx", data, sheet(FIRST, FIRST))

        assert [(line.row, line.texts["name"]) for line in read.lines] == [(2, "周示例")]

    def test_a_new_line_is_a_new_row_where_rows_may_be_added(self):
        data = saved_anew([HEADS, ["", "", *FIRST.values()]])

        assert workbook_read("表.xlsx", data, sheet(FIRST, may_add=True)).lines[0].row is None
        refused = workbook_read("表.xlsx", data, sheet(FIRST))
        assert (refused.lines, refused.faults[0].line) == ((), 2)

    @pytest.mark.parametrize(
        ("key", "why"),
        [("7.1.00000000", "改动过"), ("abc", "改动过"), (row_key(7, 9), "已不在")],
    )
    def test_a_key_that_fits_no_row_is_told(self, key, why):
        read = workbook_read("表.xlsx", saved_anew([HEADS, cells(1, key=key)]), sheet(FIRST))

        assert read.lines == ()
        assert why in read.faults[0].why

    def test_a_row_that_stands_twice_is_taken_once(self):
        read = workbook_read("表.xlsx", saved_anew([HEADS, cells(1), cells(1)]), sheet(FIRST))

        assert [line.line for line in read.lines] == [2]
        assert read.faults[0].line == 3

    def test_the_workbook_of_another_assignment_is_refused(self):
        data = written(sheet(FIRST, assignment=8))

        with pytest.raises(BadInput, match="不是这次填报") as refusal:
            workbook_read("表.xlsx", data, sheet(FIRST))

        assert refusal.value.code == "collection.foreign"

    def test_a_number_that_lost_its_digits_is_told_with_its_place(self):
        data = saved_anew([HEADS, cells(1, FIRST | {"phone": "1E+17"})])

        read = workbook_read("表.xlsx", data, sheet(FIRST))

        assert (read.faults[0].line, read.faults[0].label) == (2, "电话")
        assert "phone" not in read.lines[0].texts
