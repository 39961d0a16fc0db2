"""A round of thirty rows that a town has to answer, and the pages of who answers."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment
from jingwei.collection.services.answering import Change, row_add, rows_save
from jingwei.collection.services.handing_in import assignment_submit
from jingwei.collection.services.own_sheets import own_sheet_keep
from jingwei.collection.tests.answered import assignment_made, first_row, round_made
from jingwei.collection.tests.own_books import own_workbook
from jingwei.org.models import Unit

OFFICER = "zhouhui"
OWN = ("-filled", "-read", "-remove")


def asked(*, rows: int = 30, values: dict[str, str] | None = None) -> Assignment:
    """The round of the department that the town of Liuting has to answer."""
    issuer = User.objects.get(username="maqiang")
    round_ = round_made(Unit.objects.get(code="zz1"), issuer)
    return assignment_made(round_, Unit.objects.get(code="liuting"), rows=rows, values=values)


def answer_pages(keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages: of a draft with a fault, and of one handed in."""
    draft, done = asked(rows=3), asked(rows=2)
    rows_save(draft, [Change(first_row(draft).pk, "since", "三月初")], actor=keeper)
    added = row_add(draft, {"name": "周示例"}, actor=keeper)
    assignment_submit(done, actor=keeper)
    own = own_sheet_keep(draft, "本单位.xlsx", own_workbook(), actor=keeper).pk
    pages = "answer answer-check answer-upload answer-workbook answer-unchanged own-sheets"
    acts = "answer-save answer-row-add answer-submit answer-merge"
    return {
        **{f"collection:{name}": [draft.pk] for name in f"{pages} {acts}".split()},
        **{f"collection:own-sheet{end}": [draft.pk, own] for end in ("", *OWN)},
        "collection:answer-row-remove": [added.pk],
        "collection:answer-receipt": [done.pk],
    }
