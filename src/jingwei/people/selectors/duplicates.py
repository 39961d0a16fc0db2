"""People who may be one: the same name and birth month, or the same id number once wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jingwei.kernel.scoping import Viewer
from jingwei.people.models import DistinctPair, Person


@dataclass(frozen=True)
class Likeness:
    """Two visible people with the facts that make them look like one; ``sure`` when more agrees."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def likenesses(viewer: Viewer, *, limit: int = 200) -> list[Likeness]:
    """Return the pairs nobody has decided on, at most ``limit`` groups of them. Three queries."""
    people = Person.objects.visible_to(viewer).exclude(birth_on="")
    twins = (
        people.order_by()
        .values("full_name", "birth_on")
        .annotate(together=Count("pk"))
        .filter(together__gt=1)
        .order_by("full_name", "birth_on")[:limit]
    )
    wanted = Q(pk__in=())
    for row in twins:
        wanted |= Q(full_name=row["full_name"], birth_on=row["birth_on"])
    found = list(
        people.filter(wanted).select_related("unit").order_by("full_name", "birth_on", "pk")
    )
    decided = set(DistinctPair.objects.filter(first__in=found).values_list("first", "second"))
    return [pair for pair in _pairs(found) if (pair.first.pk, pair.second.pk) not in decided]


def homonyms(person: Person, viewer: Viewer) -> QuerySet[Person]:
    """Return other visible people of the same name, with their units."""
    same = Person.objects.visible_to(viewer).filter(full_name=person.full_name)
    return same.exclude(pk=person.pk).select_related("unit")


def same_person(full_name: str, birth_on: str, viewer: Viewer) -> QuerySet[Person]:
    """Return visible people with this name and birth month: asked before a new row is made."""
    found = Person.objects.visible_to(viewer).filter(full_name=full_name)
    return found.filter(birth_on__startswith=birth_on[:6]).select_related("unit")


def _pairs(found: list[Person]) -> list[Likeness]:
    pairs = []
    for n, first in enumerate(found):
        for second in found[n + 1 :]:
            if (first.full_name, first.birth_on[:6]) != (second.full_name, second.birth_on[:6]):
                break
            pairs.append(Likeness(first, second, tuple(_reasons(first, second))))
    return pairs


def _reasons(first: Person, second: Person) -> list[str]:
    reasons = ["姓名和出生年月相同"]
    if first.gender == second.gender:
        reasons.append("性别相同")
    if first.native_place and first.native_place == second.native_place:
        reasons.append("籍贯相同")
    if first.unit_id == second.unit_id:
        reasons.append("单位相同")
    if bool(first.id_hash) != bool(second.id_hash):
        reasons.append("一条没有身份证号")
    elif first.id_hash and first.id_hash != second.id_hash:
        reasons.append("身份证号不同")
    return reasons
