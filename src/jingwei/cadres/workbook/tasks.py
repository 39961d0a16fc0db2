"""Large workbooks are worked on in the background, small ones while the page waits."""

from __future__ import annotations

from django_tasks import task

from jingwei.cadres.workbook.batches import workbook_work
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.exchange.batches import batch_claim


@task()
def workbook_import(pk: int) -> None:
    """Weigh or apply a workbook that waits; one that was given up meanwhile is left alone."""
    found = ImportBatch.objects.select_related("file", "owner")
    batch = found.filter(pk=pk, state=ImportBatch.State.WAITING).first()
    if batch is not None:
        workbook_work(batch)


def workbook_start(batch: ImportBatch) -> None:
    """Let a waiting batch be worked on, at once or in the background."""
    if batch.plan.get("large"):
        workbook_import.enqueue(batch.pk)
    else:
        workbook_work(batch)
    batch.refresh_from_db()


def workbook_confirm(batch: ImportBatch, *, accept_good: bool) -> None:
    """Let a weighed batch be applied. Raises as ``batch_claim``."""
    batch_claim(batch, accept_good=accept_good)
    workbook_start(batch)
