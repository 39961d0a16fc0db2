"""What the registers know of the people of a batch, as the rules ask for it.

Every function reads each register once for all rows: the queries do not grow with the batch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jingwei.cadres.models import Cadre
from jingwei.cadres.procedures.appointment_rows import (
    ON_TRIAL,
    ROLES,
    Proposed,
    meant,
    post_words,
    proposed,
)
from jingwei.kernel import codes
from jingwei.org.models import Staffing, Unit
from jingwei.people.models import (
    Appraisal,
    FamilyMember,
    LevelHeld,
    Person,
    PostHeld,
    Reward,
    TrainingRecord,
)
from jingwei.people.selectors.reminders import retirement_month
from jingwei.procedures.models import Case, CasePaper, CaseSubject, StepRecord

SANCTIONS = "02"
"""Codes of ZB65 that begin so are sanctions."""
HOURS_A_DAY = 7.5
"""Where hours are not noted: 12 days are 90 hours. Source: fact sheet on cadres, section 9."""
SEATS = {"1": "chief_posts", "3": "deputy_posts"}
DEAD = "已去世"


def qualifications(people: Iterable[Person], on: date) -> dict[int, dict[str, Any]]:
    """Return by person what the rules of eligibility ask for. Six queries."""
    everybody = {person.pk: person for person in people}
    levels = _by_person(LevelHeld.objects.filter(since__lte=f"{on:%Y%m%d}"), everybody)
    appraised = _by_person(Appraisal.objects.filter(year__lt=on.year), everybody)
    trained = _by_person(TrainingRecord.objects.filter(began_on__lte=on), everybody)
    sanctioned = _by_person(
        Reward.objects.filter(kind__startswith=SANCTIONS, revoked_on=""), everybody
    )
    posts = held_posts(everybody)
    rooted = dict(
        Cadre.objects.filter(person__in=everybody).values_list("person", "has_grassroots_years")
    )
    return {
        pk: {
            **_standing(levels[pk]), **_appraised(appraised[pk]), **_trained(trained[pk], on),
            "education": codes.label("ZB64", person.education) if person.education else None,
            "retires_on": retirement_month(person) or None,
            "work_since": person.work_since or None,
            "grassroots": rooted.get(pk),
            "sanctions": tuple((codes.label("ZB65", r.kind), r.decided_on) for r in sanctioned[pk]),
            "on_trial": any(post.reason.endswith(ON_TRIAL) for post in posts[pk]),
        }
        for pk, person in everybody.items()
    }  # fmt: skip


def _by_person(rows: Any, people: Mapping[int, Person]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(person__in=people):
        found[row.person_id].append(row)
    return found


def held_posts(people: Iterable[int]) -> dict[int, list[PostHeld]]:
    """Return the posts held now by person, the main ones first. One query."""
    rows = PostHeld.objects.filter(person__in=list(people), until="")
    found: dict[int, list[PostHeld]] = defaultdict(list)
    for post in rows.select_related("unit__parent").order_by("-is_main", "since", "pk"):
        found[post.person_id].append(post)
    return found


def _standing(rows: list[LevelHeld]) -> dict[str, Any]:
    spells = tuple(
        (codes.label(*_coded(row)), row.since, row.until)
        for row in sorted(rows, key=lambda row: (row.since, row.pk))
    )
    now = [row for row in rows if row.kind == LevelHeld.Kind.LEVEL and not row.until]
    held = max(now, key=lambda row: row.since, default=None)
    return {
        "spells": spells or None,
        "held_level": codes.label("ZB09", held.level) if held else None,
        "held_since": held.since if held else None,
    }


def _coded(row: LevelHeld) -> tuple[str, str]:
    is_level = row.kind == LevelHeld.Kind.LEVEL
    return ("ZB09", row.level) if is_level else ("ZB148", row.rank)


def _appraised(rows: list[Appraisal]) -> dict[str, Any]:
    last = max(rows, key=lambda row: row.year, default=None)
    return {
        "appraisal": codes.label("ZB18", last.result) if last else None,
        "appraisal_year": last.year if last else None,
    }


def _trained(rows: list[TrainingRecord], on: date) -> dict[str, Any]:
    if not rows:
        return {"hours_year": None, "hours_five_years": None}
    last = sum(_hours(row) for row in rows if row.began_on.year == on.year - 1)
    five = sum(_hours(row) for row in rows if row.began_on.year >= on.year - 5)
    return {"hours_year": int(last), "hours_five_years": int(five)}


def _hours(row: TrainingRecord) -> float:
    if row.hours is not None:
        return float(row.hours)
    days = (row.ended_on - row.began_on).days + 1 if row.ended_on else 1
    return days * HOURS_A_DAY


def batch_facts(rows: list[CaseSubject], on: date) -> dict[int, dict[str, Any]]:
    """Return by row what the rules ask of posts, seats and relatives. Six queries."""
    wishes = {row.pk: proposed(row) for row in rows}
    held = held_posts(row.person_id for row in rows)
    removed = {row.pk: meant(wishes[row.pk].named_posts, held[row.person_id]) for row in rows}
    units = Unit.objects.prefetch_related("aliases").in_bulk(
        {wish.unit for wish in wishes.values() if wish.unit}
    )
    seats = _seats(units, on)
    after = _seats_after(units, wishes, [post for posts, _ in removed.values() for post in posts])
    family = _by_person(FamilyMember.objects.all(), {row.person_id: row.person for row in rows})
    return {
        row.pk: {
            "posts_unknown": tuple(_unknown(row, wishes[row.pk], held, removed)),
            "posts_held": tuple(post_words(post) for post in held[row.person_id]),
            "seats": seats.get((wishes[row.pk].unit, wishes[row.pk].member_kind)),
            "seats_after": after.get((wishes[row.pk].unit, wishes[row.pk].member_kind)),
            **_relatives(family[row.person_id], units.get(wishes[row.pk].unit or 0)),
        }
        for row in rows
    }


def _unknown(
    row: CaseSubject,
    wish: Proposed,
    held: Mapping[int, list[PostHeld]],
    removed: Mapping[int, tuple[list[PostHeld], list[str]]],
) -> list[str]:
    """Return the named posts that are not held; at the end of a trial the post proposed is."""
    if "office_on" not in row.data:
        return removed[row.pk][1]
    found = [p for p in held[row.person_id] if (p.unit_id, p.title) == (wish.unit, wish.title)]
    return [] if found else [wish.post]


def _seats(units: Mapping[int, Unit], on: date) -> dict[tuple[int | None, str], int | None]:
    """Return the approved leading posts by unit and kind of member on a day."""
    found: dict[tuple[int | None, str], int | None] = {}
    for row in Staffing.objects.filter(unit__in=units, since__lte=on).order_by("since"):
        for kind, column in SEATS.items():
            found[row.unit_id, kind] = getattr(row, column)
    return found


def _seats_after(
    units: Mapping[int, Unit], wishes: Mapping[int, Proposed], removed: list[PostHeld]
) -> Counter[tuple[int | None, str]]:
    """Return the leaders by unit and kind of member once the whole batch is in office."""
    leading = PostHeld.objects.filter(
        unit__in=units, until="", is_leader=True, is_main=True, member_kind__in=ROLES.values(),
        person__merged_into=None,
    )  # fmt: skip
    found = Counter[tuple[int | None, str]](leading.values_list("unit", "member_kind"))
    for wish in wishes.values():
        found[wish.unit, wish.member_kind] += wish.is_leader and not wish.is_concurrent
    for post in removed:
        found[post.unit_id, post.member_kind] -= post.is_leader and post.is_main
    return found


def _relatives(rows: list[FamilyMember], unit: Unit | None) -> dict[str, Any]:
    living = [row for row in rows if row.work != DEAD]
    names = _unit_names(unit) if unit else set()
    there = [row for row in living if any(name in row.work for name in names)]
    return {
        "relatives": len(living),
        "relatives_there": tuple(f"{_relation(row)}{row.name}（{row.work}）" for row in there),
    }


def _unit_names(unit: Unit) -> set[str]:
    aliases = {alias.text for alias in unit.aliases.all()}
    return {name for name in {unit.name, unit.short_name, *aliases} if len(name) > 2}


def _relation(row: FamilyMember) -> str:
    return codes.short_label("GB4761", row.relation)


def concerned(rows: list[CaseSubject]) -> dict[str, str] | None:
    """Return the name of every candidate and relative with who that is; None: no relative known.

    One query.
    """
    names = {row.person_id: str(row.person) for row in rows}
    kin = FamilyMember.objects.filter(person__in=names).order_by("person", "position")
    found = {row.name: f"人选{names[row.person_id]}的{_relation(row)}" for row in kin}
    return {**found, **dict.fromkeys(names.values(), "人选本人")} if found else None


def course_facts(case: Case) -> dict[str, Any]:
    """Return the papers dated after their step, how many carry a date, the day of decision."""
    records = StepRecord.objects.filter(case=case, is_returned=False).order_by("pk")
    days = {record.step: record.happened_on for record in records}
    steps = case.procedure.by_code
    dated = [p for p in CasePaper.objects.filter(case=case) if p.made_on and p.step in days]
    late = [
        f"“{steps[p.step].name}”{days[p.step]} 的“{p.name}”落款 {p.made_on}"
        for p in dated
        if p.made_on and p.made_on > days[p.step]
    ]
    decided = [days[step.code] for step in case.procedure.steps if step.votes and step.code in days]
    return {
        "late_papers": tuple(late),
        "dated_papers": len(dated),
        "decided_on": decided[-1] if decided else None,
    }
