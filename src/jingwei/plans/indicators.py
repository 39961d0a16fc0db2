"""Numbers about the plan's own running: meetings, decisions, measures, reports."""

from __future__ import annotations

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.plans.models import Decision, DispatchMeeting, Measure, Report

SOURCE = "本系统调度与举措记录"


def _held(subject: Slice) -> Rows:
    held = DispatchMeeting.objects.within(subject.path).exclude(held_at=None)
    return held.filter(opened_on__range=(subject.start, subject.end))


def _due(subject: Slice) -> Rows:
    return Decision.objects.within(subject.path).filter(
        meeting__held_at__isnull=False, due_on__range=(subject.start, subject.end)
    )


def _closed_in_time(subject: Slice) -> Rows:
    return _due(subject).filter(closed_on__lte=subject.end)


def _done(subject: Slice) -> Rows:
    done = Measure.objects.within(subject.path).current()
    return done.filter(done_on__range=(subject.start, subject.end))


def _sealed(subject: Slice) -> Rows:
    return Report.objects.within(subject.path).filter(as_of__range=(subject.start, subject.end))


indicator(
    Indicator(
        code="plans.meetings_held",
        label="已召开调度会",
        unit_label="次",
        definition="期内召开并已结束的月调度会次数",
        source=SOURCE,
        keywords=("月调度", "调度会", "定期调度"),
        rows=_held,
    )
)
indicator(
    Indicator(
        code="plans.decisions_closed",
        label="议定事项办结率",
        unit_label="%",
        definition="期内到期的调度决定中，到期末已办结的占比",
        source=SOURCE,
        keywords=("议定事项", "跟踪问效", "督办"),
        rows=_closed_in_time,
        among=_due,
    )
)
indicator(
    Indicator(
        code="plans.measures_done",
        label="已销号举措",
        unit_label="条",
        definition="期内销号的现行举措条数",
        source=SOURCE,
        keywords=("销号",),
        rows=_done,
    )
)
indicator(
    Indicator(
        code="plans.reports_sealed",
        label="已封存报告",
        unit_label="份",
        definition="数据截至日在期内的已封存报告份数",
        source=SOURCE,
        keywords=("推进情况报告", "进展报告"),
        rows=_sealed,
    )
)
