"""Two rows of people become one: the pairs of either are the pairs of one person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from jingwei.kernel.clock import today
from jingwei.kernel.models import RowChange
from jingwei.liaison.models import SIDES, Pair
from jingwei.liaison.services.locking import derived_set, pairs_locked, pairs_settle
from jingwei.people.models import Person
from jingwei.people.services.merging import person_mover


@person_mover("liaison.pair")
def pairs_move(kept: Person, gone: Person, actor: Any) -> int:
    """Give ``kept`` the pairs of ``gone``, on either side; return how many.

    Where two pairs of one kind go on with the same parties then, the older one goes on with the
    contacts of both, and the younger one ends. A pair of somebody with themselves ends too.
    """
    mine = Pair.objects.filter(Q(one_person=gone) | Q(two_person=gone))
    pairs = pairs_locked(mine.values_list("pk", flat=True))
    for pair in pairs:
        for side in SIDES:
            if getattr(pair, f"{side}_person_id") == gone.pk:
                setattr(pair, f"{side}_person", kept)
        _placed(pair, f"合并 {gone.number}", actor)
    pairs_settle(pair.pk for pair in pairs)
    return len(pairs)


def _placed(pair: Pair, source: str, actor: Any) -> None:
    """Store a pair with its new party, or end the younger of two that are the same now."""
    derived_set(pair)
    double = Pair.objects.filter(open_key=pair.open_key).exclude(pk=pair.pk).first()
    if pair.one == pair.two:
        _ended(pair, f"{source}，两方是同一个人")
    elif pair.open_key and double:
        older, younger = sorted((pair, double), key=lambda one: (one.since, one.pk))
        younger.contacts.update(pair=older)
        _ended(younger, f"{source}，与 {older.since} 起的联系相同")
        pairs_settle([older.pk, younger.pk])
    pair.version += 1
    pair.save()
    about = f"{pair._meta.label_lower}:{pair.pk}"
    RowChange.objects.create(
        register=pair._meta.label_lower, row=pair.pk, about=about, act="merge", actor=actor,
        source=source,
    )  # fmt: skip


def _ended(pair: Pair, reason: str) -> None:
    """End a pair today; it was never more than a double."""
    if pair.until is None:
        pair.until, pair.end_reason = max(pair.since, today()), reason
        derived_set(pair)
        pair.save()
