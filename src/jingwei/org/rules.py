"""What the rules say of Party organizations: terms, reminders, set-up. Findings, never a block.

Kinds, sectors and posts are the values of org.models (OrganizationKind, Sector, SeatPost).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

TERMS = (
    "《关于党的基层组织任期的意见》：基层党委每届 5 年，党总支、党支部 3 年，"
    "村和社区党的委员会、总支部、支部委员会 5 年"
)  # [S13]
DELAY = (
    "《中国共产党基层组织选举工作条例》：提前或延期换届须上级批准，延长期限一般不超过 1 年"  # [S12]
)
BRANCHES = (
    "《中国共产党支部工作条例（试行）》：有正式党员 3 人以上的成立党支部，"
    "党支部党员人数一般不超过 50 人"
)  # [S09]
JOINT = "《中国共产党支部工作条例（试行）》：联合党支部覆盖单位一般不超过 5 个"  # [S09]
COMMITTEES = (
    "《中国共产党支部工作条例（试行）》：有正式党员 7 人以上的党支部设立支部委员会，"
    "由 3 至 5 人组成，一般不超过 7 人"
)  # [S09]
SIZES = "参考口径，待核：党员超过 50 人可设党总支，超过 100 人可设党委，须上级党组织批准"  # [V]

FIRST_REMINDER_MONTHS = 6  # the upper organization reminds then [S13]
LONGEST_DELAY_MONTHS = 12
FEWEST_OF_A_BRANCH, MOST_OF_A_BRANCH, FEWEST_OF_A_COMMITTEE = 3, 50, 100
COMMITTEE_FROM_MEMBERS, FEWEST_SEATS, MOST_SEATS = 7, 3, 7
MOST_JOINT_UNITS = 5

_FIVE_YEARS = {"local_committee", "committee", "mobile_committee"}
_THREE_YEARS = {"general_branch", "branch", "joint_branch", "mobile_branch"}
_GRASSROOTS = {"village", "community"}
_BRANCHES = {"branch", "joint_branch", "mobile_branch"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: what it is and which text says so."""

    code: str
    text: str
    citation: str


@dataclass(frozen=True, slots=True)
class Make:
    """What the set-up of an organization is judged by; a number that is not known is None."""

    kind: str
    full_members: int | None = None
    members: int | None = None
    joint_units: int = 0
    posts: tuple[str, ...] = ()


def term_years(kind: str, sector: str) -> int | None:
    """Return how long a term lasts, None where no election ends it. Source: TERMS."""
    if kind in _FIVE_YEARS:
        return 5
    if kind in _THREE_YEARS:
        return 5 if sector in _GRASSROOTS else 3
    return None


def term_due(began_on: date, years: int) -> date:
    """Return the day ``years`` after ``began_on``; 29 February becomes the 28th. [OWN]"""
    return months_later(began_on, 12 * years)


def months_later(day: date, months: int) -> date:
    """Return the same day ``months`` on (back when negative), the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_left(expiry: date, on: date) -> int:
    """Return the whole months from ``on`` to ``expiry``; negative once a month is over."""
    months = (expiry.year - on.year) * 12 + expiry.month - on.month
    step = 1 if expiry >= on else -1
    while step * (expiry - months_later(on, months)).days < 0:
        months -= step
    return months


def due_state(expiry: date | None, on: date, *, within: int = FIRST_REMINDER_MONTHS) -> str:
    """Return "overdue" from the day after ``expiry``, "due" within so many months, else ""."""
    if expiry is None:
        return ""
    if on > expiry:
        return "overdue"
    return "due" if months_later(expiry, -within) <= on else ""


def delay_findings(due_on: date | None, delay_until: date | None) -> list[Finding]:
    """Return what is unusual about a delay. Source: DELAY."""
    if not due_on or not delay_until:
        return []
    if delay_until <= months_later(due_on, LONGEST_DELAY_MONTHS):
        return []
    return [Finding("org.delay_too_long", f"延期至 {delay_until}，超过一年。", DELAY)]


def set_up_findings(make: Make) -> list[Finding]:
    """Return what does not fit: too few or too many members, too many joint units, few seats."""
    return [*_size_findings(make), *_joint_findings(make), *_committee_findings(make)]


def _size_findings(make: Make) -> Iterable[Finding]:
    members = make.members if make.members is not None else make.full_members
    full = make.full_members
    if make.kind in _BRANCHES and full is not None and full < FEWEST_OF_A_BRANCH:
        text = f"正式党员 {full} 人，不足 {FEWEST_OF_A_BRANCH} 人。"
        yield Finding("org.too_few_members", text, BRANCHES)
    if members is None or make.kind not in _BRANCHES | {"general_branch"}:
        return
    if members > FEWEST_OF_A_COMMITTEE:
        text = f"党员 {members} 人，超过 {FEWEST_OF_A_COMMITTEE} 人，可研究设立党委。"
        yield Finding("org.could_be_committee", text, SIZES)
    elif members > MOST_OF_A_BRANCH and make.kind in _BRANCHES:
        text = f"党员 {members} 人，超过 {MOST_OF_A_BRANCH} 人，可研究设立党总支。"
        yield Finding("org.could_be_general_branch", text, BRANCHES)


def _joint_findings(make: Make) -> Iterable[Finding]:
    if make.kind == "joint_branch" and make.joint_units > MOST_JOINT_UNITS:
        text = f"联合 {make.joint_units} 个单位，超过 {MOST_JOINT_UNITS} 个。"
        yield Finding("org.too_many_units", text, JOINT)


def _committee_findings(make: Make) -> Iterable[Finding]:
    if make.kind not in _BRANCHES:
        return
    if "secretary" not in make.posts:
        yield Finding("org.no_secretary", "没有登记现任书记。", COMMITTEES)
    if make.full_members is None or make.full_members < COMMITTEE_FROM_MEMBERS:
        return
    if len(make.posts) < FEWEST_SEATS:
        text = f"正式党员 {make.full_members} 人，委员会只登记 {len(make.posts)} 人。"
        yield Finding("org.no_committee", text, COMMITTEES)
    elif len(make.posts) > MOST_SEATS:
        text = f"委员会登记 {len(make.posts)} 人，超过 {MOST_SEATS} 人。"
        yield Finding("org.large_committee", text, COMMITTEES)
