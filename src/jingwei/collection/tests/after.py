"""A round over people that was sent and answered, for the tests of what comes after."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.selectors.prefill import prefill
from jingwei.collection.selectors.recipients import Recipient
from jingwei.collection.services.answering import Change, rows_save
from jingwei.collection.services.assignments import assignment_accept
from jingwei.collection.services.handing_in import assignment_submit
from jingwei.collection.services.rounds import assignment_for, row_for
from jingwei.org.models import Unit

PEOPLE = "people.person"
SOURCES = (("name", "姓名", "full_name"), ("place", "籍贯", "native_place"),
           ("since", "参加工作时间", "work_since"), ("note", "备注", "note"))  # fmt: skip
NEW = Column("visits", "走访次数", "whole")


def columns() -> list[Column]:
    known = [Column(code, label, register=PEOPLE, source=name) for code, label, name in SOURCES]
    return [*known, NEW]


def sent(actor: Any, *units: Unit) -> Round:
    """Send the people of each unit down to it, with what the register knows."""
    home = Unit.objects.get(path=actor.home_path)
    round_ = Round.objects.create(
        title="人员信息核对", subject=Round.Subject.REGISTER, register=PEOPLE, unit=home,
        recipient_kind=Round.RecipientKind.UNIT, unit_path=home.path, owner=actor,
        columns=[column.as_json() for column in columns()], state=Round.State.ISSUED,
        issued_on=date(2025, 6, 2), deadline=date(2025, 7, 30), recipients=[u.pk for u in units],
        assignment_count=len(units), minutes_all=90, cut_columns=["民族"],
    )  # fmt: skip
    asked = [Recipient("unit", unit.pk, unit.name, unit.path) for unit in units]
    known = prefill(round_, asked, actor)
    for one in asked:
        made = assignment_for(round_, one)
        made.row_count = len(known[one.pk])
        made.save()
        rows = [row_for(made, row, place) for place, row in enumerate(known[one.pk])]
        Row.objects.bulk_create(rows)
    return round_


def answered(assignment: Assignment, person: Any, *, actor: Any, **texts: str) -> None:
    """Let cells of one person say something else."""
    row = Row.objects.get(assignment=assignment, key=str(person.pk))
    rows_save(assignment, [Change(row.pk, code, text) for code, text in texts.items()], actor=actor)


def accepted(assignment: Assignment, *, actor: Any) -> Assignment:
    """Hand an answer in and accept it."""
    assignment_submit(assignment, actor=actor)
    return assignment_accept(assignment, actor=actor)
