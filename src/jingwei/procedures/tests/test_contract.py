"""What holds for every definition of the product, and for the sample."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest

from jingwei.procedures.definition_file import read_definition
from jingwei.procedures.flow import flow_of
from jingwei.procedures.forms.step import StepForm
from jingwei.procedures.management.procedures_list import procedures_list
from jingwei.procedures.registry import procedures_all
from jingwei.procedures.tests.sample import TEXT, shelved
from jingwei.procedures.values import ROWS

SAMPLE = read_definition(TEXT, "sample.toml")
FOUND = [SAMPLE, *procedures_all()]
VALUES = {"day": "2025-01-06", "month": "2025.01", "number": "1", "flag": "on"}
BY_NAME = pytest.mark.parametrize("found", FOUND, ids=lambda one: f"{one.code}.{one.version}")


def told(found, asked):
    """Return what a person could write for a fact: the sample, else something of its kind."""
    if asked.code in found.samples:
        return str(found.samples[asked.code])
    return asked.choices[0] if asked.choices else VALUES.get(asked.kind, "示例")


def filled(found, step):
    """Return a form of a step as somebody would send it; rows are left to the rooms."""
    sent = {"happened_on": "2025-01-06", "decision": step.decisions[0].code}
    sent |= {f"f_{asked.code}": told(found, asked) for asked in step.fields}
    sent |= {f"p_{code}_have": "on" for code in step.papers}
    return sent | {f"v_{name}": "9" for name in ("eligible", "present", "approve")}


class TestEveryStep:
    @BY_NAME
    def test_takes_what_a_person_would_write(self, found, insider):
        faults = {}
        for step in found.steps:
            form = StepForm(filled(found, step), procedure=found, step=step, viewer=insider)
            rows = {f"f_{one.code}" for one in step.fields if one.kind in ROWS}
            faults[step.code] = form.errors.keys() - rows

        assert {code: names for code, names in faults.items() if names} == {}

    @BY_NAME
    def test_shows_every_field_once(self, found, insider):
        for step in found.steps:
            form = StepForm(procedure=found, step=step, viewer=insider)

            shown = [field.name for _, fields, _ in form.groups() for field in fields]
            assert sorted([*shown, "seen"]) == sorted(form.fields), step.code


class TestEveryDefinition:
    @BY_NAME
    def test_says_where_it_is_from(self, found):
        assert found.act
        assert all(step.article or step.optional or not step.rules for step in found.steps)

    @BY_NAME
    def test_can_be_drawn_without_boxes_on_one_another(self, found):
        flow = flow_of(found, found.first.code, {})

        places = {(box.x, box.y) for box in flow.boxes}
        assert len(places) == len(found.steps)
        assert max(x for x, _ in places) < flow.width
        assert max(y for _, y in places) < flow.height

    @BY_NAME
    def test_samples_are_of_fields_it_has(self, found):
        assert set(found.samples) <= set(found.fields)

    @BY_NAME
    def test_limits_are_told_apart(self, found):
        codes = [limit.code for step in found.steps for limit in step.limits]

        assert len(codes) == len(set(codes))


class TestCommand:
    def test_lists_steps_limits_and_sources_as_json(self):
        with shelved():
            answer = procedures_list(SimpleNamespace())

        (sample,) = [one for one in answer.data if one["code"] == "procedures.sample"]
        json.dumps(answer.data)
        assert sample["since"] == date(2014, 5, 28).isoformat()
        assert sample["steps"][1]["limits"] == [
            {
                "code": "T01", "from": "A01.applied_on", "kind": "max", "span": "months",
                "value": 1, "strength": "WARN", "words": "不超过 1 个月",
                "citation": "《示例工作细则》（2014）第七条",
            }
        ]  # fmt: skip
        assert sample["steps"][4]["votes"][0]["code"] == "present_more_than_half"
