"""The registers of units and of Party organizations: for lists, files and facts.

Names, places and kinds change by dated acts (``org.services``); a file may set up new ones.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.registers.declaration import (
    ASIDE,
    EVERYWHERE,
    READ_ONLY,
    Col,
    Register,
    register,
)
from jingwei.kernel.registers.writing import Change
from jingwei.kernel.spelling import reads
from jingwei.org.models import PartyOrganization, Unit
from jingwei.org.services import trees

SET_UP = EVERYWHERE - {"edit"}
N = TypeVar("N", Unit, PartyOrganization)


class TreeRegister(Register[N]):
    """Nodes of a tree: a new row gets its path and its first spell."""

    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("name", "parent"),)
    related: ClassVar[tuple[str, ...]] = ("parent__parent",)

    def searched(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Find nodes by pinyin and initials too."""
        return super().searched(rows, text) | rows.filter(reads("spelling", text))

    def prepare(self, rows: list[N]) -> None:
        """Give new nodes their path."""
        for row in rows:
            if row.pk is None:
                row.path = f"{row.parent.path if row.parent else ''}{row.code}/"

    def refusals(self, row: N) -> dict[str, str]:
        """Refuse a new node under a closed one, or before its parent came to its place."""
        if row.pk is not None or row.parent is None:
            return {}
        if row.parent.closed_on:
            return {"parent": f"“{row.parent}”已撤销。"}
        try:
            trees.refuse_a_later_place(row.parent, row.since)
        except JingweiError as error:
            return {"since": str(error)}
        return {}

    def stored(self, changes: list[Change[N]], actor: Any) -> None:
        """Begin the history of new nodes."""
        for change in changes:
            if change.is_new:
                trees.first_spell(change.row)


@register
class UnitRegister(TreeRegister[Unit]):
    """Units with their facts of the national set B01."""

    model = Unit
    unit_word = "个"
    columns = (
        Col("name", on=SET_UP, search=True, item="B0101", width=24),
        Col("code", on=SET_UP),
        Col("parent", by="written", on=SET_UP, item="B0121", width=20),
        Col("kind", filter="exact"),
        Col("short_name", search=True, item="B0104"),
        Col("path", label="单位范围", on=frozenset(), filter="subtree"),
        Col("level", filter="exact", wanted=True, item="B0127"),
        Col("category", on=ASIDE, item="B0131"),
        Col("legal_kind", filter="exact", on=ASIDE, wanted=True, item="B0194"),
        Col("credit_code", on=ASIDE),
        Col("reference_approved_on", on=ASIDE, item="B0238"),
        Col("reference_approved_no", on=ASIDE, item="B0239"),
        Col("since", on=SET_UP, filter="range"),
        Col("closed_on", on=READ_ONLY),
        Col("position", on=ASIDE),
        Col("note", on=ASIDE, item="B0180"),
    )

    def row_url(self, row: Unit) -> str:
        return f"/units/{row.pk}/"


@register
class PartyOrganizationRegister(TreeRegister[PartyOrganization]):
    """Party organizations with their facts."""

    model = PartyOrganization
    unit_word = "个"
    related = ("parent", "unit__parent")
    columns = (
        Col("name", on=SET_UP, search=True, width=30),
        Col("code", on=SET_UP),
        Col("parent", by="name", on=SET_UP, width=30),
        Col("kind", on=SET_UP, filter="exact"),
        Col("short_name", on=ASIDE, search=True),
        Col("unit", by="written", wanted=True, width=20),
        Col("path", label="党组织范围", on=frozenset(), filter="subtree"),
        Col("unit_link", on=ASIDE),
        Col("sector", filter="exact", wanted=True),
        Col("village_or_community", on=ASIDE, filter="text"),
        Col("national_class_code", on=ASIDE),
        Col("founded_on", on=ASIDE, filter="range"),
        Col("approval_no", on=ASIDE),
        Col("phone", on=ASIDE),
        Col("since", on=SET_UP, filter="range"),
        Col("closed_on", on=READ_ONLY),
        Col("position", on=ASIDE),
        Col("note", on=ASIDE),
    )

    def prepare(self, rows: list[PartyOrganization]) -> None:
        """Copy the path of the unit besides."""
        super().prepare(rows)
        for row in rows:
            row.unit_path = row.unit.path if row.unit_id else ""

    def refusals(self, row: PartyOrganization) -> dict[str, str]:
        return {**super().refusals(row), **({} if row.unit_id else {"unit": "填写所在单位。"})}

    def row_url(self, row: PartyOrganization) -> str:
        return f"/organizations/{row.pk}/"
