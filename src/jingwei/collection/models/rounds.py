"""The register of forms, and the rounds in which they are sent down."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jingwei.collection.columns import Column, column_read
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import UNIT_TREE, PathField, ScopedQuerySet
from jingwei.org.models import Unit


class FormQuerySet(ScopedQuerySet["Form"]):
    """Forms, scoped by the unit that answers for them."""

    unit_path = "owner__path"

    def in_force_on(self, day: date) -> FormQuerySet:
        """Keep the forms that may be sent down on ``day``."""
        return self.filter(since__lte=day).exclude(expires_on__lt=day)


class Form(RegisterRow):
    """A form of the yearly list (填表报数清单). Source: party-and-talent §12.3 R12-4, [S65].

    ``level`` is who laid it down; ``expires_on`` is the last day on which it may be sent down.
    """

    class Rhythm(models.TextChoices):
        """How often the form is due."""

        ONCE = "once", "一事一报"
        MONTHLY = "monthly", "每月"
        QUARTERLY = "quarterly", "每季度"
        HALF_YEARLY = "half_yearly", "每半年"
        YEARLY = "yearly", "每年"

    class Level(models.TextChoices):
        """Who laid the form down."""

        CENTRAL = "central", "中央"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        DISTRICT = "district", "区"

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=200)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    rhythm = models.CharField("频次", max_length=12, choices=Rhythm.choices)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="forms", verbose_name="责任单位")
    since = models.DateField("列入日期")
    expires_on = models.DateField("有效期至", null=True, blank=True)
    field_count = models.PositiveSmallIntegerField("指标数", null=True, blank=True)
    field_count_before = models.PositiveSmallIntegerField("精简前指标数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = "报表"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("since")),
                name="form_expires_after_since",
                violation_error_message="有效期不能早于列入日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(ScopedQuerySet["Round"]):
    """Rounds, scoped by the unit that issues them; who answers sees assignments."""

    unit_path = "unit_path"


class Round(models.Model):
    """One round of filling-in. Written only by ``collection.services``.

    ``subject`` says what a row is: the recipient itself (one row each), or the rows of ``register``
    (a code such as "party.member") in the recipient's scope that fit ``row_filter``: column → the
    stored values that count; empty: all. Where rows are recipients, columns may come from the
    register of units or of organizations. ``recipients`` are the primary keys of units or of
    organizations, by ``recipient_kind``. ``burden`` keeps the answer of the pre-check as it
    was when issued; ``cut_columns`` the names of the columns it took away. ``came_from`` says what
    the round was started from, such as the uncovered of a programme.
    """

    class State(models.TextChoices):
        """How far the round is."""

        DRAFT = "draft", "草稿"
        ISSUED = "issued", "填报中"
        CLOSED = "closed", "已结束"
        WITHDRAWN = "withdrawn", "已撤回"

    class Subject(models.TextChoices):
        """What one row is about."""

        RECIPIENT = "recipient", "每个单位一行"
        REGISTER = "register", "逐条核对登记簿"

    class RecipientKind(models.TextChoices):
        """Who answers."""

        UNIT = "unit", "单位"
        ORGANIZATION = "organization", "党组织"

    title = models.CharField("名称", max_length=100)
    form = models.ForeignKey(
        Form, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name="清单报表"
    )
    basis = models.CharField("依据", max_length=200, blank=True)
    why = models.CharField("用途", max_length=300, blank=True)
    deadline = models.DateField("期限", null=True, blank=True)
    leader_named = models.CharField("同意缩短期限的部领导", max_length=60, blank=True)
    subject = models.CharField(
        "填报方式", max_length=10, choices=Subject.choices, default=Subject.RECIPIENT
    )
    register = models.CharField("登记簿", max_length=60, blank=True)
    row_filter = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    recipient_kind = models.CharField(
        "填报对象", max_length=12, choices=RecipientKind.choices, default=RecipientKind.ORGANIZATION
    )
    recipients = models.JSONField(default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name="下发单位")
    unit_path = PathField(editable=False, copies=UNIT_TREE, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="rounds", verbose_name="经办人"
    )
    phone = models.CharField("联系电话", max_length=40, blank=True)
    burden = models.JSONField(default=dict, blank=True)
    cut_columns = models.JSONField(default=list, blank=True)
    minutes_each = models.PositiveIntegerField("每家约需分钟", default=0)
    minutes_all = models.PositiveIntegerField("合计约需分钟", default=0)
    assignment_count = models.PositiveIntegerField("下发数", default=0)
    row_count = models.PositiveIntegerField("行数", default=0)
    cell_count = models.PositiveIntegerField("格数", default=0)
    filled_count = models.PositiveIntegerField("下发时已带出格数", default=0)
    came_from = models.CharField("由来", max_length=200, blank=True)
    drafted_at = models.DateTimeField("起草时间", auto_now_add=True)
    issued_on = models.DateField("下发日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束说明", max_length=200, blank=True)
    is_unneeded = models.BooleanField("系统已有数据", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "填报任务"
        ordering = ["-drafted_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "deadline"], name="round_by_state"),
            models.Index(fields=["issued_on"], name="round_by_issue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_on__isnull=False, deadline__isnull=False),
                name="round_issued_with_deadline",
            )
        ]
        default_permissions = ("view",)
        permissions = [("issue_round", "下发填报任务"), ("answer_round", "填报")]

    def __str__(self) -> str:
        return self.title

    @property
    def column_list(self) -> list[Column]:
        """The columns, in order."""
        return [column_read(kept) for kept in self.columns]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.state == self.State.ISSUED

    @property
    def filled_share(self) -> int:
        """Percent of the cells that were filled when the round was issued, rounded down."""
        return 100 * self.filled_count // self.cell_count if self.cell_count else 0
