"""The records of which the access page can tell why somebody sees them."""

from __future__ import annotations

from jingwei.accounts.models import User
from jingwei.kernel.explain import RecordKind, declare_record, scoped_finder
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.made import MADE

REGISTER_PAGES = ("registers:row", "registers:edit", "registers:history")
OWN_PAGES = {
    "people.person": ("people:person",),
    "org.unit": ("org:unit",),
    "org.partyorganization": ("org:organization",),
    "collection.ledger": ("collection:ledger-row",),
}
"""Registers whose rows have a page of their own besides."""


def declare_records() -> None:
    """Make accounts, units and every register known. Called once, at start-up."""
    label = str(User._meta.verbose_name)
    find_user = scoped_finder(User, "accounts.view_user")
    declare_record(RecordKind("accounts.user", label, find_user, ("accounts:user",)))
    for code, register in REGISTERS.items():
        find = scoped_finder(register.model, register.permission("view"), register.title)
        pages = (*REGISTER_PAGES, *OWN_PAGES.get(code, ()))
        declare_record(RecordKind(code, register.title, find, pages))
    for code, family in MADE.items():
        permission = f"{family.model._meta.app_label}.view_{family.model._meta.model_name}"
        find = scoped_finder(family.model, permission, family.title)
        pages = (*REGISTER_PAGES, *OWN_PAGES.get(code, ()))
        declare_record(RecordKind(code, family.title, find, pages))
