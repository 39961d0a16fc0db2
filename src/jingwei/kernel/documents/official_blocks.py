"""Paragraphs, runs and tables of an official document as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.documents.official_parts import Element, indent, w
from jingwei.kernel.documents.official_text import clean_text, text_width

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHORT = 6  # characters; a column whose cells are all this short is centred


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph. ``style`` is a character style, ``key`` a number from `key`."""

    text: str
    bold: bool = False
    style: str = ""
    key: int = 0


Inline = str | Run
Content = Inline | Sequence[Inline]


def paragraph(style: str, *content: Content) -> Element:
    """A paragraph of a named style (its identifier)."""
    properties = w("pPr", w("pStyle", val=style))
    return w("p", properties, *(part for run in _runs(content) for part in _run_parts(run)))


def properties_of(block: Element) -> Element:
    """w:pPr of a paragraph made by `paragraph`; additions must keep the order of the schema."""
    return block[0]


def _runs(content: Iterable[Content]) -> Iterable[Run]:
    for part in content:
        if isinstance(part, Run):
            yield part
        elif isinstance(part, str):
            yield Run(part)
        else:
            yield from _runs(part)


def _run_parts(run: Run) -> Iterable[Element]:
    if run.text:
        yield _run(run.text, style=run.style, bold=run.bold)
    if run.key:
        marker = _run(f"[{run.key}]", style="GWKeyMark")
        yield w("hyperlink", marker, anchor=f"GW_key_{run.key}", history=1)


def _run(text: str, *, style: str = "", bold: bool = False, size: float = 0) -> Element:
    """The hint makes “ ” — … Chinese punctuation instead of narrow Latin marks."""
    properties = w(
        "rPr",
        w("rStyle", val=style) if style else None,
        w("rFonts", hint="eastAsia"),
        w("b") if bold else None,
        w("sz", val=size * 2) if size else None,
        w("szCs", val=size * 2) if size else None,
    )
    element = w("r", properties)
    for line_number, line in enumerate(clean_text(text).split("\n")):
        if line_number:
            element.append(w("br"))
        for piece_number, piece in enumerate(line.split("\t")):
            if piece_number:
                element.append(w("tab"))
            element.append(_text(piece))
    return element


def _text(piece: str) -> Element:
    element = w("t")
    element.text = piece
    element.set(_SPACE, "preserve")
    return element


def issuing_mark(mark: str) -> Element:
    """Red, its top 35 mm below the top of the type area, in one line."""
    points = min(gb.MARK_PT, gb.AREA_WIDTH / 20 / text_width(mark) - 1)
    line = paragraph("GWMark")
    line.append(_run(mark, size=points))
    properties_of(line).append(w("spacing", before=gb.MARK_BELOW_AREA_TOP))
    return line


def number_line(number: str, *, red_line: bool) -> Element:
    """The document number, with the red line 4 mm below it."""
    line = paragraph("GWNumber", number)
    if red_line:
        below_text = (gb.LINE_PT - gb.BODY_PT) / 2  # the part of the 4 mm inside the text line
        gap = gb.RED_LINE_BELOW_NUMBER_PT - below_text
        rule = w("bottom", val="single", sz=gb.RED_LINE_EIGHTHS, space=gap, color=gb.RED)
        properties_of(line).append(w("pBdr", rule))
    return line


def attachment_line(text: str, *, first: bool, numbered: bool) -> Element:
    """附件： starts two characters in; later titles and second lines align with the first."""
    name_at = 600 if numbered else 500
    starts_at = gb.INDENT if first else 500
    line = paragraph("GWAttachmentNote", f"附件：{text}" if first else text)
    if not first:
        properties_of(line).append(w("spacing", before=0))
    properties_of(line).append(indent(gb.BODY_PT, left=name_at, hanging=name_at - starts_at))
    return line


def column_widths(shares: Sequence[float], area: int) -> list[int]:
    """The area divided by shares: whole twips that add up to the area exactly."""
    total, edges = sum(shares), [0]
    for count in range(1, len(shares) + 1):
        edges.append(round(area * sum(shares[:count]) / total))
    return [right - left for left, right in pairwise(edges)]


def table(heads: Sequence[Content], rows: list[Sequence[Content]], widths: list[int]) -> Element:
    """A ruled table with a repeated head row; ``widths`` in twips. Without rows it says 无."""
    result = w("tbl", _table_properties(sum(widths)))
    result.append(w("tblGrid", *(w("gridCol", w=width) for width in widths)))
    cells = [_cell(head, width, "GWTableHead") for head, width in zip(heads, widths, strict=True)]
    result.append(_row(cells, repeated=True))
    centred = [_is_short([row[place] for row in rows]) for place in range(len(heads))]
    for row in rows:
        triples = zip(row, widths, centred, strict=True)
        result.append(
            _row([_cell(cell, width, "GWTable", short) for cell, width, short in triples])
        )
    if not rows:
        result.append(_row([_cell("无", sum(widths), "GWTable", True, span=len(widths))]))
    return result


def _table_properties(width: int) -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = (w(side, val="single", sz=4, space=0, color="auto") for side in sides)
    return w(
        "tblPr",
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *lines),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in gb.CELL_MARGINS)),
    )


def _is_short(cells: Iterable[Content]) -> bool:
    return all(sum(text_width(run.text) for run in _runs([cell])) <= _SHORT for cell in cells)


def _row(cells: Iterable[Element], *, repeated: bool = False) -> Element:
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if repeated else None), *cells)


def _cell(
    content: Content, width: int, style: str, centred: bool = False, *, span: int = 1
) -> Element:
    words = paragraph(style, content)
    if centred:
        properties_of(words).append(w("jc", val="center"))
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("vAlign", val="center"),
    )
    return w("tc", properties, words)
