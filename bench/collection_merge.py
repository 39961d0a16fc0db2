"""What is measured of merging, with Django loaded: 600 answers of 30 columns into a register."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.models import Permission

from jingwei.accounts.models import User
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.selectors.merging import merge_preview
from jingwei.collection.selectors.prefill import prefill
from jingwei.collection.selectors.recipients import Recipient
from jingwei.collection.services.merging import round_merge
from jingwei.collection.services.rounds import assignment_for, row_for
from jingwei.kernel.clock import today
from jingwei.kernel.registers.declaration import P1, REGISTERS
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import Unit, UnitKind
from jingwei.org.services import unit_create

CHANGED = ("native_place", "birth_place", "post_summary", "specialty", "title_summary", "note")
COLUMNS, ANSWERS = 30, 600
ACTOR = "gaoyuanshan"


def merge(answers: int = ANSWERS) -> dict[str, float]:
    """Answer for a person of each of so many units, six of 30 cells changed: seconds of both."""
    actor, root = _reader_of_all(), Unit.objects.filter(parent=None)[0]
    units = [_unit(root, number) for number in range(answers)]
    _people(units)
    round_ = _round(actor, root, units)
    began = time.perf_counter()
    preview = merge_preview(round_, actor)
    seen = time.perf_counter()
    done = round_merge(round_, choices={}, seen=preview.seen, actor=actor)
    merged = time.perf_counter()
    return {"preview": seen - began, "merge": merged - seen, "cells": done.changed_count}


def _reader_of_all() -> User:
    """Return somebody who may write every column, or a third of the cells would be left out."""
    actor = User.objects.get(username=ACTOR)
    actor.user_permissions.set(Permission.objects.all())
    return User.objects.get(pk=actor.pk)


def _unit(root: Unit, number: int) -> Unit:
    return unit_create(
        code=f"zb{number:03d}", name=f"第{number + 1}示例站", kind=UnitKind.GOVERNMENT,
        parent=root, since=today(),
    )  # fmt: skip


def _people(units: list[Unit]) -> None:
    fixed = {"gender": "1", "birth_on": "198003", "native_place": "示例省", "ethnic_group": "01"}
    drafts: list[Draft[Any]] = [
        Draft({**fixed, "full_name": f"周{'甲乙丙丁戊己庚辛'[n % 8]}", "unit": unit})
        for n, unit in enumerate(units)
    ]
    rows_save(REGISTERS["people.person"], drafts, actor=None, source="测量")


def _columns() -> list[Column]:
    register = REGISTERS["people.person"]
    own = [col for col in register.cols("edit") if col.secrecy == P1]
    known = [
        Column(col.name, register.label_of(col), register=register.code, source=col.name)
        for col in own
    ]
    new = [Column(f"new{n}", f"新栏目{n}") for n in range(COLUMNS - len(known))]
    return [*known, *new]


def _round(actor: User, root: Unit, units: list[Unit]) -> Round:
    """Send the round and answer it, without the steps that are measured elsewhere."""
    round_ = Round.objects.create(
        title="测量", subject="register", register="people.person", recipient_kind="unit",
        columns=[column.as_json() for column in _columns()], unit=root, unit_path=root.path,
        owner=actor, state="issued", issued_on=today(), deadline=today(),
    )  # fmt: skip
    asked = [Recipient("unit", unit.pk, unit.name, unit.path) for unit in units]
    known = prefill(round_, asked, actor)
    made = [assignment_for(round_, one) for one in asked]
    for number, assignment in enumerate(made):
        assignment.state, assignment.receipt = Assignment.State.ACCEPTED, f"TB-测量-{number:03}"
    stored = Assignment.objects.bulk_create(made)
    Row.objects.bulk_create(
        _answer(assignment, one) for assignment in stored for one in known[assignment.unit_id or 0]
    )
    return round_


def _answer(assignment: Assignment, known: Any) -> Row:
    row = row_for(assignment, known, 0)
    row.values = {**row.values, **dict.fromkeys(CHANGED, f"示例{assignment.pk}")}
    row.is_changed = True
    return row
