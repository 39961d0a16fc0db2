"""Tables of the plans, by noun."""

from jingwei.plans.models.dispatch import Decision, DispatchMeeting
from jingwei.plans.models.measure import (
    LightOverride,
    Measure,
    MeasureChange,
    MeasureUnit,
    Milestone,
    Proof,
)
from jingwei.plans.models.plan import AnnualPlan, AnnualPlanQuerySet, Area, Item, PlanVersion
from jingwei.plans.models.progress import Evidence, ProgressNote
from jingwei.plans.models.report import Report
from jingwei.plans.models.series import IndicatorValue

__all__ = [
    "AnnualPlan",
    "AnnualPlanQuerySet",
    "Area",
    "Decision",
    "DispatchMeeting",
    "Evidence",
    "IndicatorValue",
    "Item",
    "LightOverride",
    "Measure",
    "MeasureChange",
    "MeasureUnit",
    "Milestone",
    "PlanVersion",
    "ProgressNote",
    "Proof",
    "Report",
]
