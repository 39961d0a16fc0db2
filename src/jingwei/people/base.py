"""What the registers about people share: they are searched by the person's name."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet

from jingwei.kernel.registers.declaration import Col, ListLink, Register, RowAct
from jingwei.kernel.registers.writing import Change
from jingwei.people.hats import hats_refresh
from jingwei.people.models import Hat, OfPerson
from jingwei.people.selectors.search import found_people, is_id_search

R = TypeVar("R", bound=OfPerson)
H = TypeVar("H", bound=Hat)
PERSON = Col("person", by="number", on=frozenset(("new", "import", "export", "api")), item="A0000")
NAME = Col("person__full_name", label="姓名", item="A0101")
UNIT = Col("person__unit__name", label="所在单位")
ROSTER = ListLink("名册", "people:roster", "people.view_person", takes_code=True)
FOUND_BY = "姓名、拼音或首字母、人员编号、身份证号或末四位"
FORMS = RowAct("生成任免审批表", "people:forms-print", "people.print_appointment_form")


class OfPersonRegister(Register[R]):
    """A register of rows about people: a tab of the person page, found by name."""

    parent: ClassVar[str] = "person"
    removable: ClassVar[bool] = True

    def searched(self, rows: QuerySet[R], text: str) -> QuerySet[R]:
        """Keep the rows of the people whom ``text`` finds."""
        return rows.filter(found_people(text, "person__"))

    @property
    def search_hint(self) -> str:
        return FOUND_BY

    def is_sensitive(self, text: str) -> bool:
        return is_id_search(text.strip())

    def row_name(self, row: R) -> str:
        return f"{row.person}的{self.title}"


class HatRegister(Register[H]):
    """A register of people who wear one hat; the row's page is the person's."""

    links: ClassVar[tuple[ListLink, ...]] = (ROSTER,)
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("person",),)

    def searched(self, rows: QuerySet[H], text: str) -> QuerySet[H]:
        """Keep the wearers whom ``text`` finds."""
        return rows.filter(found_people(text, "person__"))

    @property
    def search_hint(self) -> str:
        return FOUND_BY

    def is_sensitive(self, text: str) -> bool:
        return is_id_search(text.strip())

    def row_url(self, row: H) -> str:
        return f"/people/{row.person_id}/"

    def prepare(self, rows: list[H]) -> None:
        """Copy the unit path of the person."""
        for row in rows:
            row.unit_path = row.person.unit_path if row.person_id else ""

    def stored(self, changes: list[Change[H]], actor: Any) -> None:
        """Write on the person which hats they wear now."""
        hats_refresh({change.row.person_id for change in changes})
