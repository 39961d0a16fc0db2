"""Numbers about delegates: in office, elected, and the branches that took part in naming them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.party.indicators.base import FEMALE, branches
from jingwei.party.models import BranchTurnout, Delegate
from jingwei.procedures.models import Case

SOURCE = "本系统党代表登记册"
GONE = (Case.State.STOPPED, Case.State.REVOKED)


def _delegates(subject: Slice) -> QuerySet[Delegate]:
    return Delegate.objects.within(subject.path).filter(person__merged_into=None)


def in_office(subject: Slice) -> QuerySet[Delegate]:
    """Return the seats that had begun and not ended at the end of the period."""
    still = Q(ended_on=None) | Q(ended_on__gt=subject.end)
    return _delegates(subject).filter(still, elected_on__lte=subject.end)


def _elected(subject: Slice) -> Rows:
    return _delegates(subject).filter(elected_on__range=(subject.start, subject.end))


def _women(subject: Slice) -> Rows:
    return in_office(subject).filter(person__gender=FEMALE)


def _nominating(subject: Slice) -> Rows:
    took_part = BranchTurnout.objects.filter(
        round=BranchTurnout.Round.RECOMMENDING, held_on__range=(subject.start, subject.end)
    ).exclude(case__state__in=GONE)
    return branches(subject).filter(pk__in=took_part.values("branch"))


indicator(
    Indicator(
        code="party.nominating", label="参加代表推荐提名的支部占比", unit_label="%",
        source="本系统党代表选举程序",
        definition="期内在党代表推荐提名中有参加记录的支部占期末全部支部的比例；"
                   "不分哪次党代会，选举单位没有启动的也在全部支部之内",
        keywords=("代表推荐提名", "代表酝酿推荐", "基层党组织参与率", "推荐提名工作"),
        rows=_nominating, among=branches, items=(1,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.delegates", label="在任党代表", unit_label="名", source=SOURCE,
        definition="期末已当选、代表资格没有终止的代表席位数，同一人在两级党代会任代表的分别计",
        keywords=("党代表任期制", "党代表队伍", "党代表履职"), rows=in_office, items=(1,),
        is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.delegates_elected", label="选举产生党代表", unit_label="名", source=SOURCE,
        definition="当选日期在期内的代表席位数",
        keywords=("选举产生代表", "代表选举工作", "选出代表"), rows=_elected, items=(1,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.delegates_women", label="党代表中女性占比", unit_label="%", source=SOURCE,
        definition="期末在任的代表席位中女性的占比", keywords=("女代表", "妇女代表"),
        rows=_women, among=in_office, items=(1,), is_level=True,
    )
)  # fmt: skip
