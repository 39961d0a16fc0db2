"""The lists of eligibility and of quotas as workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jingwei.cadres.models import CivilServant
from jingwei.cadres.rules.rank_conditions import show
from jingwei.cadres.selectors.rank_page import STATES, RankFound, state_of
from jingwei.cadres.selectors.ranks import RankRow
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.partial_dates import show_partial
from jingwei.kernel.rules import ANSWERS

declare_acts({"rank.export": "导出职级晋升资格清单"})
TITLE = "职级晋升资格清单"
HEADS = (
    Column("姓名", 8), Column("单位", 18), Column("现职级", 10), Column("任现职级时间", 9, "id"),
    Column("上一级职级", 10), Column("满足年月", 10, "id"), Column("结果", 10),
    Column("不符合或者不能判断的事项", 40), Column("依据", 34),
)  # fmt: skip
MEANING = (
    "任职年限从任现职级（或者计入年限的职务层次）起算，每个优秀年度缩短半年，基本称职、不定等次的年度不计算；"
    "按满足年月、单位、姓名排列。符合条件不等于必须晋升。纪检监察机关意见在考察环节核实，不在本表。"
)


def rank_export(found: RankFound, *, scope: str, day: date, actor: Any) -> bytes:
    """Return the list as a workbook and record who took it out. ``scope`` says the filters."""
    counts = "，".join(f"{ANSWERS[answer]} {count} 人" for answer, count in found.counts.items())
    note = Note(TITLE, MEANING, f"{scope}。共 {found.population} 人：{counts}", f"{day:%Y-%m-%d}")
    sheet = Sheet(TITLE, HEADS, list(_rows(found.rows)), caption=TITLE)
    made = workbook_bytes([sheet], notes=[note], day=day)
    audit("rank.export", CivilServant(), actor, count=len(found.rows), scope=scope)
    return made


def _rows(rows: list[RankRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        blockers = row.found.blockers
        cited = blockers or [one for one in [row.found.years] if one]
        yield (
            row.name, row.unit, row.rank, show_partial(row.since[:6]), row.found.next_rank,
            due_words(row), STATES[state_of(row)], "\n".join(one.why for one in blockers),
            "\n".join(dict.fromkeys(str(one.citation) for one in cited)),
        )  # fmt: skip


def due_words(row: RankRow) -> str:
    """Return the month the years are full: "2025.10", "最早 2025.10", "" when nobody can tell."""
    month = show(row.found.due)
    return f"最早 {month}" if month and row.found.is_earliest else month
