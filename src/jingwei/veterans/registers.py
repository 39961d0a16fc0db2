"""The register of retired cadres."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.registers.declaration import ASIDE, P2, Col, register
from jingwei.kernel.registers.writing import Change
from jingwei.people.base import NAME, PERSON, UNIT, HatRegister
from jingwei.people.hats import HatKind, hat
from jingwei.veterans.care import visits_follow
from jingwei.veterans.models import RetiredCadre

hat(HatKind("retired_cadre", "离退休干部", RetiredCadre))


@register
class RetiredCadreRegister(HatRegister[RetiredCadre]):
    """Retired cadres, with what visiting them needs; no diagnoses."""

    model = RetiredCadre
    unit_word = "人"
    columns = (
        PERSON, NAME,
        Col("person__gender", filter="exact", width=6),
        Col("person__birth_on", filter="range"),
        UNIT,
        Col("unit_path", label="单位范围", filter="subtree", on=frozenset()),
        Col("kind", filter="exact", item="A3101"),
        Col("retired_on", filter="range", item="A3104"),
        Col("former_unit", on=ASIDE),
        Col("former_post", item="A3118"),
        Col("former_level", filter="exact", on=ASIDE, item="A3107"),
        Col("treatment", on=ASIDE),
        Col("living", filter="exact", wanted=True),
        Col("care", filter="exact", wanted=True, secrecy=P2),
        Col("is_in_hospital", filter="exact", secrecy=P2, on=ASIDE),
        Col("lives_elsewhere", filter="exact", on=ASIDE),
        Col("residence", on=ASIDE, secrecy=P2),
        Col("family_contact", on=ASIDE, secrecy=P2, wanted=True),
        Col("keeper", filter="text", wanted=True),
        Col("checked_year", filter="range", on=ASIDE),
        Col("strengths", on=ASIDE),
        Col("note", on=ASIDE),
    )  # fmt: skip

    def stored(self, changes: list[Change[RetiredCadre]], actor: Any) -> None:
        """Let the visits follow the level of care."""
        super().stored(changes, actor)
        visits_follow(changes)
