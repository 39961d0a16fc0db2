"""The analysis of team structure as a workbook and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jingwei.cadres.selectors.teams import Seats, Team, Teams
from jingwei.cadres.structure import FEATURES, groups
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.partial_dates import show_partial

TITLE = "领导班子结构分析"
MEANING = (
    "领导班子成员：现任、主职务、类别为正职或者副职的领导职务，内设科室除外；职数按编制职数登记；"
    "年龄、任职年限按月计算；兼职不重复计算。"
)
NAMES = (
    Column("单位", 18), Column("姓名", 8), Column("职务", 18), Column("出生年月", 9, "id"),
    Column("任职时间", 9, "id"), Column("到龄月份", 9, "id"),
)  # fmt: skip


def structure_workbook(found: Teams, *, scope: str, day: date) -> bytes:
    """Return the matrix, the vacancies and the list of names as .xlsx."""
    heads = [Column("单位", 18), Column("正职", 8), Column("副职", 8)]
    heads += [Column(feature.label, 8, "number") for feature in FEATURES.values()]
    heads.append(Column("未达要求", 30))
    note = Note(TITLE, MEANING, f"{scope}。{len(found.teams)} 个班子", f"{day:%Y-%m-%d}")
    sheets = [
        Sheet(TITLE, heads, list(_matrix(found)), caption=TITLE),
        Sheet("班子成员", NAMES, list(_names(found)), caption="班子成员"),
    ]
    return workbook_bytes(sheets, notes=[note], day=day)


def _matrix(found: Teams) -> Iterator[list[Any]]:
    for team in found.teams:
        yield [team.unit.name, *_row(team), "；".join(team.lacking)]
    yield ["合计", *_row(found), ""]


def _row(one: Team | Teams) -> list[Any]:
    seats = [seats_words(one.chiefs), seats_words(one.deputies)]
    return [*seats, *(count for _, count in one.cells())]


def _names(found: Teams) -> Iterator[list[str]]:
    for team in found.teams:
        for one in team.members:
            days = (one.birth_on, one.since, one.retires_on)
            yield [team.unit.name, one.name, one.title, *(show_partial(day[:6]) for day in days)]


def seats_words(seats: Seats) -> str:
    """Return filled and approved posts: "3／4", "3／未定"."""
    return f"{seats.filled}／{'未定' if seats.approved is None else seats.approved}"


def structure_document(found: Teams, *, scope: str, day: date) -> bytes:
    """Return the analysis in words and tables, format GB/T 9704."""
    paper = Official(title=TITLE, issuer="", day=day)
    paper.heading(1, 1, "总体情况")
    paper.paragraph(
        f"{scope}，共 {len(found.teams)} 个班子、",
        paper.key(f"{len(found.members)} 名成员", MEANING),
        f"。正职 {seats_words(found.chiefs)}，副职 {seats_words(found.deputies)}（现有／核定）。",
    )
    for name, features in groups():
        told = "，".join(f"{f.label} {found.counts[f.code]} 人" for f in features)
        paper.paragraph(f"{name}：{told}。")
    paper.heading(1, 2, "空缺和超配")
    rows = [[t.unit.name, seats_words(t.chiefs), seats_words(t.deputies)]
            for t in found.teams if t.vacant or t.over]  # fmt: skip
    paper.table(["单位", "正职（现有／核定）", "副职（现有／核定）"], rows, [3, 2, 2])
    paper.heading(1, 3, "未达到结构要求的班子")
    lacking = [[team.unit.name, "；".join(team.lacking)] for team in found.teams if team.lacking]
    paper.table(["单位", "情况"], lacking, [2, 5])
    return paper.to_bytes()
