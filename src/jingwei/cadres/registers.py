"""The registers of cadres and of civil servants."""

from __future__ import annotations

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.kernel.registers.declaration import ASIDE, READ_ONLY, Col, ListLink, register
from jingwei.people.base import FORMS, NAME, PERSON, UNIT, HatRegister
from jingwei.people.hats import HatKind, hat

hat(HatKind("cadre", "干部", Cadre, lambda row: row.manage_state == "1"))
hat(HatKind("civil_servant", "公务员", CivilServant))
ROSTER = ListLink("干部名册", "cadres:roster", "cadres.view_cadre")
WORKBOOK = ListLink("信息采集表", "cadres:workbook", "cadres.view_cadre")
SHOWN = READ_ONLY - {"list"}
FACTS = (
    Col("person__gender", filter="exact", item="A0104", width=6),
    Col("person__birth_on", filter="range", item="A0107"),
    Col("person__post_summary", item="A0192A", width=30),
)
STANDING = (
    Col("person__level", filter="exact", item="A0221"),
    Col("person__level_since", on=SHOWN, item="A0288"),
    Col("person__rank", filter="exact", item="A0192E"),
    Col("person__rank_since", item="A0192C"),
    Col("person__education", filter="exact", item="ZGXL"),
)


@register
class CadreRegister(HatRegister[Cadre]):
    """Cadres under the management of a committee."""

    model = Cadre
    acts = (FORMS,)
    links = (ROSTER, WORKBOOK)
    unit_word = "人"
    columns = (
        PERSON, NAME, *FACTS, *STANDING, UNIT,
        Col("unit_path", label="单位范围", filter="subtree", on=frozenset()),
        Col("person_kind", filter="exact", wanted=True, on=ASIDE, item="A0160"),
        Col("manage_state", filter="exact", on=ASIDE, item="A0163"),
        Col("manage_class", filter="exact", wanted=True, on=ASIDE, item="A0165"),
        Col("staffing", filter="exact", wanted=True, on=ASIDE, item="A0121"),
        Col("has_grassroots_years", on=ASIDE, item="A0197"),
        Col("grassroots_years", on=ASIDE, item="A0194"),
        Col("is_exam_recruit", on=ASIDE, item="A99Z101"),
        Col("recruited_on", on=ASIDE, item="A99Z102"),
        Col("is_selected_graduate", filter="exact", on=ASIDE, item="A99Z103"),
        Col("selected_on", on=ASIDE, item="A99Z104"),
        Col("note", on=ASIDE),
    )  # fmt: skip


@register
class CivilServantRegister(HatRegister[CivilServant]):
    """Registered civil servants and staff managed with reference to the law."""

    model = CivilServant
    acts = (FORMS,)
    unit_word = "人"
    columns = (
        PERSON, NAME, *FACTS, *STANDING, UNIT,
        Col("unit_path", label="单位范围", filter="subtree", on=frozenset()),
        Col("category", filter="exact"),
        Col("is_reference_managed", filter="exact", on=ASIDE),
        Col("registered_on", filter="range", wanted=True, item="A2949"),
        Col("joined_service_on", on=ASIDE, wanted=True, item="A2947"),
        Col("joined_unit_on", on=ASIDE, item="A2907"),
        Col("entry_way", on=ASIDE, item="A2911"),
        Col("grade", filter="range", on=ASIDE, item="A0120"),
        Col("note", on=ASIDE),
    )  # fmt: skip
