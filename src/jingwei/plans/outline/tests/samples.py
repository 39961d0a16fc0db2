"""Invented plans and files for the tests."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import docx
import xlsxwriter
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

PLAN = """示例县2025年组织工作要点

2025年是示例县组织工作的提升之年。总体要求是：坚持稳中求进，深入贯彻上级部署。

一、突出政治引领，强化理论武装
（一）抓实学习教育。制定《学习教育实施方案》，3月底前印发。每季度至少举办1次专题读书班，不断增强学习实效。（责任单位：组织一科、党校）
（二）规范组织生活。严格落实“三会一课”制度，每半年至少开展1次督查。（牵头单位：组织二科；配合单位：各乡镇党委）
二、突出实干导向，建强干部队伍
（三）选优配强班子。围绕乡村振兴重点工作，选派30名以上年轻干部到村任职。
（四）从严管理监督。一是健全谈心谈话制度；二是开展个人事项抽查核实，年底前抽查比例达到10%。
"""
HEADER = ("序号", "类别", "工作任务", "责任领导", "牵头单位", "配合单位", "完成时限")
ROWS = (
    ("1", "基层党建", "开展软弱涣散党组织整顿", "张××", "组织二科", "各乡镇党委", "6月底前"),
    ("2", "", "举办支部书记培训班2期", "张××", "组织二科", "党校、财政局", "9月底前"),
    ("3", "人才工作", "建立乡土人才信息库", "李××", "人才科", "农业农村局", "年底前"),
)


def saved(document: Document) -> bytes:
    """Return the bytes of a document."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_of(text: str) -> bytes:
    """Return a .docx with one paragraph per line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def docx_table(*, merged: bool = True) -> bytes:
    """Return a .docx breakdown table; the class column is merged down."""
    document = docx.Document()
    document.add_paragraph("2025年重点任务分解表")
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if merged:
        table.cell(1, 1).merge(table.cell(2, 1))
    return saved(document)


def docx_numbered() -> bytes:
    """Return a .docx whose numbers 一、 and （一） exist only as automatic numbering."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="（%2）"/></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    document.add_paragraph("2025年工作要点")
    for level, text in (
        (0, "加强组织建设"),
        (1, "建强支部。制定评星标准，开展评星定级。"),
        (1, "管好队伍。举办培训班2期。"),
        (0, "加强人才工作"),
        (1, "引进人才。引进急需紧缺人才20名。"),
    ):
        _number(document.add_paragraph(text), level)
    return saved(document)


def _number(paragraph: object, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()  # type: ignore[attr-defined]
    place = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 90)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        place.append(child)
    properties.append(place)


def xlsx_table() -> bytes:
    """Return an .xlsx breakdown table with a merged title row and a merged class column."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("分解表")
    sheet.merge_range(0, 0, 0, len(HEADER) - 1, "2025年重点任务分解表")
    for at, row in enumerate((HEADER, *ROWS), 1):
        for column, text in enumerate(row):
            sheet.write(at, column, text)
    sheet.merge_range(2, 1, 3, 1, "基层党建")
    book.close()
    return stream.getvalue()


def bomb() -> bytes:
    """Return a small archive that unpacks to 100 MB."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 100_000_000)
    return stream.getvalue()


def docx_with_body(xml: str) -> bytes:
    """Return a .docx whose document.xml is the given text."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


def docx_styled() -> bytes:
    """Return a .docx whose headings have styles and no numbers, the title in style Heading 1."""
    document = docx.Document()
    document.add_heading("2025年组织工作要点", 1)
    document.add_heading("组织建设", 2)
    document.add_heading("建强支部", 3)
    document.add_paragraph("制定评星标准，开展评星定级。（责任单位：组织科）")
    document.add_heading("人才工作", 2)
    document.add_heading("引进人才", 3)
    document.add_paragraph("引进急需紧缺人才20名，年底前完成。")
    return saved(document)


def xlsx_two_sheets() -> bytes:
    """Return an .xlsx with a table on each of two sheets, the header in two rows."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name in ("党建", "人才"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ("序号", "工作任务", "责任分工", "", "完成时间"))
        sheet.merge_range(0, 2, 0, 3, "责任分工")
        sheet.write_row(1, 0, ("", "", "牵头单位", "配合单位", ""))
        sheet.write_row(2, 0, (1, "举办培训班3期", "组织科", "财政局"))
        sheet.write_datetime(2, 4, date(2025, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 0, (2, "建立工作台账", "组织科", "", "年底前"))
    book.close()
    return stream.getvalue()
