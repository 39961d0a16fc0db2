"""A round as a branch finds it: three rows of a register, or one row about itself."""

from __future__ import annotations

from datetime import date

from jingwei.accounts.models import User
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.org.models import Unit

NAME = Column("name", "姓名", required=True)
PHONE = Column("phone", "电话", length=11)
SINCE = Column("since", "到岗日期", "day")
PAID = Column("paid", "已缴", "flag")
COUNT = Column("count", "人数", "whole", low=0, high=100)
KIND = Column("kind", "类别", "choice", choices=("农村", "社区", "机关"))
COLUMNS = (NAME, PHONE, SINCE, PAID, COUNT, KIND)
FIRST = {
    "name": "林示例", "phone": "10012345678", "since": "2024-03-01", "paid": "是", "count": "12",
    "kind": "农村",
}  # fmt: skip


def round_made(unit: Unit, owner: User, *, columns=COLUMNS, subject="register") -> Round:
    """An issued round of ``unit``, due on 4 July 2025."""
    return Round.objects.create(
        title="流动党员核对", why="掌握底数", basis="清单第 3 项", deadline=date(2025, 7, 4),
        subject=subject, register="people.person" if subject == "register" else "",
        columns=[column.as_json() for column in columns], recipient_kind="unit", state="issued",
        unit=unit, unit_path=unit.path, owner=owner, issued_on=date(2025, 6, 25), phone="8100",
    )  # fmt: skip


def assignment_made(
    round_: Round, unit: Unit, *, rows: int = 3, parent=None, values=None
) -> Assignment:
    """What ``unit`` has to answer: so many rows like FIRST."""
    made = Assignment.objects.create(
        round=round_, unit=unit, unit_path=unit.path, name=unit.name, due_on=round_.deadline,
        row_count=rows, parent=parent,
    )  # fmt: skip
    texts = FIRST if values is None else values
    Row.objects.bulk_create(
        Row(
            assignment=made, key=f"{made.pk}{n}", label=f"林示例{n}", position=n,
            prefilled=dict(texts), values=dict(texts),
        )
        for n in range(1, rows + 1)
    )  # fmt: skip
    return made


def first_row(assignment: Assignment) -> Row:
    found = assignment.rows.order_by("position").first()
    assert found is not None
    return found
