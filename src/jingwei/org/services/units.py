"""Writes to the tree of units: every change from a day on, one audit act each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.org.models import PartyOrganization, Staffing, Succession, Unit, UnitAlias
from jingwei.org.services import trees
from jingwei.org.services.names import bearer_of

declare_acts(
    {
        "unit.create": "设立单位",
        "unit.rename": "单位更名",
        "unit.move": "单位划转",
        "unit.close": "撤销单位",
        "unit.merge": "单位合并",
        "unit.split": "单位分设",
        "unit.describe": "修改单位信息",
        "staffing.add": "登记编制职数",
    }
)
DETAILS = (
    "short_name", "level", "category", "legal_kind", "credit_code", "reference_approved_on",
    "reference_approved_no", "note", "position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A unit split off another, with what goes to it."""

    code: str
    name: str
    kind: str
    children: Sequence[Unit] = ()
    users: Sequence[User] = ()
    organizations: Sequence[PartyOrganization] = ()


@transaction.atomic
def unit_create(
    *,
    code: str,
    name: str,
    kind: str,
    since: date,
    parent: Unit | None = None,
    basis: str = "",
    actor: User | None = None,
) -> Unit:
    """Set up a unit under ``parent`` (a root without one) from the day ``since``.

    Raises ValidationError when the code is malformed or taken among its siblings, RuleViolation
    ``org.closed`` under a closed parent, ``org.dates`` before the parent came to its place.
    """
    parent = trees.locked_open(parent) if parent else None
    unit = Unit(code=code, name=name, kind=kind, since=since, parent=parent)
    trees.found(unit, basis=basis)
    audit("unit.create", unit, actor, path=unit.path, name=name, since=since, basis=basis)
    return unit


