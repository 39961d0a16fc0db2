"""The last check of the audit chain, remembered: reading it all takes too long for a page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from jingwei.desk.selectors.audit import audit_tail_fits
from jingwei.kernel.audit import audit_verify

KEY = "desk.audit_check"


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """``count`` entries read at ``at``; ``broken``: None when all fit, 0 when the end does not,
    else the number of the first entry that does not."""

    at: datetime
    count: int
    broken: int | None


def audit_check() -> AuditCheck:
    """Read the whole chain, remember the result and return it. About 15 µs an entry."""
    count, broken = audit_verify()
    found = AuditCheck(timezone.now(), count, broken)
    cache.set(KEY, asdict(found), timeout=None)
    return found


def audit_check_last() -> AuditCheck | None:
    """Return the last check, None when there was none; a torn end shows at once. Three queries."""
    kept = cache.get(KEY)
    last = AuditCheck(**kept) if kept else None
    if not audit_tail_fits():
        return AuditCheck(timezone.now(), last.count if last else 0, 0)
    return last
