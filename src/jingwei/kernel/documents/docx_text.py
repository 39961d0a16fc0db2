"""What a .docx file prints, in reading order: paragraphs with their numbers, and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from jingwei.kernel.documents.docx_numbering import Numbering
from jingwei.kernel.documents.packages import Package
from jingwei.kernel.errors import BadInput

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {W + "del", W + "moveFrom", W + "txbxContent", W + "rPr", W + "pPr", _CHOICE}
_MOST_CELLS = 200_000


@dataclass(frozen=True)
class DocxParagraph:
    """Printed text (number included); ``level`` 1… for a heading style, 0 for the title style."""

    text: str
    level: int | None = None


@dataclass(frozen=True)
class DocxTable:
    """Rows of equal length; a merged cell repeats its text in every place it covers."""

    rows: tuple[tuple[str, ...], ...]


def read_docx(name: str, data: bytes) -> list[DocxParagraph | DocxTable]:
    """Return the paragraphs and tables of the body in reading order.

    Raises BadInput ``file.broken``/``file.bomb`` (see Package) or ``file.not_docx``.
    """
    package = Package(name, data)
    document = package.xml("word/document.xml")
    body = document.find(W + "body") if document is not None else None
    if body is None:
        raise BadInput(
            "file.not_docx",
            f"文件“{name}”里没有 Word 正文。",
            hint="请在 Word 或 WPS 中打开，另存为 .docx 后再试。",
        )
    return list(_Reader(package).blocks(body))


class _Reader:
    def __init__(self, package: Package) -> None:
        styles = package.xml("word/styles.xml")
        self._levels = dict(_style_levels(styles))
        self._numbering = Numbering(package.xml("word/numbering.xml"), styles)
        self._cells = 0

    def blocks(self, parent: etree._Element) -> Iterator[DocxParagraph | DocxTable]:
        for child in parent:
            if child.tag == W + "p":
                yield self._paragraph(child)
            elif child.tag == W + "tbl":
                yield self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                yield from self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> DocxParagraph:
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        outline = _number(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        level = outline + 1 if outline is not None and outline < 9 else self._levels.get(style)
        text = "".join(_run_texts(paragraph))
        number = self._numbering.printed(paragraph, style) if text.strip() else ""
        return DocxParagraph(number + text, level)

    def _table(self, table: etree._Element) -> DocxTable:
        grid: list[list[str]] = []
        for row in table.iter(W + "tr"):
            if _owner(row) is table:
                grid.append(self._row(row, grid[-1] if grid else []))
        width = max(map(len, grid), default=0)
        return DocxTable(tuple(tuple(r + [""] * (width - len(r))) for r in grid))

    def _row(self, row: etree._Element, above: list[str]) -> list[str]:
        cells: list[str] = [""] * min(_number(row.find(f"{W}trPr/{W}gridBefore")) or 0, 60)
        for cell in row.iter(W + "tc"):
            if _owner(cell) is not _owner(row):
                continue
            span = min(max(_number(cell.find(f"{W}tcPr/{W}gridSpan")) or 1, 1), 60)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continues = merge is not None and _value(merge) in ("", "continue")
            at = len(cells)
            text = above[at] if continues and at < len(above) else self._cell_text(cell)
            cells += [text] * span
        self._count(len(cells))
        return cells

    def _cell_text(self, cell: etree._Element) -> str:
        lines = [
            "；".join(" ".join(r) for r in b.rows) if isinstance(b, DocxTable) else b.text
            for b in self.blocks(cell)
        ]
        return "\n".join(line for line in lines if line.strip())

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise BadInput(
                "file.too_large",
                f"表格超过 {_MOST_CELLS} 个单元格，不像一份工作计划。",
                hint="请只保留任务分解表后再试。",
            )


def _owner(element: etree._Element) -> etree._Element | None:
    """Return the innermost table around a row or a cell."""
    return next(element.iterancestors(W + "tbl"), None)


def _run_texts(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag in _SKIPPED:
            continue
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag == W + "tab":
            yield "\t"
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        else:
            yield from _run_texts(child)


def _style_levels(styles: etree._Element | None) -> Iterator[tuple[str, int]]:
    for style in () if styles is None else styles.iter(W + "style"):
        key = style.get(W + "styleId", "")
        name = _value(style.find(W + "name")).lower()
        outline = _number(style.find(f"{W}pPr/{W}outlineLvl"))
        if name in ("title", "标题") or (name.startswith("公文标题") and outline is None):
            yield key, 0
        elif outline is not None and outline < 9:
            yield key, outline + 1
        elif name.startswith(("heading ", "标题 ")) and name[-1].isdigit():
            yield key, int(name[-1])


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")


def _number(element: etree._Element | None) -> int | None:
    text = _value(element)
    return int(text) if text.isdecimal() and len(text) < 6 else None
