"""The code tables as pages show them, and the texts that wait for a decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import models

from jingwei.kernel.audit import subject_key
from jingwei.kernel.codes import TABLES, Code, CodeTable, codes_of_table, label, normal
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.models import AuditEntry


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table with its counts: shipped codes, local codes, texts waiting."""

    table: CodeTable
    national: int
    local: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code with what stands beside it; ``stored`` is the row of a local one."""

    code: Code
    parent: str
    standard: str
    learnt: list[str]
    stored: LocalCode | None


def code_tables(query: str = "") -> list[TableRow]:
    """Return the tables whose number, title or codes contain ``query``. Three queries at most."""
    local = Counter(LocalCode.objects.values_list("table", flat=True))
    waiting = Counter(waiting_texts().values_list("table", flat=True))
    return [
        TableRow(table, len(table.by_code), local[code], waiting[code])
        for code, table in TABLES.items()
        if _found(table, query)
    ]


def _found(table: CodeTable, query: str) -> bool:
    wanted = normal(query).upper()
    heads = (table.code, table.title, table.standard)
    if any(wanted in normal(text).upper() for text in heads):
        return True
    return any(wanted in normal(row.label).upper() for row in codes_of_table(table.code))


def code_rows(table: CodeTable, query: str = "") -> list[CodeRow]:
    """Return the codes of ``table`` that contain ``query``, local ones last. Two queries more."""
    stored = {row.code: row for row in LocalCode.objects.filter(table=table.code)}
    learnt: dict[str, list[str]] = {}
    for text in CodeText.objects.filter(table=table.code).exclude(code="").order_by("text"):
        learnt.setdefault(text.code, []).append(text.text)
    wanted = normal(query).upper()
    return [
        _row(table, code, learnt.get(code.code, []), stored)
        for code in codes_of_table(table.code)
        if wanted in code.code or any(wanted in normal(t).upper() for t in (code.label, code.short))
    ]


def _row(table: CodeTable, code: Code, learnt: list[str], stored: dict[str, LocalCode]) -> CodeRow:
    known = table.standard_table if table.standard_table and code.standard else ""
    standard = f"{code.standard} {label(known, code.standard)}" if known else code.standard
    parent = f"{code.parent} {label(table.code, code.parent)}" if code.parent else ""
    return CodeRow(code, parent, standard, learnt, stored.get(code.code) if code.local else None)


def waiting_texts() -> models.QuerySet[CodeText]:
    """Return the texts nobody has decided, the most frequent first."""
    return CodeText.objects.filter(decided_at=None).order_by("-seen_count", "table", "text")


def local_code(pk: int) -> LocalCode | None:
    """Return a local code of a table that is still shipped, or None."""
    return LocalCode.objects.filter(pk=pk, table__in=TABLES).first()


def code_text(pk: int) -> CodeText | None:
    """Return a text of a table that is still shipped, decided or not, or None."""
    return CodeText.objects.filter(pk=pk, table__in=TABLES).first()


def code_history(row: models.Model) -> list[AuditEntry]:
    """Return what was done to a local code or a text, newest first."""
    return list(AuditEntry.objects.filter(subject=subject_key(row)).select_related("actor"))
