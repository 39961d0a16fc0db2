"""The conditions of a promotion in rank that registers can tell of one person.

Sources: regulation on posts and ranks of civil servants (2019), articles 10, 18 to 22, as
reprinted; regulation on appraisal (2020). None has been compared with the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jingwei.cadres.rules.rank_counting import (
    RESULTS,
    Due,
    Weights,
    appraised_years,
    due_of,
)
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

PARALLEL = "公务员职务与职级并行规定"
YEARS = Citation(PARALLEL, "第十八条、第十九条", "2019")
STEPS = Citation(PARALLEL, "第十八条", "2019")
BARRED = Citation(PARALLEL, "第十九条至第二十二条", "2019")
SET = Citation(PARALLEL, "第十条", "2019")
APPRAISAL = Citation("公务员考核规定", "第二十一条", "2020")
ORDER = ("四级主任科员", "一级科员", "二级科员")
SHORT = {"一级科员": 2, "四级主任科员": 2, "三级主任科员": 2}
MONTHS = {"每个优秀年度": -6, "每个基本称职或者不定等次年度": 12}
BASIC, UNFIT, OPEN = ("3", "3B"), ("4", "4B"), "5B"
DAY = date(2025, 6, 30)


def weights_of(result_months: Mapping[str, int], first_year_counts: int) -> Weights:
    """Return the law's two numbers of months as they are counted."""
    shorter, longer = result_months.values()
    return Weights(-shorter, longer, bool(first_year_counts))


def show(month: str) -> str:
    """Return "2025.06"."""
    return f"{month[:4]}.{month[4:6]}" if month else ""


def next_rank(rank: str, years: Mapping[str, int]) -> str:
    """Return the rank above; "" above the highest and for an unknown one. ``years``: from above."""
    order = list(years)
    place = order.index(rank) if rank in years else 0
    return order[place - 1] if place else ""


@rule(
    "cadres.rank_one_step", "逐级晋升职级", strength=Strength.BLOCK, citation=STEPS,
    numbers=("cadres.ranks.years",), since=date(2019, 6, 1),
    examples=(
        Example(
            Answer.MET,
            {
                "rank": "一级科员",
                "to_rank": "四级主任科员",
                "years": dict.fromkeys(ORDER, 2),
            },
        ),
        Example(
            Answer.NOT_MET,
            {
                "rank": "二级科员",
                "to_rank": "四级主任科员",
                "years": dict.fromkeys(ORDER, 2),
            },
            "二级科员不能直接晋升四级主任科员",
        ),
        Example(
            Answer.CANNOT_TELL,
            {"rank": None, "to_rank": "一级科员", "years": dict.fromkeys(ORDER, 2)},
            "没有登记现职级",
        ),
    ),
)  # fmt: skip
def rank_one_step(rank: str | None, to_rank: str | None, years: Mapping[str, int]) -> Judgement:
    """The rank proposed is the one above the present rank."""
    facts = {"现职级": rank, "拟晋升": to_rank}
    if not rank or rank not in years:
        return cannot_tell("现职级", **facts)
    above = next_rank(rank, years)
    if not above:
        return not_met(f"{rank}已是最高的职级。", **facts)
    if to_rank != above:
        return not_met(f"{rank}的上一级是{above}，不是{to_rank}。", **facts)
    return met(**facts)


