"""The register of supervision measures: what was decided about whom, and its influence period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingwei.people.models import OfPerson, OfPersonQuerySet
from jingwei.procedures.models import Case


class SupervisionMeasure(OfPerson):
    """A reminder, an inquiry, an admonition, a sanction or an organizational measure.

    ``influence_until`` follows from kind and days by the law of the day, or is ``until_set``
    where the organ decided otherwise; empty for a kind without influence, for one whose law is
    not known and until the rights of a member are restored. ``case`` is the procedure it came
    of, empty for what was entered by hand.
    """

    class Kind(models.TextChoices):
        """What was decided; the numbers of each are in ``data/law/supervision.toml``."""

        REMINDER = "reminder", "提醒"
        INQUIRY = "inquiry", "函询"
        ADMONITION = "admonition", "诫勉"
        PARTY_WARNING = "party_warning", "党内警告"
        PARTY_SERIOUS = "party_serious", "党内严重警告"
        PARTY_REMOVAL = "party_removal", "撤销党内职务"
        PARTY_PROBATION_ONE = "party_probation_one", "留党察看一年"
        PARTY_PROBATION_TWO = "party_probation_two", "留党察看两年"
        PARTY_EXPULSION = "party_expulsion", "开除党籍"
        STATE_WARNING = "state_warning", "政务警告"
        STATE_DEMERIT = "state_demerit", "政务记过"
        STATE_MAJOR = "state_major", "政务记大过"
        STATE_DOWNGRADE = "state_downgrade", "政务降级"
        STATE_DISMISSAL = "state_dismissal", "政务撤职"
        STATE_EXPULSION = "state_expulsion", "政务开除"
        SUSPENSION = "suspension", "停职检查"
        REASSIGNMENT = "reassignment", "调整职务"
        ORDERED_RESIGNATION = "ordered_resignation", "责令辞职"
        REMOVAL = "removal", "免职（组织处理）"
        DEMOTION = "demotion", "降职（组织处理）"
        STAFF_WARNING = "staff_warning", "事业单位警告"
        STAFF_DEMERIT = "staff_demerit", "事业单位记过"
        STAFF_DOWNGRADE = "staff_downgrade", "降低岗位等级"

    kind = models.CharField("措施", max_length=20, choices=Kind.choices)
    decided_on = models.DateField("决定日期")
    organ = models.CharField("决定机关", max_length=100, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    basis = models.TextField("事由与依据", blank=True)
    influence_from = models.DateField("影响期起", null=True, blank=True)
    influence_until = models.DateField("影响期止", null=True, blank=True, editable=False)
    until_set = models.DateField("另定影响期止", null=True, blank=True)
    set_reason = models.CharField("另定的理由", max_length=200, blank=True)
    restored_on = models.DateField("恢复党员权利日期", null=True, blank=True)
    lifted_on = models.DateField("解除或撤销日期", null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="measures", null=True, blank=True,
        verbose_name="办理程序",
    )  # fmt: skip

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "监督措施"
        ordering = ["person", "decided_on", "pk"]
        indexes = [models.Index(fields=["influence_until", "id"], name="measure_by_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("decided_on")),
                name="measure_lifted_after_decided",
                violation_error_message="解除或撤销日期早于决定日期。",
            ),
            models.CheckConstraint(
                condition=Q(until_set=None) | ~Q(set_reason=""),
                name="measure_until_set_with_reason",
                violation_error_message="另定影响期止日的，写明理由。",
            ),
        ]
        permissions = [
            ("run_supervision", "办理提醒、函询、诫勉和处分"),
            ("view_influence", "查看是否处于影响期"),
        ]
