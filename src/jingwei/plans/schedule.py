"""What the clock starts for the plans."""

from __future__ import annotations

from jingwei.kernel.clock import today
from jingwei.kernel.jobs import scheduled
from jingwei.plans.models import AnnualPlan
from jingwei.plans.services.light import lights_refresh


@scheduled("plans.lights", at="02:00", label="计算举措亮灯")
def lights_daily() -> int:
    """Store the lights of every issued plan for today; return how many changed."""
    plans = AnnualPlan.objects.filter(state=AnnualPlan.State.ISSUED)
    return sum(
        lights_refresh(plan.measures.current().select_related("plan__unit"), on=today())
        for plan in plans
    )
