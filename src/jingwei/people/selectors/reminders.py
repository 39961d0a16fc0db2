"""What is coming up, or missing, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from jingwei.kernel.partial_dates import as_partial, months_between, show_partial
from jingwei.people.models import Appraisal, IdentityDocument, Person
from jingwei.people.rules import retirement, retirement_kind
from jingwei.people.selectors.timeline import month

TENURES = (5, 8, 10)
"""Years in a post that the trade watches. Source: fact sheet on cadres, 14.3."""
AHEAD_MONTHS = 12
DOCUMENT_DAYS = 180
DECISION = "渐进式延迟退休决定（2024-09-13）"


@dataclass(frozen=True)
class Reminder:
    """One line beside a person: when, what, and where the rule is from."""

    due: str
    text: str
    source: str = ""


def reminders(person: Person, on: date, *, serves: bool) -> list[Reminder]:
    """Return what is due within a year for a person, soonest first. One query.

    ``serves`` says that the person is a cadre or a civil servant in service.
    """
    found = []
    if serves and not person.died_on:
        found += [*_retirement(person, on), *_tenure(person, on), *_appraisal(person, on)]
    return sorted(found, key=lambda reminder: reminder.due)


def document_reminders(person: Person, on: date) -> list[Reminder]:
    """Return which certificates of a person run out soon: for the few who open their register.

    Who shows them records that they were read. One query.
    """
    rows = IdentityDocument.objects.filter(
        person=person, valid_until__lte=on + timedelta(days=DOCUMENT_DAYS)
    ).defer("number")
    return [
        Reminder(f"{row.valid_until:%Y%m}", f"{row.get_kind_display()} {row.valid_until} 到期")
        for row in rows
        if row.valid_until
    ]


def retirement_month(person: Person) -> str:
    """Return the month a person reaches the statutory age, "" when it cannot be told."""
    if len(person.birth_on) < 6 or not person.gender:
        return ""
    kind = person.retirement_kind or retirement_kind(person.gender, person.level, "")
    return retirement(person.birth_on, kind)[1]


def _retirement(person: Person, on: date) -> list[Reminder]:
    due = retirement_month(person)
    if not due:
        return [Reminder("", "缺出生年月或性别，不能推算退休时间")]
    if months_between(on, due) > AHEAD_MONTHS:
        return []
    return [
        Reminder(due, f"{show_partial(due)} 到达法定退休年龄", "渐进式延迟退休决定（2024-09-13）")
    ]


def _tenure(person: Person, on: date) -> list[Reminder]:
    if not person.post_since:
        return []
    begun = month(person.post_since)
    for years in TENURES:
        due = begun + years * 12
        left = due - month(as_partial(on))
        if 0 <= left <= AHEAD_MONTHS:
            text = f"{due // 12:04d}{due % 12 + 1:02d}"
            return [Reminder(text, f"{show_partial(text)} 任现职满 {years} 年")]
    return []


def _appraisal(person: Person, on: date) -> list[Reminder]:
    year = on.year - 1
    if Appraisal.objects.filter(person=person, year=year).exists():
        return []
    return [Reminder(f"{year}12", f"缺 {year} 年度考核结果")]
