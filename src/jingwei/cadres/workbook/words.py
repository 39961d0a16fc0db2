"""Values as the national workbook writes them, and back to what our registers read."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.exchange.cells import cell_text
from jingwei.kernel.registers.kinds import (
    DayKind,
    Kind,
    NumberKind,
    PartialKind,
    SecretKind,
)

IN_OFFICE, REMOVED = "在任", "已免"
PRINTED = {True: "输出", False: "不输出"}
PRINTED_HEADS = frozenset(("职务输出标识", "输出标识"))
GRADE_HEAD = "级别"
RANK_WORDS = {"享受的职级": "职级"}
"""The template's word for a rank before 2019."""
_DIGITS = "零一二三四五六七八九"


def written(head: str, kind: Kind, value: Any) -> str | int | float:
    """Return a value as the cell below ``head`` says it: labels, dates of 6 or 8 digits."""
    if value in (None, ""):
        return ""
    if head == GRADE_HEAD:
        return grade_word(int(value))
    if head in PRINTED_HEADS:
        return PRINTED[bool(value)]
    if isinstance(kind, PartialKind | SecretKind):
        return str(value)
    if isinstance(kind, DayKind):
        return digits(value)
    if isinstance(kind, NumberKind):
        return kind.write(value)  # type: ignore[no-any-return]  # a number
    return str(kind.write(value))


def read(head: str, cell: Any) -> Any:
    """Return the cell with the words of the template turned into those of our registers."""
    text = cell.strip() if isinstance(cell, str) else ""
    if head in PRINTED_HEADS:
        return {"输出": "是", "不输出": "否"}.get(text, cell)
    if head == GRADE_HEAD and text:
        return grade_number(text)
    return RANK_WORDS.get(text, cell)


def digits(day: date) -> str:
    """Return a day as the template wants dates: 20200315."""
    return f"{day:%Y%m%d}"


def grade_word(number: int) -> str:
    """Return 十五级 for 15; grades run from 1 to 27."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return f"{head}{_DIGITS[ones] if ones or not tens else ''}级"


_GRADES = {grade_word(number): str(number) for number in range(1, 28)}


def grade_number(text: str) -> str:
    """Return "15" for 十五级; what is no such word stays, for the register to refuse."""
    return _GRADES.get(text, text)


def strict(cell: Any) -> str:
    """Return the text of a cell, put right as everywhere else.

    Raises BadInput ``register.digits_lost`` for a number too long for a workbook.
    """
    return cell_text(cell, _TEXT)


def plain(cell: Any) -> str:
    """Return the text of a cell; of a number too long, what is left of it."""
    try:
        return strict(cell)
    except BadInput:
        return str(cell)


_TEXT = Kind(None)
