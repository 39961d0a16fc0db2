"""Writes an official document as .docx, format GB/T 9704-2012 (党政机关公文格式).

    report = Official(title="关于……的报告", issuer="某区委组织部", day=date(2025, 6, 30))
    report.heading(1, 1, "总体进展")
    report.paragraph("上半年", report.key("已完成 12 项", "状态为“已办结”的任务数"), "。")
    report.signature()
    content = report.to_bytes()

Equal calls give equal bytes, so a sealed report can be printed again and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from jingwei.kernel.documents import official_blocks as make
from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.documents.official_blocks import Content, Run
from jingwei.kernel.documents.official_package import core_part, package
from jingwei.kernel.documents.official_parts import Element, W, indent, section, w
from jingwei.kernel.documents.official_text import (
    chinese_day,
    clean_text,
    document_number,
    level_mark,
    text_width,
    title_warnings,
)
from jingwei.kernel.errors import BadInput


@dataclass
class Official:
    """One document under construction; the methods append in reading order.

    ``mark`` is the red issuing mark (it brings the red line), ``number`` the document number.
    A "\\n" in the title breaks it there. Raises BadInput for an empty title or a number that
    cannot be read.
    """

    title: str
    issuer: str
    day: date
    number: str = ""
    mark: str = ""
    line_pt: float = gb.LINE_PT
    fonts: gb.Fonts = field(default_factory=gb.Fonts)
    _blocks: list[tuple[bool, Element]] = field(default_factory=list, init=False)
    _landscape: bool = field(default=False, init=False)
    _definitions: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        if not clean_text(self.title).strip():
            raise BadInput("kernel.official", "公文没有标题。", hint="请先填写标题。")
        self.number = document_number(self.number) if self.number else ""

    @property
    def warnings(self) -> list[str]:
        """What the writer should look at before sending, in plain sentences."""
        return title_warnings(self.title)

    def addressee(self, names: str) -> None:
        """主送机关, closed by a full-width colon."""
        self._add(make.paragraph("GWAddressee", names.rstrip(":：") + "："))

    def heading(self, level: int, number: int | None, text: str, *, new_page: bool = False) -> None:
        """A heading on its own line, levels 1 to 4, shown in the navigation pane."""
        mark = level_mark(level, number) if number else ""
        head = make.paragraph(f"GWLevel{level}", mark + text.rstrip("。"))
        self._add(self._on_new_page(head, landscape=self._landscape) if new_page else head)

    def run_in(self, level: int, number: int, heading: str, *content: Content) -> None:
        """A paragraph that begins with its heading sentence; not in the navigation pane."""
        words = Run(level_mark(level, number) + heading, style=f"GWLevel{level}Words")
        self._add(make.paragraph("GWBody", words, *content))

    def paragraph(self, *content: Content) -> None:
        """Body text, first line indented by two characters."""
        self._add(make.paragraph("GWBody", *content))

    def key(self, text: str, definition: str) -> Run:
        """A number with its key: prints "text" and a raised [n] that leads to 数据说明.

        Equal definitions share one key; the list of definitions closes the document.
        """
        if definition not in self._definitions:
            self._definitions.append(definition)
        return Run(text, key=self._definitions.index(definition) + 1)

    def table(
        self,
        heads: Sequence[Content],
        rows: Iterable[Sequence[Content]],
        widths: Sequence[float] = (),
        *,
        landscape: bool = False,
    ) -> None:
        """A ruled table as wide as the type area; ``widths`` are shares, the head row repeats.

        ``landscape`` sets the table on landscape pages of its own. A table without rows says 无.
        """
        landscape = landscape or self._landscape
        area = gb.AREA_HEIGHT if landscape else gb.AREA_WIDTH
        columns = make.column_widths(widths or [1] * len(heads), area)
        self._add(make.table(heads, list(rows), columns), landscape=landscape)

    def attachment_note(self, titles: Sequence[str]) -> None:
        """附件说明 one line below the body: the titles, numbered when there are several."""
        for number, title in enumerate(titles, 1):
            name = title.rstrip("。")
            several = len(titles) > 1
            text = f"{number}. {name}" if several else name
            first = number == 1
            self._add(make.attachment_line(text, first=first, numbered=several))

    def signature(self, issuer: str = "", day: date | None = None) -> None:
        """署名 and 成文日期: the date ends four characters from the right, the issuer above it.

        The issuer is centred over the date, as for a document with a seal (7.3.5.1).
        """
        name, words = issuer or self.issuer, chinese_day(day or self.day)
        overhang = (text_width(words) - text_width(name)) / 2 * 100
        right = max(0.0, gb.DATE_FROM_RIGHT + overhang)
        signed = make.paragraph("GWSignature", name)
        make.properties_of(signed).append(indent(gb.BODY_PT, right=right))
        self._add(signed)
        self._add(make.paragraph("GWDate", words))

    def note(self, text: str) -> None:
        """附注 in brackets below the date."""
        self._add(make.paragraph("GWNote", f"（{text}）"))

    def attachment(self, number: int | None, title: str, *, landscape: bool = False) -> None:
        """Starts an attachment on a new page; what follows belongs to it."""
        self._landscape = landscape
        mark = make.paragraph("GWAttachmentMark", f"附件{number or ''}")
        self._add(self._on_new_page(mark, landscape=landscape))
        self._add(make.paragraph("GWAttachmentTitle", title))

    def to_bytes(self) -> bytes:
        """The finished file. May be called again; the document can go on growing between."""
        head = [(False, block) for block in self._head()]
        blocks = [*head, *self._blocks, *self._key_list()]
        body = w("body", *_with_sections(blocks))
        core = core_part(
            clean_text(self.title).replace("\n", ""), clean_text(self.issuer), self.day
        )
        return package(w("document", body), core, self.fonts, self.line_pt)

    def _add(self, block: Element, *, landscape: bool | None = None) -> None:
        self._blocks.append((self._landscape if landscape is None else landscape, block))

    def _on_new_page(self, block: Element, *, landscape: bool) -> Element:
        """A turn of the page is a new section and breaks by itself."""
        before = self._blocks[-1][0] if self._blocks else False
        if before == landscape:
            make.properties_of(block).insert(1, w("pageBreakBefore"))
        return block

    def _head(self) -> Iterable[Element]:
        if self.mark:
            yield make.issuing_mark(self.mark)
        if self.mark or self.number:
            yield make.number_line(self.number, red_line=bool(self.mark))
        title = make.paragraph("GWTitle", self.title)
        if self.mark or self.number:
            lines = gb.BLANK_LINES_BEFORE_TITLE * self.line_pt * 20
            make.properties_of(title).append(w("spacing", before=lines))
        yield title

    def _key_list(self) -> Iterable[tuple[bool, Element]]:
        if not self._definitions:
            return
        head = make.paragraph("GWLevel1", "数据说明")
        yield False, self._on_new_page(head, landscape=False)
        for number, definition in enumerate(self._definitions, 1):
            line = make.paragraph("GWKeys", f"[{number}]\t{definition}")
            line.insert(1, w("bookmarkStart", id=number, name=f"GW_key_{number}"))
            line.append(w("bookmarkEnd", id=number))
            yield False, line


def _with_sections(blocks: list[tuple[bool, Element]]) -> Iterable[Element]:
    """The blocks with a section break wherever the page turns, and the last section.

    A table is always followed by a paragraph: two tables would grow together, and a document may
    not end in a table.
    """
    before, table = False, False
    for landscape, block in blocks:
        if landscape != before:
            yield _section_break(landscape=before)
        elif table and block.find(f".//{{{W}}}pageBreakBefore") is None:
            yield make.paragraph("GWGap")
        before, table = landscape, block.tag == f"{{{W}}}tbl"
        yield block
    if table:
        yield make.paragraph("GWBreak")
    yield section(landscape=before)


def _section_break(*, landscape: bool) -> Element:
    """A paragraph one point high that ends the section before it."""
    block = make.paragraph("GWBreak")
    make.properties_of(block).append(section(landscape=landscape))
    return block
