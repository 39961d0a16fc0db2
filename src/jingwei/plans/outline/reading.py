"""From a file, bytes or text to an outline; every door refuses with a plain sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jingwei.kernel.documents.docx_text import DocxTable, read_docx
from jingwei.kernel.documents.encoding import decode_text, plain_lines
from jingwei.kernel.documents.packages import is_encrypted, is_ole, is_zip
from jingwei.kernel.documents.sheets import SheetText, read_xlsx
from jingwei.kernel.errors import BadInput
from jingwei.plans.outline.assemble import assemble
from jingwei.plans.outline.blocks import Hint
from jingwei.plans.outline.cut import cut
from jingwei.plans.outline.judge import is_plan
from jingwei.plans.outline.tables import CLASS, Lines, add_plain, add_table
from jingwei.plans.outline.tree import Outline

MOST_BYTES = 20_000_000
MOST_CHARACTERS = 2_000_000
_TEXT_ENDINGS = (".txt", ".md", ".text", "")
_WORD = b"word/document.xml"
_SHEET = b"xl/workbook.xml"


def outline_of_file(path: Path) -> Outline:
    """Return the outline of a .txt, .docx or .xlsx plan. Raises BadInput; see outline_of_bytes."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _too_large(path.name, size)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput(
            "file.unreadable",
            f"读不到文件“{path.name}”，可能不存在、是文件夹或者没有权限。",
            hint="请检查路径后再试。",
        ) from error
    return outline_of_bytes(path.name, data)


def outline_of_bytes(name: str, data: bytes) -> Outline:
    """Return the outline of a plan handed in as the content of a file.

    The content decides how it is read, the name only whether it may be text.
    Raises BadInput: ``file.*`` if the file cannot be read, ``plan.*`` if the text is no plan.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(name, len(data))
    if not data.strip():
        raise _empty(f"文件“{name}”是空的。")
    if is_ole(data):
        raise _old_format(name, data)
    if is_zip(data):
        return _of_package(name, data)
    ending = Path(name.replace("\0", "")).suffix.lower()
    if ending in (".docx", ".xlsx"):
        raise BadInput(
            "file.not_office",
            f"文件“{name}”的内容不是 {'Word 文档' if ending == '.docx' else 'Excel 表格'}，"
            f"可能是改了扩展名，或者没有传完整。",
            hint="请在 Word、Excel 或 WPS 中打开，另存后再试。",
        )
    if ending not in _TEXT_ENDINGS:
        raise _unknown_type(name)
    return outline_of_text(decode_text(name, data))


def outline_of_text(text: str) -> Outline:
    """Return the outline of a plan handed in as text (pasted, or decoded from a file).

    Raises BadInput ``plan.empty``, ``plan.too_long``, ``plan.not_a_plan``.
    """
    return _outlined(plain_lines(text) if len(text) <= MOST_CHARACTERS else text, {})


def _outlined(text: str, hints: dict[int, Hint]) -> Outline:
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            "plan.too_long",
            f"正文有 {len(text)} 个字，超过 {MOST_CHARACTERS} 个字，不像一份工作计划。",
            hint="请只提交计划正文。",
        )
    if not text.strip():
        raise _empty("没有读到文字。")
    outline = assemble(text, cut(text, hints))
    if not is_plan(outline, from_table=any(h.kind == "row" for h in hints.values())):
        raise BadInput(
            "plan.not_a_plan",
            f"这不像一份工作计划：只认出 {len(outline.measures)} 条要做的事。",
            hint="请提交工作要点、工作计划或任务分解表。",
        )
    return replace(outline, is_plan=True)


def _of_package(name: str, data: bytes) -> Outline:
    if _SHEET in data and _WORD not in data:
        return _of_workbook(read_xlsx(name, data))
    if _WORD not in data and not name.lower().endswith(".docx"):
        raise _unknown_type(name)
    lines = Lines()
    for block in read_docx(name, data):
        if isinstance(block, DocxTable):
            if not add_table(lines, block.rows):
                add_plain(lines, block.rows)
        else:
            lines.add(plain_lines(block.text), _hint(block.level))
    return _outlined(lines.text, _titled(lines.hints))


def _titled(hints: dict[int, Hint]) -> dict[int, Hint]:
    """Take a first heading that stands alone on the highest level for the title."""
    levels = [h.level for h in hints.values() if h.kind == "heading" and h.level < CLASS]
    if (
        len(levels) < 2
        or levels[0] >= min(levels[1:])
        or any(h.kind == "title" for h in hints.values())
    ):
        return hints
    first = next(at for at, h in hints.items() if h.kind == "heading")
    return hints | {first: Hint("title")}


def _hint(level: int | None) -> Hint | None:
    if level is None:
        return None
    return Hint("heading", level) if level else Hint("title")


def _of_workbook(sheets: list[SheetText]) -> Outline:
    lines = Lines()
    for sheet in sheets:
        if not add_table(lines, sheet.rows):
            add_plain(lines, sheet.rows)
    return _outlined(lines.text, lines.hints)


def _old_format(name: str, data: bytes) -> BadInput:
    if is_encrypted(data):
        return BadInput(
            "file.encrypted", f"文件“{name}”加了密码，打不开。", hint="请去掉密码后再试。"
        )
    ending = ".xlsx" if name.lower().endswith((".xls", ".xlsx", ".et")) else ".docx"
    return BadInput(
        "file.old_format",
        f"文件“{name}”是旧版格式，不能直接读取。",
        hint=f"请在 Word、Excel 或 WPS 中打开，另存为 {ending} 后再试。",
    )


def _unknown_type(name: str) -> BadInput:
    return BadInput(
        "file.type",
        f"不认识文件“{name}”的类型。",
        hint="请提交 .docx、.xlsx 或 .txt 文件，也可以直接粘贴文字。",
    )


def _too_large(name: str, size: int) -> BadInput:
    return BadInput(
        "file.too_large",
        f"文件“{name}”有 {size / 1e6:.0f} MB，超过 {MOST_BYTES // 1_000_000} MB。",
        hint="请去掉图片等附件，只提交计划正文。",
    )


def _empty(message: str) -> BadInput:
    return BadInput("plan.empty", message, hint="请选择有正文的计划文件，或者粘贴文字。")
