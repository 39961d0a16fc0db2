import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from jingwei.kernel.documents import workbook
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.errors import BadInput

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HEADS = (
    Column("编号", kind="id"),
    Column("任务", 20),
    Column("时限", kind="date"),
    Column("数量", kind="number"),
    Column("进度", kind="percent"),
)


def read(content: bytes, sheet: str | int = 0) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = book.get_sheet_by_index(sheet) if isinstance(sheet, int) else None
    return (found or book.get_sheet_by_name(sheet)).to_python(skip_empty_area=False)


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def one_cell(value: object, kind: str = "text") -> object:
    content = workbook_bytes([Sheet("表", (Column("栏", kind=kind),), [(value,)])])
    return read(content)[1][0]


def test_values_come_back_with_their_types() -> None:
    rows = [("007", "建成示范点", date(2025, 6, 30), 12, 0.5)]

    found = read(workbook_bytes([Sheet("台账", HEADS, rows)]))

    assert found == [
        ["编号", "任务", "时限", "数量", "进度"],
        ["007", "建成示范点", date(2025, 6, 30), 12.0, 0.5],
    ]


@pytest.mark.parametrize(
    ("value", "kind", "printed"),
    [
        (None, "number", ""),
        (True, "number", "是"),
        (False, "text", "否"),
        ("约 3 项", "number", "约 3 项"),
        (float("nan"), "number", "nan"),
        (Decimal("Infinity"), "number", "Infinity"),
        (Decimal("2.5"), "number", 2.5),
        (110101199001011234, "number", "110101199001011234"),
        (10**400, "number", "1" + "0" * 400),
        (7, "text", "7"),
        (date(1899, 5, 1), "date", "1899-05-01"),
        ("2025-06", "date", "2025-06"),
        (datetime(2025, 6, 30, 9, tzinfo=UTC), "date", date(2025, 6, 30)),
        ("123456789012345678", "id", "123456789012345678"),
    ],
)
def test_a_value_that_does_not_fit_its_kind_is_kept_as_text(value, kind, printed) -> None:
    assert one_cell(value, kind) == printed


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "{=1}"])
def test_text_never_becomes_a_formula(text: str) -> None:
    content = workbook_bytes([Sheet(text, (Column(text),), [(text,)])], notes=[Note(text, text)])

    assert one_cell(text) == text
    assert part(content).xpath("//m:f", namespaces=MAIN) == []
    assert part(content, "xl/worksheets/sheet2.xml").xpath("//m:f", namespaces=MAIN) == []


def test_text_that_looks_like_a_formula_stays_text_when_edited() -> None:
    content = workbook_bytes([Sheet("表", (Column("栏"),), [("=1+1",), ("一",)])])

    guarded, plain = (
        part(content, "xl/styles.xml").xpath("//m:cellXfs/m:xf", namespaces=MAIN)[int(style)]
        for style in part(content).xpath("//m:c[@r='A2' or @r='A3']/@s", namespaces=MAIN)
    )

    assert guarded.get("quotePrefix") == "1"
    assert plain.get("quotePrefix") is None


@given(st.lists(st.text(), min_size=1, max_size=5), st.booleans())
@example(["_x0041_", " 前后 ", "一\r\n二\t三", "\x00\x1b\ud800\ufffe", "<&>\"'", "𠮷"], False)
def test_any_text_comes_back_as_written(texts: list[str], constant_memory: bool) -> None:
    sheet = Sheet("表", (Column("栏"),), [(text,) for text in texts])

    found = read(workbook_bytes([sheet], constant_memory=constant_memory))

    padded = [row[0] for row in found[1:]] + [""] * (len(texts) + 1 - len(found))
    assert padded == [clean_text(text) for text in texts]


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_any_sheet_titles_give_a_workbook_that_opens(titles: list[str]) -> None:
    sheets = [Sheet(title, (Column("栏"),), [(title,)]) for title in titles]

    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes(sheets)))

    assert len(set(book.sheet_names)) == len(titles)


def test_too_long_a_text_ends_in_a_remark_instead_of_vanishing() -> None:
    found = one_cell("𠮷" * 20_000)

    assert found.startswith("𠮷" * 16_000)
    assert found.endswith("（本格过长，已截断）")
    assert len(found.encode("utf-16-le")) <= 2 * 32_767