@rule(
    "cadres.rank_years", "任职年限满足晋升要求", strength=Strength.BLOCK, citation=YEARS,
    numbers=("cadres.ranks.years", "cadres.ranks.result_months", "cadres.ranks.first_year_counts"),
    since=date(2019, 6, 1),
    examples=(
        Example(Answer.MET, {
            "to_rank": "三级主任科员", "counted_since": "202306", "results": {2023: "2", 2024: "2"},
            "on": DAY, "years": SHORT, "result_months": MONTHS, "first_year_counts": 1,
        }, "2023 年 6 月起，满 2 年"),
        Example(Answer.NOT_MET, {
            "to_rank": "三级主任科员", "counted_since": "202310", "results": {2023: "2", 2024: "2"},
            "on": DAY, "years": SHORT, "result_months": MONTHS, "first_year_counts": 1,
        }, "2023 年 10 月起，2025 年 10 月才满 2 年"),
        Example(Answer.MET, {
            "to_rank": "三级主任科员", "counted_since": "202310", "results": {2023: "2", 2024: "1"},
            "on": DAY, "years": SHORT, "result_months": MONTHS, "first_year_counts": 1,
        }, "一个优秀缩短半年"),
        Example(Answer.NOT_MET, {
            "to_rank": "三级主任科员", "counted_since": "202306", "results": {2023: "2", 2024: "3"},
            "on": DAY, "years": SHORT, "result_months": MONTHS, "first_year_counts": 1,
        }, "基本称职的年度不计算"),
        Example(Answer.CANNOT_TELL, {
            "to_rank": "三级主任科员", "counted_since": "202306", "results": {2023: "2"},
            "on": DAY, "years": SHORT, "result_months": MONTHS, "first_year_counts": 1,
        }, "缺 2024 年度考核结果"),
    ),
)  # fmt: skip
def rank_years(
    to_rank: str,
    counted_since: str | None,
    results: Mapping[int, str],
    on: date,
    years: Mapping[str, int],
    result_months: Mapping[str, int],
    first_year_counts: int,
) -> Judgement:
    """The years in what counts towards the rank are full; results shorten or lengthen them.

    A year without a result is met only where the years are full whatever it was.
    """
    need = years.get(to_rank)
    if not need:
        return cannot_tell(f"晋升{to_rank}的任职年限（规则未配置）")
    if counted_since is None:
        return cannot_tell("任现职级的起始年月")
    if not counted_since:
        return not_met(f"现在没有计入{to_rank}年限的职级或者职务层次。")
    weights = weights_of(result_months, first_year_counts)
    due = due_of(counted_since, need, results, on, weights)
    facts = _counted_facts(counted_since, need, results, on, weights)
    return _years_judged(due, counted_since, need, on, facts)


def _counted_facts(
    since: str, need: int, results: Mapping[int, str], on: date, weights: Weights
) -> dict[str, str]:
    told = [
        f"{y} {RESULTS.get(results.get(y, ''), '——')}" for y in appraised_years(since, on, weights)
    ]
    return {"起算年月": show(since), "规定年限": f"{need} 年", "年度考核": "、".join(told) or "——"}


def _years_judged(due: Due, since: str, need: int, on: date, facts: dict[str, str]) -> Judgement:
    now = f"{on:%Y%m}"
    if due.sure <= now:
        return met(**facts, 满足年月=show(due.sure))
    if due.hoped > now:
        word = "最早 " if due.missing else ""
        why = f"自 {show(since)} 起算，须满 {need} 年，{word}{show(due.hoped)} 满足。"
        return not_met(why, **facts, 满足年月=word + show(due.hoped))
    missing = "、".join(str(year) for year in due.missing)
    return cannot_tell(f" {missing} 年度考核结果", **facts)


@rule(
    "cadres.rank_appraisal", "上一年度考核结果不影响晋升", strength=Strength.BLOCK,
    citation=APPRAISAL, since=date(2019, 6, 1),
    examples=(
        Example(Answer.MET, {"results": {2024: "2"}, "on": DAY}),
        Example(Answer.NOT_MET, {"results": {2024: "3"}, "on": DAY}, "上一年度基本称职"),
        Example(Answer.NOT_MET, {"results": {2024: "5B"}, "on": DAY}, "立案未结"),
        Example(Answer.CANNOT_TELL, {"results": {2023: "2"}, "on": DAY}, "缺上一年度的结果"),
    ),
)  # fmt: skip
def rank_appraisal(results: Mapping[int, str], on: date) -> Judgement:
    """Last year's result lets somebody be promoted this year."""
    year = on.year - 1
    result = results.get(year)
    if result is None:
        return cannot_tell(f" {year} 年度考核结果")
    facts = {f"{year} 年度考核": RESULTS.get(result, result)}
    if result in UNFIT:
        return not_met(f"{year} 年度考核不称职，按规定降低职级。", **facts)
    if result in BASIC:
        return not_met(f"{year} 年度考核基本称职，{year + 1} 年内不得晋升职级。", **facts)
    if result == OPEN:
        return not_met(f"{year} 年度被立案调查，尚未结案。", **facts)
    return met(**facts)


