"""The workbook on its way in: handed in, rehearsed as a whole, then stored as a whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jingwei.cadres.workbook.people import Line
from jingwei.cadres.workbook.reading import Filled, workbook_read
from jingwei.cadres.workbook.sheets import PERSON, UNITS
from jingwei.cadres.workbook.steps import Step, Walk
from jingwei.cadres.workbook.units import UnitLine, unit_lines, units_apply
from jingwei.kernel import codes
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import Conflict, JingweiError
from jingwei.kernel.files import file_store
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.exchange.applying import PlanMoved, file_apply
from jingwei.kernel.registers.exchange.kept import KeptRows, folder_of
from jingwei.kernel.registers.exchange.plan import Entry, Plan, plan_made

declare_acts({"workbook.import": "导入公务员信息采集表"})
REGISTER = "cadres.workbook"
"""What stands in ImportBatch.register for these files."""
State = ImportBatch.State
LARGE_BYTES = 100_000
UNIT_STEP = "org.unit"
Keep = Callable[[str, Entry], None]


@dataclass
class Found:
    """What a rehearsal found, by step: counts, a digest of what would be stored, rejected lines."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[str]:
        """The sum over all steps."""
        total: Counter[str] = Counter()
        for step in self.steps:
            total.update(step["counts"])
        return total


def workbooks_of(viewer: Any) -> QuerySet[ImportBatch]:
    """Return the workbooks ``viewer`` handed in, the newest first."""
    found = ImportBatch.objects.filter(register=REGISTER, owner=viewer)
    return found.select_related("file", "owner")


def workbook_open(name: str, data: bytes, *, actor: Any) -> ImportBatch:
    """Keep a file; whoever calls lets it be weighed. Raises BadInput as ``workbook_read`` does."""
    workbook_read(name, data)
    file = file_store(name, data, actor=actor)
    plan = {"large": len(data) > LARGE_BYTES, "act": "weigh"}
    return ImportBatch.objects.create(register=REGISTER, file=file, owner=actor, plan=plan)


def workbook_work(batch: ImportBatch) -> None:
    """Do what a waiting batch waits for: afterwards it is ready, applied or failed."""
    is_apply = batch.plan.get("act") == "apply"
    try:
        (_apply if is_apply else _weigh)(batch)
    except PlanMoved:
        batch.plan = {**batch.plan, "act": "weigh", "moved": True}
        _weigh(batch)
    except JingweiError as error:
        _set(batch, State.FAILED, result={"error": str(error)})
    except Exception:
        _set(batch, State.FAILED, result={"error": "处理时出现了意外错误，没有写入任何内容。"})
        raise


def batch_filled(batch: ImportBatch) -> dict[str, Filled]:
    """Return the sheets of a batch, read again. Raises BadInput."""
    with batch.file.content.open() as content:
        return workbook_read(batch.file.name, content.read())


def _weigh(batch: ImportBatch) -> None:
    filled = batch_filled(batch)
    with KeptRows(folder_of(batch.pk)) as kept:
        found = rehearsed(filled, batch.owner, keep=kept.keep)
    for (table, text), count in found.unknown.items():
        codes.note_unknown(table, text, f"公务员信息采集表 {batch.file.name}", count)
    counts, unused = found.counts, [sheet for sheet in filled.values() if sheet.unknown]
    _set(
        batch, State.READY, done=counts.total(),
        plan={
            **batch.plan, "steps": found.steps, "counts": dict(counts), "starts": kept.starts,
            "total": counts.total(), "day": f"{today():%Y-%m-%d}",
            "unknown": [f"{s.sheet.name}：{'、'.join(s.unknown)}" for s in unused],
        },
    )  # fmt: skip


def rehearsed(filled: dict[str, Filled], viewer: Any, *, keep: Keep) -> Found:
    """Return what a file would change. New people are stored meanwhile, so that the rows about
    them can be weighed, and all is taken back. ``keep`` gets each new, changed, rejected row.
    """
    found, walk = Found(), Walk(filled, viewer)
    with transaction.atomic():
        _weigh_units(filled, viewer, found, keep)
        for step in walk.steps():
            plan = plan_made(step.asked, keep=_keeping(step, walk, keep))
            if step.code == PERSON and plan.counts["new"]:
                file_apply(step.asked, plan=plan, actor=viewer, source="核对")
            _add(found, step, plan)
        transaction.set_rollback(True)
    _add_rejected(found, walk, keep)
    return found


