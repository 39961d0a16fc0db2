"""Rules of choosing candidates for delegates to a Party congress, up to the vote.

Source: party-and-talent §7. The articles wait for somebody to compare them with the texts.
"""

from __future__ import annotations

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
from jingwei.party.rules.delegate_structure import DIMENSIONS, LEAST, MOST, Line

ACT, EDITION = "中国共产党基层组织选举工作条例", "2020"
PRODUCING = Citation(ACT, "第二章（代表的产生）", EDITION)
LOCAL = Citation("中国共产党地方组织选举工作条例", "代表名额")
GUIDE = Citation("召集党代会的党委关于代表选举工作的通知", "代表构成")
NUMBERS = "party.delegates"
COUNTY = "县（市、区）党代会"
GRASSROOTS = "基层党代会"
YES, NO, OPEN = Answer.MET, Answer.NOT_MET, Answer.CANNOT_TELL
BY_NAME = tuple[str, ...]
NAMED = 5
"""Branches named in a sentence; of more the number is said."""


@rule(
    "party.delegate_total", "代表总名额在规定的范围内", strength=Strength.WARN, citation=LOCAL,
    numbers=tuple(
        f"{NUMBERS}.{name}"
        for name in ("county_least", "county_most", "grassroots_least", "grassroots_most")
    ),
    examples=(
        Example(YES, {"level": COUNTY, "total": 220}, "区党代会代表 220 名"),
        Example(NO, {"level": COUNTY, "total": 120}, "区党代会代表 120 名"),
        Example(NO, {"level": GRASSROOTS, "total": 301}, "镇党代会代表 301 名"),
    ),
)  # fmt: skip
def delegate_total(
    level: str, total: int, county_least: int = 200, county_most: int = 400,
    grassroots_least: int = 100, grassroots_most: int = 300,
) -> Judgement:  # fmt: skip
    """The congress has as many delegates as one of its level may have."""
    is_county = level == COUNTY
    least, most = (county_least, county_most) if is_county else (grassroots_least, grassroots_most)
    facts = {"层级": level, "代表总名额": total, "范围": f"{least}—{most}"}
    if least <= total <= most:
        return met(**facts)
    return not_met(f"{level}代表 {total} 名，不在 {least} 到 {most} 名之间。", **facts)


@rule(
    "party.delegate_quotas", "各项构成名额不多于应选名额", strength=Strength.WARN,
    citation=PRODUCING,
    examples=(
        Example(YES, {"seats": 10, "quota_women": 3, "quota_leader": 6}),
        Example(NO, {"seats": 10, "quota_women": 12}),
        Example(OPEN, {"seats": 10}, "没有分配构成名额"),
    ),
)  # fmt: skip
def delegate_quotas(  # noqa: PLR0913  # one argument for each line of the matrix
    seats: int, quota_women: int | None = None, quota_minority: int | None = None,
    quota_young: int | None = None, quota_educated: int | None = None,
    quota_frontline: int | None = None, quota_professional: int | None = None,
    quota_model: int | None = None, quota_leader: int | None = None,
) -> Judgement:  # fmt: skip
    """No part of the structure asks for more delegates than there are."""
    told = (
        quota_women, quota_minority, quota_young, quota_educated, quota_frontline,
        quota_professional, quota_model, quota_leader,
    )  # fmt: skip
    pairs = zip(DIMENSIONS, told, strict=True)
    quotas = {found.label: target for found, target in pairs if target is not None}
    if not quotas:
        return cannot_tell("代表构成的名额", 应选名额=seats)
    facts = {"应选名额": seats} | quotas
    over = [f"{label} {target} 名" for label, target in quotas.items() if not 0 <= target <= seats]
    if over:
        return not_met(f"{'、'.join(over)}，与应选 {seats} 名不符。", **facts)
    return met(**facts)


@rule(
    "party.delegate_guide", "分配的构成名额达到指导比例", strength=Strength.INFO, citation=GUIDE,
    numbers=tuple(f"{NUMBERS}.{name}_percent" for name in ("women", "leader", "young")),
    examples=(
        Example(YES, {"seats": 10, "quota_women": 3, "quota_leader": 6, "quota_young": 5}),
        Example(NO, {"seats": 10, "quota_women": 2, "quota_leader": 6, "quota_young": 5}),
        Example(OPEN, {"seats": 10, "quota_women": None, "quota_leader": 6, "quota_young": 5}),
    ),
)  # fmt: skip
def delegate_guide(
    seats: int, quota_women: int | None, quota_leader: int | None, quota_young: int | None,
    women_percent: int = 25, leader_percent: int = 60, young_percent: int = 50,
) -> Judgement:  # fmt: skip
    """The quotas of women, of leading cadres and of the young keep to the shares of the guide."""
    told = (
        ("女代表", quota_women, women_percent, LEAST),
        ("领导干部代表", quota_leader, leader_percent, MOST),
        ("45 岁以下代表", quota_young, young_percent, LEAST),
    )
    facts = {label: quota for label, quota, _, _ in told} | {"应选名额": seats}
    missed, lacking = [], []
    for label, quota, percent, bound in told:
        if quota is None:
            lacking.append(label)
        elif bound == LEAST and 100 * quota < percent * seats:
            missed.append(f"{label} {quota} 名，低于 {seats} 名的 {percent}%")
        elif bound == MOST and 100 * quota > percent * seats:
            missed.append(f"{label} {quota} 名，高于 {seats} 名的 {percent}%")
    if missed:
        return not_met("；".join(missed) + "。", **facts)
    return cannot_tell("、".join(lacking) + "的名额", **facts) if lacking else met(**facts)


