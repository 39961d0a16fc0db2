"""Two rows that are one person: found, looked at by a person, then made one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import RowChange
from jingwei.kernel.registers.declaration import REGISTERS, Register, register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.search_index import index_remove
from jingwei.people.hats import HATS, HatKind, hats_refresh
from jingwei.people.models import AppointmentFile, Correction, DistinctPair, Person, PersonName
from jingwei.people.services.summaries import summaries_refresh

declare_acts({"person.merge": "合并人员", "person.distinct": "确认不同的人"})
Mover = Callable[[Person, Person, Any], int]
MOVERS: dict[str, Mover] = {}
"""What upper rooms move along: by a word for the audit, (kept, gone, actor) → rows moved."""


def person_mover(word: str) -> Callable[[Mover], Mover]:
    """Let the decorated function move what a room keeps about ``gone`` over to ``kept``.

    It runs inside the merge, before the fields of ``kept`` change; ``word`` is unique.
    """

    def declare(move: Mover) -> Mover:
        if word in MOVERS:
            raise ValueError(f"{word!r} is moved twice")
        MOVERS[word] = move
        return move

    return declare


@transaction.atomic
def person_merge(
    kept: Person, gone: Person, *, take: Iterable[str], reason: str, actor: Any,
    leave_hats: bool = False,
) -> Person:  # fmt: skip
    """Make ``gone`` a part of ``kept``: its rows and hats move, the fields ``take`` are copied.

    ``gone`` stays as an empty row that points to ``kept``; nothing is deleted, and what ``kept``
    has already (the same contact, the same year's appraisal) stays with it. Account and photo of
    ``gone`` go to a ``kept`` that has none.
    With ``leave_hats`` a hat that both wear is that of ``kept``; the other row stays with ``gone``.
    Raises RuleViolation ``people.merge_itself``, ``people.merged_before``; ``people.two_hats``
    when both wear the same hat otherwise, for a person decides which of the two rows is right;
    ``people.hat_in_use`` when what would be left behind has rows of its own.
    """
    if kept.pk == gone.pk:
        raise RuleViolation("people.merge_itself", "不能把一个人与其本人合并。")
    rows = Person.objects.select_for_update().in_bulk([kept.pk, gone.pk])
    kept, gone = rows[kept.pk], rows[gone.pk]
    if kept.merged_into_id or gone.merged_into_id:
        raise RuleViolation("people.merged_before", "其中一条已经合并到别的人员。")
    _refuse_two_hats(kept, gone, leave=leave_hats)
    taken = {name: getattr(gone, name) for name in take}
    account = gone.user
    _empty(gone, into=kept)
    moved = {code: _move(register, kept, gone, actor) for code, register in _child_registers()}
    moved |= {word: move(kept, gone, actor) for word, move in MOVERS.items()}
    _move_hats(kept, gone)
    _move_papers(kept, gone)
    _take_over(kept, gone, account)
    rows_save(
        register_of(Person), [Draft(taken, row=kept)], actor=actor, source=f"合并 {gone.number}"
    )
    hats_refresh([kept.pk, gone.pk])
    summaries_refresh([kept.pk])
    audit(
        "person.merge",
        kept,
        actor,
        gone=gone.number,
        reason=reason,
        taken=sorted(taken),
        moved=moved,
    )
    return Person.objects.get(pk=kept.pk)


@transaction.atomic
def person_distinct(first: Person, second: Person, *, reason: str, actor: Any) -> DistinctPair:
    """Record that two rows that look alike are two people; they are not asked about again."""
    low, high = sorted((first, second), key=lambda person: person.pk)
    pair, _ = DistinctPair.objects.update_or_create(
        first=low, second=high,
        defaults={"reason": reason, "decided_by": actor, "decided_on": today()},
    )  # fmt: skip
    audit("person.distinct", low, actor, other=high.number, reason=reason)
    return pair


def hats_of_both(kept: Person, gone: Person) -> list[HatKind]:
    """Return the hats that both have a row for, worn now or not. One query for each hat."""
    return [kind for kind in HATS.values() if _hats(kind, kept, gone).count() > 1]


def _refuse_two_hats(kept: Person, gone: Person, *, leave: bool) -> None:
    both = hats_of_both(kept, gone)
    words = "、".join(kind.label for kind in both)
    if both and not leave:
        raise RuleViolation(
            "people.two_hats", f"两人都登记为{words}。",
            hint="核对后选“以保留一条的登记为准”，或换一条保留。",
        )  # fmt: skip
    for kind in both:
        if _is_used(_hats(kind, gone).get()):
            raise RuleViolation(
                "people.hat_in_use", f"并入一条的{kind.label}登记下还有别的记录。",
                hint="请换一条保留。",
            )  # fmt: skip


def _hats(kind: HatKind, *people: Person) -> Any:
    rows: Any = kind.model._default_manager
    return rows.filter(person__in=people)


def _is_used(row: models.Model) -> bool:
    """Whether rows of other tables are about a hat."""
    others: Any = row._meta.related_objects
    return any(
        other.related_model._default_manager.filter(**{other.field.name: row}).exists()
        for other in others
    )


def _empty(gone: Person, *, into: Person) -> None:
    """Take out of ``gone`` what must be unique, before ``kept`` may carry it."""
    index_remove(PersonName, [gone.pk])
    gone.merged_into = into
    gone.id_hash = gone.id_tail_hash = ""
    gone.user = None
    gone.save(update_fields=["merged_into", "id_hash", "id_tail_hash", "user"])


def _child_registers() -> Iterable[tuple[str, Register[Any]]]:
    return [
        (code, found) for code, found in REGISTERS.items()
        if found.parent and found.model._meta.get_field(found.parent).related_model is Person
    ]  # fmt: skip


def _move(register: Register[Any], kept: Person, gone: Person, actor: Any) -> int:
    """Move the rows of one register; a row that ``kept`` has by the same key stays behind."""
    keys = [name for name in register.keys[0] if name != register.parent]
    there = {_key(row, keys) for row in register.model._default_manager.filter(person=kept)}
    moved = 0
    for row in register.model._default_manager.filter(person=gone):
        if _key(row, keys) in there:
            continue
        row.person = kept
        row.save(update_fields=["person"])
        RowChange.objects.create(
            register=register.code, row=row.pk, about=f"people.person:{kept.pk}", act="merge",
            actor=actor, source=f"合并 {gone.number}",
        )  # fmt: skip
        moved += 1
    return moved


def _key(row: models.Model, names: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _move_hats(kept: Person, gone: Person) -> None:
    for kind in HATS.values():
        if not _hats(kind, kept).exists():
            _hats(kind, gone).update(person=kept, unit_path=kept.unit_path)
    if gone.organization_path and not kept.organization_path:
        Person.objects.filter(pk=kept.pk).update(organization_path=gone.organization_path)


def _move_papers(kept: Person, gone: Person) -> None:
    """Give ``kept`` the forms that came in and the requests to correct a field."""
    AppointmentFile.objects.filter(person=gone).update(person=kept)
    own = Correction.objects.filter(person=gone, register="people.person", row=gone.pk)
    own.update(row=kept.pk)
    Correction.objects.filter(person=gone).update(person=kept)


def _take_over(kept: Person, gone: Person, account: Any) -> None:
    """Give ``kept`` account and photo of ``gone`` where it has none of its own."""
    kept.user = kept.user or account
    kept.photo = kept.photo or gone.photo
    Person.objects.filter(pk=kept.pk).update(user=kept.user, photo=kept.photo)