def stored(
    filled: dict[str, Filled], told: dict[str, Any], *, actor: Any, source: str
) -> Counter[str]:
    """Store what a rehearsal ``told``; all of it or nothing. Raises PlanMoved when it differs."""
    counts: Counter[str] = Counter()
    expected = {step["code"]: step for step in told["steps"]}
    with transaction.atomic():
        if UNITS.name in filled:
            lines = unit_lines(filled[UNITS.name], actor, today(), Counter())
            if _units_digest(lines) != expected[UNIT_STEP]["digest"]:
                raise PlanMoved
            units_apply(lines, day=today(), source=source, actor=actor)
            counts["changed"] += sum(line.is_changed for line in lines)
        walk = Walk(filled, actor)
        for step in walk.steps():
            known = expected[step.code]
            plan = Plan(digest=known["digest"], rejected=set(known["rejected"]))
            if step.code == PERSON:
                walk.refused |= plan.rejected
            counts += file_apply(step.asked, plan=plan, actor=actor, source=source)
    return counts


def _apply(batch: ImportBatch) -> None:
    source = f"导入 {batch.file.name}"[:120]
    with transaction.atomic():
        counts = stored(batch_filled(batch), batch.plan, actor=batch.owner, source=source)
        told: dict[str, Any] = {**counts, "rejected": batch.plan["counts"].get("rejected", 0)}
        audit(
            "workbook.import", batch, batch.owner, file=batch.file.name,
            digest=batch.file.digest, **told,
        )  # fmt: skip
        told["at"] = timezone.localtime().isoformat(timespec="seconds")
        if not _set(batch, State.APPLIED, result=told):
            raise Conflict("cadres.workbook_dropped", "这次导入已被放弃，没有写入任何内容。")


def _weigh_units(filled: dict[str, Filled], viewer: Any, found: Found, keep: Keep) -> None:
    if UNITS.name not in filled:
        return
    lines = unit_lines(filled[UNITS.name], viewer, today(), found.unknown)
    counts: Counter[str] = Counter()
    for line in lines:
        kind = "rejected" if line.reasons else "changed" if line.cells else "same"
        counts[kind] += 1
        if kind != "same":
            told: Entry = {"sheet": UNITS.name, "line": line.line, "title": line.name}
            told |= {"errors": line.reasons} if line.reasons else {"told": line.cells}
            keep(kind, told)
    found.steps.append({
        "code": UNIT_STEP, "sheet": UNITS.name, "title": "单位", "counts": dict(counts),
        "digest": _units_digest(lines), "rejected": [],
    })  # fmt: skip


def _units_digest(lines: list[UnitLine]) -> str:
    told = [[line.line, line.name, line.cells] for line in lines if line.is_changed]
    return sm3_hex(json.dumps(told, ensure_ascii=False).encode())


def _keeping(step: Step, walk: Walk, keep: Keep) -> Keep:
    """Return who keeps the rows of a step, named by sheet, line and person."""

    def kept(kind: str, entry: Entry) -> None:
        line = step.place(entry["line"])
        told = {"sheet": line.sheet, "line": line.line, "title": line.name, "register": step.code}
        if kind == "rejected":
            told["errors"] = [[step.head(label), text, why] for label, text, why in entry["errors"]]
            if step.code == PERSON:
                walk.refused.add(line.line)
        else:
            told["cells"] = entry["cells"]
        keep(kind, told)

    return kept


def _add(found: Found, step: Step, plan: Plan) -> None:
    found.steps.append({
        "code": step.code, "sheet": step.sheet, "title": REGISTERS[step.code].title,
        "counts": dict(plan.counts), "digest": plan.digest, "rejected": sorted(plan.rejected),
    })  # fmt: skip
    for drafting in step.asked.made:
        found.unknown.update(drafting.values.unknown)
    step.asked.made.clear()


def _add_rejected(found: Found, walk: Walk, keep: Keep) -> None:
    """Count the rows whose person was not found, and keep them, with the step of their sheet."""
    for line in walk.rejected():
        keep("rejected", _rejected(line))
        step = next((one for one in found.steps if one["sheet"] == line.sheet), found.steps[0])
        step["counts"]["rejected"] = step["counts"].get("rejected", 0) + 1


def _rejected(line: Line) -> Entry:
    return {"sheet": line.sheet, "line": line.line, "title": line.name, "errors": line.reasons}


def _set(batch: ImportBatch, state: State, **fields: Any) -> bool:
    """Write how a batch stands; False when somebody dropped it meanwhile."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=State.WAITING)
    done = bool(mine.update(state=state, **fields))
    batch.refresh_from_db()
    return done
