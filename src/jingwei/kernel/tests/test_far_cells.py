"""Workbooks whose cells lie far apart: refused before the reader lays out everything between."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from jingwei.kernel.documents.old_cells import old_boxes
from jingwei.kernel.documents.sparse import refuse_far_cells
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.old_workbook import small_xls, xls

pytestmark = pytest.mark.once
ROWS, COLUMNS = 200_000, 400


def workbook(*places: tuple[int, int]) -> bytes:
    """Return a workbook with a bare number in each place, row and column from 0."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for row, column in places:
            sheet.write_number(row, column, 5)
    return out.getvalue()


def package(sheet: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return a package with one part."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, sheet)
    return out.getvalue()


def refused(data: bytes) -> str:
    """Return why a workbook is refused, "" for one that is read."""
    try:
        refuse_far_cells("名单", data, ROWS, COLUMNS)
    except BadInput as error:
        return str(error)
    return ""


class TestWorkbook:
    @pytest.mark.parametrize("far", [(1_048_575, 0), (0, 16_383), (1_048_575, 16_383)])
    def test_with_a_number_beyond_the_limits_is_refused(self, far):
        assert "以外还有内容" in refused(workbook((0, 0), far))

    def test_within_the_limits_is_refused_where_it_spans_too_many_cells(self):
        assert "跨越超过 12,000,000 个单元格" in refused(workbook((0, 0), (199_999, 399)))

    def test_with_few_cells_is_read(self):
        assert refused(workbook((0, 0), (199_999, 49))) == ""

    def test_counts_cells_that_do_not_say_where_they_stand(self):
        sheet = "<worksheet><sheetData><row>{}</row></sheetData></worksheet>"

        told = [refused(package(sheet.format("<c><v>1</v></c>" * number))) for number in (400, 401)]

        assert (told[0], "以外还有内容" in told[1]) == ("", True)

    def test_sheets_are_found_under_any_name(self):
        sheet = "<worksheet><sheetData><row><c r='XFD9'><v>1</v></c></row></sheetData></worksheet>"

        assert "以外还有内容" in refused(package(sheet, "xl/other/names.dat"))

    def test_of_another_kind_is_refused_with_advice(self):
        assert "不是 .xlsx 工作簿" in refused(package("", "xl/workbook.bin"))

    def test_that_declares_entities_is_refused(self):
        sheet = "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet><row><c><v>&b;</v></c></row></worksheet>"

        assert "打不开" in refused(package(sheet))


class TestOldWorkbook:
    def test_reaches_from_the_first_to_the_last_filled_cell(self):
        (box,) = old_boxes("名单.xls", xls([["姓名"], ["李春", 3.0]], [(9, 7, "远")]))

        assert (box.top, box.left, box.bottom, box.right) == (1, 1, 10, 8)

    @pytest.mark.parametrize("make", [lambda far: xls([["姓名"]], far), small_xls])
    def test_with_a_cell_no_sheet_can_hold_is_refused(self, make):
        assert "以外还有内容" in refused(make([(0, 60_000, "远")]))

    def test_that_spans_too_many_cells_is_refused(self):
        assert "跨越超过" in refused(xls([["姓名"]], [(65_535, 255, "远")]))

    def test_with_a_password_is_refused_as_locked(self):
        assert "有打开密码" in refused(xls([["姓名"]], is_locked=True))

    def test_cut_off_in_its_head_is_refused_as_broken(self):
        assert "打不开" in refused(xls([["姓名"]])[:200])
