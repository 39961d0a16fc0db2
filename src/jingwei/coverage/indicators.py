"""Numbers of coverage: the share of each programme, and what all programmes have in common.

The share of a programme is made for its row, as programmes come and go; see ``Family``.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from jingwei.coverage.models import Evidence, Programme, RosterRow
from jingwei.coverage.models.roster import Kind, State
from jingwei.kernel.indicators import Family, Indicator, Rows, Slice, indicator, indicator_family

PREFIX = "coverage.programme."
SOURCE = "本系统覆盖项目名单"


def programme_indicator(programme: Programme) -> Indicator:
    """Return the share of a programme: rows covered by the end of the period among those due."""

    def among(subject: Slice) -> Rows:
        rows = RosterRow.objects.within(subject.path).filter(programme=programme)
        return rows.on(subject.end, State.DUE)

    def covered(subject: Slice) -> Rows:
        return among(subject).filter(covered_on__lte=subject.end)

    return Indicator(
        code=f"{PREFIX}{programme.pk}", label=f"{programme.title}覆盖率", unit_label="%",
        definition=f"{programme.counts}；对象：{programme.audience}", source=SOURCE,
        keywords=tuple(filter(None, (programme.title, programme.measure))),
        rows=covered, among=among, is_level=True,
    )  # fmt: skip


def programme_indicators(viewer: Any) -> list[Indicator]:
    """Return the shares of the programmes that ``viewer`` may see and that were started."""
    rows = Programme.objects.visible_to(viewer).exclude(state=Programme.State.DRAFT)
    return [programme_indicator(programme) for programme in rows]


def indicator_named(code: str) -> Indicator | None:
    """Return the indicator of a programme by its code, None for any other. One query."""
    key = code.removeprefix(PREFIX)
    if not code.startswith(PREFIX) or not key.isdecimal():
        return None
    programme = Programme.objects.filter(pk=int(key)).first()
    return programme_indicator(programme) if programme else None


indicator_family(Family(PREFIX, named=indicator_named, listed=programme_indicators))


def _going_on(subject: Slice) -> Rows:
    """Return the programmes whose term and the period overlap."""
    rows = Programme.objects.within(subject.path).exclude(state=Programme.State.DRAFT)
    return rows.filter(began_on__lte=subject.end, due_on__gte=subject.start)


def _due(subject: Slice) -> Any:
    """Return the rows that count on the last day, of programmes whose term has begun."""
    rows = RosterRow.objects.within(subject.path).on(subject.end, State.DUE)
    return rows.filter(
        programme__began_on__lte=subject.end, programme__due_on__gte=subject.start
    ).exclude(programme__state=Programme.State.DRAFT)


def _covered(subject: Slice) -> Rows:
    return _due(subject).covered_by(subject.end)  # type: ignore[no-any-return]  # a RosterRowQuerySet


def _newly_covered(subject: Slice) -> Rows:
    rows = RosterRow.objects.within(subject.path).on(subject.end, State.DUE)
    return rows.filter(covered_on__range=(subject.start, subject.end))


def _late(subject: Slice) -> Rows:
    """Return the uncovered past their own limit, or that of a programme still open on the day."""
    rows = RosterRow.objects.within(subject.path).on(subject.end, State.DUE)
    still = Q(programme__closed_on=None) | Q(programme__closed_on__gt=subject.end)
    limit = Q(due_on__lt=subject.end) | Q(due_on=None, programme__due_on__lt=subject.end)
    return rows.uncovered_by(subject.end).filter(still, limit)


def _exempt(subject: Slice) -> Rows:
    return RosterRow.objects.within(subject.path).on(subject.end, State.EXEMPT)


def _organizations(subject: Slice) -> Rows:
    return _due(subject).exclude(organization=None)  # type: ignore[no-any-return]  # as above


def _organizations_covered(subject: Slice) -> Rows:
    return _organizations(subject).filter(covered_on__lte=subject.end)


def _not_reached(subject: Slice) -> Rows:
    reached = RosterRow.objects.filter(programme=OuterRef("pk"), covered_on__lte=subject.end)
    return _going_on(subject).filter(~Exists(reached))


def _evidence(subject: Slice) -> Rows:
    rows = Evidence.objects.within(subject.path).standing()
    return rows.filter(on__range=(subject.start, subject.end))


def _typed(subject: Slice) -> Rows:
    return _evidence(subject).filter(kind=Kind.TYPED)


indicator(
    Indicator(
        "coverage.share", "覆盖项目覆盖率", "%",
        "期末在名单内应覆盖的对象中，到期末已覆盖的占比；期限与期间有重合的项目都算",
        SOURCE, ("全覆盖", "应训尽训", "轮训", "覆盖率"), _covered, among=_due,
        items=(1, 2, 3), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.rows_covered", "期内完成覆盖", "人次",
        "期末仍应覆盖的对象中，覆盖日期在期内的数量；一个对象在几个项目里各算一次",
        SOURCE, ("轮训", "培训一遍"), _newly_covered, items=(1, 3),
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.rows_late", "过期限未覆盖", "人次",
        "期末应覆盖、还没有覆盖、期限已过的对象数量",
        SOURCE, ("任职培训", "一年内完成"), _late,
        items=(1, 2, 3), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.rows_exempt", "有原因不计入", "人次",
        "期末在名单内但写明原因不计入应覆盖的对象数量",
        SOURCE, ("不计入",), _exempt, items=(1, 3), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.organizations_covered", "党组织学习覆盖率", "%",
        "以党组织为对象的项目中，期末应覆盖的党组织到期末至少有一次凭据的占比",
        SOURCE, ("党史学习", "学习教育", "专题学习"), _organizations_covered,
        among=_organizations, items=(2, 10), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.audiences_not_reached", "还没有触及的对象群体", "个",
        "期限与期间有重合、到期末一个对象也没有覆盖的项目数",
        SOURCE, ("分众", "分类别", "不同群体"), _not_reached,
        items=(2,), is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        "coverage.typed", "手工凭据占比", "%",
        "期内的有效凭据中，由人手工登记、没有对应登记记录的占比",
        SOURCE, ("佐证", "凭据"), _typed, among=_evidence, few_is_good=True,
    )
)  # fmt: skip
