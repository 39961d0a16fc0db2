"""Limits about people: retirement, years in post, trials, influence, certificates, talents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.procedures.appointment_rows import ON_TRIAL
from jingwei.desk.selectors.alerts import KINDS, MOST, Found, alert_kind
from jingwei.kernel.law import law_book
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.rules import months_later
from jingwei.party.models import Member
from jingwei.people.models import Correction, IdentityDocument, Person, PostHeld
from jingwei.people.rules import RULES, retirement
from jingwei.people.selectors.person_page import SERVING
from jingwei.people.selectors.reminders import DECISION, TENURES, retirement_month
from jingwei.talent.models import Talent

LOOKED_AT = 10 * MOST
"""People near an age that are looked at: which age is theirs is not known to the database."""
ROTATION = "在同一职位任职满 10 年，按交流工作规定应当交流；由人决定"
"""Source: fact sheet on cadres, 5.5."""
HOURS_SHORT = "cadres.hours_short"
"""The indicator whose rows are those who still lack hours this year."""
PROBATION_MONTHS = 12
"""Of a member; an extension is recorded in the case. Source: party-and-talent §4."""


def months_between(first: date, last: date) -> list[str]:
    """Return the months from that of ``first`` to that of ``last`` as "YYYYMM"."""
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [f"{month // 12:04d}{month % 12 + 1:02d}" for month in range(begin, end + 1)]


def birth_months(months: list[str]) -> list[str]:
    """Return the birth months of those who may reach a retirement age in one of ``months``."""
    wanted, found = set(months), set()
    for kind, (age, _, _, longest) in RULES.items():
        first = _shifted(months[0], -age * 12 - longest)
        last = _shifted(months[-1], -age * 12)
        span = months_between(first, last)
        found |= {month for month in span if retirement(month, kind)[1] in wanted}
    return sorted(found)


def _shifted(month: str, count: int) -> date:
    total = int(month[:4]) * 12 + int(month[4:]) - 1 + count
    return date(total // 12, total % 12 + 1, 1)


@alert_kind(
    "retirement", "到龄退休", "cadres.view_cadre", section="干部科、公务员科", lead=180,
    lasts=False, of_people=True,
)  # fmt: skip
def retirements(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield those in service who reach the statutory age, on the first of the month."""
    months = [m for m in months_between(first, last) if first <= _shifted(m, 0) <= last]
    births = birth_months(months) if months else []
    if not births:
        return
    rows = _serving(viewer).filter(_born(births))
    rows = rows.select_related("unit").defer("id_number", "resume_text").order_by("birth_on", "pk")
    for person in rows[:LOOKED_AT]:
        serves = set(person.hats.split()) & set(SERVING)
        if serves and (due := retirement_month(person)) in months:
            url = reverse("people:person", args=[person.pk])
            what = f"{person.full_name}（{person.unit}）到达法定退休年龄"
            yield _shifted(due, 0), what, DECISION, url


def _serving(viewer: User) -> QuerySet[Person]:
    hats = Q(hats__contains=SERVING[0]) | Q(hats__contains=SERVING[1])
    return Person.objects.visible_to(viewer).filter(hats, died_on="")


def ages_unknown(viewer: User) -> list[Person]:
    """Return those in service whose month of birth is missing, MOST at the most. One query.

    Nobody can tell when they reach the age, so they are told apart instead of left out.
    """
    if not viewer.has_perm(KINDS["retirement"].permission):
        return []
    years = [f"{year}" for year in range(1900, 2100)]
    rows = _serving(viewer).filter(birth_on__in=["", *years])
    rows = rows.select_related("unit").defer("id_number", "resume_text")
    return list(rows.order_by("unit_path", "name_key", "pk")[:MOST])


def _born(births: list[str]) -> Q:
    """Match the birth dates of these months, by one range for each run of months."""
    found, begin = Q(pk__in=()), births[0]
    for month, after in zip(births, [*births[1:], ""], strict=True):
        following = f"{_shifted(month, 1):%Y%m}"
        if following != after:
            found |= Q(birth_on__gte=begin, birth_on__lt=following)
            begin = after
    return found


