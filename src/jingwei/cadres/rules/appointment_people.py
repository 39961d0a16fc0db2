"""Rules of who can be put up: years, education, training, age, appraisals, sanctions.

Source: fact sheet on cadres, sections 4.5, 5.1, 5.3, 6.3, 9 and 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from jingwei.cadres.rules.appointment import regulations
from jingwei.kernel.codes.tables import TABLES
from jingwei.kernel.partial_dates import as_partial, months_between, show_partial
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

Spell = tuple[str, str, str]
"""A leadership level or rank held: its label, from, until ("" while held), as partial dates."""
TIERS = {
    "乡科级副职": 1, "管理八级（副科级）": 1, "乡科级正职": 2, "管理七级（正科级）": 2,
    "县处级副职": 3, "管理六级（副处级）": 3, "县处级正职": 4, "管理五级（正处级）": 4,
}  # fmt: skip
"""Leadership levels a district appoints to, from below."""
RANKS_OF_SECTION = ("四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员")
COUNTS = {
    1: ("一级科员", "科员", "管理九级（科员级）", *RANKS_OF_SECTION),
    2: ("乡科级副职", "管理八级（副科级）", *RANKS_OF_SECTION),
    3: ("乡科级正职", "管理七级（正科级）"),
    4: ("县处级副职", "管理六级（副处级）"),
}
"""Tier to be appointed to → levels and ranks whose time counts. Sections 4.5 and 5.1."""
COUNTY = 3
HIGHER = frozenset(row.label for row in TABLES["ZB64"].rows if row.parent in ("10", "20", "30"))
"""Education of 大学专科 and above, by label."""
GOOD = ("优秀", "称职", "合格")
MONTHS = {"deputy_to_chief_months": 24, "chief_to_deputy_months": 36, "staff_to_deputy_months": 36}


def _years(answer: Answer, to_level: str, *spells: Spell, words: str = "") -> Example:
    values = {"to_level": to_level, "spells": spells, "on": date(2025, 6, 30), **MONTHS}
    return Example(answer, values, words)


@rule(
    "cadres.appointment_years", "任职年限",
    strength=Strength.WARN, citation=regulations("第八条"),
    numbers=tuple(f"cadres.appointment.{name}" for name in MONTHS),
    examples=(
        _years(Answer.MET, "乡科级正职", ("乡科级副职", "202306", ""), words="任副职满两年"),
        _years(Answer.NOT_MET, "乡科级正职", ("乡科级副职", "202401", "")),
        _years(Answer.NOT_MET, "县处级副职", ("乡科级副职", "201501", ""), words="越级"),
        _years(Answer.MET, "乡科级正职", ("乡科级副职", "202406", ""),
               ("四级主任科员", "202306", "202406"), words="两段合计"),
        _years(Answer.CANNOT_TELL, "科员", ("科员", "202306", ""), words="没有规定的层次"),
    ),
)  # fmt: skip
def years(
    to_level: str,
    spells: tuple[Spell, ...],
    on: date,
    deputy_to_chief_months: int,
    chief_to_deputy_months: int,
    staff_to_deputy_months: int,
) -> Judgement:
    """The time in what counts below the level proposed is long enough, to the month.

    Months in which two of them were held count once.
    """
    tier = TIERS.get(to_level)
    if tier is None:
        return cannot_tell(f"“{to_level}”的任职年限规定")
    needs = (staff_to_deputy_months, deputy_to_chief_months, chief_to_deputy_months)
    need = (*needs, deputy_to_chief_months)[tier - 1]
    counted = [spell for spell in spells if spell[0] in COUNTS[tier]]
    months = months_covered(counted, on)
    labels = tuple(dict.fromkeys(label for label, _, _ in counted))
    facts = {
        "拟任层次": to_level,
        "计入的层次": labels,
        "已任": f"{months} 个月",
        "须满": f"{need} 个月",
    }
    if months >= need:
        return met(**facts)
    if not counted:
        return not_met(f"拟任{to_level}，没有在下一级任职的记录，属于越级。", **facts)
    return not_met(
        f"拟任{to_level}须任{'、'.join(labels)}满 {need} 个月，现 {months} 个月。", **facts
    )


def months_covered(spells: Iterable[Spell], on: date) -> int:
    """Return the months that the spells cover up to ``on``, each month once, days ignored."""
    today, reached, months = as_partial(on)[:6], "", 0
    for since, until in sorted((s[1][:6], min(s[2][:6] or today, today)) for s in spells):
        begin = max(since, reached)
        if until > begin:
            months += months_between(begin, until)
            reached = until
    return months


@rule(
    "cadres.appointment_education", "学历一般在大学专科以上",
    strength=Strength.WARN, citation=regulations("第八条"),
    examples=(
        Example(Answer.MET, {"education": "大学"}),
        Example(Answer.NOT_MET, {"education": "高中"}),
        Example(Answer.CANNOT_TELL, {"education": None}),
    ),
)  # fmt: skip
def education(education: str | None) -> Judgement:
    """The highest education is 大学专科 or above."""
    if education is None:
        return cannot_tell("学历")
    if education in HIGHER:
        return met(最高学历=education)
    return not_met(f"最高学历{education}，不到大学专科。", 最高学历=education)


HOURS = {"training_year_hours": 90, "training_five_year_hours": 550}


@rule(
    "cadres.appointment_training", "培训学时",
    strength=Strength.WARN,
    citation=Citation("干部教育培训工作条例", "第十四条", "2023"),
    numbers=tuple(f"cadres.appointment.{name}" for name in HOURS),
    examples=(
        Example(Answer.MET, {"held_level": "乡科级副职", "hours_year": 96, "hours_five_years": 300,
                             **HOURS}),
        Example(Answer.NOT_MET, {"held_level": None, "hours_year": 40, "hours_five_years": 600,
                                 **HOURS}, "科级以下看上一年度"),
        Example(Answer.MET, {"held_level": "县处级副职", "hours_year": 0, "hours_five_years": 560,
                             **HOURS}, "处级看五年"),
        Example(Answer.CANNOT_TELL, {"held_level": None, "hours_year": None,
                                     "hours_five_years": None, **HOURS}, "没有培训记录"),
    ),
)  # fmt: skip
def training(
    held_level: str | None,
    hours_year: int | None,
    hours_five_years: int | None,
    training_year_hours: int,
    training_five_year_hours: int,
) -> Judgement:
    """Hours of the last calendar year, of the last five years for county-level leaders.

    Who has not enough makes up for it within a year after the promotion.
    """
    if hours_year is None or hours_five_years is None:
        return cannot_tell("培训学时")
    is_county = TIERS.get(held_level or "", 0) >= COUNTY
    hours = hours_five_years if is_county else hours_year
    need = training_five_year_hours if is_county else training_year_hours
    span = "近五年" if is_county else "上一年度"
    facts = {f"{span}学时": hours, "须满": need}
    if hours >= need:
        return met(**facts)
    return not_met(f"{span} {hours} 学时，不足 {need} 学时；提任的，一年内补足。", **facts)


@rule(
    "cadres.appointment_age", "到龄前能任满试用期",
    strength=Strength.WARN,
    citation=Citation("关于实施渐进式延迟法定退休年龄的决定", "", "2024"),
    numbers=("cadres.appointment.probation_months",),
    examples=(
        Example(Answer.MET, {"retires_on": "203907", "on": date(2025, 6, 30),
                             "probation_months": 12}),
        Example(Answer.NOT_MET, {"retires_on": "202605", "on": date(2025, 6, 30),
                                 "probation_months": 12}),
        Example(Answer.CANNOT_TELL, {"retires_on": None, "on": date(2025, 6, 30),
                                     "probation_months": 12}, "缺出生年月或性别"),
    ),
)  # fmt: skip
def age(retires_on: str | None, on: date, probation_months: int) -> Judgement:
    """The statutory age is not reached before a time on trial would end."""
    if retires_on is None:
        return cannot_tell("出生年月或性别")
    left = months_between(on, retires_on)
    facts = {"到龄月份": show_partial(retires_on), "还有": f"{left} 个月"}
    if left >= probation_months:
        return met(**facts)
    why = f"{show_partial(retires_on)} 到达法定退休年龄，任不满试用期 {probation_months} 个月。"
    return not_met(why, **facts)


@rule(
    "cadres.appointment_county_service", "提任县处级的工龄和基层经历",
    strength=Strength.WARN, citation=regulations("第八条"),
    numbers=("cadres.appointment.county_work_months",),
    examples=(
        Example(Answer.MET, {"to_level": "县处级副职", "work_since": "200708", "grassroots": True,
                             "on": date(2025, 6, 30), "county_work_months": 60}),
        Example(Answer.MET, {"to_level": "乡科级正职", "work_since": None, "grassroots": None,
                             "on": date(2025, 6, 30), "county_work_months": 60}, "不提任县处级"),
        Example(Answer.NOT_MET, {"to_level": "县处级副职", "work_since": "200708",
                                 "grassroots": False, "on": date(2025, 6, 30),
                                 "county_work_months": 60}),
        Example(Answer.CANNOT_TELL, {"to_level": "县处级副职", "work_since": "200708",
                                     "grassroots": None, "on": date(2025, 6, 30),
                                     "county_work_months": 60}),
    ),
)  # fmt: skip
def county_service(
    to_level: str,
    work_since: str | None,
    grassroots: bool | None,
    on: date,
    county_work_months: int,
) -> Judgement:
    """Five years of work and two at the grass roots for a post of the county level."""
    if TIERS.get(to_level, 0) < COUNTY:
        return met(拟任层次=to_level)
    if not work_since or grassroots is None:
        return cannot_tell("参加工作时间或基层工作经历", 拟任层次=to_level)
    months = months_between(work_since, on)
    facts = {"工龄": f"{months} 个月", "两年以上基层工作经历": grassroots}
    if months >= county_work_months and grassroots:
        return met(**facts)
    return not_met(
        f"工龄 {months} 个月（须满 {county_work_months} 个月），"
        f"{'有' if grassroots else '没有'}两年以上基层工作经历。", **facts
    )  # fmt: skip


@rule(
    "cadres.appointment_appraisal", "上年度考核结果为称职以上",
    strength=Strength.BLOCK, citation=regulations("第二十四条"),
    examples=(
        Example(Answer.MET, {"appraisal": "称职", "appraisal_year": 2024,
                             "on": date(2025, 6, 30)}),
        Example(Answer.NOT_MET, {"appraisal": "基本称职", "appraisal_year": 2024,
                                 "on": date(2025, 6, 30)}),
        Example(Answer.CANNOT_TELL, {"appraisal": "称职", "appraisal_year": 2022,
                                     "on": date(2025, 6, 30)}, "最近两年没有记录"),
        Example(Answer.CANNOT_TELL, {"appraisal": None, "appraisal_year": None,
                                     "on": date(2025, 6, 30)}),
    ),
)  # fmt: skip
def appraisal(appraisal: str | None, appraisal_year: int | None, on: date) -> Judgement:
    """The last appraisal is 称职 or better; it is that of the year before, or of one before that.

    The second while last year's is not yet on file, until the end of June.
    """
    if appraisal is None or appraisal_year is None:
        return cannot_tell("年度考核结果")
    facts = {"考核年度": appraisal_year, "结果": appraisal}
    oldest = on.year - (2 if on.month <= 6 else 1)
    if appraisal_year < oldest:
        return cannot_tell(f"{on.year - 1} 年度考核结果", **facts)
    if appraisal in GOOD:
        return met(**facts)
    return not_met(f"{appraisal_year} 年度考核{appraisal}，不得列为考察对象。", **facts)


PERIODS = {"党内警告": 12, "记过": 12}


@rule(
    "cadres.appointment_influence", "不在处分影响期内",
    strength=Strength.BLOCK, citation=regulations("第二十四条"),
    numbers=("cadres.appointment.influence_months",),
    examples=(
        Example(Answer.MET, {"sanctions": (("党内警告", "202401"),), "on": date(2025, 6, 30),
                             "influence_months": PERIODS}, "影响期已满"),
        Example(Answer.NOT_MET, {"sanctions": (("党内警告", "202501"),), "on": date(2025, 6, 30),
                                 "influence_months": PERIODS}),
        Example(Answer.CANNOT_TELL, {"sanctions": (("留党察看", "202401"),),
                                     "on": date(2025, 6, 30), "influence_months": PERIODS},
                "影响期要按恢复权利的日期另算"),
    ),
)  # fmt: skip
def influence(
    sanctions: tuple[tuple[str, str], ...], on: date, influence_months: Mapping[str, int]
) -> Judgement:
    """No sanction on file still has its period of influence.

    ``sanctions`` are (kind, month of the decision) of those not lifted. Admonitions (诫勉) are no
    rows of the register of rewards and sanctions: people look at them.
    """
    unknown = [kind for kind, _ in sanctions if kind not in influence_months]
    ends = {
        (kind, since): influence_end(since, influence_months[kind])
        for kind, since in sanctions
        if kind in influence_months
    }
    running = [f"{k}（{show_partial(s)}，至 {show_partial(e)}）" for (k, s), e in ends.items()
               if e > as_partial(on)[:6]]  # fmt: skip
    if running:
        return not_met(f"在影响期内：{'、'.join(running)}。", 处分=len(sanctions))
    if unknown:
        return cannot_tell(f"{'、'.join(unknown)}的影响期")
    return met(处分=len(sanctions))


def influence_end(since: str, months: int) -> str:
    """Return the month, "YYYYMM", with which an influence of ``months`` is over."""
    total = int(since[:4]) * 12 + int(since[4:6] or 12) - 1 + months
    return f"{total // 12:04d}{total % 12 + 1:02d}"


@rule(
    "cadres.appointment_exceptional", "破格提拔的间隔",
    strength=Strength.BLOCK, citation=regulations("第二章"),
    numbers=("cadres.appointment.exceptional_months",),
    examples=(
        Example(Answer.MET, {"exceptional": None, "held_since": "202501", "on_trial": True,
                             "on": date(2025, 6, 30), "exceptional_months": 12}, "不是破格"),
        Example(Answer.MET, {"exceptional": True, "held_since": "202306", "on_trial": False,
                             "on": date(2025, 6, 30), "exceptional_months": 12}),
        Example(Answer.NOT_MET, {"exceptional": True, "held_since": "202501", "on_trial": False,
                                 "on": date(2025, 6, 30), "exceptional_months": 12}),
        Example(Answer.CANNOT_TELL, {"exceptional": True, "held_since": None, "on_trial": False,
                                     "on": date(2025, 6, 30), "exceptional_months": 12}),
    ),
)  # fmt: skip
def exceptional(
    exceptional: bool | None,
    held_since: str | None,
    on_trial: bool,
    on: date,
    exceptional_months: int,
) -> Judgement:
    """An exceptional promotion is not made on trial, nor within a year after a promotion."""
    if not exceptional:
        return met(破格提拔=False)
    if on_trial:
        return not_met("仍在试用期内，不得破格提拔。", 破格提拔=True, 试用期内=True)
    if not held_since:
        return cannot_tell("任现职务层次时间", 破格提拔=True)
    months = months_between(held_since, on)
    facts = {"破格提拔": True, "任现职务层次": f"{months} 个月"}
    if months >= exceptional_months:
        return met(**facts)
    return not_met(f"{show_partial(held_since)} 提任，不满一年，不得破格提拔。", **facts)
