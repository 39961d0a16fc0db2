"""The records of which the access page can tell why somebody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db import models

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Round
from jingwei.coverage.models import Programme, RosterRow
from jingwei.kernel.explain import (
    FindRow,
    RecordKind,
    RecordPlace,
    declare_record,
    scoped_finder,
)
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.made import MADE, Made, register_named
from jingwei.plans.models import AnnualPlan, DispatchMeeting, Measure
from jingwei.procedures.models import Case

REGISTER_PAGES = ("registers:row", "registers:edit", "registers:history")
OWN_PAGES = {
    "people.person": ("people:person",),
    "org.unit": ("org:unit",),
    "org.partyorganization": ("org:organization",),
    "collection.ledger": ("collection:ledger-row",),
    "liaison.pair": ("liaison:pair",),
}
"""Registers whose rows have a page of their own besides."""
WORK: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (User, "accounts.view_user", ("accounts:user",)),
    (Measure, "plans.view_measure", ("plans:measure",)),
    (AnnualPlan, "plans.view_annualplan", ("plans:board-of", "plans:measure-list")),
    (DispatchMeeting, "plans.view_dispatchmeeting", ("plans:meeting",)),
    (Case, "procedures.view_case", ("procedures:case",)),
    (Round, "collection.view_round", ("collection:round",)),
    (Assignment, "collection.answer_round", ("collection:answer", "collection:assignment")),
    (Programme, "coverage.view_programme", ("coverage:programme",)),
    (RosterRow, "coverage.view_programme", ("coverage:row",)),
)
"""Accounts, and what people work on: the permission and the pages that show one."""


def declare_records() -> None:
    """Make accounts, every register and the work known. Called once, at start-up."""
    for kind in (*_kinds_of_registers(), *_kinds_of_work()):
        declare_record(kind)


def _kinds_of_registers() -> Iterator[RecordKind]:
    for code, register in REGISTERS.items():
        find = scoped_finder(register.model, register.permission("view"), register.title)
        pages = (*REGISTER_PAGES, *OWN_PAGES.get(code, ()))
        yield RecordKind(code, register.title, find, pages)
    for code, family in MADE.items():
        permission = f"{family.model._meta.app_label}.view_{family.model._meta.model_name}"
        find = _within_its_register(family, scoped_finder(family.model, permission, family.title))
        pages = (*REGISTER_PAGES, *OWN_PAGES.get(code, ()))
        yield RecordKind(code, family.title, find, pages)


def _within_its_register(family: Made, find: FindRow) -> FindRow:
    """Return a finder that knows besides whether the register of the row is open to a viewer."""

    def found(number: str) -> RecordPlace | None:
        place = find(number)
        row = family.model._default_manager.filter(pk=number).first() if place else None
        register = register_named(row.register_code) if row else None
        if place is None or place.shows is None or register is None:
            return None
        in_sight = place.shows
        return replace(
            place, shows=lambda v: in_sight(v) and not register.closed_to(v, "view")
        )  # fmt: skip

    return found


def _kinds_of_work() -> Iterator[RecordKind]:
    for model, permission, pages in WORK:
        label, find = str(model._meta.verbose_name), scoped_finder(model, permission)
        yield RecordKind(model._meta.label_lower, label, find, pages)
