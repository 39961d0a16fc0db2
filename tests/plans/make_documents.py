"""Write the Word and Excel documents of the corpus from `sources/*.source`.

Run `python -m tests.plans.make_documents`. A source is one line per block: `[kind] text`.
Kinds: title red center right p (paragraphs), h1 h2 h3 (heading styles with automatic numbers),
n1 n2 (list paragraphs with automatic numbers), break, row (cells between ` | `; `<` continues
the cell to the left, `^` the cell above), sheet (opens a sheet of that name in a workbook).
Lines `%name value` are options.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

HERE = Path(__file__).parent
MOMENT = datetime(2026, 1, 5, tzinfo=UTC)
ALIGN = {
    "title": WD_ALIGN_PARAGRAPH.CENTER,
    "red": WD_ALIGN_PARAGRAPH.CENTER,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
LEVELS = {
    "heading": (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）")),
    "headings3": (
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
    ),
    "list": (("decimal", "%1."), ("decimalEnclosedCircle", "%2")),
}
NUMBERING_ID = 77
LINE = re.compile(r"\[(\w+)\] ?(.*)")

Block = tuple[str, str]
Region = tuple[int, int, int, int]


def sources() -> list[Path]:
    return sorted((HERE / "sources").glob("*.source"))


def document_bytes(source: Path) -> bytes:
    """The document a source describes, as bytes that never change."""
    lines = source.read_text(encoding="utf-8").splitlines()
    options = {part[0]: part[2] for part in (x[1:].partition(" ") for x in lines if x[:1] == "%")}
    blocks = [match.groups() for match in map(LINE.fullmatch, lines) if match]
    write = _sheet if source.stem.endswith(".xlsx") else _word
    return _with_fixed_times(write(blocks, options))


def _with_fixed_times(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            new.writestr(info, old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


# ---------------------------------------------------------------- Word


def _word(blocks: list[Block], options: dict[str, str]) -> bytes:
    paper = docx.Document()
    paper.core_properties.created = paper.core_properties.modified = MOMENT
    if kind := options.get("numbering"):
        _add_numbering(paper, kind)
    if "footer" in options:
        _add_page_number(paper)
    for is_table, group in groupby(blocks, key=lambda block: block[0] == "row"):
        if is_table:
            _add_table(paper, [cells.split(" | ") for _, cells in group])
        else:
            for kind, text in group:
                _add_paragraph(paper, kind, text)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _add_numbering(paper: Any, kind: str) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(LEVELS[kind])
    )
    opening = f'{nsdecls("w")} w:abstractNumId="{NUMBERING_ID}"'
    abstract = parse_xml(f"<w:abstractNum {opening}>{levels}</w:abstractNum>")
    number = parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{NUMBERING_ID}">'
        f'<w:abstractNumId w:val="{NUMBERING_ID}"/></w:num>'
    )
    root = paper.part.numbering_part.element
    root.find(qn("w:num")).addprevious(abstract)
    root.append(number)
    if kind.startswith("heading"):
        for depth in range(len(LEVELS[kind])):
            style = paper.styles[f"Heading {depth + 1}"]
            _number(style.element.get_or_add_pPr(), depth)


def _number(properties: Any, depth: int) -> None:
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_ilvl().val = depth
    numbered.get_or_add_numId().val = NUMBERING_ID


def _add_page_number(paper: Any) -> None:
    paragraph = paper.sections[0].footer.paragraphs[0]
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _add_paragraph(paper: Any, kind: str, text: str) -> None:
    paragraph = paper.add_paragraph()
    if kind == "break":
        paragraph.add_run().add_break(WD_BREAK.PAGE)
        return
    if kind[0] == "h":
        paragraph.style = paper.styles[f"Heading {kind[1]}"]
    if kind[0] == "n":
        _number(paragraph._p.get_or_add_pPr(), int(kind[1]) - 1)
    paragraph.alignment = ALIGN.get(kind)
    for piece in re.findall("[^。]+。?|。", text):  # a run per sentence, as typing leaves them
        run = paragraph.add_run(piece)
        if kind == "red":
            run.font.color.rgb = RGBColor(0xFF, 0, 0)


def _add_table(paper: Any, rows: list[list[str]]) -> None:
    table = paper.add_table(rows=len(rows), cols=len(rows[0]))
    for top, left, bottom, right in _regions(rows):
        cell = table.cell(top, left)
        if (top, left) != (bottom, right):
            cell = cell.merge(table.cell(bottom, right))
        cell.paragraphs[0].text = rows[top][left]


# ---------------------------------------------------------------- Excel


def _sheet(blocks: list[Block], options: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": MOMENT.replace(tzinfo=None)})
        name = options.get("sheet", "Sheet1")
        for is_row, group in groupby(blocks, key=lambda block: block[0] == "row"):
            cells = [text for _, text in group]
            if is_row:
                _fill(book.add_worksheet(name), [row.split(" | ") for row in cells])
            else:
                name = cells[-1]
    return target.getvalue()


def _fill(sheet: Any, rows: list[list[str]]) -> None:
    for top, left, bottom, right in _regions(rows):
        text = rows[top][left]
        value: str | int = int(text) if text.isdecimal() else text
        if (top, left) == (bottom, right):
            sheet.write(top, left, value)
        else:
            sheet.merge_range(top, left, bottom, right, value)


# ---------------------------------------------------------------- both


def _regions(rows: list[list[str]]) -> Iterator[Region]:
    """Top, left, bottom, right of every cell, merged ones as one."""
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text not in ("<", "^"):
                yield top, left, _end(rows, top, left), _right(row, left)


def _right(row: list[str], left: int) -> int:
    right = left
    while right + 1 < len(row) and row[right + 1] == "<":
        right += 1
    return right


def _end(rows: list[list[str]], top: int, left: int) -> int:
    bottom = top
    while bottom + 1 < len(rows) and rows[bottom + 1][left] == "^":
        bottom += 1
    return bottom


def main() -> None:
    for source in sources():
        (HERE / "documents" / source.stem).write_bytes(document_bytes(source))


if __name__ == "__main__":
    main()
