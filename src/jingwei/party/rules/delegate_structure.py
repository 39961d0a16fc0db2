"""The structure of a list of delegates against its quotas: counts, shares, what is not known. Pure.

A quota is a number of delegates. A list longer than the seats is compared by shares: of twelve
candidates for ten seats with three women asked for, 3.6 would be the same share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jingwei.kernel.partial_dates import full_years
from jingwei.kernel.rules import Answer

YOUNG = 45
"""Delegates up to this age count as young. Source: the samples of 2021 and 2016."""
FEMALE, HAN = "2", "01"
HIGHER = ("1", "2", "3")
"""How codes of ZB64 from college (大专) on begin."""
LEAST, MOST = "least", "most"


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody on a list, in plain values; None or "" is not known."""

    gender: str = ""
    birth_on: str = ""
    ethnic_group: str = ""
    education: str = ""
    leader: bool | None = None
    frontline: bool | None = None
    professional: bool | None = None
    model: bool | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One line of the matrix: whom it counts, and whether its quota is a floor or a ceiling.

    ``short`` heads the column of a wide table.
    """

    code: str
    label: str
    short: str
    bound: str
    counts: Callable[[Nominee, date], bool | None]

    @property
    def field(self) -> str:
        """The field of the step 分配名额 that holds the quota."""
        return f"quota_{self.code}"


def _woman(one: Nominee, on: date) -> bool | None:
    return one.gender == FEMALE if one.gender else None


def _minority(one: Nominee, on: date) -> bool | None:
    return one.ethnic_group != HAN if one.ethnic_group else None


def _young(one: Nominee, on: date) -> bool | None:
    return full_years(one.birth_on, on) <= YOUNG if one.birth_on else None


def _educated(one: Nominee, on: date) -> bool | None:
    return one.education.startswith(HIGHER) if one.education else None


DIMENSIONS = (
    Dimension("women", "女代表", "女", LEAST, _woman),
    Dimension("minority", "少数民族代表", "少数民族", LEAST, _minority),
    Dimension("young", f"{YOUNG} 岁以下代表", f"{YOUNG} 岁以下", LEAST, _young),
    Dimension("educated", "大专以上学历代表", "大专以上", LEAST, _educated),
    Dimension("frontline", "生产和工作一线代表", "一线", LEAST, lambda one, on: one.frontline),
    Dimension(
        "professional", "专业技术人员代表", "专业技术", LEAST, lambda one, on: one.professional
    ),
    Dimension("model", "先进模范代表", "模范", LEAST, lambda one, on: one.model),
    Dimension("leader", "领导干部代表", "领导干部", MOST, lambda one, on: one.leader),
)
"""Source: party-and-talent §7.1 and §7.5."""


@dataclass(frozen=True, slots=True)
class Line:
    """A dimension of one list: ``target`` of ``seats`` asked for, ``count`` of ``size`` there.

    ``unknown`` people are on the list whose fact is missing. ``target`` None: no quota was set.
    """

    code: str
    label: str
    bound: str
    target: int | None
    seats: int
    count: int
    unknown: int
    size: int

    @property
    def answer(self) -> Answer | None:
        """Whether the share is kept; None without a quota. Of nobody it cannot be told."""
        if self.target is None:
            return None
        if not self.size:
            return Answer.CANNOT_TELL
        sure, open_ = (self.count, self.count + self.unknown)
        if self.bound == MOST:
            sure, open_ = open_, sure
        if self._keeps(sure):
            return Answer.MET
        return Answer.CANNOT_TELL if self._keeps(open_) else Answer.NOT_MET

    def _keeps(self, count: int) -> bool:
        here, asked = count * self.seats, (self.target or 0) * self.size
        return here >= asked if self.bound == LEAST else here <= asked

    @property
    def asked(self) -> str:
        """The quota in words: "不少于 3 名（30%）"; "——" without one."""
        if self.target is None:
            return "——"
        bound = "不少于" if self.bound == LEAST else "不多于"
        return f"{bound} {self.target} 名{_share(self.target, self.seats)}"

    @property
    def there(self) -> str:
        """What is on the list in words: "4 人（33%）"."""
        missing = f"，{self.unknown} 人信息不全" if self.unknown else ""
        return f"{self.count} 人{_share(self.count, self.size)}{missing}"

    @property
    def sentence(self) -> str:
        return f"{self.label}{self.there}，应{self.asked}"


def _share(part: int, whole: int) -> str:
    return f"（{100 * part / whole:.1f}%）" if whole else ""


def fulfilment(
    people: Iterable[Nominee], quotas: Mapping[str, int | None], seats: int, on: date
) -> tuple[Line, ...]:
    """Return the matrix of one list: a line for each dimension, in their fixed order."""
    listed = list(people)
    return tuple(_line(found, listed, quotas.get(found.code), seats, on) for found in DIMENSIONS)


def _line(
    found: Dimension, people: Sequence[Nominee], target: int | None, seats: int, on: date
) -> Line:
    told = [found.counts(one, on) for one in people]
    count, unknown = told.count(True), told.count(None)
    return Line(found.code, found.label, found.bound, target, seats, count, unknown, len(people))


def whole(lists: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    """Return the matrix of all lists together.

    Where some lists have a quota and others none, only those with one are added up: a share of
    the others would be compared with nothing.
    """
    return tuple(_sum([lines[n] for lines in lists], found) for n, found in enumerate(DIMENSIONS))


def _sum(lines: Sequence[Line], found: Dimension) -> Line:
    asked = [line for line in lines if line.target is not None]
    counted = asked or lines
    target = sum(line.target or 0 for line in asked) if asked else None
    return Line(
        found.code, found.label, found.bound, target,
        sum(line.seats for line in counted), sum(line.count for line in counted),
        sum(line.unknown for line in counted), sum(line.size for line in counted),
    )  # fmt: skip
