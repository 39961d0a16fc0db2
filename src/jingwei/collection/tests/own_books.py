"""Workbooks as units have them: a table with words around it, a form of label and value cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

HEADS = ("序号", "姓 名", "联系电话", "人数（人）", "类别", "住址")


def own_workbook(
    rows: Iterable[Sequence[Any]] = ((1, "林示例1", "", 12.0, "", "一号楼"),),
    heads: Sequence[str] = HEADS,
) -> bytes:
    """A table under a merged title, coloured, with a sum and a signature below five empty lines."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page, note = book.add_worksheet("花名册"), book.add_worksheet("说明")
        note.write(0, 0, "每季度更新")
        colour = book.add_format({"bg_color": "#FFEE00", "border": 1})
        page.merge_range(0, 0, 0, len(heads) - 1, "示例站人员花名册", colour)
        page.write_row(1, 0, heads, colour)
        last = 1
        for last, row in enumerate(rows, 2):
            page.write_row(last, 0, row, colour)
        page.write_formula(last + 6, 3, f"=SUM(D3:D{last + 1})", colour, 12)
        page.write(last + 7, 0, "填表人：")
    return out.getvalue()


def own_form(texts: Sequence[str] = ("", "", "")) -> bytes:
    """A form: 姓名, 电话 and 类别 with the value right of each label, merged over two cells."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("登记表")
        page.merge_range(0, 0, 0, 3, "人员登记表")
        page.write(2, 0, "姓名")
        page.write(2, 1, texts[0])
        page.write(2, 2, "电话")
        page.write(2, 3, texts[1])
        page.write(3, 0, "类别：")
        page.merge_range(3, 1, 3, 3, texts[2])
        page.write(4, 0, "备注")
    return out.getvalue()


def sheet_of(data: bytes, number: int = 0) -> list[list[Any]]:
    """The cells of a sheet."""
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(number).to_python(
        skip_empty_area=False
    )  # fmt: skip
