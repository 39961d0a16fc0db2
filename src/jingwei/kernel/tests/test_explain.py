"""Where a record lies: found by number or address, without a word of its content."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from jingwei.kernel import explain
from jingwei.kernel.errors import BadInput
from jingwei.kernel.explain import (
    RecordKind,
    RecordPlace,
    declare_record,
    record_at,
    record_find,
    record_kinds,
    scoped_finder,
)
from jingwei.org.models import Unit


@pytest.fixture
def units(monkeypatch):
    monkeypatch.setattr(explain, "KINDS", {})
    find = scoped_finder(Unit, "org.view_unit")
    declare_record(RecordKind("org.unit", "单位", find, ("org:unit",)))


class TestScopedFinder:
    def test_tells_place_and_number_and_not_the_name(self, gbk):
        found = scoped_finder(Unit, "org.view_unit")(str(gbk.pk))

        assert found == RecordPlace(f"单位 {gbk.pk}", "org.view_unit", gbk.path, "")

    @pytest.mark.parametrize("number", ["0", "-1", "x", "", "1 OR 1=1", "9" * 30, "１"])
    def test_of_no_number_finds_nothing(self, gbk, number):
        assert scoped_finder(Unit, "org.view_unit")(number) is None

    def test_of_rows_without_a_place_finds_nothing(self, db):
        group = Group.objects.create(name="x")

        assert scoped_finder(Group, "auth.view_group")(str(group.pk)) is None


class TestRecordAt:
    @pytest.mark.parametrize("around", ["{}", "http://10.0.0.1:8000{}?a=1#b", "  {} "])
    def test_finds_by_address_in_any_dress(self, units, gbk, around):
        address = around.format(reverse("org:unit", args=[gbk.pk]))

        assert record_at(address).unit_path == gbk.path

    @pytest.mark.parametrize("address", ["", "/", "/units/", "/nowhere/1/", "http://[", "单位"])
    def test_of_another_page_is_refused_in_words(self, units, db, address):
        with pytest.raises(BadInput, match="不是一条记录的页面地址"):
            record_at(address)


class TestRecordFind:
    def test_of_a_number_that_is_not_there_is_refused(self, units, db):
        with pytest.raises(BadInput, match="没有找到“单位”里编号为“5”的记录"):
            record_find("org.unit", "5")

    def test_of_an_unknown_kind_is_refused(self, units, db):
        with pytest.raises(BadInput):
            record_find("no.such", "5")


def test_kinds_are_offered_by_label(units):
    declare_record(RecordKind("a.b", "党员", lambda number: None))

    assert record_kinds() == [("a.b", "党员"), ("org.unit", "单位")]
