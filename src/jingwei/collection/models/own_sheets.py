"""The workbook a unit already uses, and where in it the columns of rounds stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.collection.own.layout import SHAPE_WORDS, Layout, Shape
from jingwei.kernel.models import StoredFile
from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE, PathField, ScopedQuerySet


class OwnSheetQuerySet(ScopedQuerySet["OwnSheet"]):
    """Workbooks, scoped by the unit or the Party organization that uses them."""

    unit_path = "unit_path"
    organization_path = "organization_path"


class OwnSheet(models.Model):
    """A workbook of a recipient. Written only by ``collection.services.own_sheets``.

    ``places``: what a column asks (``Column.origin``) → the name of its head in a table, the
    address of its cell in a form; kept over rounds. ``anchors``: address → label of a form.
    ``title`` and ``line``: the sheet, and its line of heads when it was kept.
    """

    unit_path = PathField(editable=False, copies=UNIT_TREE, db_index=True)
    organization_path = PathField(
        editable=False, blank=True, copies=ORGANIZATION_TREE, db_index=True
    )
    name = models.CharField("名称", max_length=200)
    shape = models.CharField("样式", max_length=6, choices=SHAPE_WORDS)
    title = models.CharField("工作表", max_length=60, blank=True)
    line = models.PositiveSmallIntegerField("表头行", default=0)
    places = models.JSONField(default=dict, blank=True)
    anchors = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    is_checked = models.BooleanField("已核对", default=False)
    kept_at = models.DateTimeField("登记时间")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OwnSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "本单位的表"
        ordering = ["-kept_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["unit_path", "organization_path", "name"], name="own_sheet_once",
                violation_error_message="本单位已有同名的表。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def kept(self) -> Layout:
        """The layout as it was kept, by what the columns ask."""
        return Layout(Shape(self.shape), self.title, self.line, self.places, self.anchors)
