"""What is recorded of looking: restricted cases opened, files and indexes taken out."""

from __future__ import annotations

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.procedures.models import Case, CasePaper

declare_acts(
    {
        "case.read": "查看限制知悉的程序",
        "case.index_export": "导出程序目录",
        "case.paper_download": "下载程序材料",
    }
)


@transaction.atomic
def case_read(case: Case, *, actor: User) -> None:
    """Record that a restricted case was opened; of others nothing."""
    if case.is_restricted:
        audit("case.read", case, actor, step=case.step)


@transaction.atomic
def index_taken(case: Case, *, actor: User) -> None:
    """Record that the index of a case was taken out."""
    audit("case.index_export", case, actor, step=case.step)


@transaction.atomic
def paper_taken(case: Case, *, name: str, paper: CasePaper | None = None, actor: User) -> None:
    """Record that a document of a case, or one written from it, was taken out."""
    audit("case.paper_download", case, actor, name=name, paper=paper.pk if paper else None)
