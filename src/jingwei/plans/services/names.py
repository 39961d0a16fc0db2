"""Writes of the unit dictionary that come from a plan."""

from __future__ import annotations

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.org.models import Unit, UnitAlias, UnitGroup
from jingwei.org.services import unit_alias_add
from jingwei.plans.models import MeasureUnit

declare_acts({"unit_name.resolve": "认定单位名称"})


@transaction.atomic
def name_resolve(text: str, *, to: Unit | UnitGroup, learn: bool, actor: User) -> int:
    """Let every unresolved mention of ``text`` mean ``to``; return how many there were.

    With ``learn`` the name of a unit becomes its alias, so that the next plan finds it.
    """
    mentions = MeasureUnit.objects.filter(text=text, unit=None, group=None)
    is_unit = isinstance(to, Unit)
    count = mentions.update(unit=to) if is_unit else mentions.update(group=to)
    if learn and isinstance(to, Unit) and not UnitAlias.objects.filter(text=text).exists():
        unit_alias_add(to, text=text, actor=actor)
    audit("unit_name.resolve", to, actor, text=text, mentions=count)
    return count
