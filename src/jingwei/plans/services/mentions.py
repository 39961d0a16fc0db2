"""Unit names and persons' names as a plan prints them, turned into units and accounts."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.accounts.models import User
from jingwei.org.models import Unit
from jingwei.org.selectors import units_named
from jingwei.plans.models import Measure, MeasureUnit
from jingwei.plans.outline import Measure as Printed


def mentions_store(found: Sequence[tuple[Measure, Printed]]) -> None:
    """Store the units, the leader and the owner that the text names for new measures.

    A unit name that nothing answers to is kept unresolved: it waits in the queue of names.
    """
    mentions = [
        MeasureUnit(measure=row, role=role, text=text[:100], position=n)
        for row, printed in found
        for role, texts in (("lead", printed.units.lead), ("support", printed.units.support))
        for n, text in enumerate(dict.fromkeys(texts))
    ]
    known = units_named(mention.text for mention in mentions)
    for mention in mentions:
        target = known.get(mention.text)
        if isinstance(target, Unit):
            mention.unit = target
        elif target:
            mention.group = target
    MeasureUnit.objects.bulk_create(mentions)
    _store_people(found)


def _store_people(found: Sequence[tuple[Measure, Printed]]) -> None:
    names = {name for _, printed in found for name in (printed.leader, printed.owner) if name}
    people: dict[str, list[User]] = {}
    for user in User.objects.filter(full_name__in=names, is_active=True):
        people.setdefault(user.full_name, []).append(user)
    alone = {name: users[0] for name, users in people.items() if len(users) == 1}
    for row, printed in found:
        if alone.keys() & {printed.leader, printed.owner}:
            row.leader, row.owner = alone.get(printed.leader), alone.get(printed.owner)
            row.save(update_fields=["leader", "owner"])
