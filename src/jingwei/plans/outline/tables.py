"""Breakdown tables: rows of 序号/类别/工作任务/牵头单位/完成时限 as readable lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jingwei.plans.outline.blocks import Hint

Row = Sequence[str]

# column: header words, in order of trial; the first column that fits a header cell takes it
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "^(?:序号|编号|号|No\\.?)$"),
    ("leader", "责任领导|牵头领导|分管领导|包抓领导|挂帅领导|主管领导|县级领导|区级领导|市级领导"),
    (
        "lead",
        "牵头(?:责任)?(?:单位|部门|科室|股室)|主办(?:单位|部门)|主要责任(?:单位|部门)|主责(?:单位|部门)",
    ),
    (
        "support",
        "配合(?:责任)?(?:单位|部门|科室|股室)|协办(?:单位|部门)|参与(?:单位|部门)|其他责任(?:单位|部门)|协同单位",
    ),
    (
        "list",
        "责任(?:单位|部门|科室|股室|处室|主体)|承办(?:单位|部门|科室)|落实(?:单位|部门)|负责(?:单位|部门)",
    ),
    ("owner", "责任人|联系人|负责人|承办人"),
    ("deadline", "时限|完成时间|截止|完成日期|时间节点|办结时间|计划完成|^时间$|时间安排|进度要求"),
    ("target", "目标|指标|成果|标准"),
    ("remark", "备注|说明|状态|进展|问题|下步|电话|启动时间|序时"),
    (
        "measure",
        "具体(?:措施|任务|内容|举措|工作)|工作(?:措施|举措|内容|要求)|任务内容|主要(?:措施|举措|内容)|推进措施|落实措施|^措施$|^举措$",
    ),
    ("area", "^(?:类别|类型|分类|领域|板块|方面|一级指标|工作类别|任务类别|项目类别|专项|大项)$"),
    (
        "task",
        "工作任务|重点任务|重点工作|主要任务|任务事项|工作事项|目标任务|任务名称|^任务$|^事项$|工作项目|^项目$|重点事项|项目名称|工作要点|督查事项|^内容$|年度任务",
    ),
)
_LABELS = {
    "leader": "责任领导",
    "lead": "牵头单位",
    "list": "责任单位",
    "support": "配合单位",
    "owner": "责任人",
    "deadline": "完成时限",
    "target": "目标",
}
CLASS = (
    101  # heading level of a class: ranks with 一、, apart from the heading styles of a document
)
_MOST_HEADER_ROWS = 30


@dataclass
class Lines:
    """Text built line by line, with a hint for the start of each line that needs one."""

    parts: list[str] = field(default_factory=list)
    hints: dict[int, Hint] = field(default_factory=dict)
    size: int = 0

    def add(self, line: str, hint: Hint | None = None) -> None:
        """Append one line; the hint is kept by the line's place in the text."""
        for at, part in enumerate(line.split("\n")):
            if hint is not None and at == 0 and part.strip():
                self.hints[self.size] = hint
            self.parts.append(part + "\n")
            self.size += len(part) + 1

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)


def header_at(rows: Sequence[Row]) -> tuple[int, int, dict[str, int]] | None:
    """Return first row of the header, first row after it, and the place of each known column.

    A table is a breakdown if one row names the work and at least one more known column.
    """
    for at, row in enumerate(rows[:_MOST_HEADER_ROWS]):
        columns = _columns(row)
        if ("task" in columns or "measure" in columns) and len(columns) >= 2:
            return _with_second_row(rows, at, columns)
    return None


def _with_second_row(
    rows: Sequence[Row], at: int, columns: dict[str, int]
) -> tuple[int, int, dict[str, int]]:
    """Read a second header row (牵头单位 and 配合单位 under 责任分工), if there is one."""
    below = rows[at + 1] if at + 1 < len(rows) else ()
    more = _columns(below)
    cells = [cell.strip() for cell in below if cell.strip()]
    named = sum(cell in rows[at] or len(cell) <= 8 for cell in cells)
    if not set(more) - set(columns) or named < len(cells) or len(more) * 2 < len(cells):
        return at, at + 1, columns
    return at, at + 2, columns | {name: more[name] for name in more if name not in columns}


