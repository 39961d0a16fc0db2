"""Rules of the disposal of unqualified members. Source: party-and-talent §3.4, §3.6."""

from __future__ import annotations

import re
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
UNREAD = "（条号待核）"
ACT = Citation("不合格党员组织处置办法", UNREAD, "2024")
EDUCATION = Citation("中国共产党党员教育管理工作条例", UNREAD, "2019")
CORRECT, QUIT, REMOVE = "限期改正", "劝其退党", "除名"
DETACHED, REFUSED = "自行脱党除名", "劝而不退除名"
REMOVALS = (REMOVE, DETACHED, REFUSED)
MEMBERS, STANDING = ("正式党员", "预备党员"), ("正常", "停止党籍")
NUMBER = "[一二三四五六七八九十百零0-9]+"
PART = rf"(第{NUMBER}款)?(第?[（(]?{NUMBER}[)）]?项)?"
GROUND = re.compile(rf"(《[^》]{{2,30}}》)?第{NUMBER}条{PART}(、(第{NUMBER}条)?{PART})*")
DAY = date(2025, 3, 3)


@rule(
    "party.disposal_member", "对象是党籍正常或停止党籍的党员", strength=Strength.WARN,
    citation=Citation(ACT.act, "第三条", ACT.edition),
    examples=(
        Example(MET, {"member_stage": "正式党员", "member_state": "正常"}),
        Example(NOT_MET, {"member_stage": "正式党员", "member_state": "出党"}),
        Example(NOT_MET, {"member_stage": "发展对象", "member_state": "正常"}),
        Example(UNKNOWN, {"member_stage": None, "member_state": None}),
    ),
)  # fmt: skip
def disposal_member(member_stage: str | None, member_state: str | None) -> Judgement:
    """Only a member can be disposed of; the words are those of the register."""
    facts = {"类别": member_stage, "党籍状态": member_state}
    if member_stage is None or member_state is None:
        return cannot_tell("党员登记", **facts)
    if member_stage in MEMBERS and member_state in STANDING:
        return met(**facts)
    why = f"登记为{member_stage}、党籍状态“{member_state}”，不是组织处置的对象。"
    return not_met(why, **facts)


@rule(
    "party.disposal_ground", "事由只写条款", strength=Strength.WARN,
    citation=Citation("中华人民共和国个人信息保护法", "第六条", "2021"),
    examples=(
        Example(MET, {"ground_ref": "第六条第（三）项"}),
        Example(MET, {"ground_ref": "《中国共产党章程》第九条"}),
        Example(MET, {"ground_ref": "第六条第（四）项、第（五）项"}),
        Example(NOT_MET, {"ground_ref": "长期不参加组织生活"}, "写了情形，没有写条款"),
        Example(UNKNOWN, {"ground_ref": None}),
    ),
)  # fmt: skip
def disposal_ground(ground_ref: str | None) -> Judgement:
    """The ground is an article and item; what happened stays in the paper file."""
    if not ground_ref:
        return cannot_tell("事由条款")
    if GROUND.fullmatch(ground_ref.strip()):
        return met(事由条款=ground_ref)
    return not_met("事由只写条款，例如“第六条第（三）项”；具体情形留在纸质材料里。")


@rule(
    "party.disposal_filed", "启动前报基层党委备案", strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"filed_on": date(2025, 3, 1), "a01_on": DAY}),
        Example(NOT_MET, {"filed_on": date(2025, 3, 5), "a01_on": DAY}, "启动以后才备案"),
        Example(UNKNOWN, {"filed_on": None, "a01_on": DAY}),
    ),
)  # fmt: skip
def disposal_filed(filed_on: date | None, a01_on: date) -> Judgement:
    """The committee with the power of approval knows before the branch begins."""
    if filed_on is None:
        return cannot_tell("备案日期", 启动日期=a01_on)
    facts = {"备案日期": filed_on, "启动日期": a01_on}
    if filed_on <= a01_on:
        return met(**facts)
    return not_met(f"{a01_on} 启动，{filed_on} 才备案，应事前备案。", **facts)


@rule(
    "party.disposal_not_punished", "同一问题没有受过党纪处分", strength=Strength.BLOCK,
    citation=Citation(ACT.act, "第四条", ACT.edition),
    examples=(
        Example(MET, {"punished": "否"}),
        Example(NOT_MET, {"punished": "是"}),
        Example(UNKNOWN, {"punished": None}),
    ),
)  # fmt: skip
def disposal_not_punished(punished: str | None) -> Judgement:
    """Whoever was punished by Party discipline is not disposed of for the same matter."""
    if punished is None:
        return cannot_tell("同一问题是否受过党纪处分")
    if punished == "否":
        return met(同一问题受过党纪处分=punished)
    return not_met("已受党纪处分的，不因同一问题再进行组织处置。", 同一问题受过党纪处分=punished)


