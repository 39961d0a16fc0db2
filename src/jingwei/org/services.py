"""Writes to the organization tree and its dictionary of names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import F, Value
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
    }
)


@transaction.atomic
def unit_create(  # noqa: PLR0913  # a unit has these facts from its first day
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

    Raises ValidationError when the code is malformed or taken among its siblings.
    """
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

    Raises RuleViolation ``org.dates`` when ``on`` lies before the present name began.
    """
    unit = _locked(unit)
    old = unit.name
    _next_spell(unit, name=name, parent=unit.parent, on=on, basis=basis)
    unit.name = name
    unit.full_clean()
    unit.save(update_fields=["name"])
    if not UnitAlias.objects.filter(text=old).exists():
        UnitAlias.objects.create(unit=unit, text=old)
    audit("unit.rename", unit, actor, before=old, after=name, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_move(unit: Unit, *, to: Unit, on: date, basis: str, actor: User) -> Unit:
    """Put ``unit`` and all below it under ``to`` from the day ``on``.

    Paths of units, users and data scopes follow in one update each.
    Raises RuleViolation ``org.move_into_itself`` or ``org.dates``; ValidationError when the
    code is taken under ``to``.
    """
    unit, to = _locked(unit), _locked(to)
    if to.path.startswith(unit.path):
        raise RuleViolation("org.move_into_itself", f"“{unit}”不能划到自己的下级“{to}”之下。")
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

    Raises RuleViolation ``org.open_children`` while a unit below it is open.
    """
    unit = _locked(unit)
    if open_below := unit.children.filter(closed_on=None).first():
        raise RuleViolation(
            "org.open_children", f"“{unit}”下还有“{open_below}”。", hint="先划转或撤销下级单位。"
        )
    unit.closed_on = on
    unit.full_clean()
    unit.save(update_fields=["closed_on"])
    unit.spells.filter(until=None).update(until=on)
    audit("unit.close", unit, actor, on=on, basis=basis)
    return unit


@transaction.atomic
def unit_alias_add(unit: Unit, *, text: str, actor: User | None) -> UnitAlias:
    """Let ``text`` find ``unit``. Raises ValidationError when it already finds another one."""
    alias = UnitAlias(unit=unit, text=text.strip())
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
    name: str, *, members: Iterable[Unit], is_open: bool, actor: User | None
) -> UnitGroup:
    """Create or replace the group called ``name``. Raises ValidationError for an empty name."""
    group = UnitGroup.objects.filter(name=name).first() or UnitGroup(name=name)
    group.is_open = is_open
    group.full_clean()
    group.save()
    group.members.set(members)
    codes = sorted(group.members.values_list("path", flat=True))
    audit("unit_group.save", group, actor, members=codes, is_open=is_open)
    return group


def _locked(unit: Unit) -> Unit:
    return Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)


def _next_spell(unit: Unit, *, name: str, parent: Unit | None, on: date, basis: str) -> None:
    present = unit.spells.get(until=None)
    if on < present.since:
        raise RuleViolation(
            "org.dates",
            f"“{unit}”现状始于 {present.since},不能再从 {on} 起变更。",
            hint="改填更晚的日期。",
        )
    present.until = on
    present.save(update_fields=["until"])
    UnitSpell.objects.create(unit=unit, name=name, parent=parent, since=on, basis=basis)


def _rewrite(rows: models.QuerySet[models.Model], field: str, old: str, new: str) -> None:
    tail = Substr(F(field), len(old) + 1)
    rows.filter(subtree(field, old)).update(**{field: Concat(Value(new), tail)})
