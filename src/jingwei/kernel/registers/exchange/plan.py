"""The dry run: what a file would change, row by row; nothing is stored."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models, transaction

from jingwei.kernel import codes
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.drafting import Drafting, FileRow
from jingwei.kernel.registers.exchange.finding import comparable
from jingwei.kernel.registers.exchange.heads import Heads, heads_match, heads_score
from jingwei.kernel.registers.exchange.reading_files import Row, Table, read_table
from jingwei.kernel.registers.exchange.rules import Role
from jingwei.kernel.registers.kinds import SecretKind
from jingwei.kernel.registers.made import register_named
from jingwei.kernel.registers.writing import Change, RowError, errors_of, unique_sets, weighed

CHUNK = 1_000
"""Rows read, compared and stored at a time."""
KINDS = {"new": "新增", "changed": "修改", "same": "不变", "rejected": "不能导入"}

Entry = dict[str, Any]
Keep = Callable[[str, Entry], None]
Tick = Callable[[int], None]


@dataclass
class Plan:
    """What a dry run found. ``digest`` stands for everything that would be stored."""

    counts: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    unknown_heads: tuple[str, ...] = ()
    ignored_heads: tuple[str, ...] = ()
    rejected: set[int] = field(default_factory=set)

    @property
    def has_work(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])

    def add(self, entry: Entry, secrets: set[str]) -> None:
        """Let an entry that would be stored count into the digest; secrets only by their names."""
        cells = {n: "" if n in secrets else values for n, values in entry["cells"].items()}
        text = json.dumps({**entry, "cells": cells}, ensure_ascii=False, sort_keys=True)
        self.digest = sm3_hex(f"{self.digest}{text}".encode())


@dataclass(frozen=True)
class Asked:
    """A file for a register, as somebody wants it read."""

    register: Register[Any]
    table: Table
    heads: Heads
    viewer: Any
    clear_empty: bool = False

    def drafting(self) -> Drafting:
        return Drafting(self.register, self.heads, self.viewer, clear_empty=self.clear_empty)


def file_asked(
    register: Register[Any], name: str, data: bytes, viewer: Any, *, clear_empty: bool = False
) -> Asked:
    """Return a file as something to weigh or to apply.

    Raises BadInput as ``read_table`` and ``heads_match`` do, ``register.other`` for the template
    of another register.
    """
    table = read_table(name, data, lambda cells: heads_score(register, cells))
    if table.origin not in ("", register.code):
        known = register_named(table.origin)
        other = known.title if known else table.origin
        raise BadInput(
            "register.other", f"“{name}”是“{other}”的模板，这里导入的是“{register.title}”。",
            hint="请到对应的登记册导入，或下载这里的模板。",
        )  # fmt: skip
    heads = heads_match(register, table.heads)
    return Asked(register, table, heads, viewer, clear_empty)


def plan_made(asked: Asked, *, keep: Keep, tick: Tick = lambda done: None) -> Plan:
    """Return what a file would change. ``keep`` gets every new, changed and rejected row.

    An entry has line, title, for stored rows the cells as {column: [before, after]} in the plain
    form of the history, for rejected ones errors as [label, text, reason]. ``tick`` hears how many
    rows are done. Texts no code answers to are put on the review queue.
    """
    drafting = asked.drafting()
    plan = _begun(asked, drafting)
    secrets = secret_names(drafting)
    done = 0
    for rows in chunks(asked.table.rows()):
        for kind, entry in _judged(drafting, drafting.drafted(rows)):
            plan.counts[kind] += 1
            if kind == "rejected":
                plan.rejected.add(entry["line"])
            elif kind != "same":
                plan.add(entry, secrets)
            if kind != "same":
                keep(kind, entry)
        done += len(rows)
        tick(done)
    note_texts(asked, drafting)
    return plan


def note_texts(asked: Asked, drafting: Drafting) -> None:
    """Put the texts of a file that no code answers to on the review queue."""
    for (table, text), count in drafting.values.unknown.items():
        codes.note_unknown(table, text, f"{asked.register.title} {asked.table.name}", count)


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the rows of a file in lists of CHUNK."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def secret_names(drafting: Drafting) -> set[str]:
    """Return the columns whose kept values are encrypted, differently each time."""
    return {r.name for r in drafting.rules.values() if isinstance(r.kind, SecretKind)}


def stored_entry(change: Change[Any], title: str) -> Entry:
    """Return the entry of a row that is stored."""
    cells = {name: [change.before.get(name), value] for name, value in change.after.items()}
    pk = None if change.is_new else change.row.pk
    version = None if change.is_new else change.row.version
    return {"line": change.line, "pk": pk, "version": version, "title": title, "cells": cells}


def _begun(asked: Asked, drafting: Drafting) -> Plan:
    read_only = [r for r in drafting.rules.values() if r.role == Role.COMPUTED]
    return Plan(unknown_heads=asked.heads.unknown, ignored_heads=tuple(r.label for r in read_only))


def _judged(drafting: Drafting, rows: list[FileRow]) -> Iterator[tuple[str, Entry]]:
    """Yield what becomes of each row, in the order of the file."""
    by_line = {row.line: row for row in rows}
    good = [row for row in rows if not (row.errors or row.is_same)]
    changes = _weighed(drafting, good, by_line)
    for row in rows:
        if row.errors:
            yield "rejected", rejected_entry(drafting, row)
        elif row.line in changes:
            change = changes[row.line]
            yield "new" if change.is_new else "changed", stored_entry(change, drafting.title(row))
        else:
            yield "same", {}


def _weighed(
    drafting: Drafting, good: list[FileRow], by_line: dict[int, FileRow]
) -> dict[int, Change[Any]]:
    """Return the changes by line; what the rules refuse is noted on the rows.

    Whatever the register writes to make rows ready, such as numbers given out, is taken back.
    """
    if not good:
        return {}
    register = drafting.register
    with transaction.atomic():
        outcome = weighed(register, [row.draft(seen=False) for row in good], lock=False)
        note_errors(drafting, by_line, errors_of(register, outcome.changes))
        transaction.set_rollback(True)
    for change in outcome.changes:
        if first := _line_before(drafting, change):
            by_line[change.line].errors.append(("", "", f"与第 {first} 行重复。"))
    return {change.line: change for change in outcome.changes}


def _line_before(drafting: Drafting, change: Change[Any]) -> int | None:
    """Return an earlier line of the file that claims the same unique values, None without."""
    for unique in unique_sets(drafting.register.model):
        if not set(unique.fields) <= change.after.keys():
            continue
        values = tuple(comparable(getattr(change.row, name)) for name in unique.fields)
        first = drafting.claimed.setdefault((unique.fields, values), change.line)
        if any(values) and first != change.line:
            return first
    return None


def note_errors(
    drafting: Drafting, by_line: dict[int, FileRow], errors: Iterable[RowError]
) -> None:
    """Note what the rules refuse on the rows of the file."""
    label_of = drafting.register.label_of
    by_label = {label_of(rule.col): rule for rule in drafting.rules.values()}
    empty = {str(models.Field.default_error_messages[word]) for word in ("null", "blank")}
    for error in errors:
        row, rule = by_line[error.line], by_label.get(error.column)
        text = rule.shown(row.texts.get(rule.name, "")) if rule else ""
        why = "这一列必填。" if error.message in empty else error.message
        row.errors.append((error.column, text, why))


def rejected_entry(drafting: Drafting, row: FileRow) -> Entry:
    """Return the entry of a row that is not stored, with all that speaks against it."""
    merged: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label, text, reason in row.errors:
        if reason not in merged[label, text]:
            merged[label, text].append(reason)
    errors = [[label, text, "".join(why)] for (label, text), why in merged.items()]
    return {"line": row.line, "title": drafting.title(row), "errors": errors}
