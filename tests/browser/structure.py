"""Rows at the addresses of team structure: a target, a draft with one move."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres import services
from jingwei.people.models import Person


def structure_pages(person: Person, keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of team structure, by the name of the address."""
    told = {"feature": "age35", "unit_kind": "", "least": 1, "basis": "青组发〔2025〕6 号"}
    target = services.target_add(told, actor=keeper)
    tray = services.tray_add("乡镇班子年龄结构测算", actor=keeper)
    values = {
        "person": person, "unit": person.unit, "title": "副主任", "role": "副职",
        "level": "乡科级副职", "leaves": True,
    }  # fmt: skip
    move = services.move_add(tray, values, actor=keeper)
    return {
        "cadres:structure-export": ["xlsx"],
        "cadres:target-remove": [target.pk],
        "cadres:tray": [tray.pk],
        "cadres:tray-remove": [tray.pk],
        "cadres:move-remove": [move.pk],
    }
