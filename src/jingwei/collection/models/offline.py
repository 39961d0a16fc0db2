"""Offline packages that went out, and what came back of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.collection.models.answers import Assignment
from jingwei.kernel.models import StoredFile
from jingwei.kernel.scoping import ScopedQuerySet


class OfflinePackageQuerySet(ScopedQuerySet["OfflinePackage"]):
    """Packages, scoped by their assignment."""

    unit_path = "assignment__unit_path"
    organization_path = "assignment__organization_path"


class OfflinePackage(models.Model):
    """A package of an assignment; its file holds the values that went out, signed."""

    code = models.CharField("包号", max_length=12, unique=True)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="packages")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("制作时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfflinePackageQuerySet.as_manager()

    class Meta:
        verbose_name = "离线包"
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.assignment} 包 {self.code}"


class PackageReturnQuerySet(ScopedQuerySet["PackageReturn"]):
    """Returns, scoped by the assignment of their package."""

    unit_path = "package__assignment__unit_path"
    organization_path = "package__assignment__organization_path"


class PackageReturn(models.Model):
    """A package that came back; ``applied_at`` is empty until somebody looked it through.

    ``digest`` tells the same content handed in twice. ``taken`` counts the cells that changed.
    """

    package = models.ForeignKey(OfflinePackage, models.CASCADE, related_name="returns")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    came_at = models.DateTimeField("交回时间")
    came_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("收入时间", null=True, blank=True)
    taken = models.PositiveIntegerField("收入格数", default=0)

    objects = PackageReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "交回的离线包"
        ordering = ["-came_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["package", "digest"], name="package_return_once")
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.came_at:%Y-%m-%d}"