def add_table(lines: Lines, rows: Sequence[Row], section: str = "") -> bool:
    """Append a breakdown table as lines; return False (nothing added) if it is none.

    ``section`` names the class of all rows if the table has no column for it.
    """
    found = header_at(rows)
    if found is None:
        return False
    at, first, columns = found
    for row in rows[:at]:
        cells = list(dict.fromkeys(_flat(cell) for cell in row if cell.strip()))
        if cells:
            lines.add("　".join(cells), Hint("title" if len(cells) == 1 else "other"))
    for row in rows[at:first]:
        lines.add("\t".join(dict.fromkeys(_flat(c) for c in row if c.strip())), Hint("other"))
    if section and "area" not in columns:
        lines.add(section, Hint("heading", CLASS))
    _add_rows(lines, rows[first:], columns)
    return True


def add_plain(lines: Lines, rows: Sequence[Row]) -> None:
    """Append a table that is no breakdown, one line per row."""
    for row in rows:
        cells = [_flat(cell) for cell in row if cell.strip()]
        if cells:
            lines.add("\t".join(cells), Hint("other"))


def _columns(row: Row) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        words = re.sub(r"\s", "", cell)
        if not words or len(words) > 20:
            continue
        name = next((n for n, p in _COLUMNS if re.search(p, words)), None)
        if name is not None:
            columns.setdefault(name, place)
    if "measure" in columns and "task" not in columns and "area" in columns:
        columns["task"] = columns.pop("measure")
    elif "task" in columns and "measure" in columns:
        columns["item"] = columns.pop("task")
        columns["task"] = columns.pop("measure")
    elif "measure" in columns:
        columns["task"] = columns.pop("measure")
    return columns


def _add_rows(lines: Lines, rows: Sequence[Row], columns: dict[str, int]) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        filled = {cell.strip() for cell in row if cell.strip()}
        task = _cell(row, columns, "task")
        if len(filled) == 1 and (len(row) > 2) and _looks_like_section(row, columns):
            lines.add(_flat(filled.pop()), Hint("heading", CLASS))
            seen = {}
            continue
        for kind, level in (("area", CLASS), ("item", CLASS + 1)):
            words = _cell(row, columns, kind)
            if words and seen.get(kind) != words:
                lines.add(words, Hint("heading", level))
                seen = {kind: words} if kind == "area" else seen | {kind: words}
        if task and _columns(row) != columns:
            lines.add(_row_line(row, columns, task), Hint("row"))


def _looks_like_section(row: Row, columns: dict[str, int]) -> bool:
    """Tell whether a row is one merged cell naming a section of the table."""
    cells = [cell.strip() for cell in row]
    merged = len(row) > 2 and len(set(cells)) == 1
    first_only = bool(cells[0]) and not any(cells[1:]) and columns.get("task") != 0
    return (merged or first_only) and len(cells[0]) <= 60


def _row_line(row: Row, columns: dict[str, int], task: str) -> str:
    number = _cell(row, columns, "number")
    notes = [
        f"{label}：{value}"
        for name, label in _LABELS.items()
        if (value := _cell(row, columns, name).replace("；", "、"))
    ]
    task = task.rstrip("。；;") + "。"
    head = f"{number}. " if number else ""
    return head + task + (f"（{'；'.join(notes)}）" if notes else "")


def _cell(row: Row, columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return _flat(row[place]) if place is not None and place < len(row) else ""


def _flat(cell: str) -> str:
    """Return a cell in one line; lines that list names are joined with 、."""
    parts = [p.strip() for p in cell.split("\n") if p.strip()]
    names = len(parts) > 1 and all(len(p) <= 14 and p[-1] not in "。；，、：" for p in parts)
    return ("、" if names else "").join(parts)
