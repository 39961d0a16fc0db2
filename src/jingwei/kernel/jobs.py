"""Jobs of the clock: declared in code, a row of state each; caught up, retried, one at a time.

Work that a request starts goes through django-tasks; this is only what the clock starts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from jingwei.kernel.models import ScheduledRun

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""Waits after the first failures of a day; after the next one the job rests until its hour."""
LEASE = timedelta(hours=1)
"""How long a started job keeps others away: a killed one runs again after this time."""

Work = Callable[[], object]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A function to run every day at the local time ``at``, or every so many minutes."""

    code: str
    label: str
    at: time | None
    minutes: int
    work: Work

    def next_after(self, now: datetime) -> datetime:
        """Return when it runs again after a run at ``now`` that went well."""
        return next_time(self.at, now) if self.at else now + timedelta(minutes=self.minutes)


JOBS: dict[str, Job] = {}


def scheduled(code: str, *, label: str, at: str = "", minutes: int = 0) -> Callable[[Work], Work]:
    """Run the decorated function daily at ``at`` ("02:00", local time) or every ``minutes``.

    Codes are unique. A day missed because no worker ran is caught up once. The function must
    bear being run again.
    """
    if bool(at) == bool(minutes):
        raise ValueError(f"Job {code!r} needs an hour or a number of minutes")

    def declare(work: Work) -> Work:
        if code in JOBS:
            raise ValueError(f"Job {code!r} is declared twice")
        JOBS[code] = Job(code, label, time.fromisoformat(at) if at else None, minutes, work)
        return work

    return declare


def schedule_declare(now: datetime) -> None:
    """Give every declared job its row; a new one is due at once."""
    for code in JOBS:
        ScheduledRun.objects.get_or_create(code=code, defaults={"next_at": now})


def run_due(now: datetime) -> list[str]:
    """Run every job that is due at ``now``; return their codes. A failing job stops no other."""
    due = ScheduledRun.objects.filter(code__in=JOBS, next_at__lte=now).order_by("next_at", "code")
    codes = [code for code in list(due.values_list("code", flat=True)) if _claim(code, now)]
    for code in codes:
        _run(JOBS[code], now)
    return codes


def next_time(at: time, after: datetime) -> datetime:
    """Return the first moment later than ``after`` at which local clocks show ``at``."""
    local = timezone.localtime(after)
    today = timezone.make_aware(datetime.combine(local.date(), at))
    if today > after:
        return today
    return timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), at))


def schedule_troubles(now: datetime) -> list[str]:
    """Return one Chinese sentence for each job that failed last or is a day late at ``now``."""
    found = []
    for row in ScheduledRun.objects.filter(code__in=JOBS).order_by("code"):
        job = JOBS[row.code]
        if row.failures:
            found.append(f"“{job.label}”连续 {row.failures} 次没有完成（{row.last_error}）。")
        elif row.next_at < now - timedelta(days=1):
            due = timezone.localtime(row.next_at)
            found.append(f"“{job.label}”{due:%Y-%m-%d %H:%M} 就该运行，请启动 jingwei worker。")
    return found


@transaction.atomic
def _claim(code: str, now: datetime) -> bool:
    """Take the job for LEASE, unless another process has it."""
    rows = ScheduledRun.objects.select_for_update(skip_locked=True)
    row = rows.filter(code=code, next_at__lte=now).first()
    if row is None:
        return False
    row.last_started_at, row.next_at = now, now + LEASE
    row.save(update_fields=["last_started_at", "next_at"])
    return True


def _run(job: Job, now: datetime) -> None:
    row = ScheduledRun.objects.get(code=job.code)
    try:
        job.work()
    except Exception as error:
        logger.exception("Job %s failed", job.code)
        row.failures += 1
        row.last_error = f"{type(error).__name__}: {error}"
    else:
        row.failures, row.last_error, row.last_finished_at = 0, "", timezone.now()
    row.next_at = _next_run(job, row.failures, now)
    row.save(update_fields=["failures", "last_error", "last_finished_at", "next_at"])


def _next_run(job: Job, failures: int, now: datetime) -> datetime:
    attempt = failures % (len(RETRY_AFTER) + 1)
    return now + RETRY_AFTER[attempt - 1] if attempt else job.next_after(now)
