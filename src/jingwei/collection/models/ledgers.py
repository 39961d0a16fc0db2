"""Free ledgers: a department's own table, and its rows with typed slots."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.collection.columns import ColumnKind
from jingwei.collection.ledger_columns import (
    LONGEST_CHOICE,
    SLOT_WORDS,
    SLOTS,
    LedgerColumn,
    column_read,
    in_use,
)
from jingwei.kernel.models import StoredFile
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet, Viewer
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

PREFIX = "collection.ledger"
"""The register of a ledger is called so, with its key; so is its indicator, with a dot between."""


class LedgerQuerySet(ScopedQuerySet["Ledger"]):
    """Ledgers, scoped by the unit that keeps them."""

    unit_path = "unit__path"

    def open_to(self, viewer: Viewer) -> Self:
        """Keep those of the viewer's units, and the running ones shared with what the viewer has.

        Who sees Party organizations alone, such as the secretary of a branch, has no rows in a
        ledger of units.
        """
        shared = self.filter(is_shared=True).exclude(started_on=None)
        if not viewer.unit_paths():
            has_rows = bool(viewer.organization_paths())
            shared = shared.filter(by_organization=True) if has_rows else shared.none()
        kept = self.visible_to(viewer)
        return self.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=shared.values("pk")))

    def started(self) -> Self:
        """Keep those that take rows or took them; no drafts."""
        return self.exclude(started_on=None)


class Ledger(models.Model):
    """A table that a department made for itself. Written only by ``collection.services.ledgers``.

    ``columns`` are LedgerColumn objects in their order. ``person_label`` says what the person of
    a row is called, "" when rows are about nobody. ``is_shared``: every unit adds rows of its own
    and sees those; else only the viewers of ``unit`` open it. ``by_organization``: a row is of a
    Party organization, and every one adds its own; such a ledger is always shared.
    """

    name = models.CharField("名称", max_length=60)
    purpose = models.CharField("用途", max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledgers", verbose_name="建账单位")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="建账人"
    )
    row_word = models.CharField("量词", max_length=4, default="条")
    person_label = models.CharField("关联人员的叫法", max_length=20, blank=True)
    with_files = models.BooleanField("每行可附文件", default=False)
    is_shared = models.BooleanField("各单位都可登记", default=False)
    by_organization = models.BooleanField("由各党组织登记", default=False)
    columns = models.JSONField("栏目", default=list)
    started_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    close_reason = models.CharField("结束说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("更新时间", auto_now=True, editable=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "自建台账"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(closed_on=None),
                name="ledger_name_once",
                violation_error_message="本单位已有同名的台账。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(started_on__isnull=False),
                name="ledger_closed_after_start",
            ),
        ]
        default_permissions = ("view",)
        permissions = [("keep_ledger", "建立自建台账")]

    def __str__(self) -> str:
        return self.name

    @property
    def column_list(self) -> list[LedgerColumn]:
        """The columns in order, retired ones among them."""
        return [column_read(kept) for kept in self.columns]

    @property
    def used_columns(self) -> list[LedgerColumn]:
        return in_use(self.column_list)

    @property
    def day_column(self) -> LedgerColumn | None:
        """The column that says when a row happened: the first day in use, None without."""
        return next((c for c in self.used_columns if c.kind == ColumnKind.DAY), None)

    @property
    def who_word(self) -> str:
        """Who adds rows, for people."""
        if self.by_organization:
            return "各党组织登记本组织的行"
        return "各单位登记本单位的行" if self.is_shared else "只有建账单位"

    @property
    def register_code(self) -> str:
        """The code of the register that holds the rows."""
        return f"{PREFIX}{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.started_on is None

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def state_word(self) -> str:
        """草稿, 使用中 or 已结束."""
        return "草稿" if self.is_draft else "已结束" if self.is_closed else "使用中"


class LedgerRowQuerySet(ScopedQuerySet["LedgerRow"]):
    """Rows of ledgers, scoped by the unit they are of, and by their Party organization."""

    unit_path = "unit__path"
    organization_path = "organization__path"


class LedgerRow(RegisterRow):
    """A row of a ledger; which slot means what is said by ``Ledger.columns``.

    The slots (``text_1``, ``number_1``, ``day_1``, ``flag_1``, ``choice_1`` and so on, as many as
    SLOTS) are added below. ``key`` is SM3 over what tells rows of a ledger apart. ``organization``
    is set in ledgers of Party organizations; ``unit`` is its unit then.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="rows", editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_rows", verbose_name="单位")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="ledger_rows", null=True, blank=True,
        verbose_name="党组织",
    )  # fmt: skip
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="ledger_rows", null=True, blank=True,
        verbose_name="人员",
    )  # fmt: skip
    note = models.CharField("备注", max_length=300, blank=True)
    key = models.CharField(max_length=64, editable=False)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = "自建台账记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["ledger", "unit"], name="ledger_row_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "ledger"],
                name="ledger_row_once",
                violation_error_message="已有同样的一行（单位和认行的栏都相同）。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id}-{self.pk}"

    @property
    def register_code(self) -> str:
        return f"{PREFIX}{self.ledger_id}"


def _slot(kind: str, number: int) -> models.Field[Any, Any]:
    word = f"{SLOT_WORDS[kind]}{number}"
    if kind == "number":
        return models.DecimalField(word, max_digits=14, decimal_places=4, null=True, blank=True)
    if kind == "day":
        return models.DateField(word, null=True, blank=True)
    if kind == "flag":
        return models.BooleanField(word, null=True, blank=True)
    return models.CharField(
        word, max_length=LONGEST_CHOICE if kind == "choice" else 500, blank=True
    )


for _kind, _count in SLOTS.items():
    for _number in range(1, _count + 1):
        LedgerRow.add_to_class(f"{_kind}_{_number}", _slot(_kind, _number))


class LedgerFileQuerySet(ScopedQuerySet["LedgerFile"]):
    """Files of rows, scoped as the rows are."""

    unit_path = "row__unit__path"
    organization_path = "row__organization__path"


class LedgerFile(models.Model):
    """A file beside a row: a plan, minutes, a picture; never asked for."""

    row = models.ForeignKey(LedgerRow, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = LedgerFileQuerySet.as_manager()

    class Meta:
        verbose_name = "台账附件"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.file)
