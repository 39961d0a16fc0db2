"""Rules of the rectification of weak Party organizations. Source: party-and-talent §2.6.

The criteria are local and differ: they come from the district's own numbers and only warn.
"""

from __future__ import annotations

from datetime import date

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
from jingwei.org.rules import months_later

MET, NOT_MET, UNKNOWN = Answer
ACT = Citation("中国共产党支部工作条例（试行）", "（条号待核）", "2018")
LOCAL = Citation("软弱涣散基层党组织排查标准（地方）")
CAUSES = {
    "vacant": "书记空缺超期", "unfit": "书记不胜任", "no_life": "组织生活不正常",
    "undeveloped": "村连续没有发展党员", "last_placed": "年度考核末位",
    "dissatisfied": "群众满意度低于下限", "other_cause": "其他情形",
}  # fmt: skip
"""The flags of the sweep, and what they are called on the mark."""
FOUR = ("县级领导联系", "乡镇领导包抓", "第一书记", "县直单位结对")
LISTS = ("问题清单", "措施清单", "责任清单")
DAY = date(2025, 3, 3)


@rule(
    "party.weak_cause", "认定有具体事由", strength=Strength.WARN, citation=LOCAL,
    examples=(
        Example(MET, {"vacant": True, "unfit": False, "no_life": None, "undeveloped": None,
                      "last_placed": None, "dissatisfied": None, "other_cause": None}),
        Example(NOT_MET, {"vacant": False, "unfit": False, "no_life": None, "undeveloped": None,
                          "last_placed": None, "dissatisfied": None, "other_cause": None}),
    ),
)  # fmt: skip
def weak_cause(
    vacant: bool | None,
    unfit: bool | None,
    no_life: bool | None,
    undeveloped: bool | None,
    last_placed: bool | None,
    dissatisfied: bool | None,
    other_cause: str | None,
) -> Judgement:
    """At least one cause of the list is ticked or written."""
    told = (vacant, unfit, no_life, undeveloped, last_placed, dissatisfied, other_cause)
    found = [words for words, one in zip(CAUSES.values(), told, strict=True) if one]
    return met(事由=found) if found else not_met("没有写明列入整顿的事由。")


@rule(
    "party.weak_vacant", "书记空缺与登记册一致", strength=Strength.WARN, citation=LOCAL,
    numbers=("party.rectification.vacant_months",),
    examples=(
        Example(MET, {"vacant": True, "secretary": "", "vacant_since": date(2024, 11, 30),
                      "w01_on": DAY, "vacant_months": 3}),
        Example(NOT_MET, {"vacant": True, "secretary": "李示例", "vacant_since": None,
                          "w01_on": DAY, "vacant_months": 3}, "登记册里书记在任"),
        Example(NOT_MET, {"vacant": True, "secretary": "", "vacant_since": date(2025, 1, 6),
                          "w01_on": DAY, "vacant_months": 3}),
        Example(UNKNOWN, {"vacant": True, "secretary": "", "vacant_since": None,
                          "w01_on": DAY, "vacant_months": 3}, "从来没有登记过书记"),
        Example(MET, {"vacant": False, "secretary": "李示例", "vacant_since": None,
                      "w01_on": DAY, "vacant_months": 3}, "没有以此为事由"),
    ),
)  # fmt: skip
def weak_vacant(
    vacant: bool | None,
    secretary: str,
    vacant_since: date | None,
    w01_on: date,
    vacant_months: int,
) -> Judgement:
    """A vacancy that is claimed shows in the seats of the committee, and has lasted."""
    if not vacant:
        return met(以书记空缺为事由=False)
    if secretary:
        return not_met(f"登记册里书记{secretary}在任，不是空缺。", 书记=secretary)
    if vacant_since is None:
        return cannot_tell("前任书记的免职日期")
    due = months_later(vacant_since, vacant_months)
    facts = {"空缺起": vacant_since, "排查": w01_on, "满期": due}
    if w01_on >= due:
        return met(**facts)
    why = f"书记 {vacant_since} 起空缺，到 {w01_on} 不满 {vacant_months} 个月。"
    return not_met(why, **facts)


@rule(
    "party.weak_undeveloped", "没有发展党员与登记册一致", strength=Strength.WARN, citation=LOCAL,
    numbers=("party.rectification.undeveloped_months",),
    examples=(
        Example(MET, {"undeveloped": True, "developed_on": date(2022, 7, 1), "w01_on": DAY,
                      "undeveloped_months": 24}),
        Example(MET, {"undeveloped": True, "developed_on": None, "w01_on": DAY,
                      "undeveloped_months": 24}, "登记册里没有在这里发展的党员"),
        Example(NOT_MET, {"undeveloped": True, "developed_on": date(2024, 7, 1), "w01_on": DAY,
                          "undeveloped_months": 24}),
    ),
)  # fmt: skip
def weak_undeveloped(
    undeveloped: bool | None, developed_on: date | None, w01_on: date, undeveloped_months: int
) -> Judgement:
    """Nobody joined in the organization within the months of the criterion."""
    facts = {"最近一次发展党员": developed_on, "排查": w01_on}
    if not undeveloped:
        return met(以没有发展党员为事由=False)
    if developed_on is None or months_later(developed_on, undeveloped_months) <= w01_on:
        return met(**facts)
    why = f"登记册里 {developed_on} 发展过党员，不满连续 {undeveloped_months} 个月没有发展。"
    return not_met(why, **facts)


