"""What the head of the person page says: who this is, which hats, which post since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.kernel import codes
from jingwei.kernel.partial_dates import full_years, months_between, show_partial
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.sight import Sight
from jingwei.people.hats import HATS, hat_labels
from jingwei.people.models import Hat, Person
from jingwei.people.notes import notes_of
from jingwei.people.selectors.duplicates import homonyms
from jingwei.people.selectors.reminders import Reminder, document_reminders, reminders
from jingwei.people.selectors.timeline import Timeline, timeline

SERVING = ("cadre", "civil_servant")
DOCUMENTS, CAREER = "people.view_identitydocument", "people.view_careerstint"


@dataclass(frozen=True)
class Head:
    """The first lines of a person page, ready to print."""

    facts: tuple[str, ...]
    hats: tuple[str, ...]
    post: str
    homonyms: tuple[Person, ...]
    timeline: Timeline | None
    reminders: tuple[Reminder, ...]
    notes: tuple[str, ...] = ()
    documents: int = 0


def person_head(person: Person, viewer: Any, on: date) -> Head:
    """Return the head of the page of ``person``. At most seven queries, and one a note.

    What the restricted register of certificates tells stands among the reminders of those who may
    open it; ``documents`` says how many of its rows, for whoever shows the head to record.
    """
    serves = bool(set(person.hats.split()) & set(SERVING))
    due = document_reminders(person, on) if viewer.has_perm(DOCUMENTS) else []
    told = [*reminders(person, on, serves=serves), *due]
    return Head(
        facts=tuple(filter(None, _facts(person, on))),
        hats=tuple(hat_labels(person)),
        post=_post(person, on),
        homonyms=tuple(homonyms(person, viewer)[:5]),
        timeline=timeline(person, on, with_career=reads_career(viewer)),
        reminders=tuple(sorted(told, key=lambda reminder: reminder.due)),
        notes=notes_of(person, viewer, on),
        documents=len(due),
    )


def reads_career(viewer: Any) -> bool:
    """Whether ``viewer`` may read what somebody did: as the résumé, or in its register."""
    office = Sight(viewer).clear(register_of(Person).col("resume_text"))
    return office or bool(viewer.has_perm(CAREER))


def hat_rows(person: Person) -> list[tuple[str, Hat]]:
    """Return (register code, row) of the hats the person has rows for. One query for each hat."""
    found: list[tuple[str, Hat]] = []
    for kind in HATS.values():
        rows: Any = kind.model._default_manager.filter(person=person)
        found += [(kind.model._meta.label_lower, row) for row in rows]
    return found


def _facts(person: Person, on: date) -> list[str]:
    born = ""
    if person.birth_on:
        age = full_years(person.birth_on, person.died_on or on)
        born = f"{show_partial(person.birth_on)} 生（{age} 岁）"
    return [
        codes.label("GB2261", person.gender) if person.gender else "",
        born,
        codes.label("GB3304", person.ethnic_group) if person.ethnic_group else "",
        codes.label("GB4762", person.political_status) if person.political_status else "",
        codes.label("ZB64", person.education) if person.education else "",
        f"{show_partial(person.died_on)} 去世" if person.died_on else "",
    ]


def _post(person: Person, on: date) -> str:
    if not person.post_summary:
        return ""
    if not person.post_since:
        return person.post_summary
    months = months_between(person.post_since, on)
    return f"{person.post_summary}（{show_partial(person.post_since)} 起，{tenure_words(months)}）"


def tenure_words(months: int) -> str:
    """Return 4年1个月, 8个月, 不足1个月."""
    years, rest = divmod(max(months, 0), 12)
    words = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
    return words or "不足1个月"
