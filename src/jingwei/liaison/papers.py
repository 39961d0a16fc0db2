"""What is printed: visit sheets, envelopes, the list as a workbook. Who took it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents import official_numbers as gb
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_package import core_part, package
from jingwei.kernel.documents.official_parts import Element, w
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.partial_dates import show_partial
from jingwei.liaison.models import Pair
from jingwei.liaison.selectors.addresses import NOWHERE, Reached, addresses_of

declare_acts(
    {"pair.export": "导出联系清单", "pair.sheets": "打印走访单", "pair.envelopes": "打印信封"}
)
MOST = 300
"""Sheets or envelopes of one file."""
WIDE, HIGH = 220, 110
"""Millimetres of the common envelope (DL)."""
TWIPS = 56.7
"""Twips of a millimetre."""
HEADS = (
    Column("联系类别", 14), Column("联系方", 14), Column("联系对象", 18), Column("管理单位", 14),
    Column("经办人", 8), Column("频次", 16), Column("建立日期", kind="date"),
    Column("最近联系", kind="date"), Column("下次应联系", kind="date"),
    Column("多少天没有联系", 8, "number"), Column("状态", 8),
)  # fmt: skip
MEANING = "没有联系的天数从最近一次联系起算，还没有联系过的从建立日期起算；移交不重新起算。"


def pairs_workbook(pairs: Sequence[Pair], *, scope: str, day: date, actor: Any) -> bytes:
    """Return the list as a workbook and record who took it out. ``scope`` says the filters."""
    rows = [_line(pair, day) for pair in pairs]
    note = Note("联系清单", MEANING, scope, f"{day:%Y-%m-%d}")
    made = workbook_bytes(
        [Sheet("联系清单", HEADS, rows, caption="联系清单")], notes=[note], day=day
    )
    audit("pair.export", Pair(), actor, count=len(rows), scope=scope)
    return made


def _line(pair: Pair, day: date) -> tuple[Any, ...]:
    days = (day - pair.quiet_since).days if pair.is_running else None
    return (
        pair.kind_name, str(pair.one), str(pair.two), str(pair.unit), str(pair.keeper or ""),
        pair.care.name, pair.since, pair.last_on, pair.next_due, days,
        "联系中" if pair.is_running else "已结束" if pair.until else "待结束",
    )  # fmt: skip


def visit_sheets(pairs: Sequence[Pair], *, viewer: Any, day: date) -> bytes:
    """Return a page to write on for each pair, as .docx; of earlier contacts only the last day."""
    told = addresses_of(viewer, _people(pairs))
    paper = Official("走访联系单", issuer="", day=day, line_pt=24)
    for number, pair in enumerate(pairs, 1):
        paper.heading(1, number, str(pair.two), new_page=number > 1)
        paper.table(("项目", "内容"), _sheet_rows(pair, told), (1, 4))
    audit("pair.sheets", Pair(), viewer, count=len(pairs), pairs=[pair.pk for pair in pairs])
    return paper.to_bytes()


def _sheet_rows(pair: Pair, told: dict[int, Reached]) -> list[tuple[str, str]]:
    person = pair.two_person
    reached = told.get(person.pk, NOWHERE) if person else NOWHERE
    facts = [
        ("联系类别", pair.kind_name),
        ("联系方", str(pair.one)),
        ("最近联系", str(pair.last_on or "还没有联系过")),
        ("应在何时前", "　".join(filter(None, (str(pair.next_due or ""), pair.due_for)))),
        ("出生年月", show_partial(person.birth_on) if person else ""),
        ("住址", reached.address),
        ("电话", reached.mobile),
    ]
    blank = [("日期和方式", ""), ("谈了什么", "\n"), ("提出的需求", "\n")]
    return [*((name, text) for name, text in facts if text), *blank]


def envelopes(pairs: Sequence[Pair], *, sender: str, purpose: str, viewer: Any, day: date) -> bytes:
    """Return an envelope for every person with an address that ``viewer`` may read, as .docx."""
    people = {person.pk: person for person in _people(pairs)}
    told = addresses_of(viewer, people.values())
    pages = [(str(people[pk]), reached) for pk, reached in told.items() if reached.address]
    body = w("body")
    for number, (name, reached) in enumerate(pages):
        body.extend(_envelope(name, reached, sender, is_first=not number))
    body.append(_envelope_page())
    audit(
        "pair.envelopes", Pair(), viewer, count=len(pages), purpose=purpose,
        people=[pk for pk, reached in told.items() if reached.address],
    )  # fmt: skip
    core = core_part("信封", clean_text(sender), day)
    return package(w("document", body), core, gb.Fonts(), gb.LINE_PT)


def _people(pairs: Iterable[Pair]) -> list[Any]:
    """Return the people looked after, each once; nobody who died."""
    found = {pair.two_person.pk: pair.two_person for pair in pairs if pair.two_person}
    return [person for person in found.values() if not person.died_on]


def _envelope(name: str, reached: Reached, sender: str, *, is_first: bool) -> list[Element]:
    return [
        _text("　".join(reached.postcode), 16, new_page=not is_first),
        _text("", 16),
        _text(reached.address, 16, left=1200),
        _text(f"{name} 同志　收", 22, left=2400, before=300),
        _text(sender, 14, align="right", before=500),
    ]


def _text(
    text: str, size: int, *, left: int = 0, align: str = "left", before: int = 0,
    new_page: bool = False,
) -> Element:  # fmt: skip
    """Return a paragraph; ``size`` in points, ``left`` and ``before`` in twips."""
    run = w("r", w("rPr", w("sz", val=size * 2)), _words(text))
    told = w(
        "pPr",
        w("pageBreakBefore") if new_page else None,
        w("spacing", before=before, after=0, line=size * 30, lineRule="exact"),
        w("ind", left=left),
        w("jc", val=align),
    )
    return w("p", told, run)


def _words(text: str) -> Element:
    words = w("t")
    words.text = clean_text(text)
    return words


def _envelope_page() -> Element:
    margin = 15 * TWIPS
    return w(
        "sectPr",
        w("pgSz", w=WIDE * TWIPS, h=HIGH * TWIPS, orient="landscape"),
        w("pgMar", top=margin, right=margin, bottom=margin, left=margin, header=0, footer=0,
          gutter=0),
    )  # fmt: skip
