"""A person in the making: who they are before their rows are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jingwei.kernel.id_numbers import id_check_character
from jingwei.people.models.person import person_number
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.layout import Place
from jingwei.site.demo.months import NOW, month, partial
from jingwei.site.demo.names import DOT, HAN, OTHERS, Spelled, name_of, spelled
from jingwei.site.demo.organizations import Organization
from jingwei.site.demo.population import BANDS, Traits
from jingwei.site.demo.streams import Stream
from jingwei.site.demo.units import UnitAt

STAFF = ("civil", "reference", "manager")
WOMEN_LAST, MEN_LAST = 54, 59
RETIRED, VETERANS = 900, 28
PERIODS = tuple(
    (month(*first), month(*last))
    for first, last in (
        ((1955, 1), (1977, 12)), ((1978, 1), (2012, 12)), ((2013, 1), (2024, 5)),
        ((2024, 7), (2025, 6)), ((2024, 1), (2024, 5)),
    )
)  # fmt: skip
"""Months of joining the Party, by the rows of the plan."""
HOMOPHONES = [
    "伟玮",
    "芳方",
    "静婧",
    "敏闽",
    "杰洁",
    "婷庭",
    "浩皓",
    "宇雨",
    "佳嘉",
    "文雯",
    "娜那",
    "英瑛",
    "丽莉",
    "艳燕",
    "志智",
    "建健",
    "明铭",
    "玉钰",
    "梅玫",
]


@dataclass(slots=True)
class Study:
    """A course of study, in months."""

    kind: str
    education: str
    degree: str
    school: str
    major: str
    began: int
    ended: int


@dataclass(slots=True, eq=False)
class Draft:
    """A person: facts that several tables need."""

    pk: int
    traits: Traits
    place: Place
    unit: UnitAt
    branch: Organization
    name: Spelled
    people: str
    born: int
    birth: str
    id_number: str
    age: int
    studies: list[Study] = field(default_factory=list)
    role: str = ""
    title: tuple[str, ...] = ()
    rank: str = ""
    is_special: bool = False
    joined: tuple[int, int] = (0, 0)
    """Month and day of joining the Party; (0, 0) for others."""

    @property
    def number(self) -> str:
        return person_number(self.pk)

    @property
    def is_staff(self) -> bool:
        return self.traits.group in STAFF

    @property
    def service(self) -> int:
        """Years since the end of full-time study, about."""
        return (NOW - work_month(self)) // 12


def work_month(draft: Draft) -> int:
    """Return the month in which working life began: at the end of full-time study."""
    ended = [study.ended for study in draft.studies if study.kind == "1"]
    return max([*ended, draft.born + 16 * 12])


class Registry:
    """Makes people who are told apart: nobody shares name and birth month by accident."""

    def __init__(self, seed: int, scale: float, faults: Faults) -> None:
        self.seed, self.faults = seed, faults
        self._veterans_from = round(RETIRED * scale) - max(1, round(VETERANS * scale))
        self._numbers: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._last: Draft | None = None

    def draft(
        self, pk: int, traits: Traits, place: Place, unit: UnitAt, branch: Organization
    ) -> Draft:
        """Return a person with age, name and number."""
        stream = Stream(self.seed, "person", pk)
        is_veteran = self.is_veteran(traits)
        age = stream.between(91, 98) if is_veteran else _age(traits, stream)
        born = NOW - age * 12 - stream.below(12)
        people = OTHERS.draw(stream) if traits.is_minority else HAN
        name, birth = self._called(pk, traits, born, people)
        made = Draft(
            pk, traits, place, unit, branch, name, people, born, birth,
            self._id_number(birth, traits.is_woman), age,
        )  # fmt: skip
        if traits.is_member:
            made.joined = self._joined(made, 0 if is_veteran else traits.kind, stream)
        self._twin(made)
        return made

    def is_veteran(self, traits: Traits) -> bool:
        """Whether a retired cadre took part before October 1949 (离休)."""
        is_member = traits.group == "retired_cadre" and traits.is_member
        return is_member and traits.place >= self._veterans_from

    def _joined(self, made: Draft, period: int, stream: Stream) -> tuple[int, int]:
        """Return month and day of joining, at 18 or later but for a planted fault."""
        first, last = PERIODS[period]
        early = made.born + 18 * 12 + 1
        is_usual = period == 2 and 2 <= made.traits.band <= 4 and not made.is_staff
        if is_usual and self.faults.due("party.joined_under_18", made.number):
            return made.born + 17 * 12, stream.between(1, 28)
        return stream.between(max(first, early), max(last, early)), stream.between(1, 28)

    def _called(self, pk: int, traits: Traits, born: int, people: str) -> tuple[Spelled, str]:
        """Return name and birth date; in the first part of the district no two look alike."""
        stream = Stream(self.seed, "name", pk)
        while True:
            text = name_of(stream, is_woman=traits.is_woman, year=born // 12, people=people)
            name = spelled(text)
            birth = f"{partial(born)}{stream.between(1, 28):02d}"
            if not self.faults.is_open:
                return name, birth
            alike = (f"{text}{birth[:6]}", f"{name.pinyin[:2]}{birth}")
            if self._taken.isdisjoint(alike):
                self._taken.update(alike)
                return name, birth

    def _id_number(self, birth: str, is_woman: bool) -> str:
        """Return a number of the invented area, odd for men, each once."""
        count = self._numbers[key := f"{birth}{int(is_woman)}"]
        self._numbers[key] += 1
        area, turn = divmod(count, 499)
        first = f"{area + 1:06d}{birth}{turn * 2 + 1 + is_woman:03d}"
        return first + id_check_character(first)

    def _twin(self, made: Draft) -> None:
        """Make an applicant a second row of the applicant before: same name, or one like it."""
        if not self.faults.is_open or made.traits.group != "applicant":
            return
        other, self._last = self._last, made
        if other is None or other.traits.is_woman != made.traits.is_woman:
            return
        if other.traits.band != made.traits.band or DOT in other.name.name:
            return
        like = _like(other.name.name)
        if self.faults.due("people.duplicate", made.number):
            made.name = other.name
        elif like and self.faults.due("people.similar_name", made.number):
            made.name = spelled(like)
        else:
            return
        made.born, made.birth, made.age, made.people = (
            other.born,
            other.birth,
            other.age,
            other.people,
        )
        made.id_number, self._last = "", None


def _like(name: str) -> str:
    """Return the name with its last character written otherwise and read the same; "" if none."""
    for pair in HOMOPHONES:
        if name[-1] in pair and len(name) < 4:
            return name[:-1] + pair[1 - pair.index(name[-1])]
    return ""


def _age(traits: Traits, stream: Stream) -> int:
    low, high = BANDS[traits.band]
    if traits.group in STAFF:
        high = min(high, WOMEN_LAST if traits.is_woman else MEN_LAST)
    if traits.band == 0:
        is_early = traits.group == "applicant" and not traits.is_college and traits.kind < 2
        low = low if is_early else 23
        high = 28 if traits.group == "student" else high
    if traits.band == 7:
        low, high = _old(traits)
    return stream.between(low, high)


def _old(traits: Traits) -> tuple[int, int]:
    """Return the ages of those over sixty; who joined before 1978 was 18 then."""
    if traits.is_member and traits.kind == 0:
        return 66, 88
    return 61, 80
