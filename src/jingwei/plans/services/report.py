"""Writes of reports: sealing. And the document of a report nobody keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.errors import Conflict
from jingwei.kernel.files import file_store
from jingwei.plans.models import AnnualPlan, Report
from jingwei.plans.papers.report_paper import report_paper
from jingwei.plans.selectors.report import BLOCKS, report_content

declare_acts({"report.seal": "封存报告"})


@transaction.atomic
def report_seal(
    plan: AnnualPlan, *, kind: str, as_of: date, blocks: Sequence[str], seen: str, actor: User
) -> Report:
    """Keep the report as it is sent: all it prints, and the bytes of its document.

    ``seen`` is the digest of the content that a person checked. Raises Conflict
    ``plans.report_changed`` when the records changed since, BadInput ``plans.report_day``.
    """
    content = report_content(plan, kind=kind, as_of=as_of, blocks=blocks)
    digest = content_digest(content)
    if digest != seen:
        raise Conflict(
            "plans.report_changed",
            "你核对之后，有记录发生了变化，报告没有封存。",
            hint="请按最新的数字再核对一遍。",
        )
    file = file_store(f"{content['title']}.docx", report_paper(content), actor=actor)
    report = Report(
        plan=plan, kind=kind, as_of=as_of, title=content["title"], content=content, file=file,
        sealed_by=actor,
    )  # fmt: skip
    report.full_clean()
    report.save()
    audit("report.seal", report, actor, kind=kind, as_of=as_of, blocks=content["blocks"],
          content=digest, file=file.digest)  # fmt: skip
    return report


def report_file(
    plan: AnnualPlan, kind: str, as_of: date, blocks: Sequence[str] = tuple(BLOCKS)
) -> bytes:
    """Return the .docx of a report that nobody keeps. Raises BadInput ``plans.report_day``."""
    return report_paper(report_content(plan, kind=kind, as_of=as_of, blocks=blocks))


def report_reprint(content: dict[str, Any]) -> bytes:
    """Return the .docx of a sealed report's ``content``: byte for byte what was sent."""
    return report_paper(content)


def content_digest(content: dict[str, Any]) -> str:
    """Return the SM3 that names a content, whatever order a database keeps its keys in."""
    return sm3_hex(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())
