"""Papers of a branch: the ledger and the receipts of a month of dues, the handbook of a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes
from jingwei.org.models import PartyOrganization
from jingwei.party.models import DuesRow, OrganizationMeeting
from jingwei.party.selectors.dues import MonthSheet

HEADS = (
    Column("序号", 6, "number"), Column("姓名", 12), Column("党小组", 12),
    Column("应交（元）", kind="number"), Column("实交（元）", kind="number"), Column("原因", 30),
)  # fmt: skip
FACTS, SHARES = ("项目", "内容"), (1, 3)


def dues_ledger(sheet: MonthSheet) -> bytes:
    """Return the ledger of a month: who owed and paid what; the totals below. No base in it."""
    month = sheet.month
    rows: list[tuple[object, ...]] = [
        (n, str(row.member), row.member.group, _yuan(row.due), _yuan(row.paid), row.reason)
        for n, row in enumerate(sheet.rows, 1)
    ]
    rows.append((None, "合计", "", _yuan(sheet.owed), _yuan(sheet.paid), _slip(sheet)))
    caption = f"{month.organization} {month.month:%Y-%m} 党费收缴台账"
    table = Sheet("党费台账", HEADS, rows, caption=caption)  # type: ignore[arg-type]  # plain cells
    return workbook_bytes([table], day=month.month)


def _slip(sheet: MonthSheet) -> str:
    slip = sheet.month.slip_total
    return "" if slip is None else f"银行回单 {slip} 元"


def _yuan(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def dues_receipt(sheet: MonthSheet, on: date) -> bytes:
    """Return a receipt for each member who has paid, for signing and cutting apart."""
    month = sheet.month
    paper = Official("党费收据", issuer=str(month.organization), day=on)
    paid = [row for row in sheet.rows if row.paid]
    if not paid:
        paper.paragraph(f"{month.month:%Y 年 %m 月}还没有登记实交。")
    for row in paid:
        _receipt(paper, row, month.month)
    return paper.to_bytes()


def _receipt(paper: Official, row: DuesRow, month: date) -> None:
    paper.paragraph(
        f"今收到{row.member}同志交来 {month.year} 年 {month.month} 月党费 {row.paid} 元。"
    )
    paper.table(("收款支部", "经手人", "交款人"), [(paper.issuer, "", "")], (3, 1, 1))


def handbook(
    branch: PartyOrganization, year: int, meetings: Iterable[OrganizationMeeting], on: date
) -> bytes:
    """Return the handbook of a year: under each kind its meetings by day, each entered once.

    A gathering that served two kinds stands in full under the first and is named under the other.
    """
    book = Official(f"党支部工作手册\n（{year} 年）", issuer=str(branch), day=on)
    told = list(meetings)
    book.paragraph(f"{branch}，{year} 年共记录组织生活 {len(told)} 次。")
    for number, kind in enumerate(_kinds(told), 1):
        book.heading(1, number, OrganizationMeeting.Kind(kind).label)
        for meeting in told:
            if meeting.kind == kind:
                _meeting(book, meeting)
            elif meeting.also == kind:
                with_ = meeting.get_kind_display()
                book.paragraph(
                    f"{chinese_day(meeting.held_on)}，与{with_}一并进行：{meeting.topic}"
                )
    return book.to_bytes()


def _kinds(meetings: list[OrganizationMeeting]) -> list[str]:
    held = {kind for meeting in meetings for kind in (meeting.kind, meeting.also)}
    return [kind for kind in OrganizationMeeting.Kind.values if kind in held]


def _meeting(book: Official, meeting: OrganizationMeeting) -> None:
    rows = [
        ("日期", chinese_day(meeting.held_on)),
        ("议题", meeting.topic),
        ("人数", f"应到 {meeting.due_count} 人，实到 {meeting.present_count} 人"),
        ("请假", meeting.leave or "无"),
        ("决定事项", meeting.decision or "无"),
    ]
    book.table(FACTS, rows, SHARES)
