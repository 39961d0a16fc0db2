"""The audit trail: who did what to which row, chained, written in the transaction that did it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.models import AuditEntry, AuditHead

ACTS: dict[str, str] = {}


def declare_acts(labels: Mapping[str, str]) -> None:
    """Make act codes known with the Chinese words shown for them; a code is declared once."""
    if twice := ACTS.keys() & labels.keys():
        raise ValueError(f"Acts declared twice: {sorted(twice)}")
    ACTS.update(labels)


declare_acts({"file.taken": "下载文件"})


def subject_key(subject: models.Model) -> str:
    """Return how audit rows name ``subject``: "plans.measure:12"."""
    return f"{subject._meta.label_lower}:{subject.pk}"


@transaction.atomic
def audit(act: str, subject: models.Model, actor: models.Model | None, **data: Any) -> AuditEntry:
    """Record that ``actor`` (None: the system itself) did ``act`` to ``subject``.

    ``data`` is anything JSON can hold, dates included. Raises KeyError for an undeclared act.
    The head row stays locked until the surrounding transaction ends.
    """
    ACTS[act]
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    if origin := getattr(actor, "origin", ""):
        data.setdefault("origin", origin)
    entry = AuditEntry(
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        act=act,
        subject=subject_key(subject),
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
    )
    entry.digest = head.digest = entry_digest(entry, head.digest)
    head.save(update_fields=["digest"])
    entry.save()
    return entry


def file_taken(name: str, *, actor: models.Model, about: models.Model | None, **facts: Any) -> None:
    """Record that ``actor`` took a file called ``name`` out of the product; ``about`` is its row.

    A file about many rows is recorded under ``actor``.
    """
    audit("file.taken", about or actor, actor, file=name, **facts)


def entry_digest(entry: AuditEntry, before: str) -> str:
    """Return the SM3 of the digest ``before`` and the facts of ``entry``."""
    facts = [
        before,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.act,
        entry.subject,
        entry.data,
    ]
    return sm3_hex(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())


def audit_verify() -> tuple[int, int | None]:
    """Recompute the chain; return (rows read, pk of the first row that does not fit or None).

    A missing last row shows as the pk 0: the head knows a digest that no row carries.
    """
    digest, count = "", 0
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        count += 1
        if entry.digest != entry_digest(entry, digest):
            return count, entry.pk
        digest = entry.digest
    head = AuditHead.objects.filter(pk=1).first()
    return count, None if digest == (head.digest if head else "") else 0
