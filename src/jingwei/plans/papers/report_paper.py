"""A report as .docx in GB/T 9704: what plans.selectors.report wrote down, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_blocks import Inline
from jingwei.kernel.documents.official_numbers import TITLE_CHARACTERS_PER_LINE
from jingwei.kernel.documents.official_text import text_width

Content = Mapping[str, Any]


def report_paper(content: Content) -> bytes:
    """Return the document of a ``report_content``. Equal content gives equal bytes."""
    paper = Official(
        title=title_in_lines(content["title"], content["issuer"]),
        issuer=content["issuer"],
        day=date.fromisoformat(content["as_of"]),
    )
    for number, section in enumerate(content["sections"], start=1):
        paper.heading(1, number, section["heading"])
        for block in section["body"]:
            _add(paper, block, content["figures"])
    annexes = content["annexes"]
    if annexes:
        paper.attachment_note([annex["title"] for annex in annexes])
    paper.signature()
    for number, annex in enumerate(annexes, start=1):
        paper.attachment(number if len(annexes) > 1 else None, annex["title"], landscape=True)
        _table(paper, annex["table"], content["figures"])
    return paper.to_bytes()


def title_in_lines(title: str, issuer: str) -> str:
    """Return the title broken behind the issuer when it does not fit one line."""
    rest = title.removeprefix(issuer)
    if rest == title or text_width(title) <= TITLE_CHARACTERS_PER_LINE:
        return title
    return f"{issuer}\n{rest}"


def _add(paper: Official, block: Content, figures: Content) -> None:
    ((kind, what),) = block.items()
    if kind == "heading":
        level, number, text = what
        paper.heading(level, number, text)
    elif kind == "run_in":
        level, number, text, rest = what
        paper.run_in(level, number, text, _inlines(paper, rest, figures))
    elif kind == "table":
        _table(paper, what, figures)
    else:
        paper.paragraph(_inlines(paper, what, figures))


def _table(paper: Official, table: Content, figures: Content) -> None:
    """The heads carry the definitions, so that the cells stay clean."""
    heads = _inlines(paper, table["heads"], figures)
    rows = [[_bare(cell, figures) for cell in row] for row in table["rows"]]
    paper.table(heads, rows, table["widths"])


def _inlines(paper: Official, parts: Sequence[Any], figures: Content) -> list[Inline]:
    return [_inline(paper, part, figures) for part in parts]


def _inline(paper: Official, part: Any, figures: Content) -> Inline:
    if isinstance(part, str):
        return part
    if "key" in part:
        return paper.key(part["key"], part["means"])
    figure = figures[part["figure"]]
    return paper.key(figure["text"], figure["means"])


def _bare(cell: Any, figures: Content) -> str:
    return cell if isinstance(cell, str) else str(figures[cell["figure"]]["text"])
