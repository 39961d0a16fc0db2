"""Numbers about the life of branches: which held what in every month, quarter or in the period.

A gathering that serves two kinds counts as both. A branch answers for the whole months or quarters
that began after it was set up; a period without a whole one gives no number.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.org.models import PartyOrganization
from jingwei.party.indicators.base import branches, existing, whole_spans, with_committee
from jingwei.party.models import OrganizationMeeting

SOURCE = "本系统组织生活记录"
MONTH, QUARTER = 1, 3
Kind = OrganizationMeeting.Kind
Asked = Callable[[Slice], QuerySet[PartyOrganization]]
ANY = Q()
RETIRED = Q(name__contains="离退休") | Q(name__contains="老干部")
"""Organizations of the retired have no mark of their own: their names tell."""


def of(kind: str) -> Q:
    """Match the gatherings that were of a kind, or served it as well."""
    return Q(kind=kind) | Q(also=kind)


def about(word: str) -> Q:
    """Match the gatherings whose topic holds a word."""
    return Q(topic__contains=word)


def held(subject: Slice) -> Rows:
    """Return the gatherings of the period."""
    rows = OrganizationMeeting.objects.within(subject.path)
    return rows.filter(held_on__range=(subject.start, subject.end))


def retired(subject: Slice) -> QuerySet[PartyOrganization]:
    """Return the organizations of the retired."""
    return existing(subject).filter(RETIRED)


def answering(asked: Asked, months: int, subject: Slice) -> Rows:
    """Return those of ``asked`` that answer for a whole month or quarter of the period."""
    spans = whole_spans(subject, months)
    return asked(subject).filter(since__lte=spans[-1][0]) if spans else asked(subject).none()


def in_each(asked: Asked, months: int, which: Q, subject: Slice) -> Rows:
    """Keep those with such a gathering in every whole month or quarter they answer for."""
    rows = answering(asked, months, subject)
    for first, last in whole_spans(subject, months):
        met = OrganizationMeeting.objects.filter(which, held_on__range=(first, last))
        rows = rows.filter(Q(since__gt=first) | Q(pk__in=met.values("organization")))
    return rows


def once(which: Q, subject: Slice) -> Rows:
    """Keep the branches with such a gathering in the period."""
    met = OrganizationMeeting.objects.filter(which, held_on__range=(subject.start, subject.end))
    return branches(subject).filter(pk__in=met.values("organization"))


def _lectures(subject: Slice) -> Rows:
    return held(subject).filter(of(Kind.LECTURE))


def _three(subject: Slice) -> Rows:
    """Meeting and lecture in every quarter; where there is a committee, it met in every month."""
    seated = with_committee(subject)
    met = in_each(with_committee, MONTH, of(Kind.COMMITTEE), subject)
    idle = seated.exclude(pk__in=met.values("pk"))
    rows = in_each(branches, QUARTER, of(Kind.GENERAL), subject)
    lectured = in_each(branches, QUARTER, of(Kind.LECTURE), subject)
    return rows.filter(pk__in=lectured.values("pk")).exclude(pk__in=idle.values("pk"))


indicator(
    Indicator(
        code="party.meetings", label="组织生活", unit_label="次", source=SOURCE,
        definition="期内召开的各类组织生活次数，一次会议同时作为两类的算一次",
        keywords=("党的组织生活", "组织生活制度", "规范组织生活", "组织生活质量"),
        rows=held, items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.lectures", label="党课", unit_label="次", source=SOURCE,
        definition="期内讲党课的次数，含与其他会议一并进行的",
        keywords=("讲党课", "专题党课", "党课"), rows=_lectures, items=(1, 2, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.three_meetings", label="三会一课按期开展的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度都有支部党员大会和党课记录，设支委会的每个完整月都有支委会记录，"
                   "这样的支部占比；党小组会不单独核对，期内没有完整季度的不出数",
        keywords=("三会一课", "“三会一课”"),
        rows=_three, among=partial(answering, branches, QUARTER), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.general_quarterly", label="每季度召开支部党员大会的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度都有支部党员大会记录的支部占比；期内没有完整季度的不出数",
        keywords=("支部党员大会",), rows=partial(in_each, branches, QUARTER, of(Kind.GENERAL)),
        among=partial(answering, branches, QUARTER), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.committee_monthly", label="每月召开支委会的支部占比", unit_label="%",
        source=SOURCE,
        definition="期末设支部委员会的支部中，期内每个完整月都有支委会记录的占比；没有完整月的不出数",
        keywords=("支部委员会会议", "支委会会议"),
        rows=partial(in_each, with_committee, MONTH, of(Kind.COMMITTEE)),
        among=partial(answering, with_committee, MONTH), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.lecture_quarterly", label="每季度上党课的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度都有党课记录的支部占比；期内没有完整季度的不出数",
        keywords=("党课制度", "按期上党课", "每季度党课"),
        rows=partial(in_each, branches, QUARTER, of(Kind.LECTURE)),
        among=partial(answering, branches, QUARTER), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.theme_monthly", label="每月开展主题党日的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整月都有主题党日记录的支部占比；期内没有完整月的不出数",
        keywords=("主题党日活动", "主题党日"),
        rows=partial(in_each, branches, MONTH, of(Kind.THEME_DAY)),
        among=partial(answering, branches, MONTH), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.life_held", label="召开组织生活会的支部占比", unit_label="%", source=SOURCE,
        definition="期内有组织生活会记录的支部占期末全部支部的比例",
        keywords=("组织生活会",), rows=partial(once, of(Kind.LIFE)), among=branches,
        items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.appraisal_held", label="开展民主评议党员的支部占比", unit_label="%",
        source=SOURCE, definition="期内有民主评议党员记录的支部占期末全部支部的比例",
        keywords=("民主评议党员", "党员民主评议"), rows=partial(once, of(Kind.APPRAISAL)),
        among=branches, items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.life_quarterly", label="每季度有组织生活记录的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度至少有一次任何类型组织生活记录的支部占比；"
                   "期内没有完整季度的不出数",
        keywords=("组织生活正常", "支部活动正常", "支部生活正常"),
        rows=partial(in_each, branches, QUARTER, ANY),
        among=partial(answering, branches, QUARTER), items=(11, 15),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.history_quarterly", label="每季度学习党史的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度都有议题写明“党史”的组织生活记录的支部占比；"
                   "期内没有完整季度的不出数",
        keywords=("党史专题学习", "学党史", "学习党史"),
        rows=partial(in_each, branches, QUARTER, about("党史")),
        among=partial(answering, branches, QUARTER), items=(2,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.study_quarterly", label="每季度有学习记录的支部占比", unit_label="%",
        source=SOURCE,
        definition="期内每个完整季度都有议题写明“学习”的组织生活记录的支部占比；"
                   "期内没有完整季度的不出数",
        keywords=("支部联学", "支部集中学习", "党组织理论学习", "分众化"),
        rows=partial(in_each, branches, QUARTER, about("学习")),
        among=partial(answering, branches, QUARTER), items=(1, 2),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.retired_quarterly", label="离退休干部党组织每季度有组织生活的占比",
        unit_label="%", source=SOURCE,
        definition="期末名称写明“离退休”或“老干部”的党组织中，期内每个完整季度都有组织生活记录的占比；"
                   "没有这样的党组织，或期内没有完整季度的不出数",
        keywords=("离退休干部党组织", "离退休干部党支部", "老干部党支部", "离退休党支部"),
        rows=partial(in_each, retired, QUARTER, ANY), among=partial(answering, retired, QUARTER),
        items=(10,),
    )
)  # fmt: skip
