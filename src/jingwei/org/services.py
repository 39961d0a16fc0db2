"""Writes to the organization tree and its dictionary of names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Concat, Substr

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.scoping import subtree
from jingwei.org.models import Unit, UnitAlias, UnitGroup, UnitSpell

declare_acts(
    {
        "unit.create": "设立单位",
        "unit.rename": "单位更名",
        "unit.move": "单位划转",
        "unit.close": "撤销单位",
        "unit_alias.add": "增加单位别名",
        "unit_alias.remove": "删除单位别名",
        "unit_group.save": "维护单位组",
        "unit_group.remove": "删除单位组",
    }
)


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
    ``org.closed`` under a closed parent.
    """
    parent = _locked_open(parent) if parent else None
    unit = Unit(code=code, name=name, kind=kind, since=since, parent=parent)
    unit.path = f"{parent.path if parent else ''}{code}/"
    unit.full_clean()
    unit.save()
    UnitSpell.objects.create(unit=unit, name=name, parent=parent, since=since, basis=basis)
    audit("unit.create", unit, actor, path=unit.path, name=name, since=since, basis=basis)
    return unit


@transaction.atomic
def unit_rename(unit: Unit, *, name: str, on: date, basis: str, actor: User) -> Unit:
    """Give ``unit`` the new ``name`` from the day ``on``; the old name stays an alias.

    Raises RuleViolation ``org.dates`` when ``on`` lies before the present name began,
    ``org.nothing_changes`` for the name it has, ``org.closed`` for a closed unit.
    """
    unit = _locked_open(unit)
    old = unit.name
    if name == old:
        raise RuleViolation("org.nothing_changes", f"“{unit}”现在就叫这个名称。")
    _next_spell(unit, name=name, parent=unit.parent, on=on, basis=basis)
    unit.name = name
    unit.full_clean()
    unit.save(update_fields=["name"])
    if _bearer(old, beside=unit) is None:
        UnitAlias.objects.create(unit=unit, text=old)
    audit("unit.rename", unit, actor, before=old, after=name, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_move(unit: Unit, *, to: Unit, on: date, basis: str, actor: User) -> Unit:
    """Put ``unit`` and all below it under ``to`` from the day ``on``.

    Paths of units, users and data scopes follow in one update each.
    Raises RuleViolation ``org.move_into_itself``, ``org.nothing_changes``, ``org.closed``, or
    ``org.dates`` when ``unit``, ``to`` or a unit above got its present place after ``on``;
    ValidationError when the code is taken under ``to``.
    """
    unit, to = _locked_open(unit), _locked_open(to)
    if to.path.startswith(unit.path):
        raise RuleViolation("org.move_into_itself", f"“{unit}”不能划到自己或下级“{to}”之下。")
    if to.pk == unit.parent_id:
        raise RuleViolation("org.nothing_changes", f"“{unit}”现在就在“{to}”之下。")
    _refuse_a_later_place(to, on)
    _next_spell(unit, name=unit.name, parent=to, on=on, basis=basis)
    old, new = unit.path, f"{to.path}{unit.code}/"
    unit.parent, unit.path = to, new
    unit.full_clean()
    unit.save(update_fields=["parent"])
    _rewrite(Unit.objects.all(), "path", old, new)
    _rewrite(User.objects.all(), "home_path", old, new)
    _rewrite(DataScope.objects.all(), "path", old, new)
    audit("unit.move", unit, actor, before=old, after=new, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_close(unit: Unit, *, on: date, basis: str, actor: User) -> Unit:
    """Close ``unit`` from the day ``on``; its past stays readable.

    Raises RuleViolation ``org.open_children`` while a unit below it is open, ``org.closed``
    when it is closed already, ``org.dates`` unless its present name and place began before.
    """
    unit = _locked_open(unit)
    present = unit.spells.get(until=None)
    if on <= present.since:
        raise _too_early(unit, present, on)
    if open_below := unit.children.filter(closed_on=None).first():
        raise RuleViolation(
            "org.open_children", f"“{unit}”下还有“{open_below}”。", hint="先划转或撤销下级单位。"
        )
    unit.closed_on = on
    unit.full_clean()
    unit.save(update_fields=["closed_on"])
    present.until = on
    present.save(update_fields=["until"])
    audit("unit.close", unit, actor, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_alias_add(unit: Unit, *, text: str, actor: User | None) -> UnitAlias:
    """Let ``text`` find ``unit``.

    Raises RuleViolation ``org.alias_taken`` when it already finds something; ValidationError
    when it is empty or too long.
    """
    text = text.strip()
    if bearer := _bearer(text):
        raise RuleViolation(
            "org.alias_taken", f"“{text}”已经指“{bearer}”。", hint="先在那里改名或删除这个别名。"
        )
    alias = UnitAlias(unit=unit, text=text)
    alias.full_clean()
    alias.save()
    audit("unit_alias.add", unit, actor, text=alias.text)
    return alias


@transaction.atomic
def unit_alias_remove(alias: UnitAlias, *, actor: User) -> None:
    """Stop ``alias`` from finding its unit; what it found before stays found."""
    audit("unit_alias.remove", alias.unit, actor, text=alias.text)
    alias.delete()


@transaction.atomic
def unit_group_save(
    name: str,
    *,
    members: Iterable[Unit],
    is_open: bool,
    actor: User | None,
    group: UnitGroup | None = None,
) -> UnitGroup:
    """Give ``group`` this name and these members; without one, create or replace the one so called.

    Raises ValidationError for an empty name or that of another group, RuleViolation
    ``org.alias_taken`` for a name that finds a unit.
    """
    group = group or UnitGroup.objects.filter(name=name).first() or UnitGroup()
    if isinstance(bearer := _bearer(name), Unit):
        raise RuleViolation(
            "org.alias_taken", f"“{name}”已经指单位“{bearer}”。", hint="单位组请另取名称。"
        )
    group.name, group.is_open = name, is_open
    group.full_clean()
    group.save()
    group.members.set(members)
    codes = sorted(group.members.values_list("path", flat=True))
    audit("unit_group.save", group, actor, name=name, members=codes, is_open=is_open)
    return group


@transaction.atomic
def unit_group_remove(group: UnitGroup, *, actor: User) -> None:
    """Delete ``group``. Raises RuleViolation ``org.group_in_use`` while a plan names it."""
    audit("unit_group.remove", group, actor, name=group.name)
    try:
        group.delete()
    except ProtectedError as error:
        raise RuleViolation(
            "org.group_in_use", f"要点里已把“{group}”认作这个单位组，不能删除。",
            hint="可以调整它的成员。",
        ) from error  # fmt: skip


def _bearer(text: str, *, beside: Unit | None = None) -> Unit | UnitGroup | None:
    """Return what ``text`` finds: an open unit (but ``beside``), an alias's unit, a group."""
    open_units = Unit.objects.filter(name=text, closed_on=None)
    others = open_units.exclude(pk=beside.pk) if beside else open_units
    if unit := others.first():
        return unit
    if alias := UnitAlias.objects.filter(text=text).select_related("unit").first():
        return alias.unit
    return UnitGroup.objects.filter(name=text).first()


def _locked_open(unit: Unit) -> Unit:
    rows = Unit.objects.select_for_update(of=("self",)).select_related("parent")
    found = rows.get(pk=unit.pk)
    if found.closed_on:
        raise RuleViolation("org.closed", f"“{found}”已于 {found.closed_on} 撤销，不能再变动。")
    return found


def _refuse_a_later_place(to: Unit, on: date) -> None:
    """Keep the tree of every past day a tree: nothing above the new place may have moved since."""
    codes = to.path.rstrip("/").split("/")
    above = ["/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]
    later = UnitSpell.objects.filter(unit__path__in=above, until=None, since__gt=on)
    if spell := later.select_related("unit").order_by("-since").first():
        raise _too_early(spell.unit, spell, on)


def _too_early(unit: Unit, present: UnitSpell, on: date) -> RuleViolation:
    return RuleViolation(
        "org.dates",
        f"“{unit}”现在的名称和隶属关系始于 {present.since}，不能再从 {on} 起变动。",
        hint="改填更晚的日期。",
    )


def _next_spell(unit: Unit, *, name: str, parent: Unit | None, on: date, basis: str) -> None:
    """Begin a spell; two changes of one day are one spell, for a spell lasts at least a day."""
    present = unit.spells.get(until=None)
    if on < present.since:
        raise _too_early(unit, present, on)
    if on == present.since:
        present.name, present.parent = name, parent
        present.basis = "；".join(filter(None, dict.fromkeys([present.basis, basis])))
        present.full_clean()
        present.save(update_fields=["name", "parent", "basis"])
        return
    present.until = on
    present.save(update_fields=["until"])
    spell = UnitSpell(unit=unit, name=name, parent=parent, since=on, basis=basis)
    spell.full_clean()
    spell.save()


def _rewrite(rows: models.QuerySet[models.Model], field: str, old: str, new: str) -> None:
    tail = Substr(F(field), len(old) + 1)
    rows.filter(subtree(field, old)).update(**{field: Concat(Value(new), tail)})
