"""Accepted answers go into the register as one reviewed change set, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from jingwei.collection.comparing import STANDING, Answer, Cell
from jingwei.collection.models import Merge, MergedCell, Round
from jingwei.collection.selectors.merging import (
    Preview,
    merge_drafts,
    merge_preview,
    refusals_of,
    said_mark,
)
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.registers.writing import Draft, rows_save

declare_acts({"collection.merge": "并入填报结果"})
BATCH = 2_000
Outcome = MergedCell.Outcome


@dataclass
class _Decided:
    """What is done with the cells: ``lines`` are (cell, answer, what became of it, why)."""

    lines: list[tuple[Cell, Answer, str, str]] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(line[2] == outcome for line in self.lines)


@transaction.atomic
def round_merge(round_: Round, *, choices: Mapping[str, str], seen: str, actor: Any) -> Merge:
    """Write the accepted answers of a round into its register; return the change set.

    Args:
        round_: may be stale; it is read again under a lock.
        choices: of conflicts, cell key → "now" or the number of an answer. What nobody chose
            stays undecided and is asked again.
        seen: ``Preview.seen`` of the page that was looked through.
        actor: must be allowed to change the register; columns out of their reach stay out.

    Raises:
        Conflict: ``collection.merge_stale`` when register or answers moved since.
        RuleViolation: ``collection.merge_nothing`` when nothing is decided, or all is refused.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    preview = merge_preview(round_, actor)
    if preview.seen != seen:
        raise Conflict(
            "collection.merge_stale", "核对之后登记册或填报有变化，还没有写入。",
            hint="请按最新的对照重新核对。",
        )  # fmt: skip
    drafts = merge_drafts(preview, choices)
    refused = refusals_of(preview, drafts)
    decided = _decided(preview, choices, refused)
    if decided.count(Outcome.REFUSED) == len(decided.lines):
        raise RuleViolation("collection.merge_nothing", "没有要并入的改动。")
    merge = _kept(preview, decided, actor)
    for receipt, batch in _by_receipt(preview, choices, drafts, refused).items():
        rows_save(preview.register, batch, actor=actor, source=f"填报 {receipt}"[:120])
    audit(
        "collection.merge", merge, actor, round=round_.pk, register=preview.register.code,
        changed=merge.changed_count, kept=merge.kept_count, refused=merge.refused_count,
    )  # fmt: skip
    return merge


def _decided(preview: Preview, choices: Mapping[str, str], refused: Mapping[int, str]) -> _Decided:
    decided = _Decided()
    for cell in preview.cells:
        choice = choices.get(cell.key, "")
        answer = cell.chosen(choice)
        if answer is None and choice != STANDING:
            continue
        why = _why(preview, refused, cell, answer) if answer else ""
        for claim in cell.claims:
            if answer and claim.said == answer.said:
                outcome = Outcome.REFUSED if why else Outcome.WRITTEN
                decided.lines.append((cell, claim, outcome, why))
            elif not why:
                decided.lines.append((cell, claim, Outcome.KEPT, ""))
    return decided


def _why(preview: Preview, refused: Mapping[int, str], cell: Cell, answer: Answer) -> str:
    return preview.faults.get((answer.by, cell.column), refused.get(cell.subject, ""))


def _by_receipt(
    preview: Preview,
    choices: Mapping[str, str],
    drafts: Mapping[int, Draft[Any]],
    refused: Mapping[int, str],
) -> dict[str, list[Draft[Any]]]:
    """Return the drafts by the receipt whose answer they carry; of several the first is named."""
    named: dict[int, str] = {}
    for cell in preview.cells:
        answer = cell.chosen(choices.get(cell.key, ""))
        if answer is not None:
            named.setdefault(cell.subject, preview.answers[answer.by].assignment.receipt)
    found: dict[str, list[Draft[Any]]] = defaultdict(list)
    for subject, draft in drafts.items():
        if subject not in refused:
            found[named[subject]].append(draft)
    return found


def _kept(preview: Preview, decided: _Decided, actor: Any) -> Merge:
    merge = Merge.objects.create(
        round=preview.round, register=preview.register.code, at=timezone.now(), by=actor,
        changed_count=decided.count(Outcome.WRITTEN), kept_count=decided.count(Outcome.KEPT),
        refused_count=decided.count(Outcome.REFUSED),
    )  # fmt: skip
    MergedCell.objects.bulk_create(_cells(preview, merge, decided), batch_size=BATCH)
    return merge


def _cells(preview: Preview, merge: Merge, decided: _Decided) -> Iterator[MergedCell]:
    names = {pk: preview.register.row_name(row)[:120] for pk, row in preview.subjects.items()}
    for cell, answer, outcome, why in decided.lines:
        column = preview.by_code[cell.column]
        kind = preview.register.kind(column.col)
        is_read = (answer.by, cell.column) not in preview.faults
        yield MergedCell(
            merge=merge, answer_id=answer.by, row=cell.subject, name=names[cell.subject],
            column=column.col.name, label=column.column.label,
            old=kind.plain(column.col.read(preview.subjects[cell.subject])),
            new=kind.plain(preview.value(cell, answer.said)) if is_read else None,
            outcome=outcome, why=why[:300], mark=_mark(preview, cell, answer),
        )  # fmt: skip


def _mark(preview: Preview, cell: Cell, answer: Answer) -> str:
    return said_mark(preview.answers[answer.by].values[cell.column])
