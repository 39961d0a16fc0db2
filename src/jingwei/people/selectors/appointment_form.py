"""A person as an appointment form: the registers in the words of the trade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from jingwei.kernel import codes
from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow
from jingwei.kernel.documents.appointment.resume import Stint, write_resume
from jingwei.kernel.documents.appointment.texts import (
    PartyJoin,
    RewardText,
    write_appraisals,
    write_party,
    write_rewards,
)
from jingwei.people.models import (
    Appraisal,
    CareerStint,
    Education,
    FamilyMember,
    Person,
    Reward,
    TitleHeld,
)

FULL_TIME, ON_JOB = "1", "2"
SOURCES = (Education, CareerStint, Appraisal, Reward, TitleHeld, FamilyMember)


@dataclass(frozen=True)
class Occasion:
    """What a form says beyond the person: posts proposed, the reason, who reports and when."""

    ages_on: str = ""
    filled_on: str = ""
    filled_by: str = ""
    reporting_unit: str = ""
    proposed_post: str = ""
    post_to_remove: str = ""
    appointment_reason: str = ""


@dataclass(frozen=True)
class Study:
    """Education or degree of one kind as the form prints it: the word, and where from."""

    word: str = ""
    school: str = ""


def forms_of(
    people: Sequence[Person], occasion: Occasion, own: Mapping[int, Occasion] | None = None
) -> list[AppointmentForm]:
    """Return one form for each person, in their order. One query for each kind of row.

    ``own`` holds the occasion of those for whom it is another one, by the key of the person.
    """
    rows = {model: _by_person(model, people) for model in SOURCES}
    return [
        _form(
            person, {model: found[person.pk] for model, found in rows.items()},
            (own or {}).get(person.pk, occasion),
        )
        for person in people
    ]  # fmt: skip


def studies(rows: Sequence[Education], kind: str) -> tuple[Study, Study]:
    """Return the highest education and the highest degree of one kind, empty ones for none."""
    mine = [row for row in rows if row.kind == kind and row.is_printed]
    education = _highest(mine, "ZB64", "education")
    degree = _highest(mine, "GB6864", "degree")
    first = _study(education, "ZB64", "education")
    second = _study(degree, "GB6864", "degree")
    return first, Study(second.word, "" if second.school == first.school else second.school)


def school_of(row: Education) -> str:
    """Return school, department and major as one text."""
    return f"{row.school}{row.major}"


def _highest(rows: Sequence[Education], table: str, name: str) -> Education | None:
    code = codes.foremost(table, (getattr(row, name) for row in rows if getattr(row, name)))
    return next((row for row in rows if code and getattr(row, name) == code), None)


def _study(row: Education | None, table: str, name: str) -> Study:
    if row is None:
        return Study()
    return Study(codes.short_label(table, getattr(row, name)), school_of(row))


def _by_person(model: type[models.Model], people: Sequence[Person]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Any = model._default_manager.filter(person__in=people)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _form(
    person: Person, rows: dict[type[models.Model], list[Any]], occasion: Occasion
) -> AppointmentForm:
    full_education, full_degree = studies(rows[Education], FULL_TIME)
    job_education, job_degree = studies(rows[Education], ON_JOB)
    return AppointmentForm(
        full_name=person.full_name,
        gender=_label("GB2261", person.gender),
        birth_on=person.birth_on[:6],
        ethnic_group=_label("GB3304", person.ethnic_group),
        native_place=person.native_place,
        birth_place=person.birth_place,
        joined_party_on=party_text(person),
        work_since=person.work_since[:6],
        health=_label("GB22613", person.health),
        technical_title=person.title_summary or _titles(rows[TitleHeld]),
        specialty=person.specialty,
        full_time_education=full_education.word,
        full_time_degree=full_degree.word,
        full_time_education_school=full_education.school,
        full_time_degree_school=full_degree.school,
        on_job_education=job_education.word,
        on_job_degree=job_degree.word,
        on_job_education_school=job_education.school,
        on_job_degree_school=job_degree.school,
        current_post=person.post_summary,
        resume=person.resume_text or resume_of(rows[CareerStint]),
        rewards=person.reward_summary or _rewards(rows[Reward]),
        appraisals=person.appraisal_summary or _appraisals(rows[Appraisal]),
        family=tuple(_family(row) for row in _in_order(rows[FamilyMember])),
        id_number=person.id_number,
        photo=_photo(person),
        **vars(occasion),
    )


def party_text(person: Person) -> str:
    """Return 入党时间: the month of a member, the names of other parties."""
    others = [person.second_party, person.third_party]
    if person.political_status not in ("", "01", "02", "03", "13") and not person.joined_party_on:
        others.insert(0, person.political_status)
    parties = dict.fromkeys(_label("GB4762", code) for code in others if code)
    return write_party(PartyJoin(person.joined_party_on[:6], tuple(parties)))


def resume_of(stints: Sequence[CareerStint]) -> str:
    """Return the résumé that the stints make, in their order."""
    return write_resume([Stint(s.began_on[:6], s.ended_on[:6], s.text) for s in stints])


def _titles(rows: Sequence[TitleHeld]) -> str:
    return "、".join(row.name for row in rows if row.is_printed)


def _rewards(rows: Sequence[Reward]) -> str:
    return write_rewards(
        [RewardText(r.decided_on, r.organ, r.name) for r in rows if not r.revoked_on]
    )


def _appraisals(rows: Sequence[Appraisal]) -> str:
    return write_appraisals([(row.year, row.result) for row in rows])


def _in_order(rows: list[FamilyMember]) -> list[FamilyMember]:
    """Return relatives as somebody placed them all, else in the order of the code table.

    That is the order of the form: spouse, children, parents, parents-in-law, siblings.
    """
    if all(row.position for row in rows):
        return rows
    order = {row.code: place for place, row in enumerate(codes.codes_of_table("GB4761"))}
    return sorted(rows, key=lambda row: (order.get(row.relation, len(order)), row.pk))


def _family(row: FamilyMember) -> FamilyRow:
    return FamilyRow(
        _label("GB4761", row.relation), row.name, row.birth_on[:6],
        _label("GB4762", row.political_status), row.work,
    )  # fmt: skip


def _photo(person: Person) -> bytes:
    if person.photo is None:
        return b""
    with person.photo.content.open() as content:
        return bytes(content.read())


def _label(table: str, code: str) -> str:
    return codes.short_label(table, code) if code else ""
