"""The columns of a round: what is asked, where the system knows it from, what an answer obeys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from jingwei.kernel.errors import BadInput

MOST_COLUMNS = 40
LONGEST = 500


class ColumnKind(StrEnum):
    """What a new column takes. A column of a register takes what the register takes."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    CHOICE = "choice"
    FLAG = "flag"


KIND_WORDS = {
    ColumnKind.TEXT: "文字",
    ColumnKind.NUMBER: "数字",
    ColumnKind.WHOLE: "整数",
    ColumnKind.DAY: "日期",
    ColumnKind.CHOICE: "选项",
    ColumnKind.FLAG: "是否",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as it stands in ``Round.columns``.

    ``register`` and ``source`` name the register and its column the value comes from; both are
    empty for a new one. ``check_only``: the register knows it, the recipient merely looks it over
    and may correct it; no answer is demanded. ``low`` and ``high`` bound numbers, both inclusive.
    """

    code: str
    label: str
    kind: str = ColumnKind.TEXT
    register: str = ""
    source: str = ""
    check_only: bool = False
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    length: int = LONGEST
    help: str = ""

    @property
    def is_new(self) -> bool:
        """Whether no register holds the answer."""
        return not self.register

    @property
    def kind_word(self) -> str:
        return KIND_WORDS[ColumnKind(self.kind)]

    @property
    def origin(self) -> str:
        """What says that two columns ask the same: the register's column, else the words."""
        return f"{self.register}.{self.source}" if self.register else "".join(self.label.split())

    def as_json(self) -> dict[str, Any]:
        """Return the column as ``Round.columns`` keeps it."""
        return {**asdict(self), "choices": list(self.choices), "kind": str(self.kind)}


def column_read(kept: dict[str, Any]) -> Column:
    """Return the column that ``Round.columns`` keeps."""
    known = {field.name for field in fields(Column)}
    told = {name: value for name, value in kept.items() if name in known}
    return Column(**{**told, "choices": tuple(told.get("choices", ()))})


def columns_check(columns: Iterable[Column]) -> list[Column]:
    """Return the columns when they can be asked.

    Raises BadInput ``collection.columns`` for none, too many, or codes or names that stand twice;
    ``collection.column`` for one that contradicts itself.
    """
    columns = list(columns)
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise BadInput(
            "collection.columns", f"一次填报应有 1 到 {MOST_COLUMNS} 列，现有 {len(columns)} 列。"
        )
    for names in ([c.code for c in columns], [c.label for c in columns]):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise BadInput("collection.columns", f"“{twice[0]}”这一列重复了。", hint="请删去一列。")
    for column in columns:
        _check(column)
    return columns


def _check(column: Column) -> None:
    if why := _fault(column):
        raise BadInput("collection.column", f"“{column.label or column.code}”：{why}")


def _fault(column: Column) -> str:
    if not column.label.strip():
        return "请填写列名。"
    if column.kind not in KIND_WORDS:
        return "没有这种类型的列。"
    if column.is_new and column.kind == ColumnKind.CHOICE and len(column.choices) < 2:
        return "选项至少要有两个。"
    if column.low is not None and column.high is not None and column.low > column.high:
        return "最小值不能大于最大值。"
    if not 1 <= column.length <= LONGEST:
        return f"最多字数应在 1 到 {LONGEST} 之间。"
    return ""