@alert_kind(
    "tenure", "任现职较长", "cadres.view_cadre", section="干部科", lead=90, lasts=False,
    of_people=True,
)  # fmt: skip
def tenures(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the main leading posts held for one of TENURES years on a day of the span."""
    spans = Q(pk__in=())
    for years in TENURES:
        begin, end = (months_later(day, -12 * years) for day in (first, last))
        after = _shifted(f"{end:%Y%m}", 1)
        spans |= Q(since__gte=f"{begin:%Y%m}", since__lt=f"{after:%Y%m}")
    rows = PostHeld.objects.visible_to(viewer).filter(
        spans, until="", is_leader=True, is_main=True, person__died_on=""
    )
    for post in _first(rows.select_related("person__unit").order_by("since", "pk")):
        begun = _day(post.since) or last
        for years in TENURES:
            due = months_later(begun, 12 * years)
            if first <= due <= last:
                what = f"{post.person.full_name}（{post.person.unit}）任{post.title}满 {years} 年"
                why = ROTATION if years == TENURES[-1] else f"{show_partial(post.since)} 任职"
                yield due, what, why, reverse("people:person", args=[post.person_id])


@alert_kind(
    "trial", "任职试用期满", "cadres.view_cadre", section="干部科", lead=60, lasts=False,
    of_people=True,
)  # fmt: skip
def trials(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the posts held on trial whose trial ends."""
    rows = PostHeld.objects.visible_to(viewer).filter(until="", reason__endswith=ON_TRIAL)
    book = law_book("cadres.appointment")
    for post in _first(rows.select_related("person__unit").order_by("since", "pk")):
        begun = _day(post.since)
        months = book.on(begun).get("probation_months") if begun else None
        due = months_later(begun, int(months)) if begun and months else None
        if due and first <= due <= last:
            what = f"{post.person.full_name}（{post.person.unit}）{post.title}试用期满"
            why = f"{begun} 任职，试用期 {months} 个月"
            yield due, what, why, reverse("people:person", args=[post.person_id])


def _day(text: str) -> date | None:
    """Return the day of a partial date, of a month its first; None for less."""
    if len(text) < 6:
        return None
    return date(int(text[:4]), int(text[4:6]), int(text[6:8] or 1))


@alert_kind(
    "member_probation", "预备期满", "party.view_member", section="组织科", lead=60, of_people=True
)
def member_probations(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the probationary members whose year ends."""
    begun = (months_later(first, -PROBATION_MONTHS), months_later(last, -PROBATION_MONTHS))
    rows = Member.objects.visible_to(viewer).filter(
        stage=Member.Stage.PROBATIONARY, state=Member.State.NORMAL, joined_on__range=begun
    )
    for row in _first(rows.select_related("person", "organization").order_by("joined_on", "pk")):
        due = months_later(row.joined_on, PROBATION_MONTHS)
        if first <= due <= last:
            what = f"{row.person.full_name}预备期满"
            yield due, what, f"{row.organization}", reverse("people:person", args=[row.person_id])


@alert_kind(
    "influence", "影响期满", "cadres.view_influence", section="干部科", lead=30, lasts=False,
    of_people=True,
)  # fmt: skip
def influences(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield those whose influence period ends; not what it came of."""
    rows = SupervisionMeasure.objects.visible_to(viewer).filter(
        influence_until__range=(first, last), lifted_on=None
    )
    for row in _first(rows.select_related("person__unit").order_by("influence_until", "pk")):
        if row.influence_until:
            what = f"{row.person.full_name}（{row.person.unit}）影响期满"
            url = reverse("people:person", args=[row.person_id])
            yield row.influence_until, what, "影响期内的使用限制见规则", url


@alert_kind(
    "document", "证件到期", "people.view_identitydocument", section="干部科", lead=90,
    of_people=True,
)  # fmt: skip
def documents(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the certificates of people that run out; no numbers."""
    rows = IdentityDocument.objects.visible_to(viewer).filter(valid_until__range=(first, last))
    rows = rows.defer("number").select_related("person__unit").order_by("valid_until", "pk")
    for row in _first(rows):
        if row.valid_until:
            what = f"{row.person.full_name}（{row.person.unit}）{row.get_kind_display()}到期"
            why = f"保管单位：{row.keeper}" if row.keeper else "证件登记"
            yield row.valid_until, what, why, reverse("people:person", args=[row.person_id])


@alert_kind("hours", "学时截止", "cadres.view_cadre", section="干部科", lead=90, lasts=False)
def hours(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the last day of each year for the hours of that year; who lacks any is a list."""
    if not viewer.has_perm("plans.view_indicatorvalue"):
        return
    url = reverse("plans:indicator-rows", args=[HOURS_SHORT])
    for year in range(first.year, last.year + 1):
        due = date(year, 12, 31)
        if first <= due <= last:
            why = "科级以上干部每年应修满规定学时；点“处理”看还差学时的人"
            yield due, f"{year} 年干部教育培训学时截止", why, url


@alert_kind(
    "talent", "人才认定到期", "talent.view_talent", section="人才科", lead=60, of_people=True
)
def talents(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the talents whose recognition runs out, and what is paid for it."""
    rows = Talent.objects.visible_to(viewer).filter(valid_until__range=(first, last))
    for row in _first(rows.select_related("person__unit").order_by("valid_until", "pk")):
        if row.valid_until:
            what = f"{row.person.full_name}（{row.person.unit}）人才认定到期"
            url = reverse("people:person", args=[row.person_id])
            yield row.valid_until, what, row.level or "人才登记册", url


@alert_kind(
    "correction", "更正答复", "people.answer_correction", section="各登记册科室", lead=15,
    of_people=True,
)  # fmt: skip
def corrections(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the requests for correction that want an answer."""
    rows = Correction.objects.visible_to(viewer).filter(
        state=Correction.State.OPEN, due_on__range=(first, last)
    )
    for row in _first(rows.select_related("person").order_by("due_on", "pk")):
        what = f"答复{row.person.full_name}的更正申请"
        yield row.due_on, what, f"{row.asked_on} 提出", reverse("people:correction", args=[row.pk])


def _first(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows[:MOST]
