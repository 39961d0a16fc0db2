"""What a department aims at in its teams, and the private trays in which moves are tried."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.cadres.structure import FEATURES
from jingwei.org.models import Unit, UnitKind
from jingwei.people.models import Person

CHOICES = [(one.code, f"{one.group}：{one.label}") for one in FEATURES.values()]


class StructureTarget(models.Model):
    """At least so many of a feature in every team of a kind of units, with its source.

    Typed by the department; a finding informs, it never decides. District-wide: no row scope.
    """

    feature = models.CharField("结构要求", max_length=20, choices=CHOICES)
    unit_kind = models.CharField(
        "适用单位类别", max_length=20, choices=UnitKind.choices, blank=True,
        help_text="不选为全部类别",
    )  # fmt: skip
    least = models.PositiveSmallIntegerField("至少人数", default=1)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "班子结构要求"
        ordering = ["unit_kind", "feature"]
        constraints = [
            models.UniqueConstraint(
                fields=["feature", "unit_kind"], name="one_target_of_a_feature",
                violation_error_message="这一类单位已经有这项要求。",
            ),
            models.CheckConstraint(
                condition=Q(least__gt=0), name="target_of_somebody",
                violation_error_message="至少人数应大于 0。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        kind = self.get_unit_kind_display() if self.unit_kind else "各单位"
        return f"{kind}班子{FEATURES[self.feature].label}至少 {self.least} 人"


class TrayQuerySet(models.QuerySet["Tray"]):
    """Trays: a draft is seen by whoever made it, and by nobody else."""

    def visible_to(self, viewer: Any) -> TrayQuerySet:
        """Keep the drafts ``viewer`` made."""
        return self.filter(owner=viewer)


class Tray(models.Model):
    """A private draft of moves between posts: it computes and warns, it proposes nobody."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="trays", verbose_name="建立人"
    )
    title = models.CharField("名称", max_length=60)
    made_on = models.DateField("建立日期")

    objects = TrayQuerySet.as_manager()

    class Meta:
        verbose_name = "结构测算草稿"
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class TrayMoveQuerySet(models.QuerySet["TrayMove"]):
    """Moves, seen with their tray."""

    def visible_to(self, viewer: Any) -> TrayMoveQuerySet:
        """Keep the moves in drafts of ``viewer``."""
        return self.filter(tray__owner=viewer)


class TrayMove(models.Model):
    """One person of a tray: where to, and whether the present main post is given up."""

    class Role(models.TextChoices):
        CHIEF = "正职", "正职"
        DEPUTY = "副职", "副职"
        OTHER = "其他", "其他"

    tray = models.ForeignKey(Tray, models.CASCADE, related_name="moves")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="人员")
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="+", null=True, blank=True, verbose_name="拟到单位"
    )
    title = models.CharField("拟任职务", max_length=60, blank=True)
    role = models.CharField("职务类别", max_length=2, choices=Role.choices, blank=True)
    level = models.CharField("拟任层次", max_length=20, blank=True)
    leaves = models.BooleanField("免去现任领导职务", default=True)

    objects = TrayMoveQuerySet.as_manager()

    class Meta:
        verbose_name = "草稿中的变动"
        ordering = ["tray", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tray", "person"], name="person_once_in_a_tray",
                violation_error_message="这个人已经在草稿里，先移出再放入。",
            ),
            models.CheckConstraint(
                condition=Q(unit=None) | (~Q(title="") & ~Q(role="")), name="move_has_a_post",
                violation_error_message="填了拟到单位，就要填拟任职务和职务类别。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} → {self.unit or '免去现职'}{self.title}"