def test_the_longest_text_that_fits_is_kept_whole() -> None:
    assert one_cell("长" * 32_767) == "长" * 32_767


def test_equal_calls_give_equal_bytes() -> None:
    def export(*, constant_memory: bool) -> bytes:
        rows = [(str(n), "任务", date(2025, 1, 1), n, 0.1) for n in range(300)]
        return workbook_bytes(
            [Sheet("台账", HEADS, rows, caption="台账")],
            notes=[Note("数量", "个数")],
            day=date(2025, 6, 30),
            constant_memory=constant_memory,
        )

    assert export(constant_memory=False) == export(constant_memory=False)
    assert export(constant_memory=True) == export(constant_memory=True)
    assert read(export(constant_memory=True)) == read(export(constant_memory=False))


def test_the_creation_day_is_the_one_given() -> None:
    content = workbook_bytes([Sheet("表", (Column("栏"),), [])], day=date(2025, 6, 30))

    assert "2025-06-30T00:00:00Z" in "".join(part(content, "docProps/core.xml").itertext())


def test_notes_fill_a_last_sheet() -> None:
    notes = [Note("数量", "已建成的个数", "状态为已办结", "2025-06-30")]

    found = read(workbook_bytes([Sheet("台账", HEADS, [])], notes=notes), "口径")

    assert found == [
        ["指标或栏目", "口径", "筛选条件", "数据时间"],
        ["数量", "已建成的个数", "状态为已办结", "2025-06-30"],
    ]


def test_without_notes_there_is_no_second_sheet() -> None:
    content = workbook_bytes([Sheet("台账", HEADS, [])])

    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["台账"]


@pytest.mark.parametrize(("caption", "frozen"), [("", 1), ("重点任务台账", 2)])
def test_the_head_stays_in_sight_on_screen_and_paper(caption: str, frozen: int) -> None:
    content = workbook_bytes([Sheet("台账", HEADS, [], caption)])

    sheet, book = part(content), part(content, "xl/workbook.xml")
    assert sheet.xpath("//m:pane/@ySplit", namespaces=MAIN) == [str(frozen)]
    assert sheet.xpath("//m:pane/@state", namespaces=MAIN) == ["frozen"]
    titles = book.xpath("//m:definedName[@name='_xlnm.Print_Titles']/text()", namespaces=MAIN)
    assert titles == [f"台账!$1:${frozen}"]


def test_pages_are_landscape_a4_as_wide_as_the_paper_and_numbered() -> None:
    sheet = part(workbook_bytes([Sheet("台账", HEADS, [])]))

    setup = sheet.find("m:pageSetup", MAIN)
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert setup.get("fitToHeight") == "0"
    assert "&P" in sheet.findtext(".//m:oddFooter", namespaces=MAIN)


def test_columns_are_wide_enough_for_their_heads() -> None:
    heads = (Column("牵头单位和配合单位", kind="number"), Column("任务", 20))

    sheet = part(workbook_bytes([Sheet("台账", heads, [])]))

    widths = [float(width) for width in sheet.xpath("//m:col/@width", namespaces=MAIN)]
    assert widths[0] >= 2 * len("牵头单位和配合单位")
    assert widths[1] >= 40


@pytest.mark.parametrize("heads", [HEADS, HEADS[:1]])
def test_a_caption_stands_above_the_head(heads: tuple) -> None:
    found = read(workbook_bytes([Sheet("台账", heads, [], "重点任务台账")]))

    assert found[0][0] == "重点任务台账"
    assert found[1][0] == "编号"


def test_a_row_that_does_not_fit_its_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        workbook_bytes([Sheet("台账", HEADS, [("1", "任务")])])


def test_more_rows_than_a_sheet_holds_are_refused_with_a_remedy(monkeypatch) -> None:
    monkeypatch.setattr(workbook, "_MAXIMUM_ROWS", 3)

    with pytest.raises(BadInput, match="请缩小筛选范围"):
        workbook_bytes([Sheet("台账", (Column("栏"),), [("1",), ("2",), ("3",)])])
