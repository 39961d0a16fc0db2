"""What the worker does for imports; small ones are done while the page waits."""

from __future__ import annotations

from django_tasks import task

from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.exchange.batches import (
    batch_apply,
    batch_claim,
    batch_weigh,
    is_large,
)


@task()
def import_work(pk: int) -> None:
    """Weigh or apply an import that waits; one that was given up meanwhile is left alone."""
    found = ImportBatch.objects.select_related("file", "owner")
    batch = found.filter(pk=pk, state=ImportBatch.State.WAITING).first()
    if batch is not None:
        batch_work(batch)


def batch_work(batch: ImportBatch) -> None:
    """Do what an import waits for."""
    (batch_apply if batch.plan.get("act") == "apply" else batch_weigh)(batch)


def batch_start(batch: ImportBatch) -> None:
    """Let a new import be weighed, at once or in the background."""
    _begin(batch)


def batch_confirm(batch: ImportBatch, *, accept_good: bool) -> None:
    """Let a weighed import be applied, at once or in the background. Raises as ``batch_claim``."""
    batch_claim(batch, accept_good=accept_good)
    _begin(batch)


def _begin(batch: ImportBatch) -> None:
    if is_large(batch):
        import_work.enqueue(batch.pk)
    else:
        batch_work(batch)
    batch.refresh_from_db()
