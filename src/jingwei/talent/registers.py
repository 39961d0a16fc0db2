"""The register of talents."""

from __future__ import annotations

from jingwei.kernel.registers.declaration import ASIDE, Col, register
from jingwei.people.base import NAME, PERSON, UNIT, HatRegister
from jingwei.people.hats import HatKind, hat
from jingwei.talent.models import Talent

hat(HatKind("talent", "人才", Talent))


@register
class TalentRegister(HatRegister[Talent]):
    """Talents of all six kinds, rural ones with their class and village."""

    model = Talent
    unit_word = "人"
    columns = (
        PERSON, NAME,
        Col("person__gender", filter="exact", width=6),
        Col("person__birth_on", filter="range"),
        UNIT,
        Col("unit_path", label="单位范围", filter="subtree", on=frozenset()),
        Col("category", filter="exact", wanted=True),
        Col("sector", filter="exact", wanted=True),
        Col("level", filter="text"),
        Col("origin", filter="exact"),
        Col("rural_class", filter="exact", on=ASIDE),
        Col("place", filter="text", on=ASIDE),
        Col("skill", on=ASIDE, width=30),
        Col("scale", on=ASIDE),
        Col("households_led", on=ASIDE),
        Col("mentor", filter="text"),
        Col("selected_on", filter="range", on=ASIDE),
        Col("valid_until", filter="range", sort=True),
        Col("verified_on", filter="range", on=ASIDE),
        Col("verified_by", on=ASIDE),
        Col("note", on=ASIDE),
    )  # fmt: skip
