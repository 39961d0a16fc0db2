"""The roster (名册) of any list of people: A4 landscape, the head of the national form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter

from jingwei.kernel import codes
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import show_partial
from jingwei.people.models import Education, Person

declare_acts({"roster.export": "导出名册"})
SHEET = "名册"
MOST_PEOPLE = 10_000
CHUNK = 500
FULL_TIME, PART_TIME = "1", "2"
HEADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("姓名", ()), ("现任职务", ()), ("性别", ()), ("民族", ()), ("籍贯", ()),
    ("全日制教育", ("学历", "毕业院校及专业")), ("在职教育", ("学历", "毕业院校及专业")),
    ("出生年月", ()), ("参加工作时间", ()), ("入党时间", ()), ("任现职时间", ()),
    ("任现职级时间", ()), ("备注", ()),
)  # fmt: skip
"""Source: the national system's form 干部名册; a head with two columns below it has their names."""
WIDTHS = (8, 30, 5, 7, 11, 11, 22, 11, 22, 9, 9, 9, 9, 9, 14)
CENTRED = frozenset((0, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13))
PARTIES = frozenset(f"{n:02d}" for n in range(4, 12))
"""Codes of GB4762 of the democratic parties: named where others have the day of joining."""


@dataclass(frozen=True)
class Roster:
    """Who stands on it, in order, for which unit, as of which day, under which title."""

    people: Sequence[Person]
    unit: str
    day: date
    title: str = "干部名册"


def roster_export(roster: Roster, *, actor: Any) -> bytes:
    """Return the workbook of ``roster`` and record who took it out.

    Its people come with their unit; two queries for 500 of them beside. Raises BadInput
    ``people.roster`` for nobody and for more than MOST_PEOPLE.
    """
    people = roster.people
    if not people:
        raise BadInput("people.roster", "列表里没有人。", hint="放宽筛选条件再导出。")
    if len(people) > MOST_PEOPLE:
        raise BadInput("people.roster", f"超过 {MOST_PEOPLE} 人。", hint="请按单位分几次导出名册。")
    made = roster_bytes(roster)
    told = {"count": len(people), "unit": roster.unit, "roster": roster.title}
    audit("roster.export", people[0], actor, **told)
    return made


def roster_bytes(roster: Roster) -> bytes:
    """Return the workbook. Equal calls give equal bytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"created": datetime.combine(roster.day, time(), UTC)})
        sheet = book.add_worksheet(SHEET)
        styles = _styles(book)
        _set_up(sheet, roster, styles)
        _write_people(sheet, roster, styles)
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    common = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 18, "align": "center"}),
        "line": book.add_format({"font_name": "宋体", "font_size": 10}),
        "right": book.add_format({"font_name": "宋体", "font_size": 10, "align": "right"}),
        "head": book.add_format({**common, "bold": True, "align": "center", "border": 1}),
        "band": book.add_format({**common, "bold": True, "border": 1, "bg_color": "#E7EBF0"}),
        "text": book.add_format({**common, "border": 1, "num_format": "@"}),
        "centre": book.add_format({**common, "border": 1, "num_format": "@", "align": "center"}),
    }


def _set_up(sheet: Any, roster: Roster, styles: dict[str, Any]) -> None:
    """Title, unit and day, the head of two rows; A4 landscape, the head on every page."""
    last = len(WIDTHS) - 1
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.repeat_rows(2, 3)
    sheet.freeze_panes(4, 1)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, clean_text(roster.title), styles["title"])
    sheet.write_string(1, 0, clean_text(f"单位：{roster.unit}"), styles["line"])
    told = f"{roster.day.year}年{roster.day.month}月{roster.day.day}日　共 {len(roster.people)} 人"
    sheet.write_string(1, last, told, styles["right"])
    _write_heads(sheet, styles["head"])


def _write_heads(sheet: Any, style: Any) -> None:
    place = 0
    for head, below in HEADS:
        if not below:
            sheet.merge_range(2, place, 3, place, head, style)
            place += 1
            continue
        sheet.merge_range(2, place, 2, place + len(below) - 1, head, style)
        for word in below:
            sheet.write_string(3, place, word, style)
            place += 1


def _write_people(sheet: Any, roster: Roster, styles: dict[str, Any]) -> None:
    studies = _studies(roster.people)
    units = {person.unit_path for person in roster.people}
    row = 4
    for _, group in groupby(roster.people, key=lambda person: person.unit_path):
        people = list(group)
        if len(units) > 1:
            name = clean_text(f"{people[0].unit.written}（{len(people)} 人）")
            sheet.merge_range(row, 0, row, len(WIDTHS) - 1, name, styles["band"])
            row += 1
        for person in people:
            for place, text in enumerate(roster_cells(person, studies[person.pk])):
                style = styles["centre" if place in CENTRED else "text"]
                sheet.write_string(row, place, clean_text(text), style)
            row += 1


def roster_cells(person: Person, studies: Sequence[Education]) -> tuple[str, ...]:
    """Return the fifteen cells of a person. Pure."""
    return (
        person.full_name,
        person.post_summary,
        codes.label("GB2261", person.gender),
        codes.label("GB3304", person.ethnic_group),
        person.native_place,
        *_study_cells(studies, FULL_TIME),
        *_study_cells(studies, PART_TIME),
        show_partial(person.birth_on[:6]),
        show_partial(person.work_since[:6]),
        _party_cell(person),
        show_partial(person.post_since[:6]),
        show_partial(person.rank_since[:6]),
        person.note,
    )


def _party_cell(person: Person) -> str:
    if person.joined_party_on:
        return show_partial(person.joined_party_on[:6])
    status = person.political_status
    return codes.label("GB4762", status) if status in PARTIES else ""


def _study_cells(studies: Sequence[Education], kind: str) -> tuple[str, str]:
    """Return the highest diploma with its degree, and where it was obtained, of a kind."""
    order = {code: n for n, (code, _) in enumerate(codes.choices("ZB64"))}
    rows = [row for row in studies if row.kind == kind]
    best = min(rows, key=lambda row: order.get(row.education, len(order)), default=None)
    if best is None:
        return "", ""
    words = [codes.short_label("ZB64", best.education), codes.label("GB6864", best.degree)]
    place = f"{best.school}{best.major}{'专业' if best.major and '专业' not in best.major else ''}"
    return "\n".join(filter(None, words)), place


def _studies(people: Sequence[Person]) -> dict[int, list[Education]]:
    found: dict[int, list[Education]] = defaultdict(list)
    for start in range(0, len(people), CHUNK):
        keys = [person.pk for person in people[start : start + CHUNK]]
        for row in Education.objects.filter(person__in=keys):
            found[row.person_id].append(row)
    return found