@rule(
    "party.disposal_investigators", "调查组人数", strength=Strength.WARN, citation=ACT,
    numbers=("party.disposal.least_investigators",),
    examples=(
        Example(MET, {"investigators": 2, "least_investigators": 2}),
        Example(NOT_MET, {"investigators": 1, "least_investigators": 2}),
    ),
)  # fmt: skip
def disposal_investigators(investigators: int, least_investigators: int) -> Judgement:
    """The branch committee sets up a team, never one alone."""
    facts = {"调查组人数": investigators, "至少": least_investigators}
    if investigators >= least_investigators:
        return met(**facts)
    why = f"调查组 {investigators} 人，应不少于 {least_investigators} 人。"
    return not_met(why, **facts)


@rule(
    "party.disposal_kind", "预备党员不适用劝其退党", strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"kind": QUIT, "member_stage": "正式党员"}),
        Example(NOT_MET, {"kind": QUIT, "member_stage": "预备党员"}),
        Example(UNKNOWN, {"kind": QUIT, "member_stage": None}),
    ),
)  # fmt: skip
def disposal_kind(kind: str, member_stage: str | None) -> Judgement:
    """A probationary member is not asked to quit: the probation is extended or cancelled."""
    if kind != QUIT:
        return met(处置方式=kind)
    if member_stage is None:
        return cannot_tell("党员类别", 处置方式=kind)
    if member_stage != "预备党员":
        return met(处置方式=kind, 类别=member_stage)
    why = "预备党员不劝其退党，按延长预备期或取消预备党员资格办理。"
    return not_met(why, 处置方式=kind, 类别=member_stage)


@rule(
    "party.disposal_unchanged", "改正期满无转变的不再限期改正",
    strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"kind": QUIT, "assessed": "无转变"}),
        Example(MET, {"kind": CORRECT, "assessed": None}, "没有经过限期改正"),
        Example(NOT_MET, {"kind": CORRECT, "assessed": "无转变"}),
    ),
)  # fmt: skip
def disposal_unchanged(kind: str, assessed: str | None) -> Judgement:
    """Without a change at the end of the period the member is asked to quit."""
    facts = {"处置方式": kind, "期满评估": assessed}
    if kind == CORRECT and assessed == "无转变":
        return not_met("限期改正期满仍无转变的，应劝其退党，不再限期改正。", **facts)
    return met(**facts)


@rule(
    "party.disposal_detached", "自行脱党的时间条件", strength=Strength.WARN,
    citation=Citation("中国共产党章程", "第九条", "2022"),
    numbers=("party.disposal.missed_months", "party.disposal.stopped_months"),
    examples=(
        Example(MET, {"kind": DETACHED, "missed": 7, "g01_on": None, "c01_on": DAY,
                        "missed_months": 6, "stopped_months": 24}),
        Example(NOT_MET, {"kind": DETACHED, "missed": 5, "g01_on": None, "c01_on": DAY,
                            "missed_months": 6, "stopped_months": 24}),
        Example(NOT_MET, {"kind": DETACHED, "missed": None, "g01_on": date(2024, 3, 4),
                            "c01_on": DAY, "missed_months": 6, "stopped_months": 24},
                "停止党籍还不满两年"),
        Example(UNKNOWN, {"kind": DETACHED, "missed": None, "g01_on": None, "c01_on": DAY,
                                "missed_months": 6, "stopped_months": 24}),
        Example(MET, {"kind": CORRECT, "missed": None, "g01_on": None, "c01_on": DAY,
                        "missed_months": 6, "stopped_months": 24}, "不是自行脱党"),
    ),
)  # fmt: skip
def disposal_detached(
    kind: str,
    missed: int | None,
    g01_on: date | None,
    c01_on: date,
    missed_months: int,
    stopped_months: int,
) -> Judgement:
    """Months without organization life, dues or work; or two years after membership stopped."""
    if kind != DETACHED:
        return met(处置方式=kind)
    if g01_on is not None:
        return _stopped_long_enough(g01_on, c01_on, stopped_months)
    if missed is None:
        return cannot_tell("连续不参加组织生活、不交纳党费或者不做党所分配的工作的月数")
    if missed >= missed_months:
        return met(连续月数=missed, 须满=missed_months)
    return not_met(f"连续 {missed} 个月，不满 {missed_months} 个月。", 连续月数=missed)


def _stopped_long_enough(stopped_on: date, on: date, months: int) -> Judgement:
    due = months_later(stopped_on, months)
    facts = {"停止党籍": stopped_on, "提出处置意见": on, "须到": due}
    if on >= due:
        return met(**facts)
    return not_met(f"{stopped_on} 停止党籍，到 {on} 不满 {months} 个月。", **facts)