@rule(
    "party.delegate_branches", "所有党支部都参加", strength=Strength.WARN, citation=PRODUCING,
    examples=(
        Example(YES, {"branches_due": 12, "branches_absent": ()}),
        Example(NO, {"branches_due": 12, "branches_absent": ("东坪村党支部",)}),
        Example(OPEN, {"branches_due": 0, "branches_absent": ()}, "登记册里没有党支部"),
    ),
)  # fmt: skip
def delegate_branches(branches_due: int, branches_absent: BY_NAME) -> Judgement:
    """Every branch of the electing unit took part in the round."""
    facts = {"应参加支部": branches_due, "已参加": branches_due - len(branches_absent)}
    if not branches_due:
        return cannot_tell("选举单位的党支部", **facts)
    if not branches_absent:
        return met(**facts)
    named = "、".join(branches_absent[:NAMED])
    more = f"等 {len(branches_absent)} 个支部" if len(branches_absent) > NAMED else ""
    return not_met(f"{named}{more}没有登记参加情况。", **facts)


@rule(
    "party.delegate_turnout", "参加人数不多于登记册的党员数", strength=Strength.WARN,
    citation=PRODUCING,
    examples=(
        Example(YES, {"members_due": 240, "members_took_part": 233, "branches_over": ()}),
        Example(NO, {"members_due": 240, "members_took_part": 251, "branches_over": ("一支部",)}),
        Example(OPEN, {"members_due": 0, "members_took_part": 0, "branches_over": ()}),
    ),
)  # fmt: skip
def delegate_turnout(members_due: int, members_took_part: int, branches_over: BY_NAME) -> Judgement:
    """No branch reports more members than the register has."""
    facts = {"应参加党员": members_due, "参加": members_took_part}
    if not members_due:
        return cannot_tell("选举单位的党员", **facts)
    if branches_over:
        return not_met(f"{'、'.join(branches_over)}的参加人数多于登记册的党员数。", **facts)
    return met(**facts)


@rule(
    "party.delegate_preliminary", "初步人选多于应选名额", strength=Strength.WARN,
    citation=PRODUCING,
    examples=(
        Example(YES, {"standing": 12, "seats": 10}),
        Example(NO, {"standing": 10, "seats": 10}),
    ),
)  # fmt: skip
def delegate_preliminary(standing: int, seats: int) -> Judgement:
    """The list that branches comment on is longer than the seats."""
    facts = {"初步人选": standing, "应选名额": seats}
    if standing > seats:
        return met(**facts)
    return not_met(f"初步人选 {standing} 人，没有多于应选 {seats} 名。", **facts)


_MANY, _FEW = (
    Line("women", "女代表", LEAST, 3, 10, count, 0, 12) for count in (4, 2)
)  # fmt: skip
_DIM = Line("women", "女代表", LEAST, 3, 10, 3, 1, 12)


def _structure(lines: tuple[Line, ...]) -> Judgement:
    asked = [line for line in lines if line.answer is not None]
    facts = {line.label: line.there for line in asked}
    missed = [line.sentence for line in asked if line.answer is Answer.NOT_MET]
    if missed:
        return not_met("；".join(missed) + "。", **facts)
    lacking = [line.label for line in asked if line.answer is Answer.CANNOT_TELL]
    if lacking or not asked:
        return cannot_tell(f"{'、'.join(lacking) or '构成'}的信息", **facts)
    return met(**facts)


@rule(
    "party.delegate_structure", "人选构成达到分配的比例", strength=Strength.WARN, citation=GUIDE,
    examples=(
        Example(YES, {"structure": (_MANY,)}), Example(NO, {"structure": (_FEW,)}),
        Example(OPEN, {"structure": (_DIM,)}, "一人性别没有登记"),
    ),
)  # fmt: skip
def delegate_structure(structure: tuple[Line, ...]) -> Judgement:
    """Every share that was asked for is kept by the present list."""
    return _structure(structure)


