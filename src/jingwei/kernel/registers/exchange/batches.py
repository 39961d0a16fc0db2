"""A file on its way into a register: handed in, weighed, then applied or dropped."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jingwei.kernel.errors import BadInput, Conflict, JingweiError, RuleViolation
from jingwei.kernel.files import file_store
from jingwei.kernel.models import ImportBatch, StoredFile
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.applying import PlanMoved, file_apply, import_record
from jingwei.kernel.registers.exchange.kept import (
    KeptRows,
    Progress,
    folder_drop,
    folder_of,
    kept_all,
)
from jingwei.kernel.registers.exchange.plan import Asked, Plan, file_asked, plan_made
from jingwei.kernel.registers.made import register_named

State = ImportBatch.State
OPEN = (State.WAITING, State.READY, State.FAILED)
LARGE_BYTES, LARGE_ROWS = 250_000, 2_000
"""Files beyond either are worked on in the background."""
logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody gave the import up while it ran."""


def batches_of(register: Register[Any], viewer: Any) -> QuerySet[ImportBatch]:
    """Return the imports of ``viewer`` into a register, the newest first."""
    found = ImportBatch.objects.filter(register=register.code, owner=viewer)
    return found.select_related("file", "owner")


def batch_open(
    register: Register[Any], name: str, data: bytes, *, clear_empty: bool, actor: Any
) -> ImportBatch:
    """Keep a file that somebody handed in; whoever calls lets it be weighed.

    A small file is read at once: raises BadInput as ``file_asked`` and ``file_store`` do.
    """
    rows = 0
    if len(data) <= LARGE_BYTES:
        table = file_asked(register, name, data, actor).table
        rows = sum(1 for _ in table.rows())
    file = file_store(name, data, actor=actor)
    large = len(data) > LARGE_BYTES or rows >= LARGE_ROWS
    plan = {"clear_empty": clear_empty, "large": large, "act": "weigh"}
    return ImportBatch.objects.create(
        register=register.code, file=file, owner=actor, plan=plan, state=State.WAITING
    )


def batch_weigh(batch: ImportBatch) -> None:
    """Make the dry run of a waiting import: afterwards it is ready, or failed with a sentence."""
    progress = Progress(folder_of(batch.pk))
    progress.begin()
    try:
        found = _weighed(batch, progress)
    except Stopped:
        folder_drop(batch.pk)
    except JingweiError as error:
        _set(batch, State.FAILED, result={"error": str(error)})
    except Exception:
        _set(batch, State.FAILED, result={"error": "读取时出现了意外错误，请联系管理员。"})
        raise
    else:
        _set(batch, State.READY, plan={**batch.plan, **found}, done=found["total"])


def batch_claim(batch: ImportBatch, *, accept_good: bool) -> None:
    """Take a ready import for applying, so that nobody applies it twice.

    Raises RuleViolation ``register.rejected`` when rows were rejected and ``accept_good`` is not
    wanted, ``register.nothing`` when there is nothing to store; Conflict when it is not ready.
    """
    counts = batch.plan.get("counts", {})
    if counts.get("rejected") and not accept_good:
        raise RuleViolation(
            "register.rejected", f"有 {counts['rejected']} 行不能导入，一行也没有写入。",
            hint="改好后重新上传，或选择只写入其余的行。",
        )  # fmt: skip
    if not (counts.get("new") or counts.get("changed")):
        raise RuleViolation("register.nothing", "没有需要写入的内容。")
    plan = {**batch.plan, "act": "apply", "moved": False}
    mine = ImportBatch.objects.filter(pk=batch.pk, state=State.READY)
    if not mine.update(state=State.WAITING, plan=plan):
        raise Conflict("register.batch_state", "这次导入已经在处理，或已经结束。")
    batch.refresh_from_db()
    Progress(folder_of(batch.pk)).begin()


