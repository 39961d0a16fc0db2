"""The conditions of a batch of promotions in rank as a whole: quota, votes, opinions, notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from jingwei.cadres.rules.rank_conditions import BARRED, PARALLEL, SET
from jingwei.kernel.rules import (
    Answer,
    Citation,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)

CLEAN, BARRING = "没有影响晋升的情形", "有影响晋升的情形"
"""What the discipline organ answers about the people of a batch."""
QUIET, SETTLED, PENDING = "没有异议", "有异议，经核查不影响晋升", "有异议，正在核查"
"""What became of the public notice."""
CITY, COUNTY, OFFICE = "市级审批", "区委审批", "区委组织部审批"
BEGAN = date(2019, 6, 1)
LADDER = {"四级调研员": 2, "一级主任科员": 2, "二级主任科员": 2}


@rule(
    "cadres.rank_quota", "晋升后不超职级职数", strength=Strength.WARN, citation=SET, since=BEGAN,
    examples=(
        Example(Answer.MET, {"quota_faults": [], "quota_unknown": []}),
        Example(Answer.NOT_MET, {
            "quota_faults": ["示例局：一级至四级主任科员职数 6，现有 7 人，超 1 人"],
            "quota_unknown": [],
        }, "晋升后超职数"),
        Example(Answer.CANNOT_TELL, {"quota_faults": [], "quota_unknown": ["示例局"]}),
    ),
)  # fmt: skip
def rank_quota(quota_faults: Sequence[str], quota_unknown: Sequence[str]) -> Judgement:
    """With everybody of the batch promoted, no organ holds more ranks than its quota."""
    if quota_faults:
        return not_met(f"{'；'.join(quota_faults)}。")
    if quota_unknown:
        return cannot_tell(f"{'、'.join(quota_unknown)}的编制数")
    return met(超职数单位="无")


@rule(
    "cadres.rank_recommended", "有职数限制的职级经过民主推荐或者民主测评", strength=Strength.WARN,
    citation=BARRED, since=BEGAN,
    examples=(
        Example(Answer.MET, {"quota_ranks": ["四级主任科员"], "r02_on": date(2025, 5, 6)}),
        Example(Answer.MET, {"quota_ranks": [], "r02_on": None}, "科员没有职数限制，可以简化程序"),
        Example(Answer.NOT_MET, {"quota_ranks": ["四级主任科员"], "r02_on": None}),
    ),
)  # fmt: skip
def rank_recommended(quota_ranks: Sequence[str], r02_on: date | None) -> Judgement:
    """Colleagues were asked wherever a rank with a quota is given."""
    facts = {"有职数限制的职级": list(quota_ranks), "民主推荐或者民主测评": r02_on}
    if quota_ranks and r02_on is None:
        return not_met(f"晋升{'、'.join(quota_ranks)}没有经过民主推荐或者民主测评。", **facts)
    return met(**facts)


@rule(
    "cadres.rank_judged", "批次里每个人都在考察时核查过资格", strength=Strength.WARN,
    citation=BARRED, since=BEGAN,
    examples=(
        Example(Answer.MET, {"unjudged": []}),
        Example(Answer.NOT_MET, {"unjudged": ["李示例"]}, "考察以后才增加的人"),
    ),
)  # fmt: skip
def rank_judged(unjudged: Sequence[str]) -> Judgement:
    """Nobody came into the batch after the conditions of everybody were looked at."""
    if unjudged:
        return not_met(f"{'、'.join(unjudged)}是考察以后增加的，没有核查资格，应退回考察。")
    return met(没有核查资格的人="无")


@rule(
    "cadres.rank_discipline", "纪检监察机关没有提出影响晋升的情形", strength=Strength.BLOCK,
    citation=BARRED, since=BEGAN,
    examples=(
        Example(Answer.MET, {"discipline_opinion": CLEAN, "discipline_on": date(2025, 5, 20)}),
        Example(Answer.NOT_MET, {"discipline_opinion": BARRING, "discipline_on": None}),
        Example(Answer.CANNOT_TELL, {"discipline_opinion": None, "discipline_on": None}),
    ),
)  # fmt: skip
def rank_discipline(discipline_opinion: str | None, discipline_on: date | None) -> Judgement:
    """The discipline organ was asked about everybody still in the batch and named nobody.

    Whoever is under review, whose influence period runs or still tells, leaves the batch first.
    """
    facts = {"纪检监察机关意见": discipline_opinion, "回复日期": discipline_on}
    if discipline_opinion is None:
        return cannot_tell("纪检监察机关的意见", **facts)
    if discipline_opinion != CLEAN:
        return not_met("纪检监察机关提出影响晋升的情形，有关人选应先移出批次。", **facts)
    return met(**facts)


@rule(
    "cadres.rank_notice_order", "考察以后公示，公示起止先后相符", strength=Strength.WARN,
    citation=BARRED, since=BEGAN,
    examples=(
        Example(Answer.MET, {
            "shown_from": date(2025, 6, 3), "shown_until": date(2025, 6, 9),
            "r03_on": date(2025, 5, 30),
        }),
        Example(Answer.NOT_MET, {
            "shown_from": date(2025, 5, 26), "shown_until": date(2025, 6, 9),
            "r03_on": date(2025, 5, 30),
        }, "考察没有结束就开始公示"),
        Example(Answer.CANNOT_TELL, {
            "shown_from": None, "shown_until": None, "r03_on": date(2025, 5, 30),
        }),
    ),
)  # fmt: skip
def rank_notice_order(
    shown_from: date | None, shown_until: date | None, r03_on: date | None
) -> Judgement:
    """The notice went up after the inspection and came down after it went up."""
    facts = {"考察": r03_on, "公示开始": shown_from, "公示结束": shown_until}
    if not (shown_from and shown_until and r03_on):
        return cannot_tell("考察日期或者公示起止日期", **facts)
    if shown_from < r03_on:
        return not_met(f"公示 {shown_from} 开始，早于考察结束的 {r03_on}。", **facts)
    if shown_until < shown_from:
        return not_met(f"公示结束 {shown_until} 早于开始 {shown_from}。", **facts)
    return met(**facts)


@rule(
    "cadres.rank_objections", "公示的异议已经核查清楚", strength=Strength.BLOCK, citation=BARRED,
    since=BEGAN,
    examples=(
        Example(Answer.MET, {"objection": QUIET}),
        Example(Answer.NOT_MET, {"objection": PENDING}),
        Example(Answer.CANNOT_TELL, {"objection": None}),
    ),
)  # fmt: skip
def rank_objections(objection: str | None) -> Judgement:
    """Nobody objected, or what was objected has been looked into."""
    if objection is None:
        return cannot_tell("公示的异议情况")
    if objection == PENDING:
        return not_met("公示有异议，还没有核查清楚。", 公示结果=objection)
    return met(公示结果=objection)


@rule(
    "cadres.rank_approver", "审批机关与职级相符", strength=Strength.WARN,
    citation=Citation(PARALLEL, "", "2019"), since=BEGAN,
    numbers=("cadres.ranks.years", "cadres.ranks.city_approves_from"),
    examples=(
        Example(Answer.MET, {
            "approved_by": OFFICE, "to_ranks": ["一级主任科员"], "years": LADDER,
            "city_approves_from": "四级调研员",
        }),
        Example(Answer.NOT_MET, {
            "approved_by": OFFICE, "to_ranks": ["四级调研员"], "years": LADDER,
            "city_approves_from": "四级调研员",
        }, "四级调研员以上报市级审批"),
        Example(Answer.CANNOT_TELL, {
            "approved_by": None, "to_ranks": ["一级主任科员"], "years": LADDER,
            "city_approves_from": "四级调研员",
        }),
    ),
)  # fmt: skip
def rank_approver(
    approved_by: str | None,
    to_ranks: Sequence[str],
    years: Mapping[str, int],
    city_approves_from: str,
) -> Judgement:
    """The ranks the city keeps for itself were approved by it. Usual practice; provinces decide."""
    facts = {"审批机关": approved_by, "拟晋升": list(to_ranks)}
    if approved_by is None:
        return cannot_tell("审批机关", **facts)
    order = list(years)
    most = order.index(city_approves_from)
    high = [one for one in to_ranks if one in order and order.index(one) <= most]
    if high and approved_by != CITY:
        return not_met(f"晋升{'、'.join(high)}通常由市级审批，现为{approved_by}。", **facts)
    return met(**facts)
