"""Taking the audit trail out of the product: an act of its own."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts

declare_acts({"audit.export": "导出审计记录", "audit.report": "生成审计月报"})


def trail_exported(actor: User, *, count: int, filters: dict[str, Any]) -> None:
    """Record that ``actor`` took ``count`` entries away, chosen by ``filters``."""
    audit("audit.export", actor, actor, count=count, filters=filters, format="csv")


def trail_reported(actor: User, *, month: str) -> None:
    """Record that ``actor`` made the report of ``month`` ("2025-06")."""
    audit("audit.report", actor, actor, month=month)
