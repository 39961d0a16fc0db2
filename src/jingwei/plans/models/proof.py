"""What proves a measure: its terms today, and those that held on past days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.org.models import Unit
from jingwei.plans.models.measure import Measure

TERMS = (
    "kind", "indicator", "reading", "target", "unit_label", "baseline", "per_unit", "scope",
    "unit_targets",
)  # fmt: skip
"""What a proof says: all of it is kept when it changes."""


class ProofTerms(models.Model):
    """What shows that a measure is done: an indicator, milestones, or a typed number.

    ``indicator`` may be one of a family: a procedure, a coverage programme, a round, a ledger.
    ``reading`` says what of its number is held against ``target``; ``baseline`` is the number on
    the day the measure began, ``per_unit`` what each unit has to reach, ``scope`` the unit whose
    subtree is counted (None: what the plan's unit answers for, see selectors.proof).
    ``unit_targets`` divides the target: the part of each unit as text, by the unit's key.
    """

    class Kind(models.TextChoices):
        INDICATOR = "indicator", "指标"
        MILESTONES = "milestones", "节点"
        TYPED = "typed", "填报数"

    class Reading(models.TextChoices):
        SUM = "sum", "期内累计"
        LEVEL = "level", "期末达到"
        SHARE = "share", "占比达到"
        CHANGE = "change", "比启动时变化"
        UNITS = "units", "逐单位达到"

    kind = models.CharField("佐证方式", max_length=12, choices=Kind.choices)
    indicator = models.CharField("指标代码", max_length=80, blank=True)
    reading = models.CharField(
        "怎样读数", max_length=8, choices=Reading.choices, default=Reading.SUM
    )
    target = models.DecimalField("目标值", max_digits=14, decimal_places=2, null=True, blank=True)
    unit_label = models.CharField("计量单位", max_length=20, blank=True)
    baseline = models.DecimalField(
        "启动时的数", max_digits=14, decimal_places=2, null=True, blank=True
    )
    per_unit = models.DecimalField(
        "每个单位应达", max_digits=14, decimal_places=2, null=True, blank=True
    )
    scope = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="统计范围"
    )
    unit_targets = models.JSONField("各单位目标", default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def counts_itself(self) -> bool:
        """Whether its number comes from records, without anybody typing it."""
        return self.kind == self.Kind.INDICATOR

    @property
    def may_be_divided(self) -> bool:
        """Whether its target is a number of records that units can each have a part of."""
        divisible = (self.Reading.SUM, self.Reading.LEVEL)
        return self.counts_itself and self.reading in divisible


class Proof(ProofTerms):
    """The terms in force of a measure.

    ``closed_with`` is the number the measure was closed with, for the look-back.
    """

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="proof")
    closed_with = models.DecimalField(
        "销号时的数", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "佐证"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="milestones")
                | Q(kind="indicator", target__isnull=False, target__gte=0)
                | Q(target__isnull=False, target__gt=0),
                name="proof_has_a_target",
                violation_error_message="目标值应大于 0。",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ProofSpell(ProofTerms):
    """Terms that held until the day before ``until``, when somebody set others.

    The first terms of a measure hold for the days before them as well. Of several changes on one
    day only the terms before the first are kept: no past day was ever read by the others.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="proof_spells")
    until = models.DateField("改动日期")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "佐证变更"
        ordering = ["measure", "until"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "until"], name="proof_spell_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.until} {self.get_kind_display()}"

    def as_proof(self) -> Proof:
        """Return the terms as a proof that is not stored; read with ``scope``."""
        return Proof(measure_id=self.measure_id, **{name: getattr(self, name) for name in TERMS})
