"""Schooling that fits age, work and the share of college graduates."""

from __future__ import annotations

from functools import cache

from jingwei.site.demo import told
from jingwei.site.demo.drafts import STAFF, Draft, Study
from jingwei.site.demo.months import NOW, month
from jingwei.site.demo.streams import Stream

MASTER, BACHELOR, COLLEGE = "11", "21", "31"
SECONDARY, HIGH, MIDDLE, PRIMARY = "41", "61", "71", "81"
PARTY_SCHOOL_BACHELOR, PARTY_SCHOOL_MASTER = "2B", "1B"
LASTS = {MASTER: 36, BACHELOR: 48, COLLEGE: 36, SECONDARY: 36, HIGH: 36, MIDDLE: 36, PRIMARY: 72}
ENDS_AT = {MASTER: 26, BACHELOR: 23, COLLEGE: 22, SECONDARY: 19, HIGH: 18, MIDDLE: 15, PRIMARY: 12}
"""Usual length in months, usual age at the end."""
AREAS = {"talent_education": "education", "talent_health": "health", "talent_industry": "industry"}


def study(draft: Draft, seed: int) -> list[Study]:
    """Return the courses of study of a person, full-time first, then beside work."""
    stream = Stream(seed, "education", draft.pk)
    highest = _highest(draft, stream)
    if draft.age > 38 and highest == BACHELOR and stream.chance(0.45):
        return _beside_work(draft, stream)
    studies = [_course(draft, highest, stream)]
    if highest == MASTER:
        studies.insert(0, _course(draft, BACHELOR, stream))
    return studies


def _highest(draft: Draft, stream: Stream) -> str:
    traits, drawn = draft.traits, stream.below(100)
    if not traits.is_college:
        return _school(draft.age, drawn)
    if traits.group == "student":
        return BACHELOR if draft.age >= 23 else COLLEGE
    if draft.age < 26:
        return BACHELOR if drawn < 65 else COLLEGE
    if traits.group in STAFF:
        return MASTER if drawn < 14 and draft.age < 48 else BACHELOR if drawn < 84 else COLLEGE
    if draft.age <= 40:
        return MASTER if drawn < 10 else BACHELOR if drawn < 66 else COLLEGE
    return BACHELOR if drawn < 40 else COLLEGE


def _school(age: int, drawn: int) -> str:
    if age > 60:
        return (
            PRIMARY if drawn < 25 else MIDDLE if drawn < 70 else HIGH if drawn < 90 else SECONDARY
        )
    return MIDDLE if drawn < 30 else HIGH if drawn < 70 else SECONDARY


def _beside_work(draft: Draft, stream: Stream) -> list[Study]:
    """A first diploma, and a bachelor's beside work, a third of them at the Party school."""
    first = _course(draft, COLLEGE if stream.chance(0.6) else SECONDARY, stream)
    is_party = draft.traits.group in STAFF and stream.chance(0.4)
    ended = min(first.ended + stream.between(72, 168), NOW - 6) // 12 * 12 + 6
    school, major, degree = _where(draft, BACHELOR, stream)
    if is_party:
        school, degree = "示范省委党校", ""
    education = PARTY_SCHOOL_BACHELOR if is_party else BACHELOR
    later = Study(
        "2", education, degree if stream.chance(0.5) else "", school, major, ended - 28, ended
    )
    return [first, later]


def _course(draft: Draft, education: str, stream: Stream) -> Study:
    age = ENDS_AT[education] + (stream.below(2) if education != MASTER else 0)
    ended = min(month(draft.born // 12 + age, 7), month(2024, 7))
    school, major, degree = _where(draft, education, stream)
    began = ended - LASTS[education] + 2
    return Study("1", education, degree, school, major, began, ended)


def _where(draft: Draft, education: str, stream: Stream) -> tuple[str, str, str]:
    """Return school, major and degree of a course."""
    if education in {HIGH, MIDDLE, PRIMARY}:
        return stream.pick(_schools("middle" if education != PRIMARY else "primary")), "", ""
    area = AREAS.get(draft.traits.group, "general")
    if draft.place.sector in {"school", "hospital"} and draft.traits.works == "3":
        area = "health" if draft.place.sector == "hospital" else "education"
    name, kind = stream.pick(_majors(area)).split()
    if education in {COLLEGE, SECONDARY}:
        return stream.pick(_schools("college" if education == COLLEGE else "secondary")), name, ""
    level = "medical" if area == "health" else "university"
    degree = f"{'3' if education == MASTER else '4'}{kind}"
    return stream.pick(_schools(level)), name, degree


@cache
def _schools(level: str) -> list[str]:
    if level == "primary":
        return ["青岚第一小学", "柳汀中心小学", "云坞中心小学"]
    return next(one["names"] for one in told("careers")["school"] if one["level"] == level)


@cache
def _majors(area: str) -> list[str]:
    return next(one["names"] for one in told("careers")["major"] if one["area"] == area)
