"""What a branch has to do this month, in order; the first that is not done comes first.

Pure: the facts are read by ``party.selectors.branch``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DUES, MEETINGS, ROUNDS, DEVELOPMENT, MOBILE, ELECTION = (
    "dues", "meetings", "rounds", "development", "mobile", "election",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What duties follow from. ``dues`` is "" (not begun), "open" or "closed".

    ``behind`` counts earlier months of dues still open, ``meetings`` the unmet ones of this month
    by name, ``rounds`` the answers that are waited for, ``cases`` those of member development due
    this month, ``mobile`` the members to contact; ``election`` is "", "due" or "overdue".
    """

    dues: str = ""
    unsettled: int = 0
    behind: int = 0
    meetings: Sequence[str] = ()
    meetings_met: int = 0
    rounds: int = 0
    cases: int = 0
    mobile: int = 0
    election: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: the part of the page it leads to, what it is, where it stands, whether done."""

    page: str
    name: str
    words: str
    is_met: bool


def duties(told: Facts) -> tuple[Duty, ...]:
    """Return the duties of the month; dues and meetings always, the rest when there is any."""
    found = [_dues(told), _meetings(told)]
    if told.behind:
        found.insert(1, Duty(DUES, "以前月份党费", f"{told.behind} 个月没有结清", is_met=False))
    if told.rounds:
        found.append(Duty(ROUNDS, "填报", f"{told.rounds} 份要填", is_met=False))
    if told.cases:
        found.append(Duty(DEVELOPMENT, "发展党员", f"{told.cases} 件本月到期或逾期", is_met=False))
    if told.mobile:
        found.append(Duty(MOBILE, "流动党员", f"{told.mobile} 人需要联系", is_met=False))
    if told.election:
        words = "任期已过届满日期" if told.election == "overdue" else "任期 6 个月内届满"
        found.append(Duty(ELECTION, "换届", words, is_met=False))
    return tuple(found)


def _dues(told: Facts) -> Duty:
    if told.dues == "closed":
        return Duty(DUES, "本月党费", "已结清", is_met=True)
    if not told.dues:
        return Duty(DUES, "本月党费", "还没有生成", is_met=False)
    left = f"{told.unsettled} 人未交或未说明" if told.unsettled else "等待核对回单、结清"
    return Duty(DUES, "本月党费", left, is_met=False)


def _meetings(told: Facts) -> Duty:
    if told.meetings:
        return Duty(MEETINGS, "组织生活", f"还差{'、'.join(told.meetings)}", is_met=False)
    return Duty(MEETINGS, "组织生活", f"本月 {told.meetings_met} 项已开", is_met=True)


def primary(found: Sequence[Duty]) -> str:
    """Return the page of the first duty that is not met, "" when all are."""
    return next((duty.page for duty in found if not duty.is_met), "")


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a branch has in the registers: how many of each."""

    members: int
    secretaries: int
    terms: int
    bases: int
    beginnings: int


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """A step of setting up: its code, what is to be done, whether it is."""

    code: str
    name: str
    is_done: bool


def set_up_steps(told: SetUp) -> tuple[SetUpStep, ...]:
    """Return the five steps of a new branch in their order."""
    return (
        SetUpStep("members", "登记党员", told.members > 0),
        SetUpStep("seats", "登记书记和委员", told.secretaries > 0),
        SetUpStep("term", "登记任期", told.terms > 0),
        SetUpStep("bases", "登记党费基数", told.bases > 0),
        SetUpStep("begin", "生成第一个月党费，或记录第一次会议", told.beginnings > 0),
    )


def is_new(steps: Sequence[SetUpStep]) -> bool:
    """Whether the list is shown: nothing was begun yet, or there is nobody in the branch."""
    done = {step.code: step.is_done for step in steps}
    return not done["begin"] or not done["members"]
