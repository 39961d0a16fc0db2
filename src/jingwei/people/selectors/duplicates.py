"""People who may be one: the same name and birth month, or the same id number once wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Length

from jingwei.kernel.scoping import Viewer
from jingwei.people.models import DistinctPair, Person

WHOLE_DAY, MOST_ALIKE = 8, 5


@dataclass(frozen=True)
class Likeness:
    """Two visible people with the facts that make them look like one."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def likenesses(viewer: Viewer, *, limit: int = 200) -> list[Likeness]:
    """Return the pairs nobody has decided on, of at most ``limit`` names. Four queries.

    A birth known to the month is like any day of that month.
    """
    people = Person.objects.visible_to(viewer).exclude(birth_on="")
    wanted = Q(pk__in=())
    for full_name, month in _twin_months(people, limit):
        wanted |= Q(full_name=full_name, birth_on__startswith=month)
    found = list(
        people.filter(wanted).select_related("unit").order_by("full_name", "birth_on", "pk")
    )
    decided = set(DistinctPair.objects.filter(first__in=found).values_list("first", "second"))
    return [
        pair for pair in _pairs(found)
        if tuple(sorted((pair.first.pk, pair.second.pk))) not in decided
    ]  # fmt: skip


def _twin_months(people: QuerySet[Person], limit: int) -> list[tuple[str, str]]:
    """Return (name, birth as far as it agrees) of what several people share.

    The rows of an equal birth come from the index of both; those known to the month alone are
    few, and each looks for a day of its month.
    """
    rows = people.order_by()
    same = rows.values("full_name", "birth_on").annotate(together=Count("pk"))
    equal = same.filter(together__gt=1).order_by("full_name", "birth_on")[:limit]
    later = people.order_by().filter(
        full_name=OuterRef("full_name"), birth_on__gt=OuterRef("birth_on"),
        birth_on__lt=Concat(OuterRef("birth_on"), Value("99")),
    )  # fmt: skip
    months = rows.annotate(size=Length("birth_on")).filter(Exists(later), size=6)
    pairs = {(row["full_name"], row["birth_on"]) for row in equal}
    pairs |= set(months.order_by("full_name").values_list("full_name", "birth_on")[:limit])
    return sorted(pairs)[:limit]


def homonyms(person: Person, viewer: Viewer) -> QuerySet[Person]:
    """Return other visible people of the same name, with their units."""
    same = Person.objects.visible_to(viewer).filter(full_name=person.full_name)
    return same.exclude(pk=person.pk).select_related("unit")


def same_person(full_name: str, birth_on: str, id_number: str, viewer: Viewer) -> list[Person]:
    """Return visible people whom a new row may be: asked before it is made. At most two queries.

    They have its id number, or its name and birth month; two births known to the day are alike on
    the same day alone.
    """
    people = Person.objects.visible_to(viewer).select_related("unit")
    found = people.by_texts([id_number]).get(id_number, []) if id_number else []
    alike = Q(birth_on__startswith=birth_on)
    if len(birth_on) == WHOLE_DAY:
        alike |= Q(birth_on=birth_on[:6])
    if full_name and birth_on:
        found = [*found, *people.filter(alike, full_name=full_name)[:MOST_ALIKE]]
    return list({one.pk: one for one in found}.values())


def _pairs(found: list[Person]) -> list[Likeness]:
    pairs = []
    for n, first in enumerate(found):
        for second in found[n + 1 :]:
            if (first.full_name, first.birth_on[:6]) != (second.full_name, second.birth_on[:6]):
                break
            if second.birth_on.startswith(first.birth_on):
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