@transaction.atomic
def unit_rename(unit: Unit, *, name: str, on: date, basis: str, actor: User) -> Unit:
    """Give ``unit`` the new ``name`` from the day ``on``; the old name stays an alias.

    Raises RuleViolation ``org.dates`` when ``on`` lies before the present name began,
    ``org.nothing_changes`` for the name it has, ``org.closed`` for a closed unit.
    """
    unit = trees.locked_open(unit)
    old = unit.name
    if name == old:
        raise RuleViolation("org.nothing_changes", f"“{unit}”现在就叫这个名称。")
    trees.next_spell(unit, on=on, basis=basis, name=name)
    unit.name = name
    unit.full_clean()
    unit.save(update_fields=["name", "spelling"])
    if bearer_of(old, beside=unit) is None:
        UnitAlias.objects.create(unit=unit, text=old)
    audit("unit.rename", unit, actor, before=old, after=name, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_move(unit: Unit, *, to: Unit, on: date, basis: str, actor: User) -> Unit:
    """Put ``unit`` and all below it under ``to`` from the day ``on``.

    Every copy of a path (units, users, data scopes, registers) follows in one update each.
    Raises RuleViolation ``org.move_into_itself``, ``org.nothing_changes``, ``org.closed``, or
    ``org.dates`` when ``unit``, ``to`` or a unit above got its present place after ``on``;
    ValidationError when the code is taken under ``to``.
    """
    unit, to = trees.locked_open(unit), trees.locked_open(to)
    old, new = trees.place(unit, to=to, on=on, basis=basis)
    audit("unit.move", unit, actor, before=old, after=new, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_close(unit: Unit, *, on: date, basis: str, actor: User) -> Unit:
    """Close ``unit`` from the day ``on``; its past stays readable.

    Raises RuleViolation ``org.open_children`` while a unit below it is open, ``org.closed``
    when it is closed already, ``org.dates`` unless its present name and place began before.
    """
    unit = trees.locked_open(unit)
    trees.end(unit, on=on)
    audit("unit.close", unit, actor, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_merge(units: Iterable[Unit], into: Unit, *, on: date, basis: str, actor: User) -> Unit:
    """Close ``units`` on the day ``on``; ``into`` takes over what they had.

    Units below them, accounts at home in them, data scopes on them and Party organizations of
    them go along; a code that is taken under ``into`` gets a number.
    Raises RuleViolation ``org.nothing_chosen`` and what ``unit_move`` and ``unit_close`` raise.
    """
    into, gone = trees.locked_open(into), trees.deepest_first(units)
    if not gone:
        raise RuleViolation("org.nothing_chosen", "还没有选择要并入的单位。")
    for unit in gone:
        unit = trees.locked_open(unit)
        _belongings_follow(unit, into)
        trees.absorb(unit, into, on=on, basis=basis, actor=actor)
    paths = [unit.path for unit in gone]
    audit("unit.merge", into, actor, units=paths, into=into.path, on=on, basis=basis)
    return into


@transaction.atomic
def unit_split(
    unit: Unit, parts: Sequence[UnitPart], *, on: date, basis: str, keep: bool, actor: User
) -> list[Unit]:
    """Set up ``parts`` beside ``unit`` on the day ``on`` and give each what it names.

    Without ``keep`` the unit is closed, and all that is below and at home in it must be named.
    A user takes along the data scope on the unit; scopes of others stay as they are.
    Raises RuleViolation ``org.nothing_chosen``, ``org.split_root``, ``org.split_rest`` and what
    ``unit_create``, ``unit_move`` and ``unit_close`` raise.
    """
    unit = trees.locked_open(unit)
    refuse_split(unit, parts, on)
    made = [_part_set_up(unit, part, on=on, basis=basis) for part in parts]
    if not keep:
        _refuse_left_behind(unit)
        trees.end(unit, on=on)
    paths = [part.path for part in made]
    audit("unit.split", unit, actor, parts=paths, keep=keep, on=on, basis=basis)
    return made


def refuse_split(row: trees.Node, parts: Sequence[object], on: date) -> None:
    """Raise RuleViolation for a split without parts, of a root, or before ``row`` stood there."""
    if not parts:
        raise RuleViolation("org.nothing_chosen", "还没有填写分出的单位或组织。")
    if row.parent is None:
        raise RuleViolation("org.split_root", f"“{row}”没有上级，不能分设。")
    trees.refuse_a_later_place(row, on)


@transaction.atomic
def unit_describe(unit: Unit, details: Mapping[str, Any], *, actor: User | None) -> Unit:
    """Set the columns of ``DETAILS`` named in ``details``. Raises ValidationError, KeyError."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unknown := details.keys() - set(DETAILS):
        raise KeyError(f"Not a detail of a unit: {sorted(unknown)}")
    changed = [name for name, value in details.items() if getattr(unit, name) != value]
    before = {name: getattr(unit, name) for name in changed}
    for name in changed:
        setattr(unit, name, details[name])
    unit.full_clean()
    unit.save(update_fields=changed)
    after = {name: details[name] for name in changed}
    audit("unit.describe", unit, actor, before=before, after=after)
    return unit


@transaction.atomic
def staffing_add(
    unit: Unit, *, since: date, basis: str, numbers: Mapping[str, int | None], actor: User | None
) -> Staffing:
    """Record the approved staffing and leading posts that hold from ``since`` on.

    ``numbers`` by column of Staffing. Raises ValidationError for a second row of one day.
    """
    staffing = Staffing(unit=unit, since=since, basis=basis, **numbers)
    staffing.full_clean()
    staffing.save()
    audit("staffing.add", unit, actor, since=since, basis=basis, **numbers)
    return staffing


def _belongings_follow(before: Unit, into: Unit) -> None:
    User.objects.filter(home_path=before.path).update(home_path=into.path)
    for organization in before.joint_organizations.all():
        organization.joint_units.remove(before)
        organization.joint_units.add(into)
    _organizations_follow(before, into, before.organizations.values_list("pk", flat=True))


def _organizations_follow(before: Unit, after: Unit, keys: Iterable[int]) -> None:
    rows = before.organizations.filter(pk__in=list(keys))
    rows.update(unit=after, unit_path=after.path)


def _part_set_up(unit: Unit, part: UnitPart, *, on: date, basis: str) -> Unit:
    made = Unit(code=part.code, name=part.name, kind=part.kind, since=on, parent=unit.parent)
    trees.found(made, basis=basis)
    for child in part.children:
        trees.place(trees.locked_open(child), to=made, on=on, basis=basis)
    keys = [user.pk for user in part.users]
    User.objects.filter(pk__in=keys, home_path=unit.path).update(home_path=made.path)
    trees.scopes_follow(unit, made, keys)
    _organizations_follow(unit, made, [row.pk for row in part.organizations])
    trees.succeed(unit, made, kind=Succession.Kind.SPLIT, on=on, basis=basis)
    return made


def _refuse_left_behind(unit: Unit) -> None:
    left: list[Any] = [
        *unit.children.filter(closed_on=None),
        *User.objects.filter(home_path=unit.path, is_active=True),
        *unit.organizations.filter(closed_on=None),
    ]
    if left:
        names = "、".join(f"“{row}”" for row in left[:5])
        raise RuleViolation(
            "org.split_rest", f"“{unit}”撤销后，{names}等 {len(left)} 项没有去向。",
            hint="逐一选择去向，或者保留原单位。",
        )  # fmt: skip
