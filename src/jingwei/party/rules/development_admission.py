"""What the rules on member development say of admission and conversion.

Source: party-and-talent §1.2-1.4.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from jingwei.kernel.rules import (
    Answer,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.party.rules.development import SINCE, YES, cited
from jingwei.procedures.limits import add_months

BY_BALLOT = "无记名投票"
ON_TIME, EXTENDED = "按期转正", "延长预备期"


@rule(
    "party.development_leaving", "三个月内将离开单位的一般不办理接收手续",
    strength=Strength.WARN, citation=cited("第十九条"), since=SINCE,
    numbers=("party.development.leaving_months",),
    examples=(
        Example(Answer.MET, {
            "leaving": "否", "leaves_on": None, "d13_on": date(2025, 3, 1), "leaving_months": 3,
        }),
        Example(Answer.NOT_MET, {
            "leaving": "是", "leaves_on": date(2025, 5, 31), "d13_on": date(2025, 3, 1),
            "leaving_months": 3,
        }),
        Example(Answer.CANNOT_TELL, {
            "leaving": "是", "leaves_on": None, "d13_on": date(2025, 3, 1), "leaving_months": 3,
        }),
    ),
)  # fmt: skip
def leaving(leaving: str, leaves_on: date | None, d13_on: date, leaving_months: int) -> Judgement:
    """MD-T14: nobody is admitted who leaves the unit within three months."""
    facts = {"是否将离开": leaving, "预计离开日期": leaves_on, "预审日期": d13_on}
    if leaving != YES:
        return met(**facts)
    if leaves_on is None:
        return cannot_tell("预计离开日期", **facts)
    if leaves_on >= add_months(d13_on, leaving_months):
        return met(**facts)
    why = f"预计 {leaves_on} 离开单位，距预审 {d13_on} 不满 {leaving_months} 个月。"
    return not_met(why, **facts)


@rule(
    "party.development_form_unique", "入党志愿书编号不重复",
    strength=Strength.BLOCK, citation=cited("第二十条"), since=SINCE,
    examples=(
        Example(Answer.MET, {"form_no": "示0000002", "numbers_taken": frozenset({"示0000001"})}),
        Example(
            Answer.NOT_MET,
            {"form_no": "示0000001", "numbers_taken": frozenset({"示0000001"})},
        ),
    ),
)  # fmt: skip
def form_unique(form_no: str, numbers_taken: Collection[str]) -> Judgement:
    """No two people fill in the form of one number; a void number is used no more."""
    if form_no.strip() in numbers_taken:
        why = f"入党志愿书编号 {form_no} 已用于别人，或已作废。"
        return not_met(why, 编号=form_no)
    return met(编号=form_no)


@rule(
    "party.development_form_issued", "填写的是发给的入党志愿书",
    strength=Strength.WARN, citation=cited("第二十条"), since=SINCE,
    examples=(
        Example(Answer.MET, {"form_no": "示02", "issued_no": "示02", "void_no": None}),
        Example(Answer.MET, {"form_no": "示03", "issued_no": "示02", "void_no": "示02"},
                "写错重领，原编号作废"),
        Example(Answer.NOT_MET, {"form_no": "示03", "issued_no": "示02", "void_no": None}),
    ),
)  # fmt: skip
def form_issued(form_no: str, issued_no: str, void_no: str | None) -> Judgement:
    """The number is the one the committee issued, or that one is noted as void."""
    facts = {"填写编号": form_no, "发给编号": issued_no, "作废编号": void_no}
    if issued_no in (form_no, void_no):
        return met(**facts)
    return not_met(f"发给的是 {issued_no}，填写的是 {form_no}，没有记明原编号作废。", **facts)


def _secret(ballot: str) -> Judgement:
    if ballot == BY_BALLOT:
        return met(表决方式=ballot)
    return not_met("支部大会应采取无记名投票的方式表决。", 表决方式=ballot)


BALLOTS = (
    (Answer.MET, "无记名投票"),
    (Answer.NOT_MET, "其他"),
)


@rule(
    "party.development_ballot", "接收预备党员采取无记名投票",
    strength=Strength.WARN, citation=cited("第二十一条"), since=SINCE,
    examples=tuple(Example(answer, {"ballot": word}) for answer, word in BALLOTS),
)  # fmt: skip
def ballot(ballot: str) -> Judgement:
    """The branch meeting votes by secret ballot."""
    return _secret(ballot)


@rule(
    "party.development_conversion_ballot", "讨论转正采取无记名投票",
    strength=Strength.WARN, citation=cited("第三十三条"), since=SINCE,
    examples=tuple(Example(answer, {"conversion_ballot": word}) for answer, word in BALLOTS),
)  # fmt: skip
def conversion_ballot(conversion_ballot: str) -> Judgement:
    """The branch meeting votes by secret ballot on the conversion as well."""
    return _secret(conversion_ballot)


@rule(
    "party.development_eligible", "有表决权人数不多于支部登记的正式党员数",
    strength=Strength.WARN, citation=cited("第二十条"), since=SINCE,
    examples=(
        Example(Answer.MET, {"eligible": 20, "full_count": 21}, "一人受留党察看处分，没有表决权"),
        Example(Answer.NOT_MET, {"eligible": 22, "full_count": 21}),
    ),
)  # fmt: skip
def eligible(eligible: int, full_count: int) -> Judgement:
    """No more people can vote than the branch has full members."""
    facts = {"有表决权人数": eligible, "登记的正式党员": full_count}
    if eligible <= full_count:
        return met(**facts)
    return not_met(f"有表决权人数 {eligible}，支部登记的正式党员只有 {full_count} 名。", **facts)


@rule(
    "party.development_probation", "预备期一年，从支部大会通过之日算起",
    strength=Strength.BLOCK, citation=cited("第三十一条"), since=SINCE,
    numbers=("party.development.probation_months",),
    examples=(
        Example(Answer.MET, {
            "probation_from": date(2024, 2, 29), "probation_to": date(2025, 2, 28),
            "d15_on": date(2024, 2, 29), "probation_months": 12,
        }),
        Example(Answer.NOT_MET, {
            "probation_from": date(2024, 3, 9), "probation_to": date(2025, 3, 9),
            "d15_on": date(2024, 3, 1), "probation_months": 12,
        }, "从审批之日算起"),
    ),
)  # fmt: skip
def probation(
    probation_from: date, probation_to: date, d15_on: date, probation_months: int
) -> Judgement:
    """MD-T08: the probation is a year from the day of the branch meeting, neither more nor less."""
    facts = {"支部大会": d15_on, "预备期开始": probation_from, "预备期结束": probation_to}
    if probation_from != d15_on:
        why = f"预备期写的是从 {probation_from} 开始，支部大会通过之日是 {d15_on}。"
        return not_met(why, **facts)
    due = add_months(d15_on, probation_months)
    if probation_to != due:
        return not_met(f"预备期应到 {due}，写的是 {probation_to}。", **facts)
    return met(**facts)


@rule(
    "party.development_extension", "延长预备期只能一次，半年至一年",
    strength=Strength.BLOCK, citation=cited("第三十二条"), since=SINCE,
    numbers=("party.development.extension_least", "party.development.extension_most"),
    examples=(
        Example(Answer.MET, {
            "resolution": EXTENDED, "extension_months": 6, "extensions": 0,
            "extension_least": 6, "extension_most": 12,
        }),
        Example(Answer.NOT_MET, {
            "resolution": EXTENDED, "extension_months": 3, "extensions": 0,
            "extension_least": 6, "extension_most": 12,
        }),
        Example(Answer.NOT_MET, {
            "resolution": EXTENDED, "extension_months": 6, "extensions": 1,
            "extension_least": 6, "extension_most": 12,
        }, "已经延长过"),
    ),
)  # fmt: skip
def extension(
    resolution: str,
    extension_months: int | None,
    extensions: int,
    extension_least: int,
    extension_most: int,
) -> Judgement:
    """MD-T11: the probation is extended once, by six to twelve months."""
    facts = {"决议": resolution, "延长月数": extension_months, "已延长次数": extensions}
    if resolution != EXTENDED:
        return met(**facts)
    if extensions:
        return not_met(f"预备期已经延长过 {extensions} 次，不能再延长。", **facts)
    if extension_months is None:
        return cannot_tell("延长月数", **facts)
    if extension_least <= extension_months <= extension_most:
        return met(**facts)
    why = f"延长 {extension_months} 个月，应为 {extension_least} 至 {extension_most} 个月。"
    return not_met(why, **facts)


@rule(
    "party.development_extended_to", "延长后的预备期与决议相符",
    strength=Strength.BLOCK, citation=cited("第三十二条"), since=SINCE,
    examples=(
        Example(Answer.MET, {
            "resolution": EXTENDED, "probation_to": date(2025, 3, 1), "extension_months": 6,
            "extended_to": date(2025, 9, 1),
        }),
        Example(Answer.NOT_MET, {
            "resolution": EXTENDED, "probation_to": date(2025, 3, 1), "extension_months": 6,
            "extended_to": date(2025, 10, 1),
        }),
        Example(Answer.MET, {
            "resolution": ON_TIME, "probation_to": date(2025, 3, 1), "extension_months": None,
            "extended_to": None,
        }, "没有延长"),
    ),
)  # fmt: skip
def extended_to(
    resolution: str, probation_to: date, extension_months: int | None, extended_to: date | None
) -> Judgement:
    """The new end of the probation is the old one and the months of the resolution."""
    facts = {"决议": resolution, "原预备期结束": probation_to, "延长到": extended_to}
    if resolution != EXTENDED:
        return met(**facts)
    if extended_to is None or extension_months is None:
        return cannot_tell("延长后的预备期结束日期", **facts)
    due = add_months(probation_to, int(extension_months))
    if extended_to == due:
        return met(**facts)
    return not_met(f"延长 {extension_months} 个月应到 {due}，写的是 {extended_to}。", **facts)
