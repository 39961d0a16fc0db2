"""What the papers of member development take from a case: names, facts, days, blank lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from jingwei.kernel import codes
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.models import PartyOrganization
from jingwei.people.models import Person
from jingwei.procedures.models import Case

BLANK = "　"
DAY_LINE = "　　　年　　月　　日"


class Told:
    """A case as its papers tell it. Three queries, each when first asked."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def person(self) -> Person:
        return Person.objects.select_related("unit").get(cases=self.case)

    @cached_property
    def branch(self) -> str:
        """The full name of the branch that runs the case; blank before there is one."""
        rows = PartyOrganization.objects.filter(path=self.case.organization_path)
        return rows.values_list("name", flat=True).first() or BLANK * 8

    @cached_property
    def _records(self) -> list[Any]:
        return list(self.case.records.filter(is_returned=False).order_by("pk"))

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return {name: kept for record in self._records for name, kept in record.data.items()}

    def fact(self, name: str) -> str:
        """Return a fact of the steps for people; "" where it is not told."""
        kept = self._facts.get(name, "")
        return str(kept["words"]) if isinstance(kept, dict) else str(kept)

    def day_of_fact(self, name: str) -> str:
        """Return a day among the facts: "2025年3月1日"; a line to fill in without one."""
        kept = self._facts.get(name)
        return chinese_day(date.fromisoformat(kept)) if kept else DAY_LINE

    def day(self, step: str) -> str:
        """Return the day of a step; a line to fill in before it was taken."""
        days = [record.happened_on for record in self._records if record.step == step]
        return chinese_day(days[-1]) if days else DAY_LINE

    @property
    def about(self) -> list[tuple[str, str]]:
        """Who the case is about: label and value."""
        one = self.person
        return [
            ("姓名", one.full_name), ("性别", codes.label("GB2261", one.gender)),
            ("出生年月", show_partial(one.birth_on)),
            ("民族", codes.label("GB3304", one.ethnic_group) if one.ethnic_group else ""),
            ("籍贯", one.native_place),
            ("学历", codes.label("ZB64", one.education) if one.education else ""),
            ("单位、职务或职业", f"{one.unit.name}{self.fact('occupation')}"),
            ("所在党支部", self.branch), ("申请入党日期", self.day_of_fact("applied_on")),
        ]  # fmt: skip


def filled_up(rows: Sequence[Sequence[str]], count: int, width: int) -> list[Sequence[str]]:
    """Return the rows with blank ones to write into, ``count`` in all at least."""
    blank = [f"{BLANK}\n{BLANK}", *[BLANK] * (width - 1)]
    return [*rows, *[blank] * max(0, count - len(rows))]
