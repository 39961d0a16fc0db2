"""A file is stored as the dry run showed it, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import Conflict
from jingwei.kernel.registers.exchange.drafting import Drafting, FileRow
from jingwei.kernel.registers.exchange.plan import (
    Asked,
    Entry,
    Plan,
    Tick,
    chunks,
    note_errors,
    note_texts,
    rejected_entry,
    secret_names,
    stored_entry,
)
from jingwei.kernel.registers.writing import Change, RowsRefused, rows_save

declare_acts({"register.import": "导入文件"})


class PlanMoved(Conflict):
    """What the file would change is no longer what was shown; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "register.plan_moved", "核对之后，相关记录又有变化，还没有写入。",
            hint="请按最新的差异重新核对后再写入。",
        )  # fmt: skip


@dataclass
class Taken:
    """What became of the rows of a file that was stored without a look at a plan."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Entry] = field(default_factory=list)
    unknown_heads: tuple[str, ...] = ()
    is_stored: bool = False


@transaction.atomic
def file_apply(
    asked: Asked, *, plan: Plan, actor: Any, source: str, tick: Tick = lambda done: None
) -> Counter[str]:
    """Store the rows that ``plan`` did not reject; return counts of new, changed, same.

    Everything is compared again under locks. Raises PlanMoved when anything differs from the
    plan, and then nothing is stored.
    """
    drafting = asked.drafting()
    secrets, stored, done = secret_names(drafting), Plan(), 0
    for chunk in chunks(asked.table.rows()):
        rows = drafting.drafted([row for row in chunk if row[0] not in plan.rejected])
        seen = {row.line: (drafting.title(row), _version(row)) for row in rows}
        changes = _saved(drafting, rows, actor, source)
        if any(row.errors for row in rows):
            raise PlanMoved
        for change in changes:
            title, version = seen[change.line]
            stored.add({**stored_entry(change, title), "version": version}, secrets)
        _count(stored.counts, changes, len(rows))
        done += len(chunk)
        tick(done)
    if stored.digest != plan.digest:
        raise PlanMoved
    return stored.counts


def file_take(asked: Asked, *, accept_good: bool, actor: Any, source: str) -> Taken:
    """Store a file in one go; rows that cannot be stored stop all others unless ``accept_good``.

    Texts no code answers to are put on the review queue either way.
    """
    drafting = asked.drafting()
    taken = Taken(unknown_heads=asked.heads.unknown)
    with transaction.atomic():
        for chunk in chunks(asked.table.rows()):
            rows = drafting.drafted(chunk)
            changes = _saved(drafting, rows, actor, source)
            bad = [rejected_entry(drafting, row) for row in rows if row.errors]
            _count(taken.counts, changes, len(rows) - len(bad))
            taken.rejected += bad
        taken.counts["rejected"] = len(taken.rejected)
        has_work = bool(taken.counts["new"] + taken.counts["changed"])
        taken.is_stored = has_work and (accept_good or not taken.rejected)
        if taken.is_stored:
            import_record(asked, taken.counts, subject=asked.register.model(), actor=actor)
        transaction.set_rollback(not taken.is_stored)
    note_texts(asked, drafting)
    return taken


def import_record(asked: Asked, counts: Counter[str], *, subject: models.Model, actor: Any) -> None:
    """Write into the audit what an import stored; ``subject`` is the batch, or an empty row."""
    audit(
        "register.import", subject, actor, register=asked.register.code, file=asked.table.name,
        **counts,
    )  # fmt: skip


def _saved(drafting: Drafting, rows: list[FileRow], actor: Any, source: str) -> list[Change[Any]]:
    """Store the rows that nothing speaks against; what does is noted on the others.

    Raises PlanMoved when somebody else changes the same rows at this moment.
    """
    by_line = {row.line: row for row in rows}
    while drafts := [row.draft() for row in rows if not (row.errors or row.is_same)]:
        try:
            return rows_save(drafting.register, drafts, actor=actor, source=source[:120]).changes
        except RowsRefused as refused:
            note_errors(drafting, by_line, refused.errors)
        except Conflict as error:
            raise PlanMoved from error
    return []


def _version(row: FileRow) -> int | None:
    return None if row.is_new else row.found.version


def _count(counts: Counter[str], changes: list[Change[Any]], rows: int) -> None:
    counts["new"] += sum(change.is_new for change in changes)
    counts["changed"] += sum(not change.is_new for change in changes)
    counts["same"] += rows - len(changes)
