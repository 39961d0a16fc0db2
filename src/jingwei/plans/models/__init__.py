"""Tables of the plans, by noun."""

from jingwei.plans.models.dispatch import Decision, DispatchMeeting
from jingwei.plans.models.measure import (
    LightOverride,
    Measure,
    MeasureChange,
    MeasureUnit,
    Milestone,
)
from jingwei.plans.models.plan import AnnualPlan, AnnualPlanQuerySet, Area, Item, PlanVersion
from jingwei.plans.models.progress import Evidence, ProgressNote
from jingwei.plans.models.proof import TERMS, Proof, ProofSpell
from jingwei.plans.models.report import Report
from jingwei.plans.models.series import IndicatorValue

__all__ = [
    "TERMS",
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
    "ProofSpell",
    "Report",
]
