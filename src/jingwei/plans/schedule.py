"""What the clock starts for the plans."""

from __future__ import annotations

from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict
from jingwei.kernel.jobs import scheduled
from jingwei.plans.models import AnnualPlan, Measure, Proof
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.proof import measures_look_back
from jingwei.plans.services.series import series_keep_due


@scheduled("plans.lights", at="02:00", label="计算举措亮灯")
def lights_daily() -> int:
    """Store the lights of every issued plan for today; return how many changed."""
    plans = AnnualPlan.objects.filter(state=AnnualPlan.State.ISSUED)
    return sum(
        lights_refresh(plan.measures.current().select_related("plan__unit"), on=today())
        for plan in plans
    )


@scheduled("plans.counted", minutes=10, label="按记录更新举措亮灯")
def lights_counted() -> int:
    """Store the lights of measures that an indicator proves; return how many changed.

    A class recorded in its register shows on the board without anybody opening the plan.
    """
    rows = Measure.objects.issued().filter(proof__kind=Proof.Kind.INDICATOR)
    return lights_refresh(rows.select_related("plan__unit"), on=today())


@scheduled("plans.series", at="02:30", label="计算指标")
def series_daily() -> int:
    """Keep the numbers of all indicators; return how many rows.

    Raises Conflict ``plans.series`` at the end when some failed, so that ``jingwei check`` and
    the retries know; the others are kept.
    """
    outcome = series_keep_due(on=today())
    if outcome.failed:
        raise Conflict("plans.series", "；".join(map(str, outcome.failed)))
    return outcome.rows


@scheduled("plans.look_back", at="01:40", label="回看已销号的举措")
def look_back_daily() -> int:
    """Open again what was closed and fell behind its target since; return how many."""
    closed = Measure.objects.issued().filter(state=Measure.State.DONE)
    return len(measures_look_back(closed.select_related("plan__unit"), on=today()))
