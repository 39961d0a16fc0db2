"""One value for many rows: weighed first, then written as one batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.kernel.registers.declaration import Col, Register
from jingwei.kernel.registers.writing import Draft, Outcome, errors_of, rows_save, weighed

MOST = 5_000
"""Rows that one bulk change may touch."""


@dataclass(frozen=True)
class Plan:
    """What a bulk change would do: (row, before) of the changes, the rows that refuse, the rest.

    ``seen`` stands for the rows and their versions; ``drafts`` are those nothing speaks against.
    """

    changes: list[tuple[Any, str]]
    refused: list[tuple[Any, str]]
    same: int
    seen: str
    drafts: list[Draft[Any]]


def bulk_rows(rows: QuerySet[Any]) -> list[Any]:
    """Return the rows of a bulk change. Raises BadInput ``register.bulk`` for none or too many."""
    found = list(rows[: MOST + 1])
    if not found:
        raise BadInput("register.bulk", "没有选中记录。", hint="回到列表，先勾选要修改的记录。")
    if len(found) > MOST:
        raise BadInput(
            "register.bulk", f"一次最多修改 {MOST:,} 条。", hint="用筛选缩小范围，分几次修改。"
        )
    return found


def bulk_weighed(register: Register[Any], rows: list[Any], col: Col, value: Any) -> Plan:
    """Return what setting ``col`` to ``value`` would do to ``rows``; nothing is stored."""
    by_pk = {row.pk: row for row in rows}
    line = {row.pk: number for number, row in enumerate(rows, 1)}
    drafts = [Draft({col.name: value}, row=r, version=r.version, line=line[r.pk]) for r in rows]
    outcome = weighed(register, drafts, lock=False)
    why = _reasons(register, outcome)
    good = [c for c in outcome.changes if c.line not in why]
    kept = {c.line for c in good}
    show = register.kind(col).unplain
    return Plan(
        changes=[(by_pk[c.row.pk], show(c.before[col.name])) for c in good],
        refused=[(rows[number - 1], text) for number, text in sorted(why.items())],
        same=outcome.same,
        seen=sm3_hex(" ".join(f"{row.pk}:{row.version}" for row in rows).encode()),
        drafts=[draft for draft in drafts if draft.line in kept],
    )


def _reasons(register: Register[Any], outcome: Outcome[Any]) -> dict[int, str]:
    why: dict[int, str] = {}
    for error in errors_of(register, outcome.changes):
        told = f"{error.column}：{error.message}".lstrip("：")
        why[error.line] = why.get(error.line, "") + told
    return why


@transaction.atomic
def bulk_apply(register: Register[Any], plan: Plan, *, seen: str, reason: str, actor: Any) -> int:
    """Store what was weighed and return how many rows changed.

    Raises Conflict ``register.bulk_stale`` when the rows are no longer those of ``seen``.
    """
    if plan.seen != seen:
        raise Conflict(
            "register.bulk_stale", "核对之后有记录被改动，还没有写入。", hint="请重新核对后再写入。"
        )
    source = f"批量修改：{reason}"[:120]
    return len(rows_save(register, plan.drafts, actor=actor, source=source).changes)
