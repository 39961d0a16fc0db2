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
        "牵头(?:责任)?(?:单位|部门|科室|股室|处室|站所)|主办(?:单位|部门|科室)|主要责任(?:单位|部门)|主责(?:单位|部门|科室)",
    ),
    (
        "support",
        "(?:配合|协办|协助|参与|参加|协同|会办|联办|支持)(?:责任)?(?:单位|部门|科室|股室|处室|站所)|其他责任(?:单位|部门)",
    ),
    (
        "list",
        "责任(?:单位|部门|科室|股室|处室|站所|主体|分工)|承办(?:单位|部门|科室)|落实(?:单位|部门)|负责(?:单位|部门|科室)",
    ),
    ("owner", "责任人|联系人|负责人|承办人|经办人|牵头人|包保人"),
    (
        "deadline",
        "时限|节点|^月份$|^时段$|完成时间|截止|完成日期|时间节点|办结时间|计划完成|^时间$|时间安排|时间要求|进度要求|完成期限",
    ),
    ("remark", "备注|说明|状态|进展|下步|电话|启动时间|序时|完成情况"),
    (
        "measure",
        "措施|举措$|具体(?:任务|内容|工作|要求)|工作内容|任务内容|主要内容|推进步骤|建设内容|实施内容|项目内容|服务内容",
    ),
    ("problem", "问题"),
    ("task", "目标任务|任务目标|工作目标任务"),
    ("target", "目标|指标|成果|标准|工作要求"),
    (
        "class",
        "^(?:类别|类型|一级任务|一级目标|任务类型|工作类型|条线|模块|重点领域|工作领域|分类|领域|板块|方面|一级指标|工作类别|任务类别|项目类别|专项|大项|工作板块)$",
    ),
    (
        "task",
        "工作任务|重点任务|重点工作|主要任务|任务事项|工作事项|任务名称|^任务$|^事项$|工作项目|^项目$|重点事项|项目名称|工作要点|督查事项|^内容$|年度任务|二级(?:任务|目标|指标)|^工作$|举措|任务清单|实事项目|项目名|实事名称|(?:整改|整治|治理|重点|工作|年度|服务)(?:任务|事项|项目)",
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
# Heading levels of a table: section or band row, class, task; apart from the styles of a document.
CLASS = 101
_LEVELS = {"class": CLASS + 1, "item": CLASS + 2}
_SHORT_TASK = 14
_LONGEST_BAND = 40
_LABELLED = re.compile(r"^[^，。]{2,8}[：:]")
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
            first, columns = _with_second_row(rows, at, columns)
            return at, first, _arranged(rows[first:], columns)
    return None


def _with_second_row(
    rows: Sequence[Row], at: int, columns: dict[str, int]
) -> tuple[int, dict[str, int]]:
    """Read a second header row (牵头单位 and 配合单位 under 责任单位), if there is one."""
    below = rows[at + 1] if at + 1 < len(rows) else ()
    more = _columns(below)
    cells = [cell.strip() for cell in below if cell.strip()]
    named = sum(cell in rows[at] or len(cell) <= 8 for cell in cells)
    if not set(more) - set(columns) or named < len(cells) or len(more) * 2 < len(cells):
        return at + 1, columns
    kept = {name: place for name, place in columns.items() if place not in more.values()}
    return at + 2, kept | more


def _columns(row: Row) -> dict[str, int]:
    columns: dict[str, int] = {}
    seen: set[str] = set()
    for place, cell in enumerate(row):
        words = re.sub(r"\s", "", cell)
        if not words or len(words) > 20 or words in seen:
            continue
        seen.add(words)
        name = next((n for n, p in _COLUMNS if re.search(p, words)), None)
        if name == "task" and "task" in columns:
            name = "subtask"
        if name is not None:
            columns.setdefault(name, place)
    return _ranked(columns)


def _ranked(columns: dict[str, int]) -> dict[str, int]:
    """Order several columns of work: each spells out the one before; the first of three sorts."""
    subtask = columns.pop("subtask", None)
    if subtask is None:
        return columns
    if "measure" not in columns:
        return columns | {"measure": subtask}
    return {"class": columns["task"]} | columns | {"task": subtask}


def _arranged(rows: Sequence[Row], columns: dict[str, int]) -> dict[str, int]:
    """Say which column holds the measures (``work``) and which their headings (``item``)."""
    found = dict(columns)
    task, measure, problem = (found.pop(n, None) for n in ("task", "measure", "problem"))
    if task is not None and measure is None and _names_only(rows, task, found.get("target")):
        measure = found.pop("target")
    if measure is None:
        measure, task = task, None
    item = problem if task is None and measure != problem else task
    if item is not None and item != measure:
        found["item"] = item
    return found | ({} if measure is None else {"work": measure})


def _names_only(rows: Sequence[Row], task: int, target: int | None) -> bool:
    """Tell whether the task column only names what the target column spells out."""
    if target is None:
        return False
    sizes = [(len(row[task]), len(row[target])) for row in rows if max(task, target) < len(row)]
    names = sum(size for size, _ in sizes)
    return 0 < names <= _SHORT_TASK * len(sizes) and sum(size for _, size in sizes) > names


def add_table(lines: Lines, rows: Sequence[Row]) -> bool:
    """Append a breakdown table as lines; return False (nothing added) if it is none."""
    found = header_at(rows)
    if found is None:
        return False
    at, first, columns = found
    for row in rows[:at]:
        cells = list(dict.fromkeys(_flat(cell) for cell in row if cell.strip()))
        if cells:
            lone = len(cells) == 1 and not _LABELLED.match(cells[0])
            lines.add("　".join(cells), Hint("title" if lone else "other"))
    for row in rows[at:first]:
        lines.add("\t".join(dict.fromkeys(_flat(c) for c in row if c.strip())), Hint("other"))
    body = _Body(lines, columns)
    for row in rows[first:]:
        body.add(row)
    return True


def add_plain(lines: Lines, rows: Sequence[Row]) -> None:
    """Append a table that is no breakdown, one line per row."""
    for row in rows:
        cells = [_flat(cell) for cell in row if cell.strip()]
        if cells:
            lines.add("\t".join(cells), Hint("other"))


class _Body:
    """Writes the rows of a breakdown table, with a heading wherever class or task changes."""

    def __init__(self, lines: Lines, columns: dict[str, int]) -> None:
        self._lines, self._columns = lines, columns
        self._seen: dict[str, str] = {}
        self._number = ""
        # behind a table with bands the classes of the next stand beside those bands
        self._raised = any(h.kind == "heading" and h.level == CLASS for h in lines.hints.values())

    def add(self, row: Row) -> None:
        """Write one row: a band over the whole width, a repeated header, or work."""
        filled = {cell.strip() for cell in row if cell.strip()}
        if len(filled) == 1 and len(row) > 2 and self._is_band(row):
            self._band(_flat(filled.pop()))
        elif filled and not self._is_header(row):
            self._headings(row)
            if self._cell(row, "work"):
                self._lines.add(self._work(row), Hint("row"))

    def _band(self, words: str) -> None:
        if _LABELLED.match(words) or words.endswith("。") or len(words) > _LONGEST_BAND:
            self._lines.add(words, Hint("other"))
            return
        self._lines.add(words, Hint("heading", CLASS))
        self._seen, self._number, self._raised = {}, "", False

    def _is_band(self, row: Row) -> bool:
        """Tell whether a row is one merged cell, or filled in its first cell only."""
        cells = [cell.strip() for cell in row]
        alone = bool(cells[0]) and not any(cells[1:]) and self._columns.get("work") != 0
        return len(set(cells)) == 1 or alone

    def _is_header(self, row: Row) -> bool:
        """Tell whether a row repeats the header, as tables over several pages do."""
        cells = [re.sub(r"\s", "", cell) for cell in row if cell.strip()]
        named = sum(any(re.search(p, c) for _, p in _COLUMNS) and len(c) <= 8 for c in cells)
        return len(cells) > 2 and named == len(cells)

    def _headings(self, row: Row) -> None:
        for name, level in _LEVELS.items():
            words = self._cell(row, name)
            if not words or self._seen.get(name) == words:
                continue
            number = self._cell(row, "number") if name == "item" else ""
            self._number = number or self._number
            self._lines.add(
                f"{number}. {words}" if number else words, Hint("heading", level - self._raised)
            )
            self._seen = {name: words} if name == "class" else self._seen | {name: words}

    def _work(self, row: Row) -> str:
        lead = self._cell(row, "lead")
        notes = [
            f"{label}：{value}"
            for name, label in _LABELS.items()
            if (value := self._cell(row, name).replace("；", "、"))
            and not (name == "support" and value == lead)
        ]
        number = self._cell(row, "number")
        head = f"{number}. " if number and number != self._number else ""
        words = self._cell(row, "work").rstrip("。；;") + "。"
        return head + words + (f"（{'；'.join(notes)}）" if notes else "")

    def _cell(self, row: Row, name: str) -> str:
        place = self._columns.get(name)
        return _flat(row[place]) if place is not None and place < len(row) else ""


def _flat(cell: str) -> str:
    """Return a cell in one line; lines that list names are joined with 、."""
    parts = [p.strip() for p in cell.split("\n") if p.strip()]
    names = len(parts) > 1 and all(len(p) <= 14 and p[-1] not in "。；，、：" for p in parts)
    return ("、" if names else "").join(parts)
