"""Numbers about the plan's own running: meetings, decisions, measures, milestones, reports.

A decision, a measure and a milestone count as they stood at the end of the period by the days
they carry; limits, owners and proofs are those of today.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.parameters import parameter_values
from jingwei.plans.models import (
    Decision,
    DispatchMeeting,
    Measure,
    Milestone,
    ProgressNote,
    Proof,
    Report,
)
from jingwei.plans.models.measure import MeasureQuerySet
from jingwei.plans.selectors.facts import SILENT

SOURCE = "本系统调度与举措记录"


def _held(subject: Slice) -> Rows:
    held = DispatchMeeting.objects.within(subject.path).exclude(held_at=None)
    return held.filter(opened_on__range=(subject.start, subject.end))


def _decisions(subject: Slice) -> Rows:
    return Decision.objects.within(subject.path).filter(
        meeting__held_at__isnull=False, meeting__opened_on__lte=subject.end
    )


def _due(subject: Slice) -> Rows:
    return _decisions(subject).filter(due_on__range=(subject.start, subject.end))


def _closed(subject: Slice) -> Rows:
    return _due(subject).filter(closed_on__lte=subject.end)


def _closed_in_time(subject: Slice) -> Rows:
    return _closed(subject).filter(closed_on__lte=F("due_on"))


def _decisions_late(subject: Slice) -> Rows:
    still = Q(closed_on=None) | Q(closed_on__gt=subject.end)
    return _decisions(subject).filter(still, due_on__lt=subject.end)


def _done(subject: Slice) -> Rows:
    done = Measure.objects.within(subject.path).current()
    return done.filter(done_on__range=(subject.start, subject.end))


def issued(subject: Slice) -> MeasureQuerySet:
    """Return the measures of the issued plans of the years that the period touches."""
    rows = Measure.objects.within(subject.path).issued()
    return rows.filter(plan__year__range=(subject.start.year, subject.end.year))


def going_on(subject: Slice) -> MeasureQuerySet:
    """Return the measures that had begun and were neither done nor put off."""
    begun = Q(starts_on=None) | Q(starts_on__lte=subject.end)
    still = Q(done_on=None) | Q(done_on__gt=subject.end)
    return issued(subject).filter(begun, still).exclude(state=Measure.State.SUSPENDED)


def _owned(subject: Slice) -> Rows:
    return issued(subject).exclude(owner=None)


def _counted(subject: Slice) -> Rows:
    return issued(subject).filter(proof__kind=Proof.Kind.INDICATOR)


def _measures_late(subject: Slice) -> Rows:
    return going_on(subject).filter(due_on__lt=subject.end)


def _silent(subject: Slice) -> Rows:
    """Keep what nobody told of for too long, as the light does; what counts itself is not asked."""
    last = subject.end - timedelta(days=int(parameter_values()[SILENT.code]))
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=subject.end)
    notes = ProgressNote.objects.filter(standing, on__lte=subject.end).order_by()
    told = notes.values("measure")
    quiet = Q(starts_on__lt=last) | Q(pk__in=told)
    rows = going_on(subject).exclude(proof__kind=Proof.Kind.INDICATOR)
    return rows.filter(quiet).exclude(pk__in=told.filter(on__gte=last))


def _notes(subject: Slice) -> Rows:
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=subject.end)
    rows = ProgressNote.objects.filter(measure__in=issued(subject))
    return rows.filter(standing, on__range=(subject.start, subject.end))


def _milestones(subject: Slice) -> Rows:
    return Milestone.objects.filter(measure__in=issued(subject))


def _milestones_due(subject: Slice) -> Rows:
    return _milestones(subject).filter(due_on__range=(subject.start, subject.end))


def _milestones_in_time(subject: Slice) -> Rows:
    return _milestones_due(subject).filter(done_on__lte=F("due_on"))


def _milestones_late(subject: Slice) -> Rows:
    still = Q(done_on=None) | Q(done_on__gt=subject.end)
    rows = Milestone.objects.filter(measure__in=going_on(subject))
    return rows.filter(still, due_on__lt=subject.end)


def _documents(subject: Slice) -> Rows:
    done = _milestones(subject).filter(done_on__range=(subject.start, subject.end))
    return done.exclude(document=None, document_title="")


def _sealed(subject: Slice) -> Rows:
    return Report.objects.within(subject.path).filter(as_of__range=(subject.start, subject.end))


indicator(
    Indicator(
        code="plans.meetings_held", label="已召开调度会", unit_label="次", source=SOURCE,
        definition="期内召开并已结束的月调度会次数",
        keywords=("月调度", "调度会", "定期调度", "每月调度"), rows=_held, items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.decisions_closed", label="议定事项办结率", unit_label="%", source=SOURCE,
        definition="期内到期的调度决定中，到期末已办结的占比",
        keywords=("议定事项", "跟踪问效", "督办"), rows=_closed, among=_due, items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.decisions_in_time", label="议定事项按期办结率", unit_label="%", source=SOURCE,
        definition="期内到期的调度决定中，在期限当天或之前办结的占比",
        keywords=("按期办结率", "按时办结率", "限期办结"), rows=_closed_in_time, among=_due,
        items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.decisions_late", label="逾期未办结的议定事项", unit_label="项", source=SOURCE,
        definition="期末已过期限、还没有办结的调度决定数",
        keywords=("议定事项逾期", "逾期事项", "久拖不决"), rows=_decisions_late, items=(22,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.measures_done", label="已销号举措", unit_label="条", source=SOURCE,
        definition="期内销号的现行举措条数", keywords=("举措销号", "任务销号", "销号管理"),
        rows=_done, items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.measures_owned", label="举措明确责任人的占比", unit_label="%", source=SOURCE,
        definition="期间所涉年度已发布要点的现行举措中，现已明确责任人的占比",
        keywords=("责任到人", "明确责任人", "落到人"), rows=_owned, among=issued, items=(22,),
        is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.measures_counted", label="由记录自动佐证的举措占比", unit_label="%",
        source=SOURCE,
        definition="期间所涉年度已发布要点的现行举措中，现以指标（含覆盖、程序、填报、联系）佐证的占比",
        keywords=("项目化实施", "项目化推进", "项目化管理"), rows=_counted, among=issued,
        items=(22,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.measures_late", label="逾期举措", unit_label="条", source=SOURCE,
        definition="期末已启动、没有销号和暂缓，而现定完成时限已过的举措条数",
        keywords=("逾期举措", "逾期任务", "超期任务"), rows=_measures_late, items=(22,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.measures_silent", label="久未更新的举措", unit_label="条", source=SOURCE,
        definition="期末推进中、不由指标佐证的举措中，超过规定天数（默认35天）没有进展记录的条数；"
                   "从来没有记录的从启动时间算起",
        keywords=("长期未更新", "没有进展的举措", "无进展"), rows=_silent, items=(22,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.notes", label="举措进展记录", unit_label="条", source=SOURCE,
        definition="进展日期在期内、期末没有撤回的进展记录条数",
        keywords=("进展记录", "进展登记", "推进情况登记"), rows=_notes, items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.milestones_in_time", label="举措节点按期完成率", unit_label="%", source=SOURCE,
        definition="现定应完成日期在期内的举措节点中，当天或之前完成的占比",
        keywords=("节点任务", "时间节点", "节点完成率"), rows=_milestones_in_time,
        among=_milestones_due, items=(22,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.milestones_late", label="逾期节点", unit_label="个", source=SOURCE,
        definition="期末推进中的举措里，现定应完成日期已过、还没有完成的节点个数",
        keywords=("节点逾期", "逾期节点"), rows=_milestones_late, items=(22,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.documents", label="形成成果文件的节点", unit_label="个", source=SOURCE,
        definition="期内完成、登记了成果文件的举措节点个数",
        keywords=("成果文件", "政策文件"), rows=_documents, items=(16, 22),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="plans.reports_sealed", label="已封存报告", unit_label="份", source=SOURCE,
        definition="数据截至日在期内的已封存报告份数",
        keywords=("推进情况报告", "进展报告"), rows=_sealed, items=(22,),
    )
)  # fmt: skip