@rule(
    "party.delegate_members", "人选都是正式党员", strength=Strength.WARN, citation=PRODUCING,
    examples=(
        Example(YES, {"standing": 12, "not_members": ()}),
        Example(NO, {"standing": 12, "not_members": ("林示例",)}, "预备党员没有被选举权"),
        Example(OPEN, {"standing": 0, "not_members": ()}, "还没有人选"),
    ),
)  # fmt: skip
def delegate_members(standing: int, not_members: BY_NAME) -> Judgement:
    """Everybody on the list is a full member in good standing by the register."""
    if not standing:
        return cannot_tell("人选")
    if not_members:
        return not_met(f"{'、'.join(not_members)}在党员登记册里不是正式党员。", 人选=standing)
    return met(人选=standing)


@rule(
    "party.delegate_checks", "初步人选都经过联审", strength=Strength.WARN, citation=PRODUCING,
    examples=(
        Example(YES, {"listed": 12, "checked": 12, "not_passed": 1, "gone": 1}),
        Example(NO, {"listed": 12, "checked": 11, "not_passed": 0, "gone": 0}),
        Example(NO, {"listed": 12, "checked": 12, "not_passed": 2, "gone": 1}, "不通过的还在列"),
        Example(OPEN, {"listed": None, "checked": 12, "not_passed": 0, "gone": 0}),
    ),
)  # fmt: skip
def delegate_checks(listed: int | None, checked: int, not_passed: int, gone: int) -> Judgement:
    """Everybody on the first list was checked, and whoever did not pass is off it.

    ``gone`` of the ``listed`` are no longer on the list.
    """
    if listed is None:
        return cannot_tell("初步人选名单")
    facts = {"初步人选": listed, "联审": checked, "不通过": not_passed, "已不再继续": gone}
    if checked < listed:
        return not_met(f"初步人选 {listed} 人，联审 {checked} 人。", **facts)
    if gone < not_passed:
        return not_met(f"联审不通过 {not_passed} 人，人选里只有 {gone} 人不再继续。", **facts)
    return met(**facts)


@rule(
    "party.delegate_objections", "公示反映的问题都有结论", strength=Strength.WARN,
    citation=PRODUCING,
    examples=(
        Example(YES, {"objections": 0, "objection_result": None}),
        Example(YES, {"objections": 1, "objection_result": "经核实反映不属实"}),
        Example(NO, {"objections": 2, "objection_result": None}),
    ),
)  # fmt: skip
def delegate_objections(objections: int, objection_result: str | None) -> Judgement:
    """What was reported during the notice has been looked into."""
    facts = {"反映件数": objections, "核实结论": objection_result}
    if objections and not (objection_result or "").strip():
        return not_met(f"收到反映 {objections} 件，没有写明核实结论。", **facts)
    return met(**facts)


@rule(
    "party.delegate_difference", "候选人多于应选名额百分之二十", strength=Strength.BLOCK,
    citation=PRODUCING,
    numbers=(f"{NUMBERS}.difference_percent", f"{NUMBERS}.equal_below"),
    examples=(
        Example(YES, {"standing": 12, "seats": 10, "full_members": 240}),
        Example(NO, {"standing": 11, "seats": 10, "full_members": 240}),
        Example(YES, {"standing": 1, "seats": 1, "full_members": 6}, "正式党员不足七人可以等额"),
        Example(OPEN, {"standing": 1, "seats": 1, "full_members": None}, "党员数不清楚"),
    ),
)  # fmt: skip
def delegate_difference(
    standing: int, seats: int, full_members: int | None, difference_percent: int = 20,
    equal_below: int = 7,
) -> Judgement:  # fmt: skip
    """There are at least a fifth more candidates than seats; small units may have as many."""
    needed = -(-seats * (100 + difference_percent) // 100)
    facts = {"候选人": standing, "应选名额": seats, "至少": needed, "正式党员": full_members}
    if standing >= needed:
        return met(**facts)
    if standing >= seats and full_members is None:
        return cannot_tell("选举单位的正式党员数", **facts)
    if standing >= seats and full_members is not None and full_members < equal_below:
        return met(**facts)
    return not_met(f"候选人 {standing} 人，应选 {seats} 名，至少要有 {needed} 人。", **facts)


@rule(
    "party.delegate_elected_structure", "当选代表的构成达到分配的名额", strength=Strength.WARN,
    citation=GUIDE,
    examples=(
        Example(YES, {"elected_structure": (_MANY,)}),
        Example(NO, {"elected_structure": (_FEW,)}),
        Example(OPEN, {"elected_structure": (_DIM,)}, "一人性别没有登记"),
    ),
)  # fmt: skip
def delegate_elected_structure(elected_structure: tuple[Line, ...]) -> Judgement:
    """Every share that was asked for is kept by those elected."""
    return _structure(elected_structure)
