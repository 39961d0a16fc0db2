"""The lock on a programme, taken by every write of it."""

from __future__ import annotations

from jingwei.coverage.models import Programme
from jingwei.kernel.errors import RuleViolation


def locked(programme: Programme) -> Programme:
    """Return the programme read again under a lock, with its owner and unit."""
    rows = Programme.objects.select_for_update(of=("self",)).select_related("owner", "unit")
    return rows.get(pk=programme.pk)


def running(programme: Programme) -> Programme:
    """Return the programme locked. Raises RuleViolation ``coverage.running`` unless it goes on."""
    found = locked(programme)
    if not found.is_running:
        words = "还没有启动" if found.is_draft else "已经结束"
        raise RuleViolation("coverage.running", f"“{found}”{words}，名单和凭据不能变动。")
    return found
