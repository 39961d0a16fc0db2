"""What a cell says: numbers, dates and blanks that office programs make of text, put right."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.kinds import DayKind, Kind, NumberKind, PartialKind

EXACT = 10**15
"""A workbook number keeps 15 digits."""
DASHES = frozenset(("——", "—", "--"))
"""What stands in our tables for "nothing", and comes back when a table is pasted."""
GUARDED = ("=", "+", "-", "@", "\t", "\r")
_SPREAD_NAME = re.compile("[\u3400-\u9fff](?:[ \u3000\u00a0]+[\u3400-\u9fff]){1,3}")
_SCIENTIFIC = re.compile(r"[+-]?([0-9](?:\.[0-9]+)?)[eE]\+([0-9]{1,2})")
_BLANKS = "".join(("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"))
_SERIAL = range(10_000, 80_000)
"""Day numbers of a workbook, 1927 to 2119; years and months have 4 and 6 digits."""
_DAY_ZERO = date(1899, 12, 30)


def cell_text(cell: Any, kind: Kind) -> str:
    """Return the text a cell stands for, "" for an empty one; what is cut stays for ``refuse_cut``.

    Raises BadInput ``register.digits_lost`` for a number too long for a workbook.
    """
    if isinstance(cell, str):
        return _text(cell, kind)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == datetime.min.time() else cell
    if isinstance(cell, int | float):
        return _number(Decimal(repr(cell)), kind)
    return str(cell)


def stored_text(value: Any, kind: Kind) -> str:
    """Return what ``cell_text`` reads from a file into which ``value`` was written."""
    return cell_text(kind.write(value), kind)


def is_month(cell: Any, kind: Kind) -> bool:
    """Whether a real date, the first of a month, may stand for the month alone."""
    return isinstance(kind, PartialKind) and isinstance(cell, date) and cell.day == 1


def refuse_cut(text: str) -> None:
    """Raise BadInput ``register.digits_lost`` for a text like 1.38E+10, whose digits are gone."""
    if _is_cut(text):
        raise _lost()


def _is_cut(text: str) -> bool:
    found = _SCIENTIFIC.fullmatch(text)
    return found is not None and len(found[1].replace(".", "")) <= int(found[2])


def _text(text: str, kind: Kind) -> str:
    if text.isalnum():
        return text
    text = clean_text(text).lstrip()
    if text[:1] == "'" and text[1:].startswith(GUARDED):
        text = text[1:]
    text = text.strip().strip(_BLANKS).strip()
    if text in DASHES:
        return ""
    if _SCIENTIFIC.fullmatch(text) and not _is_cut(text):
        return _number(Decimal(text), kind)
    if _SPREAD_NAME.fullmatch(text):
        return "".join(text.split())
    return text


def _number(number: Decimal, kind: Kind) -> str:
    whole = number == number.to_integral_value()
    if whole and abs(number) >= EXACT:
        raise _lost()
    if isinstance(kind, PartialKind | DayKind):
        return _day(number, whole=whole)
    if whole:
        return str(int(number))
    return repr(float(number)) if isinstance(kind, NumberKind) else f"{number:.15g}"


def _day(number: Decimal, *, whole: bool) -> str:
    """Return a date that became a number: 1978.1 was 1978.10, 28550 counts days."""
    if whole and int(number) in _SERIAL:
        return (_DAY_ZERO + timedelta(days=int(number))).isoformat()
    return str(int(number)) if whole else f"{number:.2f}"


def _lost() -> BadInput:
    return BadInput(
        "register.digits_lost", "数字的末几位已被表格软件改掉（科学计数法，或超过 15 位）。",
        hint="请把这一列设为“文本”格式后重新填写。",
    )  # fmt: skip
