"""What both trees share: a node's dated spells, its place, its end, what follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.scoping import UNIT_TREE, path_copies, subtree
from jingwei.org.models import PartyOrganization, Succession, Unit

Node = TypeVar("Node", Unit, PartyOrganization)
Follower = Callable[[Any, Any, date, User], None]
_followers: dict[type[models.Model], list[Follower]] = {Unit: [], PartyOrganization: []}


def declare_follower(model: type[Unit] | type[PartyOrganization], follower: Follower) -> None:
    """Let ``follower(before, after, on, actor)`` take along what hangs on a merged node.

    It runs in the transaction of the merger, before ``before`` is closed.
    """
    _followers[model].append(follower)


def locked_open(row: Node) -> Node:
    """Return ``row`` as it is now, locked. Raises RuleViolation ``org.closed``."""
    rows = type(row)._default_manager.select_for_update(of=("self",)).select_related("parent")
    found = rows.get(pk=row.pk)
    if found.closed_on:
        raise RuleViolation("org.closed", f"“{found}”已于 {found.closed_on} 撤销，不能再变动。")
    return found


def found(row: Node, *, basis: str) -> Node:
    """Store a new node below its parent with its first spell.

    Raises ValidationError for a malformed code or one taken among its siblings, RuleViolation
    ``org.dates`` when the parent, or what is above it, came to its place later.
    """
    if row.parent:
        refuse_a_later_place(row.parent, row.since)
    row.path = f"{row.parent.path if row.parent else ''}{row.code}/"
    row.full_clean()
    row.save()
    first_spell(row, basis=basis)
    return row


def first_spell(row: Unit | PartyOrganization, *, basis: str = "") -> None:
    """Begin the history of a node that was just stored."""
    spell: dict[str, Any] = {"name": row.name, "parent": row.parent, "since": row.since}
    if isinstance(row, PartyOrganization):
        spell["kind"] = row.kind
    row.spells.create(basis=basis, **spell)


def next_spell(row: Node, *, on: date, basis: str, **changes: Any) -> None:
    """Begin a spell; two changes of one day are one spell, for a spell lasts at least a day.

    Raises RuleViolation ``org.dates`` when the present spell, a merger or a split came later.
    """
    spell = _present(row, on)
    if on == spell.since:
        basis = "；".join(filter(None, dict.fromkeys([spell.basis, basis])))
    else:
        row.spells.filter(pk=spell.pk).update(until=on)
        spell.pk, spell.since = None, on
        spell._state.adding = True
    spell.basis = basis
    for field, value in changes.items():
        setattr(spell, field, value)
    spell.full_clean()
    spell.save()


def place(row: Node, *, to: Node, on: date, basis: str, free_code: bool = False) -> tuple[str, str]:
    """Put ``row`` and all below it under ``to``; return the paths before and after.

    Every column of the product that copies a path of the tree follows. With ``free_code`` a code
    taken under ``to`` gets a number. Both rows are locked and open.
    Raises RuleViolation ``org.move_into_itself``, ``org.nothing_changes``, ``org.dates``;
    ValidationError when the code is taken under ``to``.
    """
    if to.path.startswith(row.path):
        raise RuleViolation("org.move_into_itself", f"“{row}”不能划到自己或下级“{to}”之下。")
    if to.pk == row.parent_id:
        raise RuleViolation("org.nothing_changes", f"“{row}”现在就在“{to}”之下。")
    refuse_a_later_place(to, on)
    next_spell(row, on=on, basis=basis, parent=to)
    if free_code:
        row.code = _free_code(to, row.code)
    old, new = row.path, f"{to.path}{row.code}/"
    row.parent, row.path = to, new
    row.full_clean()
    row.save(update_fields=["parent", "code"])
    _rewrite(type(row)._default_manager.all(), "path", old, new)
    for rows, column in path_copies(tree_of(row)):
        _rewrite(rows, column, old, new)
    return old, new


def end(row: Node, *, on: date) -> None:
    """Close ``row`` from the day ``on``.

    Raises RuleViolation ``org.open_children`` while one below it is open, ``org.dates`` unless
    its present name and place began before and what was below it had left by then.
    """
    spell = _present(row, on)
    if on == spell.since:
        raise too_early(row, spell.since, on)
    _refuse_children_after(row, on)
    row.closed_on = on
    row.full_clean()
    row.save(update_fields=["closed_on"])
    row.spells.filter(pk=spell.pk).update(until=on)


def absorb(before: Node, into: Node, *, on: date, basis: str, actor: User) -> None:
    """Close ``before``; what is below it and the data scopes on it go to ``into``.

    Raises what ``place`` and ``end`` raise.
    """
    if into.path.startswith(before.path):
        raise RuleViolation("org.move_into_itself", f"“{before}”不能并入自己或下级“{into}”。")
    refuse_a_later_place(into, on)
    for child in before.children.filter(closed_on=None):
        place(locked_open(child), to=into, on=on, basis=basis, free_code=True)
    scopes_follow(before, into)
    for follower in _followers[type(before)]:
        follower(before, into, on, actor)
    end(before, on=on)
    succeed(before, into, kind=Succession.Kind.MERGE, on=on, basis=basis)


def deepest_first(rows: Iterable[Node]) -> list[Node]:
    """Return the rows as they are now, so that none stands before one below it."""
    given = list(rows)
    if not given:
        return []
    found = type(given[0])._default_manager.filter(pk__in=[row.pk for row in given])
    return sorted(found, key=lambda row: (-row.path.count("/"), row.path))


def succeed(before: Node, after: Node, *, kind: str, on: date, basis: str) -> None:
    """Record what became of ``before``."""
    before.successors.create(after=after, kind=kind, on=on, basis=basis)


def scopes_follow(before: Node, after: Node, users: Iterable[int] | None = None) -> None:
    """Turn the scopes on ``before`` itself, of all or of ``users``, into scopes on ``after``."""
    word = "unit" if tree_of(before) == UNIT_TREE else "organization"
    scopes = DataScope.objects.filter(tree=word)
    held = scopes.filter(path=before.path)
    if users is not None:
        held = held.filter(user__in=users)
    held.filter(user__in=scopes.filter(path=after.path).values("user")).delete()
    held.update(path=after.path)


def tree_of(row: Unit | PartyOrganization) -> str:
    """Return how path columns name the tree of ``row``: "org.unit.path"."""
    return f"{row._meta.label_lower}.path"


def refuse_a_later_place(to: Node, on: date) -> None:
    """Keep the tree of every past day a tree: nothing above the new place may have moved since."""
    codes = to.path.rstrip("/").split("/")
    above = ["/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]
    spells, owner = _spells(to)
    later = spells.filter(**{f"{owner}__path__in": above}, until=None, since__gt=on)
    if spell := later.select_related(owner).order_by("-since").first():
        raise too_early(getattr(spell, owner), spell.since, on)


def too_early(row: Unit | PartyOrganization, since: date, on: date) -> RuleViolation:
    """Return the refusal of a change before the last one."""
    return RuleViolation(
        "org.dates",
        f"“{row}”现在的名称和隶属关系始于 {since}，不能再从 {on} 起变动。",
        hint="改填更晚的日期。",
    )


def _present(row: Node, on: date) -> Any:
    """Return the open spell. Raises RuleViolation ``org.dates`` when something came later."""
    spell: Any = row.spells.get(until=None)
    if on < spell.since:
        raise too_early(row, spell.since, on)
    for links in (row.successors, row.predecessors):
        if link := links.filter(on__gt=on).order_by("-on").first():
            words = f"“{row}”在 {link.on} 有{link.get_kind_display()}，不能再从 {on} 起变动。"
            raise RuleViolation("org.dates", words, hint="改填更晚的日期。")
    return spell


def _refuse_children_after(row: Node, on: date) -> None:
    spells, owner = _spells(row)
    below = spells.filter(Q(until=None) | Q(until__gt=on), parent=row).select_related(owner)
    spell = below.order_by(F("until").desc(nulls_first=True)).first()
    if spell is None:
        return
    child = getattr(spell, owner)
    if spell.until is None:
        raise RuleViolation(
            "org.open_children",
            f"“{row}”下还有“{child}”。",
            hint=f"先划转或撤销下级{row._meta.verbose_name}。",
        )
    raise RuleViolation(
        "org.dates", f"“{child}”到 {spell.until} 才离开“{row}”。", hint="改填更晚的日期。"
    )


def _spells(row: Unit | PartyOrganization) -> tuple[Any, str]:
    """Return every spell of the tree and the name of the column that says whose it is."""
    manager: Any = row.spells
    return manager.model._default_manager.all(), manager.field.name


def _free_code(to: Node, code: str) -> str:
    taken = set(to.children.values_list("code", flat=True))
    found, number = code, 2
    while found in taken:
        found = f"{code[:17]}{number}"
        number += 1
    return found


def _rewrite(rows: models.QuerySet[Any], field: str, old: str, new: str) -> None:
    tail = Substr(F(field), len(old) + 1)
    rows.filter(subtree(field, old)).update(**{field: Concat(Value(new), tail)})
