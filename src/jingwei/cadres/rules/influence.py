"""Whether an influence period stands in the way: the rules other rooms ask. Pure.

They are given how somebody stands (``rules.supervision.Standing``) and say the row and the last
day, never what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jingwei.cadres.rules.supervision import (
    COMMENT,
    DISCIPLINE,
    EXCELLENT,
    INSPECTION,
    NO_GRADE,
    POST,
    RANK,
    UNFIT,
    Span,
    Standing,
    until_words,
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

RANKS = Citation("公务员职务与职级并行规定", "有关不得晋升职级的规定", "2019")
SELECTION = Citation("党政领导干部选拔任用工作条例", "第二十四条", "2019")
APPRAISAL = Citation("公务员考核规定", "有关受处分人员年度考核的规定", "2020")
GRADES = {
    COMMENT: ("不定等次", "不确定等次"), NO_GRADE: ("不定等次", "不确定等次"),
    UNFIT: ("不称职", "不合格"),
}  # fmt: skip
_UNDER = Standing(
    (Span(12, date(2025, 3, 1), dict.fromkeys((POST, RANK, INSPECTION), date(2025, 9, 1))),),
    day=date(2025, 6, 30),
)
_LOST = Standing(unknown=(12,), day=date(2025, 6, 30))
_STANDINGS = (
    Example(Answer.MET, {"influence": Standing(day=date(2025, 6, 30))}, "没有影响期内的措施"),
    Example(Answer.NOT_MET, {"influence": _UNDER}, "影响期到 9 月 1 日"),
    Example(Answer.CANNOT_TELL, {"influence": _LOST}, "措施当时的规定没有录入"),
)


def _not_barred(influence: Standing, bar: str) -> Judgement:
    """Met when nothing bars ``bar``; says the rows and the last day, never what was decided."""
    numbers = "、".join(str(number) for number in influence.numbers or influence.unknown)
    if bar in influence.bars:
        until = until_words(influence.bars[bar])
        why = f"处于影响期内（{until}），不得{bar}，见监督措施第 {numbers} 号记录。"
        return not_met(why, 影响期=until, 记录=numbers)
    if influence.unknown:
        return cannot_tell(f"监督措施第 {numbers} 号记录的影响期规定", 记录=numbers)
    return met(影响期内的措施="没有")


@rule(
    "cadres.influence_post", "不在影响期内（提拔任职）", strength=Strength.WARN,
    citation=DISCIPLINE, examples=_STANDINGS,
)  # fmt: skip
def influence_post(influence: Standing) -> Judgement:
    """No measure in its influence period bars a promotion of post."""
    return _not_barred(influence, POST)


@rule(
    "cadres.influence_rank", "不在影响期内（晋升职级）", strength=Strength.BLOCK,
    citation=RANKS, examples=_STANDINGS,
)  # fmt: skip
def influence_rank(influence: Standing) -> Judgement:
    """No measure in its influence period bars a promotion of rank."""
    return _not_barred(influence, RANK)


@rule(
    "cadres.influence_inspection", "不在影响期内（列为考察对象）", strength=Strength.BLOCK,
    citation=SELECTION, examples=_STANDINGS,
)  # fmt: skip
def influence_inspection(influence: Standing) -> Judgement:
    """No measure in its influence period keeps somebody from being inspected."""
    return _not_barred(influence, INSPECTION)


@rule(
    "cadres.influence_grade", "年度考核等次与监督措施相符", strength=Strength.WARN,
    citation=APPRAISAL,
    examples=(
        Example(Answer.MET, {"year": 2025, "grade": "称职", "years": {2025: EXCELLENT}}),
        Example(Answer.MET, {"year": 2024, "grade": "优秀", "years": {2025: NO_GRADE}}),
        Example(Answer.NOT_MET, {"year": 2025, "grade": "优秀", "years": {2025: EXCELLENT}}),
        Example(Answer.NOT_MET, {"year": 2025, "grade": "称职", "years": {2025: UNFIT}}),
    ),
)  # fmt: skip
def influence_grade(year: int, grade: str, years: Mapping[int, str]) -> Judgement:
    """A year's grade is one that the measures of that year allow."""
    effect = years.get(year, "")
    facts = {"年度": year, "等次": grade, "影响": effect}
    fits = grade != "优秀" if effect == EXCELLENT else grade in GRADES.get(effect, (grade,))
    return met(**facts) if fits else not_met(f"{year} 年度应按“{effect}”，现为{grade}。", **facts)
