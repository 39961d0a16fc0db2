"""The rows every person has: the person, the spellings, schooling, contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from jingwei.kernel.codes import TABLES
from jingwei.kernel.id_numbers import id_check_character
from jingwei.people.hats import HATS
from jingwei.people.registers import PersonRegister
from jingwei.site.demo import told
from jingwei.site.demo.careers import Career, Level, Post
from jingwei.site.demo.columns import COLUMNS
from jingwei.site.demo.drafts import Draft, Study, work_month
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.months import partial
from jingwei.site.demo.streams import Stream
from jingwei.site.demo.tables import Sink

MEMBER, ON_PROBATION, LEAGUE, MASSES = "01", "02", "03", "13"
PROBATION = (3, 4)
"""Periods of joining whose members are on probation still."""
LEAVES_LEAGUE_AT = 28


@dataclass(slots=True)
class Texts:
    """Short texts and summaries of a person that come from other tables."""

    resume: str = ""
    rewards: str = ""
    appraisals: str = ""
    title: str = ""
    specialty: str = ""
    hats: list[str] = field(default_factory=list)


def person_write(
    draft: Draft, career: Career | None, texts: Texts, seed: int, sink: Sink, faults: Faults
) -> None:
    """Write the person and what everybody has."""
    stream = Stream(seed, "place", draft.pk)
    studies_write(draft, sink, faults)
    native = stream.pick(told("places")["native"])
    branch = draft.branch.path if draft.traits.is_member or draft.traits.kind else ""
    post, post_since = _post(draft, career)
    level, level_since = _level(career, "0")
    rank, rank_since = _level(career, "1")
    row = (
        draft.pk, draft.number, draft.name.name, draft.name.pinyin, draft.name.key,
        "2" if draft.traits.is_woman else "1", draft.birth, draft.people, native,
        native if stream.chance(0.8) else stream.pick(told("places")["native"]),
        _health(draft, stream), _work_since(draft, career), _politics(draft),
        partial(draft.joined[0]) if draft.joined[0] else "", texts.specialty, texts.title, post,
        texts.resume, texts.rewards, texts.appraisals, draft.unit.pk, draft.unit.path, branch,
        " ".join(code for code in HATS if code in texts.hats), draft.is_staff, "", 0,
        *_highest(draft.studies), post_since, level, level_since, rank, rank_since,
        _id_number(draft, faults),
    )  # fmt: skip
    sink.add("people.Person", (*row[:MISSING], _missing(row), *row[MISSING + 1 :]))
    sink.add("people.PersonName", (draft.pk, (draft.name.name, draft.name.pinyin)))
    _contact(draft, stream, sink)


def studies_write(draft: Draft, sink: Sink, faults: Faults) -> None:
    """Write the courses of study; in a planted fault the degree is above the education."""
    last = draft.studies[-1]
    is_college = draft.is_staff and last.education == "31"
    if is_college and faults.due("people.degree_above_education", draft.number):
        last.degree = "312"
    for one in draft.studies:
        degree_on = partial(one.ended) if one.degree else ""
        years = str(round((one.ended - one.began) / 12))
        sink.add("people.Education", (
            sink.take("people.Education"), draft.pk, one.kind, one.education, one.degree,
            one.school, one.major, partial(one.began), partial(one.ended), degree_on, years,
        ))  # fmt: skip


def contact_address(draft: Draft, stream: Stream) -> str:
    """Return where somebody lives: in the village, or in an estate of the town."""
    if draft.branch.village.endswith("村"):
        return f"{draft.branch.village}{stream.between(1, 12)}组{stream.between(1, 60)}号"
    houses = f"{stream.between(1, 30)}栋{stream.between(1, 18)}0{stream.between(1, 4)}室"
    return f"{stream.pick(told('places')['estates'])}{houses}"


def _contact(draft: Draft, stream: Stream, sink: Sink) -> None:
    office = ""
    if draft.is_staff:
        office = f"{stream.pick(told('places')['roads'])}{stream.between(1, 200)}号"
    phone = f"1000{stream.below(10**7):07d}" if draft.is_staff else ""
    sink.add("people.Contact", (
        sink.take("people.Contact"), draft.pk, f"100{draft.pk:08d}", phone, office,
        contact_address(draft, stream),
    ))  # fmt: skip


def _post(draft: Draft, career: Career | None) -> tuple[str, str]:
    """Return the posts held now in words and since when, as people.services.summaries does."""
    if career is None:
        return "", ""
    held = sorted(
        (post for post in career.posts if not post.until), key=lambda p: (not p.is_main, p.since)
    )
    if not held:
        return (f"{draft.unit.name}{draft.title[0]}" if draft.title else ""), ""
    return _post_words(held)[:200], partial(held[0].since)


def _post_words(held: list[Post]) -> str:
    words, last = [], ""
    for post in held:
        unit = post.unit.name
        words.append(post.title if unit == last else f"{unit}{post.title}")
        last = unit
    return "、".join(words)


def _level(career: Career | None, kind: str) -> tuple[str, str]:
    held = [one for one in career.levels if one.kind == kind and not one.until] if career else []
    found: Level | None = max(held, key=lambda one: one.since, default=None)
    return (found.code, partial(found.since)) if found else ("", "")


def _highest(studies: list[Study]) -> tuple[str, str]:
    educations = (one.education for one in studies)
    degrees = (one.degree for one in studies)
    return _first("ZB64", educations), _first("GB6864", degrees)


def _first(table: str, codes: Iterable[str]) -> str:
    order = _order(table)
    return min((code for code in codes if code), key=order.__getitem__, default="")


@cache
def _order(table: str) -> dict[str, int]:
    return {row.code: place for place, row in enumerate(TABLES[table].rows)}


def _health(draft: Draft, stream: Stream) -> str:
    if draft.is_staff or draft.age < 60:
        return "10"
    return "10" if stream.chance(0.7) else "20"


def _work_since(draft: Draft, career: Career | None) -> str:
    if career:
        return partial(career.work)
    if draft.traits.group in {"farmer", "student", "talent_agriculture"}:
        return ""
    return partial(work_month(draft))


def _politics(draft: Draft) -> str:
    if draft.traits.is_member:
        return ON_PROBATION if draft.traits.kind in PROBATION else MEMBER
    return LEAGUE if draft.age < LEAVES_LEAGUE_AT else MASSES


def _id_number(draft: Draft, faults: Faults) -> str:
    """Return the number; in a planted fault the birth month in it is another."""
    number = draft.id_number
    if not draft.is_staff or not faults.due("people.id_birth_differs", draft.number):
        return number
    month = int(number[10:12]) % 12 + 1
    first = f"000009{number[6:10]}{month:02d}{number[12:17]}"
    return first + id_check_character(first)


MISSING = COLUMNS["people.Person"].split().index("missing_count")


@cache
def _wanted() -> list[int]:
    names = COLUMNS["people.Person"].split()
    return [names.index(col.name) for col in PersonRegister.columns if col.wanted]


def _missing(row: tuple[object, ...]) -> int:
    return sum(row[place] == "" for place in _wanted())
