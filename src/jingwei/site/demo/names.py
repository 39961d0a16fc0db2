"""Names by the year of birth and by people: surnames as frequent as they are, homonyms too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b

from jingwei.kernel.pinyin import readings, sort_key
from jingwei.site.demo import told
from jingwei.site.demo.streams import Stream, Weighted

HAN = "01"
OTHERS = Weighted(
    [("03", 300), ("11", 150), ("02", 120), ("04", 100), ("15", 80), ("05", 60), ("17", 50),
     ("26", 50), ("06", 40), ("08", 40), ("38", 10)]
)  # fmt: skip
"""Peoples other than Han with their fictional weights in the district (codes of GB3304)."""
HUI_SURNAMES = [
    "马",
    "马",
    "马",
    "马",
    "白",
    "丁",
    "哈",
    "沙",
    "海",
    "金",
    "杨",
    "王",
    "李",
    "张",
    "苏",
    "穆",
    "买",
]
DOT = "·"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name with what stands beside it in the register."""

    name: str
    pinyin: str
    key: str


@dataclass(frozen=True, slots=True)
class _Age:
    until: int
    single: float
    men: list[str]
    women: list[str]
    alone_men: list[str]
    alone_women: list[str]


def name_of(stream: Stream, *, is_woman: bool, year: int, people: str = HAN) -> str:
    """Return the full name of somebody born in ``year``; never that of a leader of the land."""
    while True:
        name = _other(stream, is_woman, people) or _han(stream, is_woman, year, people)
        if not is_stopped(name):
            return name


def given_name(stream: Stream, *, is_woman: bool, year: int) -> str:
    """Return a given name of one or two characters, as they were given in ``year``."""
    age = next(age for age in _ages() if year <= age.until)
    letters = age.women if is_woman else age.men
    if stream.below(100) < age.single:
        alone = age.alone_women if is_woman else age.alone_men
        return alone[_early(stream, len(alone))]
    first = letters[_early(stream, len(letters))]
    second = stream.pick(letters)
    return first + second if second != first or stream.below(4) == 0 else first


def surname(stream: Stream) -> str:
    """Return a surname: the hundred commonest in 86 of 100, rare and compound ones in two."""
    return _surnames().draw(stream)


@lru_cache(maxsize=20_000)
def spelled(name: str) -> Spelled:
    """Return a name with its first reading and its sort key, as the register spells it."""
    known = readings(name)
    return Spelled(name, known[0] if known else "", sort_key(name)[:160])


def surname_of(name: str) -> str:
    """Return the surname of a Han name; compound ones whole."""
    return name[:2] if name[:2] in _compound() else name[:1]


def is_stopped(name: str) -> bool:
    """Whether the name is one of the leaders whose names nobody here may bear."""
    return blake2b(name.encode(), digest_size=6, salt=b"stop").hexdigest() in _stopped()


def _han(stream: Stream, is_woman: bool, year: int, people: str) -> str:
    first = stream.pick(HUI_SURNAMES) if people in {"03", "26"} else surname(stream)
    return first + given_name(stream, is_woman=is_woman, year=year)


def _other(stream: Stream, is_woman: bool, people: str) -> str:
    """Return a name of a people that has own names; "" for all others."""
    told_names = _peoples().get(people)
    if told_names is None:
        return ""
    men, women, plain = told_names
    own = stream.pick(women if is_woman else men)
    if people == "02":
        return own if stream.below(2) else ""
    other = stream.pick(men)
    return own + other[:2] if plain else f"{own}{DOT}{other}"


def _early(stream: Stream, count: int) -> int:
    """Return a place among ``count``; those in front are commoner, as 伟 and 芳 are."""
    return min(stream.below(count), stream.below(count))


@cache
def _surnames() -> Weighted:
    names = told("names")
    weighted = [(w.split()[0], int(w.split()[1]) * 6) for w in names["common"]]
    whole = sum(weight for _, weight in weighted) * 100 // 86
    rare = names["rare"].split()
    weighted += [(text, whole * 16 // 1000 // len(rare)) for text in rare]
    weighted += [(text, whole * 4 // 1000 // 12) for text in names["compound"].split()]
    other = list(dict.fromkeys(names["other"].split()))
    return Weighted([*weighted, *((text, whole * 12 // 100 // len(other)) for text in other)])


@cache
def _ages() -> list[_Age]:
    alone = set(told("names")["alone"].split())
    ages = []
    for age in told("names")["age"]:
        men, women = age["men"].split(), age["women"].split()
        single = [c for c in men if c in alone], [c for c in women if c in alone]
        ages.append(_Age(age["until"], age["single"], men, women, *single))
    return ages


@cache
def _peoples() -> dict[str, tuple[list[str], list[str], bool]]:
    return {
        one["code"]: (one["men"].split(), one["women"].split(), one.get("plain", False))
        for one in told("names")["people"]
    }


@cache
def _compound() -> frozenset[str]:
    return frozenset(told("names")["compound"].split())


@cache
def _stopped() -> frozenset[str]:
    return frozenset(told("stopped_names")["hashes"])
