"""Every register can be asked about on the access page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jingwei.desk.records import declare_records
from jingwei.kernel import explain
from jingwei.kernel.explain import record_at, record_find
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.made import MADE
from tests.factories import PersonFactory
from tests.ledgers import LedgerRowFactory


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(explain, "KINDS", {})
    declare_records()


def test_names_accounts_units_and_every_register():
    assert explain.KINDS.keys() == {"accounts.user", "org.unit", *REGISTERS, *MADE}


def test_every_register_answers_for_a_number_that_is_not_there(db):
    for code in REGISTERS:
        assert explain.KINDS[code].find_row("1") is None


def test_finds_a_person_by_either_page_without_telling_the_name(gbk):
    person = PersonFactory(full_name="许禾", unit=gbk)
    pages = [
        reverse("people:person", args=[person.pk]),
        reverse("registers:row", args=["people.person", person.pk]),
    ]

    found = [record_at(page) for page in pages]

    assert [place.unit_path for place in found] == [gbk.path, gbk.path]
    assert found[0].permission == "people.view_person"
    assert "许禾" not in found[0].label


def test_finds_a_row_of_a_ledger_by_its_page(gbk):
    row = LedgerRowFactory(unit=gbk)

    place = record_at(reverse("registers:row", args=[row.register_code, row.pk]))

    assert (place.unit_path, place.permission) == (gbk.path, "collection.view_ledgerrow")


def test_finds_an_account_where_it_is_at_home(insider, zzb):
    assert record_find("accounts.user", str(insider.pk)).unit_path == zzb.path
