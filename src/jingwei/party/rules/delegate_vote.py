"""Rules of electing delegates: the vote, its count, the seats filled.

Source: party-and-talent §7.3. The articles wait for somebody to compare them with the texts.
"""

from __future__ import annotations

from jingwei.kernel.rules import (
    Citation,
    Example,
    Judgement,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.party.rules.delegates import (
    ACT,
    BY_NAME,
    EDITION,
    NO,
    NUMBERS,
    OPEN,
    PRODUCING,
    YES,
)

VOTING = Citation(ACT, "第四章（选举的实施）", EDITION)
COUNTING = Citation("经纬程序办理规则", "两人计票")


@rule(
    "party.delegate_two_entries", "每轮计票由两人分别录入并一致", strength=Strength.WARN,
    citation=COUNTING,
    examples=(
        Example(YES, {"rounds_agreed": 1, "round_open": ""}),
        Example(NO, {"rounds_agreed": 0, "round_open": "两人录入不一致"}),
        Example(OPEN, {"rounds_agreed": 0, "round_open": ""}, "还没有人录入"),
    ),
)  # fmt: skip
def delegate_two_entries(rounds_agreed: int, round_open: str) -> Judgement:
    """Two accounts entered each round alike, and no round is left half entered."""
    facts = {"一致的轮次": rounds_agreed}
    if round_open:
        return not_met(f"{round_open}。", **facts)
    return met(**facts) if rounds_agreed else cannot_tell("两人一致的计票", **facts)


@rule(
    "party.delegate_attendance", "有选举权的到会人数达到五分之四", strength=Strength.BLOCK,
    citation=VOTING, numbers=(f"{NUMBERS}.attendance_percent",),
    examples=(
        Example(YES, {"count_eligible": 240, "count_present": 192}),
        Example(NO, {"count_eligible": 240, "count_present": 191}),
        Example(OPEN, {"count_eligible": None, "count_present": None}, "还没有一致的计票"),
    ),
)  # fmt: skip
def delegate_attendance(
    count_eligible: int | None, count_present: int | None, attendance_percent: int = 80
) -> Judgement:
    """At least four fifths of those with the right to elect are present in the first round."""
    if count_eligible is None or count_present is None:
        return cannot_tell("有选举权和实到会的人数")
    facts = {"有选举权人数": count_eligible, "实到会人数": count_present}
    if count_present * 100 >= count_eligible * attendance_percent:
        return met(**facts)
    words = f"实到会 {count_present} 人，没有达到有选举权的 {count_eligible} 人的"
    return not_met(f"{words} {attendance_percent}%。", **facts)


@rule(
    "party.delegate_result", "选举有效并选满应选名额", strength=Strength.WARN, citation=VOTING,
    examples=(
        Example(YES, {"result": "complete", "elected": ("甲",), "tied": (), "outside": ()}),
        Example(NO, {"result": "tie", "elected": (), "tied": ("甲", "乙"), "outside": ()}),
        Example(NO, {"result": "short", "elected": ("甲",), "tied": (), "outside": ()}),
        Example(NO, {"result": "void", "elected": (), "tied": (), "outside": ()}),
        Example(OPEN, {"result": "", "elected": (), "tied": (), "outside": ()}),
    ),
)  # fmt: skip
def delegate_result(result: str, elected: BY_NAME, tied: BY_NAME, outside: BY_NAME) -> Judgement:
    """The vote is valid, nobody is tied at the border and every seat is filled.

    ``outside`` were elected without being candidates: they must be put on the list first.
    """
    facts = {"当选": elected, "票数相等": tied}
    if not result:
        return cannot_tell("两人一致的计票", **facts)
    if outside:
        return not_met(f"另选的{'、'.join(outside)}当选，还不在人选里。", **facts)
    whys = {
        "void": "收回的选票多于发出的选票，选举无效，应重新选举。",
        "tie": f"{'、'.join(tied)}票数相等，不能确定当选人，应再次投票。",
        "short": f"当选 {len(elected)} 人，少于应选名额，不足的应另行选举。",
    }
    return not_met(whys[result], **facts) if result in whys else met(**facts)


@rule(
    "party.delegate_counters", "监票人和计票人不是候选人", strength=Strength.WARN, citation=VOTING,
    examples=(
        Example(YES, {"counters": "周示例、吴示例", "candidate_names": ("林示例",)}),
        Example(NO, {"counters": "周示例、林示例", "candidate_names": ("林示例",)}),
    ),
)  # fmt: skip
def delegate_counters(counters: str, candidate_names: BY_NAME) -> Judgement:
    """Whoever watches or counts the ballots is no candidate. Compared by name."""
    facts = {"监票人和计票人": counters}
    both = [name for name in candidate_names if name in counters]
    if both:
        return not_met(f"{'、'.join(both)}是候选人，又是监票人或计票人。", **facts)
    return met(**facts)


@rule(
    "party.delegate_qualified", "确认的代表都已当选", strength=Strength.WARN, citation=PRODUCING,
    examples=(
        Example(YES, {"confirmed": 10, "to_confirm": 10}),
        Example(NO, {"confirmed": 9, "to_confirm": 10}),
        Example(OPEN, {"confirmed": 0, "to_confirm": 0}, "没有计票结果"),
    ),
)  # fmt: skip
def delegate_qualified(confirmed: int, to_confirm: int) -> Judgement:
    """As many delegates are confirmed as were elected and still stand."""
    facts = {"资格有效": confirmed, "当选并在列": to_confirm}
    if not to_confirm:
        return cannot_tell("当选名单", **facts)
    if confirmed != to_confirm:
        return not_met(f"资格有效 {confirmed} 名，当选并在列的有 {to_confirm} 名。", **facts)
    return met(**facts)
