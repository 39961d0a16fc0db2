"""Workbooks for the tests of the national exchange, and what comes of them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from python_calamine import CalamineWorkbook

from jingwei.cadres.workbook.batches import rehearsed, stored
from jingwei.cadres.workbook.reading import workbook_read
from jingwei.cadres.workbook.sheets import SHEETS
from jingwei.cadres.workbook.writing import Scope, workbook_export
from jingwei.kernel.documents import workbook
from jingwei.kernel.id_numbers import id_check_character

ID, OTHER_ID = "620302198503070024", "620302197803070011"
DAY = date(2025, 6, 30)
PURPOSE = "向市委组织部报送年度数据"


def with_check(number: str) -> str:
    return number[:17] + id_check_character(number[:17])


def exported(viewer, **scope) -> bytes:
    return workbook_export(viewer, Scope(**scope), purpose=PURPOSE, day=DAY)


def grid(data: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()


def file_of(**rows: list[dict[str, object]]) -> bytes:
    """Return a workbook with the sheets named by the beginning of their names."""
    made = []
    for short, told in rows.items():
        sheet = next(one for one in SHEETS if one.name.startswith(short))
        cells = [[row.get(head, "") for head in sheet.heads] for row in told]
        heads = [workbook.Column(head, kind="id") for head in sheet.heads]
        made.append(workbook.Sheet(sheet.name, heads, cells, caption=sheet.title))
    return workbook.workbook_bytes(made)


def weigh(data: bytes, viewer):
    """Return what a rehearsal found, with the rows kept by kind."""
    kept: dict[str, list[dict]] = {"new": [], "changed": [], "rejected": []}
    found = rehearsed(
        workbook_read("表.xlsx", data), viewer, keep=lambda kind, e: kept[kind].append(e)
    )
    return found, kept


def reasons(kept) -> str:
    return " ".join(why for entry in kept["rejected"] for _, _, why in entry["errors"])


def apply(data: bytes, viewer):
    found, _ = weigh(data, viewer)
    return stored(
        workbook_read("表.xlsx", data), {"steps": found.steps}, actor=viewer, source="导入 表.xlsx"
    )


PERSON_ROW = {
    "姓名": "林雁秋", "身份证号": with_check(OTHER_ID), "性别": "男", "出生年月": "19780307",
    "民族": "汉族", "人员管理状态": "现职人员", "人员类别": "综合管理类公务员",
    "管理类别": "县级党委管理干部",
    "统计关系所在单位": "区委组织部", "公务员登记时间": "200608", "级别": "十八级",
}  # fmt: skip
WHO = {"姓名": "林雁秋", "身份证号": with_check(OTHER_ID)}
