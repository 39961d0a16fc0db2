"""One search box over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.accounts.models import User
from jingwei.kernel.codes import label
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.people.selectors.search import found_people
from jingwei.plans.models import AnnualPlan, Decision, Item, Measure

LIMIT = 20
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its words, a line that tells it from its namesakes, its page."""

    words: str
    about: str
    page: str
    pk: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of one kind; ``more`` says that there are further ones than those listed."""

    label: str
    hits: list[Hit]
    more: bool


def search(viewer: User, text: str) -> list[Hits]:
    """Return what holds ``text`` by kind, at most 20 of each; empty for an empty text.

    Only kinds whose pages ``viewer`` may open. One query a kind.
    """
    text = text.strip()
    return [found for found in _kinds(viewer, text) if found.hits] if text else []


def _kinds(viewer: User, text: str) -> Iterator[Hits]:
    if viewer.has_perm("people.view_person"):
        yield _people(viewer, text)
    if viewer.has_perm("plans.view_measure"):
        measures = Measure.objects.visible_to(viewer).current().filter(text__icontains=text)
        measures = measures.select_related("item", "plan", "owner")
        yield _hits("举措", measures, lambda m: Hit(m.text, _about(m), "plans:measure", m.pk))
    if viewer.has_perm("plans.view_annualplan"):
        items = Item.objects.visible_to(viewer).current().filter(heading__icontains=text)
        items = items.select_related("area__plan")
        yield _hits("任务", items, lambda i: Hit(str(i), i.area.plan.title, "plans:item", i.pk))
        plans = AnnualPlan.objects.visible_to(viewer).filter(title__icontains=text)
        yield _hits("要点", plans, lambda p: Hit(p.title, str(p.year), "plans:board-of", p.pk))
    if viewer.has_perm("org.view_unit"):
        named = Q(name__icontains=text) | Q(aliases__text__icontains=text)
        units = Unit.objects.visible_to(viewer).filter(named).distinct().select_related("parent")
        yield _hits("单位", units, lambda u: Hit(u.name, str(u.parent or ""), "org:unit", u.pk))
    if viewer.has_perm("org.view_partyorganization"):
        named = Q(name__icontains=text) | Q(short_name__icontains=text)
        found = PartyOrganization.objects.visible_to(viewer).filter(named).select_related("parent")
        yield _hits(
            "党组织", found, lambda o: Hit(o.name, str(o.parent or ""), "org:organization", o.pk)
        )
    decisions = Decision.objects.visible_to(viewer).filter(text__icontains=text)
    if not viewer.has_perm("plans.view_dispatchmeeting"):
        decisions = decisions.filter(responsible=viewer)
    decisions = decisions.select_related("meeting", "responsible")
    yield _hits("调度决定", decisions, lambda d: Hit(d.text, _decided(d), "plans:decision", d.pk))
    if viewer.has_perm("plans.view_measure"):
        people = User.objects.visible_to(viewer).filter(is_active=True)
        people = people.filter(Q(full_name__icontains=text) | Q(username__istartswith=text))
        yield _hits("账号", people, lambda u: Hit(str(u), u.title, "desk:person", u.pk))


def _people(viewer: User, text: str) -> Hits:
    """Return the people found; of very many the first LOOKED_AT, whichever they are, in order."""
    people = Person.objects.visible_to(viewer).filter(found_people(text))
    people = people.select_related("unit").defer("id_number")
    found = sorted(people.order_by()[:LOOKED_AT], key=lambda p: (len(p.full_name), p.name_key))
    hits = [Hit(p.full_name, _told_apart(p), "people:person", p.pk) for p in found[:LIMIT]]
    return Hits("人员", hits, len(found) > LIMIT)


def _told_apart(person: Person) -> str:
    gender = label("GB2261", person.gender) if person.gender else ""
    born = f"{show_partial(person.birth_on)} 生" if person.birth_on else ""
    words = (gender, born, str(person.unit), person.post_summary)
    return "，".join(word for word in words if word)


def _hits(title: str, rows: QuerySet[Any], as_hit: Callable[[Any], Hit]) -> Hits:
    found = list(rows[: LIMIT + 1])
    return Hits(title, [as_hit(row) for row in found[:LIMIT]], len(found) > LIMIT)


def _about(measure: Measure) -> str:
    return f"{measure.plan.year} {measure.item} · {measure.owner or '未定责任人'}"


def _decided(decision: Decision) -> str:
    state = f"{decision.closed_on} 办结" if decision.closed_on else f"{decision.due_on} 前"
    return f"{decision.meeting} · {decision.responsible} · {state}"
