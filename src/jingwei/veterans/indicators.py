"""Numbers about retired cadres: how many, who is looked after, who was seen, health checks.

Nothing is counted by care or hospital, which few may read: a short list would tell of a person.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.partial_dates import as_partial, just_after
from jingwei.liaison.models import ContactRecord, Pair
from jingwei.org.rules import months_later
from jingwei.veterans.models import RetiredCadre

SOURCE = "本系统离退休干部登记册"
LIAISON = "本系统联系登记（联系离退休干部）"
KIND = "veterans.retired_cadre"
OLD = 80
"""Full years from which somebody is seen every month, as those who live alone are."""


def retired(subject: Slice) -> QuerySet[RetiredCadre]:
    """Return who had retired and lived at the end of the period, as far as months are known."""
    end = as_partial(subject.end)
    alive = Q(person__died_on="") | Q(person__died_on__gt=end)
    return RetiredCadre.objects.within(subject.path).filter(alive, retired_on__lte=end)


def alone(subject: Slice) -> QuerySet[RetiredCadre]:
    """Return those who live alone by the register of today."""
    return retired(subject).filter(living=RetiredCadre.Living.ALONE)


def elsewhere(subject: Slice) -> QuerySet[RetiredCadre]:
    """Return those who live in another place by the register of today."""
    return retired(subject).filter(lives_elsewhere=True)


def old(subject: Slice) -> QuerySet[RetiredCadre]:
    """Return those who were eighty or older at the end of the period; days are ignored."""
    last = just_after(f"{subject.end.year - OLD:04}{subject.end.month:02}")
    return retired(subject).filter(person__birth_on__lt=last)


def _met(rows: QuerySet[RetiredCadre], subject: Slice) -> QuerySet[RetiredCadre]:
    """Keep whom anybody was in contact with in the period, whoever keeps the pair."""
    met = ContactRecord.objects.filter(
        pair__kind=KIND, on__range=(subject.start, subject.end), withdrawn_on=None
    )
    return rows.filter(person__in=met.values("pair__two_person"))


def _last_month(subject: Slice) -> Slice:
    return Slice(subject.path, months_later(subject.end, -1), subject.end)


def _veterans(subject: Slice) -> Rows:
    return retired(subject).filter(kind=RetiredCadre.Kind.VETERAN)


def _kept(subject: Slice) -> Rows:
    still = Q(until=None) | Q(until__gt=subject.end)
    pairs = Pair.objects.filter(still, kind=KIND, since__lte=subject.end)
    return retired(subject).filter(person__in=pairs.values("two_person"))


def _seen(subject: Slice) -> Rows:
    return _met(retired(subject), subject)


def _alone_seen(subject: Slice) -> Rows:
    return _met(alone(subject), _last_month(subject))


def _old_seen(subject: Slice) -> Rows:
    return _met(old(subject), _last_month(subject))


def _elsewhere_seen(subject: Slice) -> Rows:
    return _met(elsewhere(subject), subject)


def _checked(subject: Slice) -> Rows:
    return retired(subject).filter(checked_year__gte=subject.end.year)


indicator(
    Indicator(
        code="veterans.retired", label="离退休干部", unit_label="人", source=SOURCE,
        definition="期末已离退休、健在的干部人数，离退休和去世时间只算到月",
        keywords=("离退休干部底数", "离退休干部信息", "离退休干部人数", "老干部信息库"),
        rows=retired, items=(10,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.veterans", label="离休干部", unit_label="人", source=SOURCE,
        definition="期末健在的离休干部人数", keywords=("离休干部",), rows=_veterans,
        items=(10,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.kept", label="有人联系的离退休干部占比", unit_label="%", source=LIAISON,
        definition="期末在册的离退休干部中，建立了联系关系且没有结束的占比",
        keywords=("分类联系服务", "联系服务清单", "包联老干部", "结对联系老干部",
                  "联系离退休干部"),
        rows=_kept, among=retired, items=(10,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.seen", label="期内联系过的离退休干部占比", unit_label="%", source=LIAISON,
        definition="期末在册的离退休干部中，期内至少有一次任何方式联系记录的占比，撤回的记录不算",
        keywords=("走访全覆盖", "精准服务离退休干部", "老干部联系服务", "服务离退休干部"),
        rows=_seen, among=retired, items=(10,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.alone_seen", label="独居离退休干部月联系率", unit_label="%",
        source=LIAISON,
        definition="按现登记独居的离退休干部中，期末前一个月内有联系记录的占比；没有独居的不出数",
        keywords=("独居老干部", "独居离退休干部", "空巢老干部"),
        rows=_alone_seen, among=alone, items=(10,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.old_seen", label="高龄离退休干部月联系率", unit_label="%", source=LIAISON,
        definition="期末满80周岁（只算到月）的离退休干部中，期末前一个月内有联系记录的占比",
        keywords=("高龄老干部", "高龄离退休干部", "高龄老同志"),
        rows=_old_seen, among=old, items=(10,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.elsewhere_seen", label="异地居住离退休干部联系率", unit_label="%",
        source=LIAISON,
        definition="按现登记异地居住的离退休干部中，期内至少有一次联系记录的占比；没有的不出数",
        keywords=("异地居住", "异地安置", "易地安置"),
        rows=_elsewhere_seen, among=elsewhere, items=(10,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="veterans.checked", label="离退休干部体检率", unit_label="%", source=SOURCE,
        definition="期末在册的离退休干部中，最近体检年度不早于期末所在年的占比；只记做没做",
        keywords=("老干部体检", "离退休干部体检", "离退休干部健康体检", "老同志体检"),
        rows=_checked, among=retired, items=(10,), is_level=True,
    )
)  # fmt: skip
