"""Writes to the local part of the code tables. Each leaves an audit row: the version (local.py)."""

from __future__ import annotations

import re
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.codes import TABLES, code_of, find, label
from jingwei.kernel.codes.local import ACTS, refresh
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.codes.tables import normal
from jingwei.kernel.errors import BadInput

declare_acts(ACTS)

_CODE = re.compile(r"[0-9A-Z_-]{1,20}")


@transaction.atomic
def code_add(row: LocalCode, *, reason: str, actor: models.Model) -> LocalCode:
    """Store the unsaved ``row`` as a local code at the end of its table.

    Raises BadInput ``kernel.code`` when code or label are taken by any code of the table, when
    the code has other letters than 0-9 A-Z, when the parent is unknown, or without a reason;
    ValidationError for what a constraint refuses.
    """
    refresh()
    row.code, row.label = normal(row.code).upper(), row.label.strip()
    _refuse_clash(row)
    _need(reason)
    last = LocalCode.objects.filter(table=row.table).aggregate(last=models.Max("order"))["last"]
    row.order = (last or 0) + 1
    row.full_clean()
    row.save()
    data = {"table": row.table, "code": row.code, "label": row.label, "parent": row.parent}
    audit("code.add", row, actor, **data, reason=reason)
    _tell()
    return row


def _refuse_clash(row: LocalCode) -> None:
    shipped = TABLES[row.table]
    if not _CODE.fullmatch(row.code):
        raise BadInput("kernel.code", f"代码“{row.code}”只能用数字和大写字母。")
    if known := find(row.table, row.code):
        kind = "本地" if known.local else shipped.origin
        raise BadInput("kernel.code", f"“{row.code}”已是{kind}代码（{known.label}），请换一个。")
    if taken := code_of(row.table, row.label):
        now = label(row.table, taken)
        raise BadInput(
            "kernel.code", f"“{shipped.title}”里“{row.label}”已指代码 {taken}（{now}）。"
        )
    if row.parent and find(row.table, row.parent) is None:
        raise BadInput("kernel.code", f"“{shipped.title}”里没有上级代码“{row.parent}”。")


@transaction.atomic
def code_end(row: LocalCode, *, valid_to: date, reason: str, actor: models.Model) -> LocalCode:
    """Let a local code hold until ``valid_to``, inclusive; rows that have it keep it.

    Raises BadInput ``kernel.code`` without a reason, ValidationError for a day before its start.
    """
    _need(reason)
    row = LocalCode.objects.select_for_update().get(pk=row.pk)
    before, row.valid_to = row.valid_to, valid_to
    row.full_clean()
    row.save(update_fields=["valid_to"])
    data = {"table": row.table, "code": row.code, "before": before, "after": valid_to}
    audit("code.end", row, actor, **data, reason=reason)
    _tell()
    return row


@transaction.atomic
def code_decide(row: CodeText, *, code: str, actor: models.Model) -> CodeText:
    """Learn that the text of ``row`` means ``code``; "" dismisses it. May be decided again.

    Values stored before keep what they are. Raises BadInput ``kernel.code`` for an unknown code.
    """
    refresh()
    row = CodeText.objects.select_for_update().get(pk=row.pk)
    if code and find(row.table, code) is None:
        raise BadInput("kernel.code", f"“{TABLES[row.table].title}”代码表里没有“{code}”。")
    before = row.code
    row.code, row.decided_by_id, row.decided_at = code, actor.pk, timezone.now()
    row.save(update_fields=["code", "decided_by", "decided_at"])
    act = "code.decide" if code else "code.dismiss"
    audit(act, row, actor, table=row.table, text=row.text, before=before, after=code)
    _tell()
    return row


def _need(reason: str) -> None:
    if not reason.strip():
        raise BadInput("kernel.code", "改动本地代码需要写明理由。")


def _tell() -> None:
    refresh()
    transaction.on_commit(refresh)
