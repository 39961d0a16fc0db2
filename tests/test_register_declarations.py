"""What is declared fits together, and a declaration that does not is refused at the start."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models

from jingwei.kernel.registers.checks import check_registers, faults
from jingwei.kernel.registers.declaration import (
    P2,
    P3,
    REGISTERS,
    Col,
    Register,
    children_of,
    register,
    register_of,
)
from jingwei.kernel.registers.made import MADE
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.org.models import CommitteeSeat
from jingwei.people.models import Education, Person
from tests import factories
from tests.registers import EVERY, filled, make, standing

ITEM = re.compile(r"[A-Z]{1,4}\d{2,4}([A-Z]\d{0,3})?|ZGXL|ZGXW|SORTID")


class TestEvery:
    def test_is_without_a_fault(self):
        assert check_registers(None) == []

    def test_row_model_has_its_register(self):
        rows = {m for m in apps.get_models() if issubclass(m, RegisterRow)}

        declared = {register.model for register in REGISTERS.values()}
        assert rows == declared | {family.model for family in MADE.values()}

    @EVERY
    def test_has_a_factory_for_its_rows(self, register):
        assert hasattr(factories, f"{register.model.__name__}Factory")

    @EVERY
    def test_says_how_a_file_names_a_row(self, register):
        assert register.keys
        assert all(register.col(name).shown("import") for way in register.keys for name in way)

    @EVERY
    def test_has_the_permissions_its_pages_ask_for(self, register, db):
        asked = {register.permission(v) for v in ("view", "add", "change", "delete")}
        known = Permission.objects.values_list("content_type__app_label", "codename")

        assert asked <= {f"{app}.{code}" for app, code in known}

    @EVERY
    def test_calls_its_columns_by_chinese_names(self, register):
        labels = [register.label_of(col) for col in register.columns]

        assert [label for label in labels if label.isascii()] == []

    @EVERY
    def test_codes_of_the_national_sets_are_well_formed(self, register):
        assert [c.item for c in register.columns if c.item and not ITEM.fullmatch(c.item)] == []

    @EVERY
    def test_reads_the_related_rows_it_shows_in_the_same_query(
        self, register, zzb, insider, django_assert_num_queries
    ):
        number = len([*make(register, zzb, 2), *standing(register, zzb)])
        insider.unit_paths(), insider.get_all_permissions()

        with django_assert_num_queries(1):
            rows = list(register.rows(insider))
            values = [col.read(row) for row in rows for col in register.columns]
            names = [register.row_name(row) for row in rows]

        assert (len(rows), len(values)) == (number, number * len(register.columns))
        assert all(names)

    @EVERY
    def test_finds_a_text_it_cannot_know_nowhere(self, register, zzb, insider):
        make(register, zzb, 2)

        assert not register.searched(register.rows(insider), "龘靐齉").exists()

    @EVERY
    def test_misses_what_is_wanted_and_empty(self, register, zzb):
        (bare,) = make(register, zzb)
        for row in (bare, filled(register, bare)):
            empty = {
                col.name
                for col in register.columns
                if col.wanted and str(col.read(row) if col.read(row) is not None else "") == ""
            }
            assert {col.name for col in register.missing(row)} == empty


class TestPerson:
    def test_counts_what_it_misses(self, zzb):
        persons = register_of(Person)
        (bare,) = make(persons, zzb)
        full = filled(persons, bare)

        counts = [row.missing_count for row in (bare, full)]

        assert counts == [len(persons.missing(row)) for row in (bare, full)]
        assert counts[1] < counts[0]

    def test_has_its_children_as_tabs(self):
        found = {child.slug for _, child in children_of(Person)}

        assert {"education", "postheld", "familymember", "identitydocument"} <= found


class Good(Register[Education]):
    """A declaration without a fault, for spoiling."""

    model = Education
    keys = (("person",),)
    columns = (Col("person", by="number"), Col("school"))


def numbers(spoilt: type[Register]) -> list[str]:
    return [str(fault.id).rpartition(".")[2] for fault in faults(spoilt())]


def spoilt(**changes) -> type[Register]:
    return type("Spoilt", (Good,), changes)


class TestFault:
    def test_is_none_in_a_good_declaration(self):
        assert numbers(Good) == []

    @pytest.mark.parametrize(
        ("number", "changes"),
        [
            ("E003", {"columns": (*Good.columns, Col("school"))}),
            ("E004", {"keys": (("person", "nothing"),)}),
            ("E005", {"columns": (*Good.columns, Col("nothing"))}),
            ("E005", {"columns": (*Good.columns, Col("person__nothing"))}),
            ("E006", {"columns": (*Good.columns, Col("major", secrecy=P3, sort=True))}),
            ("E006", {"columns": (*Good.columns, Col("major", secrecy=P3, filter="text"))}),
            ("E007", {"columns": (*Good.columns, Col("major", secrecy=P2, search=True))}),
            ("E008", {"columns": (*Good.columns, Col("x", value=str, filter="text"))}),
            ("E008", {"columns": (*Good.columns, Col("x", value=str, sort=True))}),
        ],
    )
    def test_has_a_number(self, number, changes):
        assert numbers(spoilt(**changes)) == [number]

    def test_of_a_model_that_is_no_register_row(self):
        changes = {"model": CommitteeSeat, "keys": (("post",),), "columns": (Col("post"),)}

        assert numbers(spoilt(**changes)) == ["E001"]

    def test_of_rows_in_descending_order(self, monkeypatch):
        monkeypatch.setattr(Education._meta, "ordering", ["-graduated_on"])

        assert numbers(Good) == ["E009"]

    def test_of_a_manager_that_shows_every_row_to_everybody(self, monkeypatch):
        class Plain:
            def all(self):
                return models.QuerySet(Education)

        monkeypatch.setitem(Education._meta.__dict__, "default_manager", Plain())

        assert "E002" in numbers(Good)

    def test_of_a_register_declared_twice_stops_the_start(self):
        with pytest.raises(ValueError, match="twice"):
            register(type("Again", (Good,), {}))


def test_a_column_of_a_related_row_is_written_nowhere():
    col = Col("person__full_name")

    assert [place for place in sorted(col.on) if col.shown(place)] == [
        "api", "detail", "export", "list",
    ]  # fmt: skip
    assert replace(col, name="full_name").shown("edit")