@rule(
    "cadres.rank_influence", "不在影响期内", strength=Strength.BLOCK, citation=BARRED,
    since=date(2019, 6, 1),
    examples=(
        Example(Answer.MET, {
            "restrained_until": None, "doubtful_until": None, "knows_measures": True, "on": DAY,
        }),
        Example(Answer.NOT_MET, {
            "restrained_until": date(2025, 9, 1), "doubtful_until": None, "knows_measures": True,
            "on": DAY,
        }, "影响期到 2025 年 8 月底"),
        Example(Answer.CANNOT_TELL, {
            "restrained_until": None, "doubtful_until": None, "knows_measures": False, "on": DAY,
        }, "无权查看奖惩"),
    ),
)  # fmt: skip
def rank_influence(
    restrained_until: date | None, doubtful_until: date | None, knows_measures: bool, on: date
) -> Judgement:
    """No influence period runs. What for and until when stands in the register of sanctions."""
    if not knows_measures:
        return cannot_tell("查看奖惩的权限")
    if restrained_until and on < restrained_until:
        return not_met("处分或者处理的影响期未满。", 影响期内=True)
    if doubtful_until and on < doubtful_until:
        return cannot_tell("处分影响期的起止（多个处分合并或者期限不明）")
    return met(影响期内=False)


@rule(
    "cadres.rank_is_set", "区县和乡镇机关设置的职级", strength=Strength.WARN, citation=SET,
    numbers=("cadres.ranks.years", "cadres.ranks.highest_rank"), since=date(2019, 6, 1),
    examples=(
        Example(Answer.MET, {
            "to_rank": "一级科员", "highest_rank": "一级科员", "years": dict.fromkeys(ORDER, 2),
        }),
        Example(Answer.CANNOT_TELL, {
            "to_rank": "四级主任科员", "highest_rank": "一级科员",
            "years": dict.fromkeys(ORDER, 2),
        }, "高于本级机关设置的职级，只有区县领导班子成员可以担任"),
    ),
)  # fmt: skip
def rank_is_set(to_rank: str, highest_rank: str, years: Mapping[str, int]) -> Judgement:
    """The rank exists in organs of a county; those above are for members of its leading team."""
    order = list(years)
    facts = {"拟晋升": to_rank, "机关设置的最高职级": highest_rank}
    if (
        to_rank in order
        and highest_rank in order
        and order.index(to_rank) < order.index(highest_rank)
    ):
        return cannot_tell("是否为区县领导班子成员", **facts)
    return met(**facts)


@rule(
    "cadres.rank_matches_level", "职级不低于领导职务层次对应的最低职级", strength=Strength.INFO,
    citation=Citation(PARALLEL, "", "2019"),
    numbers=("cadres.ranks.years", "cadres.ranks.lowest_of_level"), since=date(2019, 6, 1),
    examples=(
        Example(Answer.MET, {
            "rank": "一级科员", "level": "乡科级副职", "years": dict.fromkeys(ORDER, 2),
            "lowest_of_level": {"乡科级副职": "一级科员"},
        }),
        Example(Answer.NOT_MET, {
            "rank": "一级科员", "level": "乡科级副职", "years": dict.fromkeys(ORDER, 2),
            "lowest_of_level": {"乡科级副职": "四级主任科员"},
        }, "副职对应的最低职级更高"),
    ),
)  # fmt: skip
def rank_matches_level(
    rank: str | None,
    level: str | None,
    years: Mapping[str, int],
    lowest_of_level: Mapping[str, str],
) -> Judgement:
    """Somebody with a leading post holds at least the rank that matches its level."""
    facts = {"现职级": rank, "职务层次": level}
    lowest = lowest_of_level.get(level or "")
    if lowest is None:
        return met(**facts)
    if not rank:
        return cannot_tell("现职级", **facts)
    order = list(years)
    if rank in order and order.index(rank) > order.index(lowest):
        return not_met(f"{level}对应的最低职级是{lowest}，现为{rank}。", **facts)
    return met(**facts)
