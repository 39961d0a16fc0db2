"""Numbers about dues: branches that closed the month, rows that are settled, months left open."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.party.indicators.base import branches
from jingwei.party.models import DuesMonth, DuesRow

SOURCE = "本系统党费收缴记录"


def last_month(subject: Slice) -> date:
    """Return the first day of the month before that of the end: nobody is late before it is over.

    The page of a branch calls the same months earlier ones.
    """
    return (subject.end.replace(day=1) - timedelta(days=1)).replace(day=1)


def _closed(subject: Slice) -> Rows:
    closed = DuesMonth.objects.filter(month=last_month(subject), state=DuesMonth.State.CLOSED)
    return branches(subject).filter(pk__in=closed.values("organization"))


def owed(subject: Slice) -> QuerySet[DuesRow]:
    """Return what members owed for the month before that of the end."""
    return DuesRow.objects.within(subject.path).filter(month__month=last_month(subject))


def _settled(subject: Slice) -> Rows:
    return owed(subject).filter(Q(paid=F("due")) | ~Q(reason=""))


def _unexplained(subject: Slice) -> Rows:
    return owed(subject).filter(reason="").exclude(paid__isnull=False, paid=F("due"))


def _behind(subject: Slice) -> Rows:
    rows = DuesMonth.objects.within(subject.path).filter(state=DuesMonth.State.OPEN)
    return rows.filter(month__lte=last_month(subject))


indicator(
    Indicator(
        code="party.dues_closed", label="党费按月结清的支部占比", unit_label="%", source=SOURCE,
        definition="期末所在月的上一个月，党费已结清并核对回单的支部占全部支部的比例；"
                   "还没有生成这个月党费的算没有结清",
        keywords=("党费收缴", "党费管理", "党费工作"),
        rows=_closed, among=branches, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.dues_settled", label="党费交清或说明原因的占比", unit_label="%", source=SOURCE,
        definition="期末所在月的上一个月，党费明细中按应交数交清或写明原因的占比；"
                   "这个月没有明细的不出数",
        keywords=("交纳党费", "党费交纳", "足额交纳", "缴纳党费"),
        rows=_settled, among=owed, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.dues_unexplained", label="党费未交清又没有说明", unit_label="人", source=SOURCE,
        definition="期末所在月的上一个月，没有按应交数交清、也没有写明原因的党员人数",
        keywords=("拖欠党费", "欠交党费", "欠缴党费", "补交党费"),
        rows=_unexplained, items=(15,), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.dues_behind", label="没有结清的党费月份", unit_label="个", source=SOURCE,
        definition="期末所在月之前的月份中，已生成党费而至今没有结清的支部月份数，不限于期内",
        keywords=("党费清理", "党费结清", "党费专项检查"), rows=_behind, items=(15,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
