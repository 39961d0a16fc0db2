"""Every register can be asked about on the access page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jingwei.collection.models import Ledger
from jingwei.desk.records import WORK, declare_records
from jingwei.kernel import explain
from jingwei.kernel.explain import record_at, record_find
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.made import MADE
from jingwei.plans.services.measure import measures_assign
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedures_all
from tests.browser.development import applicant, applied
from tests.browser.estate import branch
from tests.factories import PersonFactory, PlanFactory
from tests.ledgers import LedgerRowFactory, sample_kept

RESTRICTED = next(one.permission for one in procedures_all() if one.restricted)


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(explain, "KINDS", {})
    declare_records()


def test_names_accounts_every_register_and_the_work():
    work = {model._meta.label_lower for model, *_ in WORK}

    assert {"accounts.user", "procedures.case", "plans.measure"} <= work
    assert explain.KINDS.keys() == {*REGISTERS, *MADE, *work}


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


def test_a_row_of_a_ledger_shows_to_those_the_ledger_is_open_to(gbk, insider, outsider, jyj):
    row = LedgerRowFactory(unit=jyj, ledger=sample_kept(gbk))
    shared = record_find("collection.ledger", str(row.pk))

    Ledger.objects.update(is_shared=False)
    closed = record_find("collection.ledger", str(row.pk))

    assert [shared.shows(one) for one in (insider, outsider)] == [False, True]
    assert [closed.shows(one) for one in (insider, outsider)] == [False, False]


def test_a_measure_shows_to_whom_it_was_given_out_of_their_units(zzb, insider, outsider):
    (measure,) = PlanFactory(unit=zzb).measures.all()
    page = reverse("plans:measure", args=[measure.pk])
    before = record_at(page).shows(outsider)

    measures_assign([measure], fields={"owner": outsider}, actor=insider)

    place = record_at(page)
    assert (before, place.shows(outsider), place.unit_path) == (False, True, zzb.path)


def test_a_case_that_few_may_know_of_shows_to_them_alone(zzb, insider, powerless):
    case = applied(applicant(zzb), branch(zzb), insider)
    Case.objects.filter(pk=case.pk).update(is_restricted=True, permission=RESTRICTED)

    place = record_at(reverse("procedures:case", args=[case.pk]))

    assert (place.permission, place.unit_path) == ("procedures.view_case", zzb.path)
    assert [place.shows(one) for one in (insider, powerless)] == [True, False]


def test_finds_an_account_where_it_is_at_home(insider, zzb):
    assert record_find("accounts.user", str(insider.pk)).unit_path == zzb.path
