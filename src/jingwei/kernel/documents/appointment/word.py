"""Draws the sheets of appointment forms as one .docx; equal sheets give equal bytes.

Elements follow the order of ECMA-376 part 1, chapter 17; Word refuses others.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from lxml import etree

from jingwei.kernel.documents.appointment.fitting import DATE_WIDTH, PITCH
from jingwei.kernel.documents.appointment.layout import (
    PAGE_WIDTH,
    PHOTO_BOX,
    Cell,
    Line,
    Row,
    Sheet,
)
from jingwei.kernel.documents.appointment.photo import photo_kind, photo_size
from jingwei.kernel.documents.official_numbers import Fonts
from jingwei.kernel.documents.official_parts import Element, R, font_table_part, fonts_element, w

LABEL_FONT = "宋体"
_FONTS = Fonts()
_TWIPS = 1440 / 25.4
_EMU = 36_000
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = (1980, 1, 1, 0, 0, 0)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PICTURE = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<wp:inline xmlns:wp="{d}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{x}" cy="{y}"/><wp:docPr id="{n}" name="photo{n}" descr="照片"/>'
    '<a:graphic xmlns:a="{d}/main"><a:graphicData uri="{d}/picture">'
    '<pic:pic xmlns:pic="{d}/picture"><pic:nvPicPr><pic:cNvPr id="{n}" name="photo{n}"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="photo{n}" xmlns:r="{r}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def sheets_docx(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as a Word document, each on a page of its own."""
    writer = _Writer()
    body = w("body")
    for number, sheet in enumerate(sheets):
        body.extend(writer.page(sheet, is_first=not number))
    body.append(_section())
    return _packed(w("document", body), writer.photos)


class _Writer:
    """Collects the photos while the pages are drawn."""

    def __init__(self) -> None:
        self.photos: list[bytes] = []

    def page(self, sheet: Sheet, *, is_first: bool) -> list[Element]:
        return [_head(sheet.title, breaks=not is_first), self._table(sheet), _foot(sheet.foot)]

    def _table(self, sheet: Sheet) -> Element:
        grid = w("tblGrid", *(w("gridCol", w=width * _TWIPS) for width in sheet.widths))
        table = w("tbl", _table_properties(), grid)
        open_cells: dict[int, tuple[Cell, int]] = {}
        for row in sheet.rows:
            table.append(self._row(row, sheet.widths, open_cells))
        return table

    def _row(
        self, row: Row, widths: Sequence[float], open_cells: dict[int, tuple[Cell, int]]
    ) -> Element:
        """Draw a row; ``open_cells`` maps a column to the cell above that reaches down here."""
        split = None if row.may_split else w("cantSplit")
        height = w("trHeight", val=row.height * _TWIPS, hRule="atLeast")
        drawn = w("tr", w("trPr", split, height))
        fresh = iter(row.cells)
        column = 0
        while column < len(widths):
            cell, rest = open_cells.pop(column, (None, 0))
            merged = "continue" if cell else ""
            if cell is None:
                cell = next(fresh)
                rest, merged = cell.rows, "restart" if cell.rows > 1 else ""
            if rest > 1:
                open_cells[column] = (cell, rest - 1)
            span = widths[column : column + cell.columns]
            drawn.append(self._cell(cell, sum(span), merged))
            column += cell.columns
        return drawn

    def _cell(self, cell: Cell, width: float, merged: str) -> Element:
        place = {"top": "top", "middle": "center", "bottom": "bottom"}[cell.place]
        properties = w(
            "tcPr",
            w("tcW", w=width * _TWIPS, type="dxa"),
            w("gridSpan", val=cell.columns) if cell.columns > 1 else None,
            w("vMerge", val=merged) if merged else None,
            w("vAlign", val=place),
        )
        if merged == "continue":
            return w("tc", properties, w("p"))
        if cell.photo:
            return w("tc", properties, self._photo(cell.photo))
        lines = cell.lines or (Line(""),)
        return w("tc", properties, *(_paragraph(cell, line) for line in lines))

    def _photo(self, photo: bytes) -> Element:
        self.photos.append(photo)
        width, height = photo_size(photo)
        scale = min(PHOTO_BOX[0] / width, PHOTO_BOX[1] / height) * _EMU
        x, y = round(width * scale), round(height * scale)
        text = _PICTURE.format(d=_DRAWING, r=R, n=len(self.photos), x=x, y=y)
        return w("p", w("pPr", w("jc", val="center")), w("r", etree.fromstring(text)))


