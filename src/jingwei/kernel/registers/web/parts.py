"""What pages about one row are made of: facts, child tables, history. Rooms build theirs of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models

from jingwei.kernel.registers import history as kept
from jingwei.kernel.registers.declaration import Col, Register, Secrecy, Verb, children_of
from jingwei.kernel.registers.reveals import may_reveal, rows_read
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import cells
from jingwei.kernel.registers.web.access import address

LONG = 30
"""Characters beyond which a fact takes the whole width."""
CHANGES = 30
"""Changes on a page of the history."""


@dataclass(frozen=True)
class Fact:
    """One value on the page of a row. The addresses are "" where there is nothing to do.

    ``key`` is the id of its element, unlike any other of the page.
    """

    key: str
    name: str
    label: str
    text: str
    is_masked: bool = False
    reveal_url: str = ""
    missing_url: str = ""
    is_missing: bool = False
    writer: kept.Writer | None = None
    item: str = ""
    """Code of the national information set, where the column has one."""

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONG or "\n" in self.text


@dataclass(frozen=True)
class ChildTable:
    """The rows of a child register about one row; ``lines`` stay empty until it is opened."""

    register: Register[Any]
    is_open: bool
    heads: list[cells.Head] = field(default_factory=list)
    lines: list[cells.Line] = field(default_factory=list)
    add_url: str = ""
    may_change: bool = False
    may_remove: bool = False

    @property
    def base(self) -> str:
        """The address below which the rows of the register lie."""
        return address("list", self.register.code)

    @property
    def code(self) -> str:
        return self.register.code

    @property
    def label(self) -> str:
        return self.register.title

    @property
    def is_secret(self) -> bool:
        return self.register.secrecy == Secrecy.P3


@dataclass(frozen=True)
class History:
    """A page of the changes of a row and of its children."""

    page: Page[Any]
    entries: list[kept.Entry]


def facts(register: Register[Any], row: models.Model, sight: Sight) -> list[Fact]:
    """Return the values of a row in the order declared; one query, for who wrote them."""
    writers = kept.writers(register, row)
    lacking = {col.name for col in register.missing(row)}
    may_write = sight.viewer.has_perm(register.permission("change"))
    edit_url = address("edit", register.code, row.pk) if may_write else ""
    return [
        _fact(register, row, col, sight, (edit_url if col.name in lacking else None, writers))
        for col in register.cols("detail")
    ]


def _fact(
    register: Register[Any], row: models.Model, col: Col, sight: Sight, told: tuple[str | None, Any]
) -> Fact:
    edit_url, writers = told
    text = sight.text(register, col, row)
    reveals = may_reveal(col, row, sight.viewer)
    return Fact(
        f"fact-{register.slug}-{col.name}", col.name, register.label_of(col), text,
        is_masked=bool(text) and not sight.clear(col),
        reveal_url=address("reveal", register.code, row.pk, col.name) if reveals else "",
        missing_url=f"{edit_url}#id_{col.name}" if edit_url and col.shown("edit") else "",
        is_missing=edit_url is not None,
        writer=writers.get(col.name), item=col.item,
    )  # fmt: skip


def child_tables(row: models.Model, viewer: Any, opened: str | None = None) -> list[ChildTable]:
    """Return the child registers of ``row`` that ``viewer`` may open, with their rows.

    Without ``opened`` every table has its rows but the restricted ones; with the code of a
    register only that one has, and reading a restricted one is recorded. A query for each.
    """
    found = []
    for relation, register in children_of(type(row)):
        if viewer.has_perm(register.permission("view")):
            is_secret = register.secrecy == Secrecy.P3
            is_open = not is_secret if opened is None else register.code == opened
            found.append(_child_table(relation, register, row, viewer, is_open))
    return found


def _child_table(
    relation: str, register: Register[Any], owner: models.Model, viewer: Any, is_open: bool
) -> ChildTable:
    if not is_open:
        return ChildTable(register, is_open=False)
    sight = Sight(viewer)
    cols = [c for c in register.cols("list") if not c.name.startswith(relation)]
    rows = list(register.rows(viewer).filter(**{relation: owner}))
    rows_read(register, owner, count=len(rows), actor=viewer)
    heads = [cells.Head(register.label_of(c), cells.css_of(register, c)) for c in cols]
    verbs: tuple[Verb, ...] = ("add", "change", "delete")
    may = {verb: viewer.has_perm(register.permission(verb)) for verb in verbs}
    return ChildTable(
        register, True, heads, cells.lines(register, cols, sight, rows),
        add_url=f"{address('new', register.code)}?for={owner.pk}" if may["add"] else "",
        may_change=may["change"], may_remove=may["delete"] and register.removable,
    )  # fmt: skip


def history(row: models.Model, viewer: Any, page: int | str | None = None) -> History:
    """Return a page of what changed on ``row`` and its children, newest first. Three queries."""
    found = Paginator(kept.changes_of(row, viewer), CHANGES).get_page(page)
    return History(found, kept.entries(found, viewer))


def tabs(row: models.Model, viewer: Any) -> list[tuple[str, str, bool]]:
    """Return (code, label, whether restricted) of the tabs of a row's page. No query."""
    return [
        (register.code, register.title, register.secrecy == Secrecy.P3)
        for _, register in children_of(type(row))
        if viewer.has_perm(register.permission("view"))
    ]
