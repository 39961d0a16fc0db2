"""Writes to the dictionary that finds units by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.org.models import Unit, UnitAlias, UnitGroup

declare_acts(
    {
        "unit_alias.add": "增加单位别名",
        "unit_alias.remove": "删除单位别名",
        "unit_group.save": "维护单位组",
        "unit_group.remove": "删除单位组",
    }
)


@transaction.atomic
def unit_alias_add(unit: Unit, *, text: str, actor: User | None) -> UnitAlias:
    """Let ``text`` find ``unit``.

    Raises RuleViolation ``org.alias_taken`` when it already finds something; ValidationError
    when it is empty or too long.
    """
    text = text.strip()
    if bearer := bearer_of(text):
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
    if isinstance(bearer := bearer_of(name), Unit):
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


def bearer_of(text: str, *, beside: Unit | None = None) -> Unit | UnitGroup | None:
    """Return what ``text`` finds: an open unit (but ``beside``), an alias's unit, a group."""
    open_units = Unit.objects.filter(name=text, closed_on=None)
    others = open_units.exclude(pk=beside.pk) if beside else open_units
    if unit := others.first():
        return unit
    if alias := UnitAlias.objects.filter(text=text).select_related("unit").first():
        return alias.unit
    return UnitGroup.objects.filter(name=text).first()
