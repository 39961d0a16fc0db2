"""What the rules on member development say of single steps. Source: party-and-talent §1.2-1.4.

Times between steps are limits of the definition; here is what takes more than two days.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from jingwei.kernel.partial_dates import as_first_day, as_last_day, show_partial
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
from jingwei.procedures.limits import add_months

ACT, EDITION = "中国共产党发展党员工作细则", "2014"
SINCE = date(2014, 5, 28)
YES, FIT, LEAGUE = "是", "合格", "群团组织推优"
PEOPLE = frozenset({1, 2, 3})
"""Full members in the examples."""


def cited(article: str) -> Citation:
    """Return where a rule is from; nobody has compared the text yet."""
    return Citation(ACT, article, EDITION)


def _born(birth_on: str, years: int) -> tuple[date, date]:
    """Return the first and the last day on which somebody so born can turn ``years``."""
    first, last = as_first_day(birth_on), as_last_day(birth_on)
    return add_months(first, 12 * years), add_months(last, 12 * years)


@rule(
    "party.development_age", "申请入党时已满十八周岁",
    strength=Strength.BLOCK, citation=Citation("中国共产党章程", "第一条"),
    numbers=("party.development.adult_years",),
    examples=(
        Example(Answer.MET, {
            "birth_on": "20000301", "applied_on": date(2025, 3, 1), "adult_years": 18,
        }),
        Example(Answer.NOT_MET, {
            "birth_on": "20070302", "applied_on": date(2025, 3, 1), "adult_years": 18,
        }, "差一天满十八周岁"),
        Example(Answer.CANNOT_TELL, {
            "birth_on": "200703", "applied_on": date(2025, 3, 10), "adult_years": 18,
        }, "只知道出生年月，又正在满十八周岁的那个月申请"),
    ),
)  # fmt: skip
def age(birth_on: str, applied_on: date, adult_years: int) -> Judgement:
    """The applicant is of age on the day of the application."""
    if not birth_on:
        return cannot_tell("出生日期", 申请日期=applied_on)
    facts = {"出生": show_partial(birth_on), "申请日期": applied_on}
    earliest, latest = _born(birth_on, adult_years)
    if applied_on >= latest:
        return met(**facts)
    if applied_on < earliest:
        why = f"{show_partial(birth_on)} 出生，{applied_on} 申请入党时不满 {adult_years} 周岁。"
        return not_met(why, **facts)
    return cannot_tell("出生的日", **facts)


@rule(
    "party.development_nomination", "共青团员一般经团组织推优",
    strength=Strength.WARN, citation=cited("第八条"), since=SINCE,
    numbers=("party.development.league_years",),
    examples=(
        Example(Answer.MET, {
            "league_member": "是", "route": LEAGUE, "birth_on": "200001",
            "b03_on": date(2025, 3, 1), "league_years": 28,
        }),
        Example(Answer.NOT_MET, {
            "league_member": "是", "route": "党员推荐", "birth_on": "200001",
            "b03_on": date(2025, 3, 1), "league_years": 28,
        }),
        Example(Answer.MET, {
            "league_member": "否", "route": "党员推荐", "birth_on": "200001",
            "b03_on": date(2025, 3, 1), "league_years": 28,
        }, "不是团员的，由党员推荐"),
    ),
)  # fmt: skip
def nomination(
    league_member: str, route: str, birth_on: str | None, b03_on: date, league_years: int
) -> Judgement:
    """A member of the Youth League up to 28 is nominated by the League."""
    facts = {"共青团员": league_member, "推荐方式": route}
    if league_member != YES or route == LEAGUE:
        return met(**facts)
    if not birth_on:
        return cannot_tell("出生日期", **facts)
    if b03_on >= _born(birth_on, league_years + 1)[1]:
        return met(**facts, 出生=show_partial(birth_on))
    why = f"{league_years} 周岁以下的共青团员一般经团组织推优，这次是{route}。"
    return not_met(why, **facts, 出生=show_partial(birth_on))


@rule(
    "party.development_contacts", "培养联系人为一至两名正式党员",
    strength=Strength.BLOCK, citation=cited("第九条"), since=SINCE,
    numbers=("party.development.contacts_most",),
    examples=(
        Example(Answer.MET, {
            "contact_one": 1, "contact_two": None, "full_members": PEOPLE, "contacts_most": 2,
        }),
        Example(Answer.NOT_MET, {
            "contact_one": 1, "contact_two": 9, "full_members": PEOPLE, "contacts_most": 2,
        }, "有一人不是正式党员"),
    ),
)  # fmt: skip
def contacts(
    contact_one: int | None,
    contact_two: int | None,
    full_members: Collection[int],
    contacts_most: int,
) -> Judgement:
    """One or two full members accompany the activist."""
    if contact_one is None:
        return cannot_tell("培养联系人")
    named = {one for one in (contact_one, contact_two) if one is not None}
    return _full_members("培养联系人", named, range(1, contacts_most + 1), full_members)


@rule(
    "party.development_introducers", "入党介绍人为两名正式党员",
    strength=Strength.BLOCK, citation=cited("第十四条"), since=SINCE,
    numbers=("party.development.introducers_needed",),
    examples=(
        Example(Answer.MET, {
            "introducer_one": 1, "introducer_two": 2, "introducers_free": True,
            "full_members": PEOPLE, "introducers_needed": 2,
        }),
        Example(Answer.NOT_MET, {
            "introducer_one": 1, "introducer_two": 1, "introducers_free": True,
            "full_members": PEOPLE, "introducers_needed": 2,
        }, "同一个人写了两次"),
        Example(Answer.CANNOT_TELL, {
            "introducer_one": 1, "introducer_two": 2, "introducers_free": False,
            "full_members": PEOPLE, "introducers_needed": 2,
        }, "没有核实介绍人能否担任"),
    ),
)  # fmt: skip
def introducers(
    introducer_one: int | None,
    introducer_two: int | None,
    introducers_free: bool | None,
    full_members: Collection[int],
    introducers_needed: int,
) -> Judgement:
    """Two full members introduce the target, neither of them barred from doing so."""
    named = {one for one in (introducer_one, introducer_two) if one is not None}
    needed = range(introducers_needed, introducers_needed + 1)
    said = _full_members("入党介绍人", named, needed, full_members)
    if said.answer is Answer.MET and not introducers_free:
        return cannot_tell("介绍人能否担任的核实情况", **said.facts)
    return said


def _full_members(
    words: str, named: set[int], allowed: range, full_members: Collection[int]
) -> Judgement:
    facts = {f"{words}人数": len(named), "其中正式党员": len(named & set(full_members))}
    if len(named) not in allowed:
        bound = f"{allowed[0]} 至 {allowed[-1]} 名" if len(allowed) > 1 else f"{allowed[0]} 名"
        return not_met(f"{words}有 {len(named)} 名，应为 {bound}。", **facts)
    if strangers := len(named - set(full_members)):
        why = f"{words}中有 {strangers} 名不在本党委登记的正式党员里。"
        return not_met(why, **facts)
    return met(**facts)


@rule(
    "party.development_review", "政治审查合格的才能发展入党",
    strength=Strength.BLOCK, citation=cited("第十六条"), since=SINCE,
    examples=(
        Example(Answer.MET, {"review_conclusion": "合格"}),
        Example(Answer.NOT_MET, {"review_conclusion": "不合格"}),
    ),
)  # fmt: skip
def review(review_conclusion: str) -> Judgement:
    """Whoever was not reviewed, or did not pass, goes no further."""
    if review_conclusion == FIT:
        return met(审查结论=review_conclusion)
    return not_met(f"政治审查结论为{review_conclusion}。", 审查结论=review_conclusion)


@rule(
    "party.development_training", "短期集中培训不少于三天或二十四学时",
    strength=Strength.BLOCK, citation=cited("第十七条"), since=SINCE,
    numbers=("party.development.training_days", "party.development.training_hours"),
    examples=(
        Example(Answer.MET, {
            "trained_from": date(2025, 3, 3), "trained_to": date(2025, 3, 5), "hours": None,
            "training_days": 3, "training_hours": 24,
        }),
        Example(Answer.NOT_MET, {
            "trained_from": date(2025, 3, 3), "trained_to": date(2025, 3, 4), "hours": 16,
            "training_days": 3, "training_hours": 24,
        }),
        Example(Answer.NOT_MET, {
            "trained_from": date(2025, 3, 5), "trained_to": date(2025, 3, 3), "hours": None,
            "training_days": 3, "training_hours": 24,
        }, "结束早于开始"),
    ),
)  # fmt: skip
def training(
    trained_from: date | None,
    trained_to: date | None,
    hours: int | None,
    training_days: int,
    training_hours: int,
) -> Judgement:
    """MD-T04: three days, first and last counted, or 24 hours of classes."""
    facts = {"开始": trained_from, "结束": trained_to, "学时": hours}
    days = (trained_to - trained_from).days + 1 if trained_from and trained_to else None
    if days is not None and days < 1:
        why = f"培训结束日期 {trained_to} 早于开始日期 {trained_from}。"
        return not_met(why, **facts)
    if (days or 0) >= training_days or (hours or 0) >= training_hours:
        return met(**facts)
    if days is None or hours is None:
        return cannot_tell("培训学时" if days is not None else "培训起止日期", **facts)
    why = f"培训 {days} 天、{hours} 学时，不足 {training_days} 天或 {training_hours} 学时。"
    return not_met(why, **facts)
