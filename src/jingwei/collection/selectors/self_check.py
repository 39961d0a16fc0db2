"""The yearly self-check: what a unit asked of the grassroots, and what it did not.

Source: rules on rectifying formalism and reducing burden (2024); party-and-talent §12.3.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from jingwei.collection.models import BurdenException, Round
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.scoping import Viewer

SENT = (Round.State.ISSUED, Round.State.CLOSED, Round.State.WITHDRAWN)
HEADS = (
    Column("下发日期", kind="date"), Column("名称", 20), Column("依据", 20), Column("下发单位"),
    Column("下发数", kind="number"), Column("栏目", kind="number"),
    Column("其中新栏目", kind="number"), Column("预检去掉的栏目", kind="number"),
    Column("格数", kind="number"), Column("已带出格数", kind="number"),
    Column("带出占比", kind="percent"), Column("合计约需分钟", kind="number"), Column("状态", 6),
)  # fmt: skip
NOTES = (
    Note("已带出格数", "下发时由登记册或上次填报自动填好、只请核对的格数"),
    Note("预检去掉的栏目", "负担预检发现系统已有，没有再要的栏目"),
    Note("合计约需分钟", "各填报单位需新填的格数按预检参数折算的合计；是预计，不是实测"),
)


@dataclass(frozen=True)
class Line:
    """One round that was sent down."""

    round: Round
    columns: int
    new_columns: int
    cut: int


@dataclass
class SelfCheck:
    """A year: the rounds that were sent, those that were found unneeded, what was signed for."""

    year: int
    lines: list[Line] = field(default_factory=list)
    unneeded: list[Round] = field(default_factory=list)
    exceptions: list[BurdenException] = field(default_factory=list)

    @property
    def totals(self) -> Counter[str]:
        """Sums over the rounds that were sent."""
        found: Counter[str] = Counter(rounds=len(self.lines))
        for line in self.lines:
            found["columns"] += line.columns
            found["new_columns"] += line.new_columns
            found["cut"] += line.cut
            found["assignments"] += line.round.assignment_count
            found["cells"] += line.round.cell_count
            found["filled"] += line.round.filled_count
            found["minutes"] += line.round.minutes_all
        return found

    @property
    def filled_percent(self) -> int | None:
        """Percent of the cells that arrived filled, rounded down; None without a cell."""
        totals = self.totals
        return 100 * totals["filled"] // totals["cells"] if totals["cells"] else None

    @property
    def hours(self) -> int:
        """The minutes in hours, rounded up."""
        return -(-self.totals["minutes"] // 60)


def self_check(viewer: Viewer, year: int) -> SelfCheck:
    """Return the year of the rounds ``viewer`` sees. Three queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    seen = Round.objects.visible_to(viewer).select_related("unit", "form")
    sent = seen.filter(state__in=SENT, issued_on__range=(first, last)).order_by("issued_on", "pk")
    unneeded = seen.filter(is_unneeded=True, drafted_at__year=year).order_by("drafted_at", "pk")
    signed = BurdenException.objects.visible_to(viewer).filter(month__range=(first, last))
    return SelfCheck(
        year,
        [_line(found) for found in sent],
        list(unneeded),
        list(signed.select_related("town", "round").order_by("month", "pk")),
    )


def self_check_xlsx(check: SelfCheck, *, day: date) -> bytes:
    """Return the year as a workbook, with what the numbers mean on a sheet of its own."""
    rows = [_row(line) for line in check.lines]
    kept = [(r.drafted_at.date(), r.title, r.end_reason) for r in check.unneeded]
    signed = [(e.month, str(e.town), str(e.round), e.signed_by, e.reason) for e in check.exceptions]
    sheets = (
        Sheet("下发的填报", HEADS, rows, caption=f"{check.year} 年填报自查"),
        Sheet("预检后没有下发", _heads("日期", "名称", "说明"), kept),
        Sheet("超限签批", _heads("月份", "镇街", "填报", "签批领导", "理由"), signed),
    )
    return workbook_bytes(sheets, notes=NOTES, day=day)


def _heads(first: str, *others: str) -> list[Column]:
    return [Column(first, kind="date"), *(Column(label, 20) for label in others)]


def _line(found: Round) -> Line:
    columns = found.column_list
    new = sum(column.is_new for column in columns)
    return Line(found, len(columns), new, len(found.cut_columns))


def _row(line: Line) -> tuple[str | int | float | date | None, ...]:
    found = line.round
    share = found.filled_count / found.cell_count if found.cell_count else None
    return (
        found.issued_on, found.title, _basis(found), str(found.unit), found.assignment_count,
        line.columns, line.new_columns, line.cut, found.cell_count, found.filled_count, share,
        found.minutes_all, found.get_state_display(),
    )  # fmt: skip


def _basis(found: Round) -> str:
    return found.basis or (str(found.form) if found.form else "")
