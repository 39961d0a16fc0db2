"""Numbers about weak organizations: found, closed, looked at again, fallen back."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.party.models import WeakSpell

SOURCE = "本系统软弱涣散党组织认定登记"


def _spells(subject: Slice) -> QuerySet[WeakSpell]:
    return WeakSpell.objects.within(subject.path)


def _open(subject: Slice) -> Rows:
    still = Q(closed_on=None) | Q(closed_on__gt=subject.end)
    return _spells(subject).filter(still, identified_on__lte=subject.end)


def _identified(subject: Slice) -> Rows:
    return _spells(subject).filter(identified_on__range=(subject.start, subject.end))


def _closed(subject: Slice) -> Rows:
    return _spells(subject).filter(closed_on__range=(subject.start, subject.end))


def to_look_at(subject: Slice) -> QuerySet[WeakSpell]:
    """Return what was closed by the end and not yet looked at when the period began."""
    before = Q(looked_back_on__lt=subject.start)
    return _spells(subject).filter(closed_on__lte=subject.end).exclude(before)


def _looked_at(subject: Slice) -> Rows:
    return to_look_at(subject).filter(looked_back_on__lte=subject.end)


def _relapsed(subject: Slice) -> Rows:
    fallen = _spells(subject).filter(result=WeakSpell.Result.RELAPSED)
    return fallen.filter(looked_back_on__range=(subject.start, subject.end))


indicator(
    Indicator(
        code="party.weak_closed", label="软弱涣散党组织整顿销号", unit_label="个", source=SOURCE,
        definition="期内销号的软弱涣散党组织认定数",
        keywords=("整顿销号", "软弱涣散党组织整顿", "软弱涣散基层党组织", "整顿软弱涣散",
                  "软弱涣散"),
        rows=_closed, items=(11,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.weak_identified", label="新认定软弱涣散党组织", unit_label="个", source=SOURCE,
        definition="认定日期在期内的软弱涣散党组织认定数，反弹后重新认定的另算一次",
        keywords=("排查软弱涣散", "认定软弱涣散", "软弱涣散党组织排查"),
        rows=_identified, items=(11,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.weak_open", label="整顿中的软弱涣散党组织", unit_label="个", source=SOURCE,
        definition="期末已认定、还没有销号的软弱涣散党组织个数",
        keywords=("软弱涣散党组织动态清零", "软弱涣散党组织存量"), rows=_open, items=(11,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.weak_looked_back", label="整顿对象回头看完成率", unit_label="%", source=SOURCE,
        definition="期末已销号、期初前没有做过回头看的认定中，到期末完成回头看的占比；没有的不出数",
        keywords=("整顿对象“回头看”", "整顿对象回头看", "整顿成效“回头看”", "整顿成效回头看"),
        rows=_looked_at, among=to_look_at, items=(11,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.weak_relapsed", label="整顿后反弹的党组织", unit_label="个", source=SOURCE,
        definition="期内回头看结果为反弹的认定数", keywords=("整顿后反弹", "软弱涣散反弹"),
        rows=_relapsed, items=(11,), few_is_good=True,
    )
)  # fmt: skip