@rule(
    "party.weak_four_ones", "整顿力量“四个一”", strength=Strength.WARN, citation=LOCAL,
    examples=(
        Example(MET, {"leader": "高示例", "town_leader": "周示例", "first_secretary": "陈示例",
                      "paired_organ": "区示例局"}),
        Example(NOT_MET, {"leader": "高示例", "town_leader": "周示例", "first_secretary": None,
                          "paired_organ": "区示例局"}),
    ),
)  # fmt: skip
def weak_four_ones(
    leader: str | None,
    town_leader: str | None,
    first_secretary: str | None,
    paired_organ: str | None,
) -> Judgement:
    """A leader of the county, one of the town, a first secretary and an organ are named."""
    told = (leader, town_leader, first_secretary, paired_organ)
    lacking = [words for words, one in zip(FOUR, told, strict=True) if not one]
    if lacking:
        return not_met(f"还没有{'、'.join(lacking)}。", 缺=lacking)
    return met(**dict(zip(FOUR, told, strict=True)))


@rule(
    "party.weak_plan", "方案有三个清单", strength=Strength.WARN, citation=LOCAL,
    examples=(
        Example(MET, {"problems": "班子不健全", "measures": "选派书记", "duties": "组织委员"}),
        Example(NOT_MET, {"problems": "班子不健全", "measures": "选派书记", "duties": None}),
    ),
)  # fmt: skip
def weak_plan(problems: str | None, measures: str | None, duties: str | None) -> Judgement:
    """Problems, measures and who answers for them: one village, one plan."""
    told = (problems, measures, duties)
    lacking = [words for words, one in zip(LISTS, told, strict=True) if not (one or "").strip()]
    return not_met(f"方案缺{'、'.join(lacking)}。", 缺=lacking) if lacking else met(清单=LISTS)


@rule(
    "party.weak_plan_period", "整顿期限", strength=Strength.WARN, citation=LOCAL,
    numbers=("party.rectification.longest_months",),
    examples=(
        Example(MET, {"planned_until": date(2025, 12, 31), "w02_on": DAY, "longest_months": 12}),
        Example(NOT_MET, {"planned_until": date(2026, 6, 30), "w02_on": DAY, "longest_months": 12}),
        Example(UNKNOWN, {"planned_until": DAY, "w02_on": None, "longest_months": 12}),
    ),
)  # fmt: skip
def weak_plan_period(planned_until: date, w02_on: date | None, longest_months: int) -> Judgement:
    """The plan ends within the usual time from the identification on. [V]"""
    if w02_on is None:
        return cannot_tell("认定日期", 计划完成=planned_until)
    last = months_later(w02_on, longest_months)
    facts = {"认定": w02_on, "计划完成": planned_until, "最迟": last}
    if planned_until <= last:
        return met(**facts)
    return not_met(
        f"计划 {planned_until} 完成，超过认定后 {longest_months} 个月（{last}）。", **facts
    )


@rule(
    "party.weak_steps_of_check", "先乡镇核查、再县级验收", strength=Strength.WARN, citation=LOCAL,
    examples=(
        Example(MET, {"applied_on": date(2025, 2, 1), "town_checked_on": date(2025, 2, 20),
                      "w06_on": DAY}),
        Example(NOT_MET, {"applied_on": date(2025, 2, 1), "town_checked_on": date(2025, 3, 9),
                          "w06_on": DAY}),
        Example(UNKNOWN, {"applied_on": date(2025, 2, 1), "town_checked_on": None, "w06_on": DAY}),
    ),
)  # fmt: skip
def weak_steps_of_check(
    applied_on: date | None, town_checked_on: date | None, w06_on: date
) -> Judgement:
    """The branch asks, the town checks item by item, the county team comes last."""
    facts = {"申请": applied_on, "乡镇核查": town_checked_on, "县级验收": w06_on}
    if applied_on is None or town_checked_on is None:
        return cannot_tell("申请日期或乡镇核查日期", **facts)
    if applied_on <= town_checked_on <= w06_on:
        return met(**facts)
    why = f"应先申请、再乡镇核查、后县级验收；现为 {applied_on}、{town_checked_on}、{w06_on}。"
    return not_met(why, **facts)


@rule(
    "party.weak_items_left", "问题全部销号", strength=Strength.WARN, citation=LOCAL,
    examples=(
        Example(MET, {"items_left": 0}),
        Example(NOT_MET, {"items_left": 2}),
        Example(UNKNOWN, {"items_left": None}),
    ),
)  # fmt: skip
def weak_items_left(items_left: int | None) -> Judgement:
    """Nothing of the list of problems is left open."""
    if items_left is None:
        return cannot_tell("未销号问题数")
    if items_left <= 0:
        return met(未销号问题=items_left)
    return not_met(f"还有 {items_left} 个问题没有销号。", 未销号问题=items_left)


@rule(
    "party.weak_satisfaction", "群众满意度达到下限", strength=Strength.WARN, citation=LOCAL,
    numbers=("party.rectification.least_satisfaction",),
    examples=(
        Example(MET, {"satisfaction": 85, "least_satisfaction": 60}),
        Example(NOT_MET, {"satisfaction": 55, "least_satisfaction": 60}),
        Example(UNKNOWN, {"satisfaction": None, "least_satisfaction": 60}),
    ),
)  # fmt: skip
def weak_satisfaction(satisfaction: int | None, least_satisfaction: int) -> Judgement:
    """The masses were asked of the organization, never of a person; percent."""
    if satisfaction is None:
        return cannot_tell("群众满意度")
    facts = {"满意度": f"{satisfaction}%", "下限": f"{least_satisfaction}%"}
    if satisfaction >= least_satisfaction:
        return met(**facts)
    return not_met(f"群众满意度 {satisfaction}%，低于 {least_satisfaction}%。", **facts)
