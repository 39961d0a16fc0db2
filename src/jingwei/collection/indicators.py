"""Numbers about rounds of filling-in: what was sent, what was spared, what came in time.

Rounds count for the unit that sent them, answers for the unit that gives them. An answer counts
as it stood on a day by its last submission and return; a round split to branches counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import F, Q

from jingwei.collection import ledger_indicators  # noqa: F401  # those of the ledgers
from jingwei.collection.models import Assignment, BurdenException, Form, Merge, Round, Row
from jingwei.kernel.indicators import Family, Indicator, Rows, Slice, indicator, indicator_family

PREFIX = "collection.round."
ROUNDS, ANSWERS, FORMS = "填报任务记录", "填报单位的提交记录", "基层填表报数清单"
LIVE = (Round.State.ISSUED, Round.State.CLOSED)
MOSTLY = 80
"""Percent of the cells that must be filled when a round is sent, for it to count as prefilled."""


def _rounds(subject: Slice) -> Rows:
    issued = (subject.start, subject.end)
    return Round.objects.within(subject.path).filter(issued_on__range=issued)


def _refused(subject: Slice) -> Rows:
    ended = (subject.start, subject.end)
    rows = Round.objects.within(subject.path)
    return rows.filter(is_unneeded=True, ended_on__range=ended)


def _shrunk(subject: Slice) -> Rows:
    return _rounds(subject).exclude(cut_columns=[])


def _with_cells(subject: Slice) -> Rows:
    return _rounds(subject).filter(cell_count__gt=0)


def _prefilled(subject: Slice) -> Rows:
    return _with_cells(subject).filter(filled_count__gte=F("cell_count") * MOSTLY / 100)


def _outside(subject: Slice) -> Rows:
    return _rounds(subject).filter(form=None)


def _hurried(subject: Slice) -> Rows:
    return _rounds(subject).exclude(leader_named="")


def _answers(subject: Slice) -> Rows:
    rows = Assignment.objects.within(subject.path).filter(parent=None)
    return rows.filter(round__state__in=LIVE, round__issued_on__lte=subject.end)


def _in_by(day: date) -> Q:
    """What was handed in by the end of a day and not given back since."""
    kept = Q(returned_at=None) | Q(returned_at__lt=F("submitted_at")) | Q(returned_at__date__gt=day)
    return Q(submitted_at__date__lte=day) & kept


def _due(subject: Slice) -> Rows:
    return _answers(subject).filter(due_on__range=(subject.start, subject.end))


def _in_time(subject: Slice) -> Rows:
    timely = Q(submitted_at__date__lte=F("due_on"))
    return _due(subject).filter(_in_by(subject.end), timely)


def _late(subject: Slice) -> Rows:
    ended = Q(round__ended_on=None) | Q(round__ended_on__gt=subject.end)
    return _answers(subject).filter(ended, due_on__lt=subject.end).exclude(_in_by(subject.end))


def _returned(subject: Slice) -> Rows:
    came_back = Q(returned_at__date__range=(subject.start, subject.end))
    return _answers(subject).filter(came_back)


def _rows(subject: Slice) -> Rows:
    handed_in = Q(assignment__submitted_at__date__range=(subject.start, subject.end))
    rows = Row.objects.within(subject.path).filter(handed_in)
    return rows.filter(
        assignment__state__in=Assignment.HANDED_IN, assignment__round__state__in=LIVE
    )


def _untouched(subject: Slice) -> Rows:
    return _rows(subject).filter(is_changed=False)


def _merges(subject: Slice) -> Rows:
    at = Q(at__date__range=(subject.start, subject.end))
    return Merge.objects.within(subject.path).filter(at)


def _exceptions(subject: Slice) -> Rows:
    signed = Q(recorded_at__date__range=(subject.start, subject.end))
    return BurdenException.objects.within(subject.path).filter(signed)


def _forms(subject: Slice) -> Rows:
    return Form.objects.within(subject.path).in_force_on(subject.end)


def _declared(
    code: str,
    label: str,
    unit_label: str,
    definition: str,
    source: str,
    words: str,
    rows: Callable[[Slice], Rows],
    **more: Any,
) -> None:
    indicator(
        Indicator(
            code=f"collection.{code}", label=label, unit_label=unit_label, definition=definition,
            source=source, keywords=tuple(words.split()), rows=rows, items=(11, 22), **more,
        )
    )  # fmt: skip


_declared("rounds", "下发的填报任务", "次", "期内下发的填报任务数，含已结束和已撤回的", ROUNDS,
          "填表报数 报表数量 精简报表 下发报表", _rounds)  # fmt: skip
_declared("rounds_refused", "系统已有数据而没有下发的填报", "次",
          "期内因系统里已有这些数据而没有下发的填报任务数", ROUNDS,
          "基层减负 为基层减负 重复填报 多头填报", _refused)  # fmt: skip
_declared("rounds_shrunk", "经负担预检精简的填报", "次",
          "期内下发、经负担预检少要了列的填报任务数", ROUNDS,
          "精简填报 压减报表 减少填报", _shrunk)  # fmt: skip
_declared("rounds_prefilled", "自动带出八成以上的填报占比", "%",
          f"期内下发的填报任务中，下发时已自动带出 {MOSTLY}% 以上格子的占比", ROUNDS,
          "一次填报 数据共享 自动带出 一表通", _prefilled, among=_with_cells)  # fmt: skip
_declared("rounds_outside", "清单外的填报任务", "次",
          "期内下发、不在报表清单内的填报任务数", ROUNDS,
          "清单外报表 清单之外 报表清单管理", _outside, few_is_good=True)  # fmt: skip
_declared("rounds_hurried", "缩短期限的填报任务", "次",
          "期内下发、期限不足规定工作日而由部领导同意的填报任务数", ROUNDS,
          "临时报表 急要报表 限时报送", _hurried, few_is_good=True)  # fmt: skip
_declared("answers_in_time", "按期报送率", "%",
          "期内到期的填报中，在期限当天或之前交来、到期末没有退回的占比", ANSWERS,
          "按期报送 按时报送 及时报送 填报及时率", _in_time, among=_due)  # fmt: skip
_declared("answers_late", "逾期未交的填报", "份",
          "期末已过期限、还没有交来或退回后没有再交的填报数", ANSWERS,
          "逾期未报 迟报漏报 漏报", _late, is_level=True, few_is_good=True)  # fmt: skip
_declared("answers_returned", "退回修改的填报", "份", "期内最近一次被退回修改的填报数", ANSWERS,
          "退回修改 报送质量 数据质量", _returned, few_is_good=True)  # fmt: skip
_declared("rows_untouched", "不用改动的填报行占比", "%",
          "期内交来的填报行中，与下发时带出的内容完全一致的占比", ANSWERS,
          "无变化免填 免填", _untouched, among=_rows)  # fmt: skip
_declared("merges", "并入登记簿的填报", "次", "期内经核对把填报结果并入登记簿的次数", ROUNDS,
          "数据更新 信息更新 底数更新", _merges)  # fmt: skip
_declared("exceptions", "镇街填报超限签批", "次", "期内登记的镇街当月填报时间超限签批数", ROUNDS,
          "填报超限 填报负担", _exceptions, few_is_good=True)  # fmt: skip
_declared("forms", "清单内报表", "项", "期末在有效期内的清单报表数", FORMS,
          "报表清单 填表报数清单 报表准入", _forms, is_level=True)  # fmt: skip


def round_indicator(round_: Round) -> Indicator:
    """Return the share of the answers of a round that had come in by the end of the period."""

    def among(subject: Slice) -> Rows:
        rows = Assignment.objects.within(subject.path).filter(round=round_, parent=None)
        return rows.filter(round__issued_on__lte=subject.end)

    def come(subject: Slice) -> Rows:
        return among(subject).filter(_in_by(subject.end))

    return Indicator(
        code=f"{PREFIX}{round_.pk}", label=f"{round_.title}完成率", unit_label="%",
        definition=f"“{round_.title}”（{round_.issued_on} 下发）的填报单位中，到期末已交来的占比",
        source=ANSWERS, keywords=tuple(filter(None, (round_.title,))), rows=come, among=among,
        is_level=True,
    )  # fmt: skip


def _named(code: str) -> Indicator | None:
    key = code.removeprefix(PREFIX)
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    round_ = Round.objects.filter(pk=int(key), state__in=LIVE).first()
    return round_indicator(round_) if round_ else None


def _listed(viewer: Any) -> list[Indicator]:
    rows = Round.objects.visible_to(viewer).filter(state__in=LIVE)
    return [round_indicator(round_) for round_ in rows]


ROUND_FAMILY = indicator_family(Family(PREFIX, _named, _listed))