def _paragraph(cell: Cell, line: Line) -> Element:
    words: list[Element] = []
    if cell.is_resume:
        words = [_text(line.lead), w("tab")] if line.lead else []
    font = LABEL_FONT if cell.is_label else _FONTS.body
    run = w("r", _type(font, cell.points, _FONTS.digits), *words, _text(line.text))
    indent = w("ind", left=0)
    if cell.is_resume:
        hang = DATE_WIDTH * cell.points * 20
        indent = w("ind", left=hang, hanging=hang) if line.lead else w("ind", left=hang)
    spacing = w("spacing", line=cell.points * PITCH * 20, lineRule="exact")
    align = "both" if cell.is_resume else line.align or cell.align
    return w("p", w("pPr", spacing, indent, w("jc", val=align)), run)


def _text(text: str) -> Element:
    element = w("t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _type(font: str, points: float, digits: str = "") -> Element:
    size = points * 2
    return w(
        "rPr", fonts_element(font, _FONTS, digits or font), w("sz", val=size), w("szCs", val=size)
    )


def _head(title: str, *, breaks: bool) -> Element:
    """The title above a table; without one a line so thin that it does not show."""
    line = 30 if title else 1
    spacing = w("spacing", before=0, after=200 if title else 0, line=line * 20, lineRule="exact")
    page_break = w("pageBreakBefore") if breaks else None
    text = "".join(f"{char} " for char in title).rstrip()
    run = w("r", _type(_FONTS.title, 22 if title else 1), _text(text))
    return w("p", w("pPr", page_break, spacing, w("jc", val="center")), run)


def _foot(text: str) -> Element:
    line = 24 if text else 1
    spacing = w("spacing", line=line * 20, lineRule="exact")
    run = w("r", _type(LABEL_FONT, 12 if text else 1), _text(text))
    return w("p", w("pPr", spacing, w("ind", left=480 if text else 0)), run)


def _table_properties() -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = (w(side, val="single", sz=6, space=0, color="auto") for side in sides)
    margins = (w(side, w=1.2 * _TWIPS, type="dxa") for side in ("left", "right"))
    return w(
        "tblPr",
        w("tblW", w=PAGE_WIDTH * _TWIPS, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *lines),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *margins),
    )


def _section() -> Element:
    side = (210 - PAGE_WIDTH) / 2 * _TWIPS
    edges = {"top": 18 * _TWIPS, "right": side, "bottom": 12 * _TWIPS, "left": side}
    margins = w("pgMar", **edges, header=400, footer=400, gutter=0)
    return w("sectPr", w("pgSz", w=11906, h=16838), margins)


def _styles() -> Element:
    run = w("rPr", fonts_element(_FONTS.body, _FONTS, _FONTS.body), w("sz", val=28), _language())
    spacing = w("spacing", before=0, after=0)
    paragraph = w("pPr", w("widowControl", val=0), w("snapToGrid", val=0), spacing)
    normal = w("style", w("name", val="Normal"), type="paragraph", default=1, styleId="Normal")
    defaults = w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))
    return w("styles", defaults, normal)


def _language() -> Element:
    return w("lang", val="en-US", eastAsia="zh-CN")


def _packed(document: Element, photos: Sequence[bytes]) -> bytes:
    names = [f"media/photo{n}.{photo_kind(photo)}" for n, photo in enumerate(photos, 1)]
    relations = {"rId1": ("styles", "styles.xml"), "rId2": ("fontTable", "fontTable.xml")}
    relations |= {f"photo{n}": ("image", name) for n, name in enumerate(names, 1)}
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relationships(relations),
        "word/document.xml": _serialized(document),
        "word/styles.xml": _serialized(_styles()),
        "word/fontTable.xml": _serialized(font_table_part(_FONTS)),
        **{f"word/{name}": photo for name, photo in zip(names, photos, strict=True)},
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 0  # else it names the system that wrote it
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content_types() -> bytes:
    kinds = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    kinds |= {"xml": "application/xml"} | {kind: f"image/{kind}" for kind in ("jpeg", "png", "bmp")}
    parts = {"document": "document.main", "styles": "styles", "fontTable": "fontTable"}
    rows = [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items()]
    rows += [
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{kind}+xml"/>'
        for name, kind in parts.items()
    ]
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{"".join(rows)}</Types>'.encode()


def _relationships(relations: dict[str, tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{R}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in relations.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'.encode()


def _serialized(part: Element) -> bytes:
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
