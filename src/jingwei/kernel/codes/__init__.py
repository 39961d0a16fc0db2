"""Code tables: which codes there are, what they are called, which code a text means.

Shipped tables (``TABLES``) are data of the product and never change at run time. A district adds
local codes and teaches texts (kernel.codes.services); both come after the shipped ones and never
replace them. An unknown table is a KeyError: table names stand in code, not in input.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.db.transaction import atomic

from jingwei.kernel.clock import today
from jingwei.kernel.codes.local import after_national, local_codes, local_texts, refresh
from jingwei.kernel.codes.models import CodeText
from jingwei.kernel.codes.tables import TABLES, Code, CodeTable, normal
from jingwei.kernel.errors import BadInput

__all__ = [
    "TABLES",
    "Code",
    "CodeTable",
    "choices",
    "code_of",
    "codes_of_table",
    "find",
    "foremost",
    "from_standard",
    "label",
    "normal",
    "note_unknown",
    "refresh",
    "short_label",
    "table",
    "to_standard",
    "validate",
]


def table(code: str) -> CodeTable:
    """Return the shipped table ``code`` ("GB3304"). Raises KeyError for an unknown one."""
    return TABLES[code]


def codes_of_table(table: str) -> list[Code]:
    """Return all codes of ``table``, ended ones and headings too, the local ones last."""
    return after_national(TABLES[table].rows, local_codes(table))


def find(table: str, code: str, on: date | None = None) -> Code | None:
    """Return the version of ``code`` that held ``on`` a day, else its newest; None: unknown."""
    national = TABLES[table].version(code, on)
    if national or not code:
        return national
    return next((row for row in local_codes(table) if row.code == code), None)


def label(table: str, code: str, on: date | None = None) -> str:
    """Return what ``code`` is called, or was ``on`` a day; an unknown code is its own label."""
    found = find(table, code, on)
    return found.label if found else code


def short_label(table: str, code: str, on: date | None = None) -> str:
    """Return the word of the appointment form: "健康" for 健康或良好; else the label."""
    found = find(table, code, on)
    return (found.short or found.label) if found else code


def foremost(table: str, found: Iterable[str]) -> str:
    """Return the code of ``found`` that comes first in the order of ``table``; "" among none."""
    order = {row.code: place for place, row in enumerate(codes_of_table(table))}
    return min((code for code in found if code in order), key=order.__getitem__, default="")


def choices(table: str, on: date | None = None) -> list[tuple[str, str]]:
    """Return (code, label) of what may be chosen ``on`` a day (None: today), local ones last."""
    day = on or today()
    return [
        (row.code, row.label)
        for row in codes_of_table(table)
        if row.holds_on(day) and not row.heading
    ]


def code_of(table: str, text: str) -> str | None:
    """Return the code that ``text`` means, or None.

    Compared exactly, without blanks and full-width forms, with labels, short words, aliases,
    local labels, then learnt texts. A blank or a text that two codes share means none.
    """
    wanted = normal(text)
    if not wanted:
        return None
    return TABLES[table].by_text.get(wanted) or local_texts(table).get(wanted)


@atomic
def note_unknown(table: str, text: str, source: str, count: int = 1) -> None:
    """Put a text that no code answers to on the review queue once, and count it.

    ``count`` spares a query per cell: count the texts of a file, then note each once. What was
    decided before stays decided. A blank text, or one too long for a word, is not noted.
    """
    wanted = normal(text)
    if not 0 < len(wanted) <= 120:
        return
    seen = CodeText.objects.filter(table=TABLES[table].code, text=wanted)
    if not seen.update(seen_count=F("seen_count") + count):
        CodeText.objects.get_or_create(
            table=table, text=wanted,
            defaults={"seen_count": count, "first_seen_source": source[:200]},
        )  # fmt: skip


def to_standard(table: str, code: str) -> str | None:
    """Return the national standard's code for ``code``, or None where it has none."""
    found = TABLES[table].version(code)
    return (found.standard or None) if found else None


def from_standard(table: str, standard_code: str) -> str | None:
    """Return the current code of ``table`` for a standard's code; None if none or several fit."""
    return TABLES[table].by_standard.get(standard_code)


def validate(table: str, code: str) -> None:
    """Raise BadInput ``kernel.code`` unless ``code`` is blank or in ``table``, ended ones too."""
    if code and find(table, code) is None:
        raise BadInput(
            "kernel.code",
            f"“{TABLES[table].title}”代码表里没有“{code}”。",
            hint="请从列表中选择，或先由管理员增加本地代码。",
        )
