"""A running ledger with a row and a file, an ended one, and their pages."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.accounts.models import User
from jingwei.collection.ledger_columns import LedgerColumn
from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import Ledger
from jingwei.collection.services import ledgers as services
from jingwei.kernel.registers.writing import Draft, rows_save

RUNNING = "change columns start close"


def started(keeper: User, name: str, **told: Any) -> Ledger:
    """A ledger of the keeper's unit with three columns."""
    ledger = services.ledger_draft(
        actor=keeper, name=name, purpose="掌握家底", row_word="处", with_files=True, **told
    )
    columns = [
        LedgerColumn("场地名称", is_key=True), LedgerColumn("使用面积", "number", low=0),
        LedgerColumn("启用于", "day"),
    ]  # fmt: skip
    services.ledger_set_columns(ledger, columns, actor=keeper)
    return services.ledger_start(ledger, actor=keeper)


def ledger_pages(keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of ledgers; ``keeper`` keeps them."""
    running, ended = started(keeper, "共享场地"), started(keeper, "往年场地")
    draft = services.ledger_draft(actor=keeper, name="试建场地", purpose="试")
    kept = Draft({"unit": running.unit, "text_1": "一楼大厅"})
    register = ledger_register(running)
    row = rows_save(register, [kept], actor=keeper, source="测试").changes[0].row
    upload = SimpleUploadedFile("说明.txt", "一楼".encode())
    file = services.row_file_add(row, upload, actor=keeper)
    services.ledger_close(ended, reason="并入另一本", actor=keeper)
    return {
        **{f"collection:ledger-{name}": [running.pk] for name in RUNNING.split()},
        "collection:ledger": [running.pk],
        "collection:ledger-discard": [draft.pk],
        "collection:ledger-reopen": [ended.pk],
        "collection:ledger-row": [row.pk],
        "collection:ledger-file-add": [row.pk],
        "collection:ledger-file": [file.pk],
        "collection:ledger-file-remove": [file.pk],
    }
