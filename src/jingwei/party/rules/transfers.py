"""Rules of the transfer of a member's organizational relations: when, with what letter, how long.

Numbers are those of ``data/law/transfers.toml``. The validity of letters is known from copies of
guidance only; the district checks it before it relies on it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

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

LAW = "party.transfers"
EDUCATION = Citation("中国共产党党员教育管理工作条例", "第二十五条", "2019")
LETTERS = Citation("党员组织关系介绍信使用规定", "有效期（出处待核对）")
AWAY = "外出学习、工作、生活"
FULL, PROBATIONARY = "正式党员", "预备党员"
NORMAL = "正常"
LONGEST = 3_650


@rule(
    "party.transfer_away", "外出满规定时间且地点相对固定的转移组织关系", strength=Strength.WARN,
    citation=EDUCATION, numbers=(f"{LAW}.away_months",),
    examples=(
        Example(Answer.MET, {"cause": AWAY, "months_away": 6, "away_months": 6}),
        Example(Answer.NOT_MET, {"cause": AWAY, "months_away": 3, "away_months": 6},
                "短期外出，保留组织关系"),
        Example(Answer.MET, {"cause": "工作单位变动", "months_away": None, "away_months": 6}),
        Example(Answer.CANNOT_TELL, {"cause": AWAY, "months_away": None, "away_months": 6}),
    ),
)  # fmt: skip
def transfer_away(cause: str, months_away: int | None, away_months: int) -> Judgement:
    """Whoever is only away moves their relations when it is for so many months or longer."""
    if cause != AWAY:
        return met(转接原因=cause)
    if months_away is None:
        return cannot_tell("预计外出时间")
    facts = {"转接原因": cause, "预计外出月数": months_away}
    if months_away >= away_months:
        return met(**facts)
    return not_met(f"预计外出 {months_away} 个月，不满 {away_months} 个月。", **facts)


@rule(
    "party.transfer_member", "转接的是党籍正常的党员", strength=Strength.WARN, citation=EDUCATION,
    examples=(
        Example(Answer.MET, {"member_stage": PROBATIONARY, "member_state": NORMAL}),
        Example(Answer.NOT_MET, {"member_stage": FULL, "member_state": "停止党籍"}),
        Example(Answer.NOT_MET, {"member_stage": "入党积极分子", "member_state": NORMAL}),
        Example(Answer.CANNOT_TELL, {"member_stage": None, "member_state": None},
                "党员登记里没有这个人"),
    ),
)  # fmt: skip
def transfer_member(member_stage: str | None, member_state: str | None) -> Judgement:
    """Whose relations are moved is a member, full or probationary, in good standing."""
    if member_stage is None:
        return cannot_tell("党员登记")
    facts = {"类别": member_stage, "党籍状态": member_state}
    if member_stage in (FULL, PROBATIONARY) and member_state == NORMAL:
        return met(**facts)
    return not_met(f"登记为{member_stage}、{member_state}，没有可以转接的组织关系。", **facts)


@rule(
    "party.transfer_newcomer", "转入的党员在本区没有组织关系", strength=Strength.WARN,
    citation=EDUCATION,
    examples=(
        Example(Answer.MET, {"member_stage": None, "member_state": None}, "第一次转入"),
        Example(Answer.MET, {"member_stage": FULL, "member_state": "已转出"}, "转出后又转回"),
        Example(Answer.NOT_MET, {"member_stage": FULL, "member_state": NORMAL}),
    ),
)  # fmt: skip
def transfer_newcomer(member_stage: str | None, member_state: str | None) -> Judgement:
    """Who comes from elsewhere is not a member of an organization of the district already."""
    facts = {"类别": member_stage, "党籍状态": member_state}
    if member_stage in (FULL, PROBATIONARY) and member_state == NORMAL:
        return not_met("已是本区党组织的党员，应按区内转接办理。", **facts)
    return met(**facts)


@rule(
    "party.transfer_full_on", "类别与入党、转正日期相符", strength=Strength.WARN,
    citation=Citation("中国共产党章程", "第七条"),
    examples=(
        Example(Answer.MET, {"stage": FULL, "joined_on": date(2015, 7, 1),
                             "full_on": date(2016, 7, 1)}),
        Example(Answer.CANNOT_TELL, {"stage": FULL, "joined_on": date(2015, 7, 1),
                                     "full_on": None}, "正式党员没有填写转正日期"),
        Example(Answer.NOT_MET, {"stage": FULL, "joined_on": date(2015, 7, 1),
                                 "full_on": date(2015, 7, 1)}),
        Example(Answer.NOT_MET, {"stage": PROBATIONARY, "joined_on": date(2025, 1, 1),
                                 "full_on": date(2026, 1, 1)}),
    ),
)  # fmt: skip
def transfer_full_on(stage: str, joined_on: date, full_on: date | None) -> Judgement:
    """A full member became one after the probation, a probationary one has not yet."""
    facts = {"类别": stage, "入党日期": joined_on, "转正日期": full_on}
    if stage == PROBATIONARY:
        return not_met("预备党员填写了转正日期。", **facts) if full_on else met(**facts)
    if full_on is None:
        return cannot_tell("转正日期", **facts)
    if full_on > joined_on:
        return met(**facts)
    return not_met(f"转正日期 {full_on} 不晚于入党日期 {joined_on}。", **facts)


@rule(
    "party.transfer_elsewhere", "转入的党组织不是现在的党组织", strength=Strength.WARN,
    citation=EDUCATION,
    examples=(
        Example(Answer.MET, {"to_organization": 2, "present_organization": 1}, "另一个党支部"),
        Example(Answer.NOT_MET, {"to_organization": 1, "present_organization": 1}),
        Example(Answer.CANNOT_TELL, {"to_organization": 1, "present_organization": None}),
    ),
)  # fmt: skip
def transfer_elsewhere(to_organization: int, present_organization: int | None) -> Judgement:
    """The member goes to another organization than the present one; told by their keys."""
    if present_organization is None:
        return cannot_tell("现在所在的党组织")
    if to_organization == present_organization:
        return not_met("转入的就是现在所在的党组织。", 转入转出为同一党组织=True)
    return met(转入转出为同一党组织=False)


@rule(
    "party.transfer_letter_days", "介绍信有效期不超过上限", strength=Strength.WARN,
    citation=LETTERS, numbers=(f"{LAW}.most_letter_days",),
    examples=(
        Example(Answer.MET, {"valid_days": 90, "most_letter_days": 90}),
        Example(Answer.NOT_MET, {"valid_days": 120, "most_letter_days": 90}),
        Example(Answer.NOT_MET, {"valid_days": 0, "most_letter_days": 90}),
    ),
)  # fmt: skip
def transfer_letter_days(valid_days: int, most_letter_days: int) -> Judgement:
    """A letter of introduction holds for some days, and for so many at most."""
    facts = {"有效期天数": valid_days, "上限": most_letter_days}
    if 0 < valid_days <= most_letter_days:
        return met(**facts)
    return not_met(f"有效期 {valid_days} 天，应为 1 至 {most_letter_days} 天。", **facts)


@rule(
    "party.transfer_letter_usual", "介绍信有效期与距离相称", strength=Strength.INFO,
    citation=LETTERS, numbers=(f"{LAW}.town_letter_days", f"{LAW}.outside_letter_days"),
    examples=(
        Example(Answer.MET, {"valid_days": 10, "distance": "本市", "town_letter_days": 10,
                             "outside_letter_days": 30}),
        Example(Answer.NOT_MET, {"valid_days": 30, "distance": "本市", "town_letter_days": 10,
                                 "outside_letter_days": 30}),
        Example(Answer.MET, {"valid_days": 30, "distance": "市外", "town_letter_days": 10,
                             "outside_letter_days": 30}),
    ),
)  # fmt: skip
def transfer_letter_usual(
    valid_days: int, distance: str, town_letter_days: int, outside_letter_days: int
) -> Judgement:
    """A letter usually holds for fewer days in town than to another place."""
    usual = town_letter_days if distance == "本市" else outside_letter_days
    facts = {"有效期天数": valid_days, "去向": distance, "一般天数": usual}
    if valid_days <= usual:
        return met(**facts)
    return not_met(f"转往{distance}的介绍信一般 {usual} 天，现为 {valid_days} 天。", **facts)


def letter_expires(issued_on: date, valid_days: Decimal | int) -> date:
    """Return the last day a letter holds: so many days after the day it was issued.

    Ten years at most: more is a slip, which ``transfer_letter_days`` tells.
    """
    return issued_on + timedelta(days=max(0, min(int(valid_days), LONGEST)))


@rule(
    "party.transfer_accepted_in_time", "对方在介绍信有效期内接收", strength=Strength.WARN,
    citation=LETTERS,
    examples=(
        Example(Answer.MET, {"accepted_on": date(2025, 5, 31), "c02_on": date(2025, 5, 1),
                             "valid_days": 30}, "有效期最后一天"),
        Example(Answer.NOT_MET, {"accepted_on": date(2025, 6, 1), "c02_on": date(2025, 5, 1),
                                 "valid_days": 30}),
    ),
)  # fmt: skip
def transfer_accepted_in_time(accepted_on: date, c02_on: date, valid_days: int) -> Judgement:
    """The other side accepted the member while the letter held."""
    return _within(accepted_on, c02_on, valid_days, "对方接收")


@rule(
    "party.transfer_arrived_in_time", "介绍信在有效期内交到", strength=Strength.WARN,
    citation=LETTERS,
    examples=(
        Example(Answer.MET, {"on": date(2025, 5, 31), "letter_on": date(2025, 5, 1),
                             "valid_days": 30}),
        Example(Answer.NOT_MET, {"on": date(2025, 6, 1), "letter_on": date(2025, 5, 1),
                                 "valid_days": 30}),
        Example(Answer.NOT_MET, {"on": date(2025, 4, 30), "letter_on": date(2025, 5, 1),
                                 "valid_days": 30}, "交到早于开具"),
    ),
)  # fmt: skip
def transfer_arrived_in_time(on: date, letter_on: date, valid_days: int) -> Judgement:
    """The letter was brought while it held."""
    return _within(on, letter_on, valid_days, "交到")


def _within(day: date, issued_on: date, valid_days: int, words: str) -> Judgement:
    last = letter_expires(issued_on, valid_days)
    facts = {"开具日期": issued_on, "有效期至": last, words: day}
    if day < issued_on:
        return not_met(f"{words}日期 {day} 早于介绍信开具日期 {issued_on}。", **facts)
    if day <= last:
        return met(**facts)
    return not_met(f"介绍信 {last} 到期，{day} 才{words}。", **facts)
