"""What is measured of indicators, with Django loaded: all of them, for every unit at once."""

from __future__ import annotations

import time
from typing import Any

from jingwei.kernel.clock import today
from jingwei.org.models import Unit
from jingwei.plans.selectors.series import month_of, numbers_by_unit, year_to
from jingwei.plans.services.series import every_indicator, series_keep

SLOWEST = 5


def indicators() -> dict[str, Any]:
    """Count every indicator for the root and all units below it, then keep a month of them.

    What is kept is what the nightly job keeps anyway. Raises RuntimeError when one fails.
    """
    subject = year_to(Unit.objects.filter(parent=None).order_by("path")[0].path, today())
    found, failed = every_indicator()
    times = {}
    for one in found:
        began = time.perf_counter()
        numbers_by_unit(one, subject)
        times[one.code] = time.perf_counter() - began
    began = time.perf_counter()
    outcome = series_keep([month_of(today())], on=today())
    kept = time.perf_counter() - began
    if failed or outcome.failed:
        raise RuntimeError([str(one) for one in (*failed, *outcome.failed)])
    return {
        "seconds": sum(times.values()), "indicators": len(found), "kept": kept,
        "slowest": sorted(times.items(), key=lambda pair: -pair[1])[:SLOWEST],
        "units": Unit.objects.count(), "rows": outcome.rows,
    }  # fmt: skip
