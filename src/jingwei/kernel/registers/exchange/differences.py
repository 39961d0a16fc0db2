"""The difference page: what a dry run found, for people, secrets masked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.exchange.kept import folder_of, kept_page
from jingwei.kernel.registers.exchange.plan import Entry
from jingwei.kernel.registers.sight import Sight

TABS = {"changed": "修改", "new": "新增", "rejected": "不能导入"}


@dataclass(frozen=True)
class Told:
    """The numbers of an import and what has to be said about the file."""

    counts: Counter[str]
    unknown: list[str]
    ignored: list[str]
    earlier: str
    is_moved: bool
    stored: str

    @property
    def work(self) -> int:
        """How many rows would be written."""
        return self.counts["new"] + self.counts["changed"]


@dataclass(frozen=True)
class Cell:
    """A value of a row: before and after; for a rejected one the text and the reason."""

    label: str
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the difference page."""

    line: int
    title: str
    cells: list[Cell]


def summary(batch: ImportBatch) -> Told:
    """Return what to say above the differences of an import."""
    plan, done = batch.plan, batch.result
    stored = f"新增 {done.get('new', 0)} 条，修改 {done.get('changed', 0)} 条"
    return Told(
        Counter(plan.get("counts", {})), plan.get("unknown", []), plan.get("ignored", []),
        plan.get("earlier", ""), bool(plan.get("moved")), stored,
    )  # fmt: skip


def page_entries(
    register: Register[Any], batch: ImportBatch, tab: str, page: int, sight: Sight
) -> list[Line]:
    """Return one page of new, changed or rejected rows; [] when they are no longer kept."""
    starts = batch.plan.get("starts", {})
    entries = kept_page(folder_of(batch.pk), tab, starts, page)
    return [Line(e["line"], e["title"], _cells(register, e, sight)) for e in entries]


def _cells(register: Register[Any], entry: Entry, sight: Sight) -> list[Cell]:
    if "errors" in entry:
        return [Cell(label, "", text, reason) for label, text, reason in entry["errors"]]
    found = []
    for name, (before, after) in entry["cells"].items():
        col = register.col(name)
        kind, clear = register.kind(col), sight.clear(col)
        old, new = kind.unplain(before), kind.unplain(after)
        if not clear:
            old, new = kind.mask(old), kind.mask(new)
        found.append(Cell(head_of(register, col), old, new))
    return found
