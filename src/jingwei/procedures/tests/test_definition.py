"""Definitions: what is read, and what is refused before the product starts."""

from __future__ import annotations

import pytest

from jingwei.procedures import registry
from jingwei.procedures.checks import check_procedures, faults
from jingwei.procedures.definition import WrongDefinition
from jingwei.procedures.definition_file import read_definition
from jingwei.procedures.tests.sample import TEXT, shelved


def read(old: str = "", new: str = ""):
    assert old in TEXT
    return read_definition(TEXT.replace(old, new, 1), "sample.toml")


class TestReading:
    def test_steps_follow_in_the_order_written_unless_told(self):
        found = read()

        assert [step.follows for step in found.steps] == [
            ("A02",), ("B01",), ("B02",), ("C01",), ("C02",), (),
        ]  # fmt: skip

    def test_an_optional_step_can_be_passed_over(self):
        found = read()

        assert [way.code for way in found.step("B01").decisions] == ["done", "skip"]

    def test_several_next_steps_are_a_choice(self):
        found = read('code = "T01"', 'code = "T01"')
        text = TEXT.replace('name = "递交申请"', 'name = "递交申请"\nnext = ["A02", "B01"]')

        ways = read_definition(text, "x").first.decisions

        assert [way.next for way in ways] == ["A02", "B01"]
        assert found.place("C02") == 6


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('code = "A02"', 'code = "A01"', "steps declared twice: ['A01']"),
            ('subject = "person"', 'subject = "car"', "unknown subject 'car'"),
            ("next = []", 'next = ["X1"]', "step C02 leads to unknown ['X1']"),
            ("next = []", 'next = ["C01"]', None),
            ('papers = ["reply"]', 'papers = ["letter"]', "names unknown papers ['letter']"),
            ('stage = "决定"', 'stage = "结束"', "stands in unknown stage '结束'"),
            ('role = "committee"', 'role = "board"', "taken by unknown role 'board'"),
            ('kind = "choice"', 'kind = "text"', "field B01.result has a wrong kind or choices"),
            ('from = "A01.applied_on"', 'from = "A01.age"', "A01.age, which is no day"),
            ('from = "C01"', 'from = "Z9"', "counts from unknown step Z9"),
            ('from = "C01"', 'from = "C01", again = "B01.result=差"', "from unknown B01.result=差"),
            ('strength = "INFO"', 'strength = "SOFT"', "T03 has a wrong kind or strength"),
            ('ends = "stopped"', 'ends = "lost"', "unknown end"),
            ('code = "age"', 'code = "the age"', "no name a rule could ask for"),
            ("months = 1", "years = 1", "not enough values"),
            ('name = "谈话"', 'nam = "谈话"', "'name'"),
            ("version = 1", "version = ", "TOMLDecodeError"),
            ("version = 1", "version = 1\nrestricted = true\npermission2 = 1", "permission2"),
        ],
    )
    def test_a_wrong_definition_is_refused_with_the_fault(self, old, new, told):
        if told is None:
            found = read(old, new)  # a way back leaves the other end open

            assert "C01" in found.reachable("C02")
            return
        with pytest.raises(WrongDefinition) as refusal:
            read(old, new)

        assert told in str(refusal.value)

    def test_a_step_nobody_comes_to_is_refused(self):
        with pytest.raises(WrongDefinition, match=r"cannot be reached: \['B01'\]"):
            read('limits = [{ code = "T01"', 'next = ["B02"]\nlimits = [{ code = "T01"')

    def test_steps_without_an_end_are_refused(self):
        text = TEXT.replace("next = []", 'next = ["C01"]').replace(
            'next = "", negative = true, ends = "stopped"', 'next = "A01", negative = true'
        )

        with pytest.raises(WrongDefinition, match="there is no end"):
            read_definition(text, "x")


class TestStart:
    def test_the_definitions_of_the_product_have_no_fault(self):
        assert check_procedures(None) == []

    def test_the_sample_has_none_either(self):
        with shelved() as found:
            assert list(faults(found)) == []

    @pytest.mark.parametrize(
        ("old", "new", "number", "told"),
        [
            ("procedures.sample_age", "procedures.nothing", "E002", "procedures.nothing"),
            ("procedures.sample_note", "procedures.nothing", "E003", "procedures.nothing"),
            ('"majority_of_due"', '"all_of_them"', "E004", "all_of_them"),
            ("procedures.sample_reply", "reply.docx", "E005", "reply.docx"),
            ('"procedures.run_case"', '"procedures.fly"', "E006", "procedures.fly"),
            ('code = "age", label', 'code = "years", label', "E007", "['age']"),
        ],
    )
    def test_what_nobody_has_stops_the_start(self, old, new, number, told):
        with shelved(TEXT.replace(old, new)) as found:
            (fault,) = faults(found)

        assert fault.id == f"jingwei.procedures.{number}"
        assert told in fault.msg


class TestVersions:
    def test_new_cases_take_the_newest_version_in_force(self):
        newer = TEXT.replace("version = 1", "version = 2").replace("2014-05-28", "2025-07-01")
        with shelved(TEXT, newer):
            from datetime import date

            days = [date(2025, 6, 30), date(2025, 7, 1)]
            found = [registry.procedure_on("procedures.sample", day).version for day in days]

        assert found == [1, 2]

    def test_the_same_version_twice_is_refused(self):
        with pytest.raises(WrongDefinition, match="exists twice"), shelved(TEXT, TEXT):
            pass
