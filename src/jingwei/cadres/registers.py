"""The registers of cadres and of civil servants."""

from __future__ import annotations

from jingwei.cadres.models import Cadre, CivilServant, SupervisionMeasure
from jingwei.cadres.selectors.influence import PROBATIONS, influence_end
from jingwei.kernel.registers.declaration import (
    ASIDE,
    P3,
    READ_ONLY,
    Col,
    ListLink,
    register,
)
from jingwei.people.base import FORMS, NAME, PERSON, ROSTER, UNIT, HatRegister, OfPersonRegister
from jingwei.people.hats import HatKind, hat

hat(HatKind("cadre", "干部", Cadre, lambda row: row.manage_state == "1"))
hat(HatKind("civil_servant", "公务员", CivilServant))
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


def lifting(row: SupervisionMeasure) -> str:
    """Return whether a measure was lifted early, in time or late; "" while it was not."""
    if row.lifted_on is None:
        return ""
    due = influence_end(row, lifted=False)
    if due is None:
        return "已解除"
    late = (row.lifted_on - due).days
    return "提前解除" if late < 0 else "按期解除" if late <= 1 else "延后解除"


@register
class SupervisionRegister(OfPersonRegister[SupervisionMeasure]):
    """Supervision measures: opened by few, every reading is recorded."""

    model = SupervisionMeasure
    secrecy = P3
    keys = (("person", "kind", "decided_on"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact"),
        Col("decided_on", filter="range"),
        Col("organ", filter="text"),
        Col("document_no", on=ASIDE),
        Col("basis", secrecy=P3, on=ASIDE),
        Col("influence_from", on=ASIDE, help="空着时为决定日期"),
        Col("influence_until", filter="range", on=READ_ONLY),
        Col("until_set", on=ASIDE, help="决定机关另定止日的才填"),
        Col("set_reason", on=ASIDE),
        Col("restored_on", on=ASIDE, help="留党察看的才填"),
        Col("lifted_on", filter="range"),
        Col("lifting", label="解除情况", on=READ_ONLY, value=lifting),
        Col("case", by="title", on=frozenset(("detail",))),
    )  # fmt: skip

    def prepare(self, rows: list[SupervisionMeasure]) -> None:
        """Count the influence period by the law of the day."""
        for row in rows:
            if row.decided_on is not None:
                row.influence_from = row.influence_from or row.decided_on
                row.influence_until = influence_end(row)

    def refusals(self, row: SupervisionMeasure) -> dict[str, str]:
        if row.restored_on and row.kind not in PROBATIONS:
            return {"restored_on": "只有留党察看才有恢复党员权利日期。"}
        return {}
