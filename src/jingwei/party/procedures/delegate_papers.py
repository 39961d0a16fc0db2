"""Papers of the election of delegates: the sheet with the counts, the report of the result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.partial_dates import show_partial
from jingwei.kernel.registers.kinds import kind_of
from jingwei.party.rules.delegate_count import KINDS, Outcome, Round, Sheet
from jingwei.party.selectors.delegates import ELECTED, ElectingUnit, electing_unit
from jingwei.people.models import Person
from jingwei.procedures.models import Case
from jingwei.procedures.panels import paper

COUNTED = ("候选人", "赞成", "不赞成", "弃权", "结果")
LIST = ("姓名", "性别", "出生年月", "民族", "学历", "单位和职务")


@paper("party.delegate_result")
def result_sheet(case: Case, viewer: Any) -> bytes:
    """Write the counts of every agreed round, candidates in the order of the list."""
    unit = electing_unit(case)
    sheet = Official(
        title=f"{unit.congress}代表选举\n计票结果单", issuer=str(case.organization), day=_day(unit)
    )
    rounds = zip(unit.election.held, unit.sheets, strict=True)
    for (held, outcome), counted in rounds:
        sheet.heading(1, held.number, f"{KINDS[held.kind]}，应选 {held.seats} 名")
        sheet.paragraph(_heads(counted))
        sheet.table(COUNTED, list(_rows(unit, held, outcome, counted)), (3, 2, 2, 2, 3))
    if not unit.sheets:
        sheet.paragraph("还没有两人一致的计票。")
    sheet.paragraph("监票人（签名）：")
    sheet.paragraph("计票人（签名）：")
    sheet.signature()
    return sheet.to_bytes()


def _day(unit: ElectingUnit) -> date:
    days = [record.happened_on for record in unit.records if record.step == ELECTED]
    return days[-1] if days else today()


def _heads(counted: Sheet) -> str:
    return (
        f"有选举权 {counted.eligible} 人，实到会 {counted.present} 人。"
        f"发出选票 {counted.issued} 张，收回 {counted.collected} 张，"
        f"其中有效票 {counted.valid} 张，无效票 {counted.invalid} 张。"
    )


def _rows(
    unit: ElectingUnit, held: Round, outcome: Outcome, counted: Sheet
) -> Iterator[tuple[str, ...]]:
    for key in held.candidates:
        marks = (counted.approve, counted.against, counted.abstain)
        yield (
            unit.names[key], *(str(mark.get(key, 0)) for mark in marks), _result(key, outcome)
        )  # fmt: skip
    for name, found in counted.others.items():
        yield f"{name}（另选他人）", str(found), "——", "——", _result(name, outcome)


def _result(key: str, outcome: Outcome) -> str:
    if key in outcome.elected:
        return "当选"
    return "票数相等" if key in outcome.tied else "没有当选"


@paper("party.delegate_report")
def report(case: Case, viewer: Any) -> bytes:
    """Write the report of the result to the committee that convenes the congress."""
    unit, day = electing_unit(case), _day(electing_unit(case))
    told = Official(
        title=f"关于出席{unit.congress}\n代表选举结果的报告", issuer=str(case.organization), day=day
    )
    told.addressee("召集党代会的党委")
    manner = unit.data.get("manner", "选举大会")
    told.paragraph(
        f"我单位应选代表 {unit.seats} 名，候选人 {len(unit.candidates)} 名。"
        f"{day.year} 年 {day.month} 月 {day.day} 日召开{manner}，以无记名投票差额选举产生代表 "
        f"{len(unit.elected)} 名。"
    )
    if unit.sheets:
        told.paragraph(_heads(unit.sheets[0]))
    told.heading(1, 1, "当选代表名单")
    told.table(LIST, [_told(row.person) for row in unit.elected], (2, 1, 2, 2, 2, 5))
    told.heading(1, 2, "代表构成")
    for line in unit.elected_structure(day):
        if line.target is not None:
            told.paragraph(f"{line.label}{line.there}，分配名额{line.asked}。")
    told.signature()
    return told.to_bytes()


def _told(person: Person) -> tuple[str, ...]:
    coded = (_word(person, name) for name in ("gender", "ethnic_group", "education"))
    gender, group, education = coded
    work = f"{person.unit}{person.post_summary}"
    return person.full_name, gender, show_partial(person.birth_on), group, education, work


def _word(person: Person, name: str) -> str:
    """Return a coded column in words."""
    field: Any = Person._meta.get_field(name)
    return kind_of(field).show(getattr(person, name)) or "——"