@rule(
    "party.disposal_office_preview", "劝退、除名经组织部预审", strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"kind": REMOVE, "office_no": "青组审〔2025〕2号"}),
        Example(MET, {"kind": CORRECT, "office_no": None}, "限期改正由基层党委预审"),
        Example(NOT_MET, {"kind": QUIT, "office_no": None}),
    ),
)  # fmt: skip
def disposal_office_preview(kind: str, office_no: str | None) -> Judgement:
    """Asking to quit and removal are previewed by the organization department besides. [V]"""
    facts = {"处置方式": kind, "组织部预审文号": office_no}
    if kind == CORRECT or office_no:
        return met(**facts)
    return not_met(f"{kind}还没有组织部预审意见的文号。", **facts)


@rule(
    "party.disposal_told", "会前告知本人参会和申辩", strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"told_on": date(2025, 3, 1), "d02_on": DAY}),
        Example(NOT_MET, {"told_on": date(2025, 3, 4), "d02_on": DAY}),
        Example(UNKNOWN, {"told_on": None, "d02_on": DAY}),
    ),
)  # fmt: skip
def disposal_told(told_on: date | None, d02_on: date) -> Judgement:
    """The member knows of the meeting before it: may come, may defend themselves."""
    if told_on is None:
        return cannot_tell("告知日期", 支部大会=d02_on)
    facts = {"告知日期": told_on, "支部大会": d02_on}
    if told_on <= d02_on:
        return met(**facts)
    return not_met(f"支部大会 {d02_on}，{told_on} 才告知本人。", **facts)


@rule(
    "party.disposal_longest_period", "限期改正不超过最长期限",
    strength=Strength.BLOCK, citation=ACT,
    numbers=("party.disposal.longest_months",),
    examples=(
        Example(MET, {"period_from": DAY, "period_to": date(2025, 9, 3), "longest_months": 12}),
        Example(NOT_MET, {"period_from": DAY, "period_to": date(2026, 4, 3),
                            "longest_months": 12}),
        Example(NOT_MET, {"period_from": DAY, "period_to": date(2025, 3, 2),
                            "longest_months": 12}, "止早于起"),
    ),
)  # fmt: skip
def disposal_longest_period(period_from: date, period_to: date, longest_months: int) -> Judgement:
    """The period begins before it ends and is a year at most."""
    last = months_later(period_from, longest_months)
    facts = {"改正期起": period_from, "改正期止": period_to, "最迟": last}
    if period_to <= period_from:
        return not_met(f"改正期止 {period_to} 应晚于起 {period_from}。", **facts)
    if period_to <= last:
        return met(**facts)
    return not_met(f"改正期止 {period_to}，超过 {longest_months} 个月（最迟 {last}）。", **facts)


@rule(
    "party.disposal_usual_period", "限期改正一般期限", strength=Strength.INFO, citation=ACT,
    numbers=("party.disposal.usual_months",),
    examples=(
        Example(MET, {"period_from": DAY, "period_to": date(2025, 9, 3), "usual_months": 6}),
        Example(NOT_MET, {"period_from": DAY, "period_to": date(2026, 1, 3), "usual_months": 6}),
    ),
)  # fmt: skip
def disposal_usual_period(period_from: date, period_to: date, usual_months: int) -> Judgement:
    """Six months as a rule; a longer period is only pointed out."""
    usual = months_later(period_from, usual_months)
    facts = {"改正期起": period_from, "改正期止": period_to, "一般到": usual}
    if period_to <= usual:
        return met(**facts)
    return not_met(f"改正期一般 {usual_months} 个月，到 {usual}；现到 {period_to}。", **facts)


@rule(
    "party.disposal_lost", "失联满期才停止党籍", strength=Strength.WARN, citation=EDUCATION,
    numbers=("party.disposal.lost_months",),
    examples=(
        Example(MET, {"lost_since": date(2024, 9, 3), "g01_on": DAY, "lost_months": 6}),
        Example(NOT_MET, {"lost_since": date(2024, 9, 4), "g01_on": DAY, "lost_months": 6}),
    ),
)  # fmt: skip
def disposal_lost(lost_since: date, g01_on: date, lost_months: int) -> Judgement:
    """Membership stops after six months in which every way of contact was tried."""
    due = months_later(lost_since, lost_months)
    facts = {"失联日期": lost_since, "停止党籍": g01_on, "须到": due}
    if g01_on >= due:
        return met(**facts)
    return not_met(f"{lost_since} 失联，到 {g01_on} 不满 {lost_months} 个月。", **facts)


@rule(
    "party.disposal_appeal_told", "告知本人有申诉的权利", strength=Strength.WARN, citation=ACT,
    examples=(
        Example(MET, {"appeal_told": True}),
        Example(NOT_MET, {"appeal_told": False}),
        Example(UNKNOWN, {"appeal_told": None}),
    ),
)  # fmt: skip
def disposal_appeal_told(appeal_told: bool | None) -> Judgement:
    """The decision is delivered together with the right of appeal."""
    if appeal_told is None:
        return cannot_tell("是否告知申诉权利")
    if appeal_told:
        return met(已告知申诉权利=appeal_told)
    return not_met("送达决定时没有告知本人有申诉的权利。", 已告知申诉权利=appeal_told)