def batch_apply(batch: ImportBatch) -> None:
    """Store a claimed import; when rows changed meanwhile it is weighed again and not stored."""
    progress = Progress(folder_of(batch.pk))
    try:
        _applied(batch, progress)
    except Stopped:
        folder_drop(batch.pk)
    except PlanMoved:
        batch.plan = {**batch.plan, "act": "weigh", "moved": True}
        batch_weigh(batch)
    except JingweiError as error:
        _set(batch, State.FAILED, result={"error": str(error)})
    except Exception:
        _set(batch, State.FAILED, result={"error": "写入时出现了意外错误，没有写入任何内容。"})
        raise


def batch_drop(batch: ImportBatch) -> bool:
    """Give an import up; one that runs ends after the rows in hand. False when it was applied."""
    Progress(folder_of(batch.pk)).stop()
    was_running = batch.state == State.WAITING
    mine = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN)
    dropped = bool(mine.update(state=State.DROPPED))
    if dropped and not was_running:
        folder_drop(batch.pk)
    return dropped


def batch_asked(batch: ImportBatch) -> Asked:
    """Return the file of an import, read again. Raises BadInput as ``file_asked`` does."""
    with batch.file.content.open() as content:
        data = content.read()
    register = register_named(batch.register)
    if register is None:
        raise BadInput("register.gone", "这本登记册已经不在了。")
    return file_asked(
        register, batch.file.name, data, batch.owner,
        clear_empty=batch.plan.get("clear_empty", False),
    )  # fmt: skip


def _weighed(batch: ImportBatch, progress: Progress) -> dict[str, Any]:
    asked = batch_asked(batch)
    with KeptRows(folder_of(batch.pk)) as kept:
        plan = plan_made(asked, keep=kept.keep, tick=_ticking(progress))
    return {
        "counts": dict(plan.counts),
        "total": plan.counts.total(),
        "digest": plan.digest,
        "unknown": list(plan.unknown_heads),
        "ignored": list(plan.ignored_heads),
        "starts": kept.starts,
        "earlier": _earlier(batch),
    }


def _applied(batch: ImportBatch, progress: Progress) -> None:
    rejected = {entry["line"] for entry in kept_all(folder_of(batch.pk), "rejected")}
    if len(rejected) != batch.plan["counts"].get("rejected", 0):
        raise PlanMoved  # the rows kept on disk are gone, after a restore perhaps
    plan = Plan(digest=batch.plan["digest"], rejected=rejected)
    asked, source = batch_asked(batch), f"导入 {batch.file.name}"
    with transaction.atomic():
        counts = file_apply(
            asked, plan=plan, actor=batch.owner, source=source, tick=_ticking(progress)
        )
        counts["rejected"] = len(rejected)
        import_record(asked, counts, subject=batch, actor=batch.owner)
        at = timezone.localtime().isoformat(timespec="seconds")
        if not _set(batch, State.APPLIED, result={**counts, "at": at}):
            raise Stopped


def _ticking(progress: Progress) -> Any:
    def tick(done: int) -> None:
        if progress.is_stopped:
            raise Stopped
        progress.tell(done)

    return tick


def _earlier(batch: ImportBatch) -> str:
    """Return when the same file was applied before, "" when it never was."""
    same = StoredFile.objects.filter(digest=batch.file.digest)
    done = ImportBatch.objects.filter(
        register=batch.register, state=State.APPLIED, file__in=same
    ).exclude(pk=batch.pk)
    first = done.first()
    return f"{timezone.localtime(first.at):%Y-%m-%d %H:%M}" if first else ""


def _set(batch: ImportBatch, state: State, **fields: Any) -> bool:
    """Write how an import stands, unless somebody dropped it meanwhile."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=State.WAITING)
    done = bool(mine.update(state=state, **fields))
    batch.refresh_from_db()
    return done


def is_large(batch: ImportBatch) -> bool:
    """Whether an import is worked on in the background."""
    return bool(batch.plan.get("large"))
