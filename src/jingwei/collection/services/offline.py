"""Offline packages: made, taken back, looked through cell by cell, let into the answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from jingwei.collection.models import Assignment, OfflinePackage, PackageReturn
from jingwei.collection.packages import Packing, Returned, package_bytes
from jingwei.collection.selectors.offline import (
    pack_columns,
    package_opened,
    return_preview,
)
from jingwei.collection.services.answering import Change, answer_locked, rows_save
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.files import file_store

declare_acts(
    {
        "collection.package_make": "制作离线包",
        "collection.package_return": "交回离线包",
        "collection.package_apply": "收入离线包",
    }
)


@transaction.atomic
def package_make(assignment: Assignment, *, actor: Any) -> OfflinePackage:
    """Keep a signed package of an assignment as it stands now; return it.

    Raises Conflict ``collection.closed`` when no answer is awaited.
    """
    assignment = answer_locked(assignment)
    columns = pack_columns(assignment.round)
    facts = {
        "填报": assignment.round.title, "单位": assignment.name,
        "期限": assignment.due_on.isoformat(), "制作日期": today().isoformat(),
    }  # fmt: skip
    rows = {row.pk: row.values for row in assignment.rows.order_by("position", "pk")}
    code = secrets.token_hex(6)
    content = package_bytes(Packing(code, facts, columns, rows))
    package = OfflinePackage.objects.create(
        code=code, assignment=assignment, made_at=timezone.now(), made_by=actor,
        file=file_store(f"离线包-{code}.zip", content, actor=actor),
    )  # fmt: skip
    audit("collection.package_make", package, actor, rows=len(rows), columns=len(columns))
    return package


@transaction.atomic
def package_return(
    assignment: Assignment, *, name: str, data: bytes, actor: Any
) -> tuple[PackageReturn, bool]:
    """Keep what came back; return it and whether it is new: the same content twice is one return.

    Raises BadInput ``collection.package`` for a package that was altered, belongs to another
    assignment or is not known here.
    """
    package, returned = package_opened(name, data)
    if package.assignment_id != assignment.pk:
        raise BadInput(
            "collection.package", f"这个离线包是“{package.assignment}”的。", hint="请到那里交回。"
        )
    digest = _digest(returned)
    known = PackageReturn.objects.filter(package=package, digest=digest).first()
    if known is not None:
        return known, False
    made = PackageReturn.objects.create(
        package=package, digest=digest, came_at=timezone.now(), came_by=actor,
        file=file_store(name, data, actor=actor),
    )  # fmt: skip
    audit("collection.package_return", made, actor, faults=len(returned.faults))
    return made, True


@transaction.atomic
def return_apply(
    returned: PackageReturn, *, choices: Mapping[str, str], seen: str, actor: Any
) -> int:
    """Let a return into the answer; return how many cells changed. A second time changes nothing.

    ``choices`` name of each conflict what holds: "now", or "1" for the package.

    Raises:
        RuleViolation: ``collection.package_open`` when a conflict is not settled.
        Conflict: ``collection.closed`` when no answer is awaited, ``collection.package_stale`` when
            the answer moved since the page was shown.
    """
    returned = PackageReturn.objects.select_for_update(of=("self",)).get(pk=returned.pk)
    if returned.applied_at is not None:
        return 0
    assignment = answer_locked(returned.package.assignment)
    preview = return_preview(returned)
    if preview.seen != seen:
        raise Conflict(
            "collection.package_stale", "核对之后填报内容有变化，还没有收入。",
            hint="请重新核对后再收入。",
        )  # fmt: skip
    if any(not cell.is_settled(choices.get(cell.key, "")) for cell in preview.cells):
        raise RuleViolation("collection.package_open", "还有冲突没有选定。", hint="逐格选一个值。")
    taken = preview.taken(choices)
    changes = [
        Change(row, code, text, was=preview.now_of(row, code))
        for row, texts in taken.items()
        for code, text in texts.items()
    ]
    rows_save(assignment, changes, actor=actor)
    returned.applied_at = timezone.now()
    returned.taken = sum(map(len, taken.values()))
    returned.save(update_fields=["applied_at", "taken"])
    audit("collection.package_apply", returned, actor, cells=returned.taken, rows=len(taken))
    return returned.taken


def _digest(returned: Returned) -> str:
    told = json.dumps([returned.code, sorted(returned.said.items())], sort_keys=True)
    return sm3_hex(told.encode())
