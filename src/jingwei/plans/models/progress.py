"""What was reported on a measure, and what it points to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.kernel.scoping import ScopedQuerySet, Viewer
from jingwei.plans.models.measure import Measure, PartQuerySet


class ProgressNoteQuerySet(PartQuerySet["ProgressNote"]):
    """Notes, scoped by their measure."""


class ProgressNote(models.Model):
    """One dated report on a measure. ``value`` is the cumulated actual of a typed proof.

    A note is never changed: a later one corrects it, or it is withdrawn with a reason.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="notes")
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField("进展", max_length=2000)
    value = models.DecimalField("累计完成", max_digits=14, decimal_places=2, null=True, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_why = models.CharField("撤回理由", max_length=300, blank=True)

    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "进展记录"
        ordering = ["measure", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="note_value_not_negative",
                violation_error_message="累计完成不能小于 0。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:30]}"


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Evidence, seen by whoever sees the measure of its note."""

    def visible_to(self, viewer: Viewer) -> EvidenceQuerySet:
        """Keep the evidence of the notes ``viewer`` may see."""
        return self.filter(note__measure__in=Measure.objects.visible_to(viewer))


class Evidence(models.Model):
    """What a note points to: a stored file, or the address of a record inside the system."""

    note = models.ForeignKey(ProgressNote, models.CASCADE, related_name="evidence")
    title = models.CharField("名称", max_length=200)
    file = models.ForeignKey(
        "kernel.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField("地址", max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证"
        ordering = ["note", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, address="") | (Q(file=None) & ~Q(address="")),
                name="evidence_is_a_file_or_a_record",
            )
        ]

    def __str__(self) -> str:
        return self.title
