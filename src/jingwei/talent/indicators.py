"""Numbers about talents: how many of which kind, who came, who is verified, who is in contact.

The register keeps the day somebody was selected; kind, origin and class are as they are now.
"""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.liaison.models import ContactRecord, Pair
from jingwei.org.rules import months_later
from jingwei.talent.models import Talent

SOURCE = "本系统人才登记册"
LIAISON = "本系统联系登记（领导联系专家）"
EXPERT = "talent.expert"
VERIFIED_MONTHS = 12
RURAL = "5"
MEMBERS = ("01", "02")
"""Members of the Party and probationary ones in GB4762."""
CATEGORIES = (
    ("1", "党政人才", 16, ("党政人才",)),
    ("2", "企业经营管理人才", 16, ("企业经营管理人才",)),
    ("3", "专业技术人才", 16, ("专业技术人才",)),
    ("4", "高技能人才", 16, ("高技能人才",)),
    ("6", "社会工作专业人才", 17, ("社会工作专业人才", "社会工作人才")),
)
"""Codes of JW_TALENT but that of the rural ones, who may have another kind besides."""


def registered(subject: Slice) -> QuerySet[Talent]:
    """Return the talents at the end of the period; who has no day of selection was one before."""
    known = Q(selected_on=None) | Q(selected_on__lte=subject.end)
    return Talent.objects.within(subject.path).filter(known)


def rural(subject: Slice) -> QuerySet[Talent]:
    """Return the rural talents: by their kind, or because they have a class of rural ones."""
    return registered(subject).filter(Q(category=RURAL) | ~Q(rural_class=""))


def selected(subject: Slice) -> QuerySet[Talent]:
    """Return the talents who were selected in the period."""
    rows = Talent.objects.within(subject.path)
    return rows.filter(selected_on__range=(subject.start, subject.end))


def experts(subject: Slice) -> QuerySet[Talent]:
    """Return the talents with a leader who looks after them at the end of the period."""
    still = Q(until=None) | Q(until__gt=subject.end)
    pairs = Pair.objects.filter(still, kind=EXPERT, since__lte=subject.end)
    return registered(subject).filter(person__in=pairs.values("two_person"))


def _of_category(category: str, subject: Slice) -> Rows:
    return registered(subject).filter(category=category)


def _came(origin: str, subject: Slice) -> Rows:
    return selected(subject).filter(origin=origin)


def _classified(subject: Slice) -> Rows:
    return rural(subject).exclude(rural_class="")


def _verified(subject: Slice) -> Rows:
    since = months_later(subject.end, -VERIFIED_MONTHS)
    return rural(subject).filter(verified_on__gt=since, verified_on__lte=subject.end)


def _run_out(subject: Slice) -> Rows:
    return registered(subject).filter(valid_until__lt=subject.end)


def _members(subject: Slice) -> Rows:
    return registered(subject).filter(person__political_status__in=MEMBERS)


def _met(subject: Slice) -> Rows:
    """Keep the experts who were met by their leader in the period."""
    met = ContactRecord.objects.filter(
        pair__kind=EXPERT, on__range=(subject.start, subject.end), withdrawn_on=None
    )
    return experts(subject).filter(person__in=met.values("pair__two_person"))


indicator(
    Indicator(
        code="talent.registered", label="人才", unit_label="人", source=SOURCE,
        definition="期末登记在册的人才人数，认定日期没有登记的也在内",
        keywords=("人才总量", "人才资源总量", "人才信息库", "人才资源统计"),
        rows=registered, items=(16,), is_level=True,
    )
)  # fmt: skip
for category, label, item, words in CATEGORIES:
    indicator(
        Indicator(
            code=f"talent.category_{category}", label=label, unit_label="人", source=SOURCE,
            definition=f"期末登记在册的人才中，类别按现登记为{label}的人数",
            keywords=words, rows=partial(_of_category, category), items=(item,), is_level=True,
        )
    )  # fmt: skip
indicator(
    Indicator(
        code="talent.selected", label="新认定人才", unit_label="人", source=SOURCE,
        definition="认定日期在期内的人才人数",
        keywords=("优秀人才选拔", "拔尖人才", "人才选拔", "选拔优秀人才", "人才评选认定"),
        rows=selected, items=(17,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.introduced", label="引进人才", unit_label="人", source=SOURCE,
        definition="认定日期在期内、来源为引进的人才人数；登记册没有到岗日期，以认定日期为准",
        keywords=("引进急需紧缺", "领域急需紧缺人才", "一批急需紧缺人才", "引进高层次人才",
                  "自主引才", "引进各类人才"),
        rows=partial(_came, Talent.Origin.INTRODUCED), items=(17,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.returned", label="返乡人才", unit_label="人", source=SOURCE,
        definition="认定日期在期内、来源为返乡的人才人数；登记册没有返乡日期，以认定日期为准",
        keywords=("引回在外人才", "人才回引", "人才返乡", "返乡人才", "在外人才回归"),
        rows=partial(_came, Talent.Origin.RETURNED), items=(17,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.flexible", label="柔性引进人才", unit_label="人", source=SOURCE,
        definition="认定日期在期内、来源为柔性引进的人才人数；按人计，不按团队计",
        keywords=("柔性引进", "柔性引才"), rows=partial(_came, Talent.Origin.FLEXIBLE),
        items=(17,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.run_out", label="认定已到期的人才", unit_label="人", source=SOURCE,
        definition="期末登记在册的人才中，认定有效期在期末之前届满的人数",
        keywords=("管理期满", "到期复核", "期满考核", "人才动态管理"), rows=_run_out,
        items=(17,), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.members", label="人才中党员占比", unit_label="%", source=SOURCE,
        definition="期末登记在册的人才中，政治面貌按现登记为中共党员或预备党员的占比",
        keywords=("政治吸纳",), rows=_members, among=registered, items=(19,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.rural", label="农村实用人才", unit_label="人", source=SOURCE,
        definition="期末登记在册、类别为农村实用人才或登记了农村实用人才类别的人数；"
                   "选镇、村单位就是各镇、村的数",
        keywords=("农村实用人才信息库", "农村实用人才库", "农村实用人才总量", "农村实用人才",
                  "乡村人才信息库"),
        rows=rural, items=(18,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.rural_classified", label="农村实用人才分类登记率", unit_label="%",
        source=SOURCE, definition="期末在册的农村实用人才中登记了类别的占比",
        keywords=("分类建立农村实用人才", "分类登记农村实用人才", "五个门类"),
        rows=_classified, among=rural, items=(18,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.rural_verified", label="农村实用人才年度核实率", unit_label="%",
        source=SOURCE, definition="期末在册的农村实用人才中，最近核实日期在期末前12个月内的占比",
        keywords=("农村实用人才名录", "年度核实率", "农村实用人才核实", "核实农村实用人才"),
        rows=_verified, among=rural, items=(18,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.experts", label="有领导联系的专家", unit_label="人", source=LIAISON,
        definition="期末登记在册的人才中，建立了领导联系专家关系且没有结束的人数",
        keywords=("联系专家名单", "专家联系名册", "建立联系专家"), rows=experts, items=(19,),
        is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="talent.experts_met", label="期内联系过的专家占比", unit_label="%", source=LIAISON,
        definition="期末有领导联系的专家中，期内至少有一次联系记录的占比，撤回的记录不算",
        keywords=("联系服务专家", "联系专家制度", "干部联系专家", "联系专家和优秀人才",
                  "领导联系专家"),
        rows=_met, among=experts, items=(19,),
    )
)  # fmt: skip
