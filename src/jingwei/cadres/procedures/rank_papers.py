"""The papers of a promotion in rank: the list of people proposed and the public notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres.procedures.rank_promotion import proposed, standing_of
from jingwei.cadres.selectors.ranks import RANK_NAMES
from jingwei.kernel.documents.official import Official
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.selectors import unit_names
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.panels import paper

HEADS = ("序号", "姓名", "单位", "现职级", "任现职级时间", "拟晋升职级")
WIDTHS = (1, 2, 5, 3, 2.6, 3)
ISSUER = "组织部"


@paper("cadres.rank_list")
def rank_list(case: Case, viewer: User) -> bytes:
    """Return the list of those still in the batch, by unit and name."""
    made = Official(title=f"{case.title}\n初步人选名单", issuer=str(viewer), day=_day(case))
    made.table(HEADS, lines(case), WIDTHS)
    return made.to_bytes()


@paper("cadres.rank_notice")
def rank_notice(case: Case, viewer: User) -> bytes:
    """Return the public notice: who is proposed for what, until when to object, to whom."""
    made = Official(title="公务员职级晋升公示", issuer=_issuer(case), day=_day(case))
    made.paragraph(
        "根据《公务员职务与职级并行规定》，经考察，拟晋升下列人员职级，现予公示。",
        "公示期不少于五个工作日，起止日期为　　　　年　　月　　日至　　　　年　　月　　日。",
    )
    made.paragraph(
        "对公示对象有异议的，请在公示期内向办理单位反映。反映情况应当实事求是，写明姓名和联系方式。"
    )
    made.table(HEADS, lines(case), WIDTHS)
    made.signature()
    return made.to_bytes()


def lines(case: Case) -> list[tuple[str, ...]]:
    """Return a row for each person, by unit and name: never by what somebody is worth."""
    rows = sorted(standing_of(case), key=_place)
    return [
        (
            str(number), row.person.full_name, row.person.unit.written,
            RANK_NAMES.get(row.person.rank, ""), show_partial(row.person.rank_since[:6]),
            proposed(row),
        )
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip


def _place(row: CaseSubject) -> Any:
    return row.person.unit_path, row.person.name_key, row.person_id


def _day(case: Case) -> date:
    return case.moved_on or case.opened_on


def _issuer(case: Case) -> str:
    """Return the unit that runs the batch."""
    return unit_names([case.unit_path]).get(case.unit_path, ISSUER)
