"""Mergers, splits, staffing, facts and copies of paths: what belongs to a unit goes along."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import PartyOrganization, Unit, UnitKind
from jingwei.org.selectors import TreeFilter, events, staffing_on, unit_rows
from jingwei.org.services import (
    UnitPart,
    staffing_add,
    trees,
    unit_describe,
    unit_merge,
    unit_move,
    unit_split,
)
from jingwei.org.tests.shared import MAY
from tests.factories import UnitFactory, UserFactory

BASIS = "青编〔2025〕3号"


@pytest.fixture
def section(jyj):
    return UnitFactory(code="gbk", name="人事科", kind=UnitKind.SECTION, parent=jyj)


class TestMerge:
    def test_what_was_below_and_at_home_goes_along_in_one_act(
        self, zzb, gbk, jyj, section, insider, outsider
    ):
        before = AuditEntry.objects.count()

        unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        jyj.refresh_from_db()
        section.refresh_from_db()
        assert jyj.closed_on == MAY
        assert (section.parent, section.path) == (zzb, "qinglan/zzb/gbk2/")
        assert User.objects.get(pk=outsider.pk).home_path == zzb.path
        assert User.objects.get(pk=outsider.pk).unit_paths() == (zzb.path,)
        assert AuditEntry.objects.count() == before + 1
        assert AuditEntry.objects.latest("pk").data["units"] == ["qinglan/jyj/"]

    def test_history_tells_both_sides_and_the_day_before_is_as_it_was(
        self, qinglan, zzb, jyj, section, insider
    ):
        seer = UserFactory(unit=qinglan)

        unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        jyj.refresh_from_db()
        assert [event.words for event in events(jyj)][:2] == ["并入“区委组织部”", "撤销"]
        assert events(zzb)[0].words == "“区教育局”并入"
        rows = unit_rows(seer, TreeFilter(on=date(2025, 4, 30)))
        assert {row.unit: row.spell.parent for row in rows}[section] == jyj

    def test_scopes_are_not_doubled(self, zzb, jyj, insider):
        user = UserFactory(unit=jyj)
        DataScope.objects.create(user=user, path=zzb.path)

        unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        assert list(user.scopes.values_list("path", flat=True)) == [zzb.path]

    def test_party_organizations_of_it_belong_to_the_new_unit(self, zzb, jyj, jyzb, insider):
        unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        jyzb.refresh_from_db()
        assert (jyzb.unit, jyzb.unit_path) == (zzb, zzb.path)

    def test_whoever_declared_it_is_told_before_the_unit_closes(
        self, zzb, jyj, insider, monkeypatch
    ):
        told = []
        monkeypatch.setitem(trees._followers, Unit, [])
        trees.declare_follower(Unit, lambda *what: told.append(what))

        unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        assert told == [(jyj, zzb, MAY, insider)]

    @pytest.mark.parametrize(
        ("which", "code"),
        [("none", "org.nothing_chosen"), ("above", "org.move_into_itself")],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(
        self, qinglan, zzb, gbk, insider, which, code
    ):
        units = {"none": [], "above": [zzb]}[which]

        with pytest.raises(RuleViolation) as refusal:
            unit_merge(units, gbk, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == code
        assert not Unit.objects.exclude(closed_on=None).exists()

    def test_into_a_unit_that_came_later_is_refused(self, qinglan, jyj, insider):
        late = UnitFactory(code="late", parent=qinglan, since=date(2025, 6, 1))

        with pytest.raises(RuleViolation) as refusal:
            unit_merge([jyj], late, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.dates"


class TestSplit:
    def test_each_part_takes_what_it_names(self, qinglan, jyj, section, outsider, jyzb, insider):
        part = UnitPart("tyj", "区体育局", UnitKind.GOVERNMENT, [section], [outsider], [jyzb])

        (made,) = unit_split(jyj, [part], on=MAY, basis=BASIS, keep=False, actor=insider)

        section.refresh_from_db()
        jyj.refresh_from_db()
        jyzb.refresh_from_db()
        user = User.objects.get(pk=outsider.pk)
        assert (made.path, made.since, jyj.closed_on) == ("qinglan/tyj/", MAY, MAY)
        assert section.path == "qinglan/tyj/gbk/"
        assert (user.home_path, user.unit_paths()) == (made.path, (made.path,))
        assert jyzb.unit == made
        assert "由“区教育局”分设" in [event.words for event in events(made)]

    def test_the_old_unit_lives_on_with_what_nobody_names(self, jyj, section, outsider, insider):
        part = UnitPart("tyj", "区体育局", UnitKind.GOVERNMENT)

        unit_split(jyj, [part], on=MAY, basis=BASIS, keep=True, actor=insider)

        section.refresh_from_db()
        jyj.refresh_from_db()
        assert jyj.closed_on is None
        assert section.parent == jyj
        assert User.objects.get(pk=outsider.pk).home_path == jyj.path

    def test_nothing_is_left_behind_in_a_unit_that_closes(self, jyj, section, outsider, insider):
        part = UnitPart("tyj", "区体育局", UnitKind.GOVERNMENT)

        with pytest.raises(RuleViolation, match="人事科") as refusal:
            unit_split(jyj, [part], on=MAY, basis=BASIS, keep=False, actor=insider)

        assert refusal.value.code == "org.split_rest"
        assert not Unit.objects.filter(code="tyj").exists()

    @pytest.mark.parametrize(("parts", "code"), [(0, "org.nothing_chosen"), (1, "org.split_root")])
    def test_a_root_and_a_split_into_nothing_are_refused(self, qinglan, insider, parts, code):
        given = [UnitPart("tyj", "区体育局", UnitKind.GOVERNMENT)] * parts

        with pytest.raises(RuleViolation) as refusal:
            unit_split(qinglan, given, on=MAY, basis=BASIS, keep=True, actor=insider)

        assert refusal.value.code == code


class TestMove:
    def test_party_organizations_see_the_new_path_of_their_unit(self, zzb, jyj, jyzb, insider):
        unit_move(jyj, to=zzb, on=MAY, basis=BASIS, actor=insider)

        jyzb.refresh_from_db()
        assert jyzb.unit_path == "qinglan/zzb/jyj/"
        assert jyzb in PartyOrganization.objects.visible_to(insider)


class TestClose:
    def test_is_refused_before_a_unit_below_had_left(self, qinglan, zzb, jyj, section, insider):
        unit_move(section, to=zzb, on=date(2025, 6, 1), basis=BASIS, actor=insider)

        with pytest.raises(RuleViolation, match="2025-06-01") as refusal:
            unit_merge([jyj], zzb, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.dates"


class TestStaffing:
    def test_the_row_with_the_latest_day_not_after_holds(self, jyj, insider):
        for since, posts in [(date(2020, 1, 1), 3), (MAY, 4)]:
            numbers = {"deputy_posts": posts}
            staffing_add(jyj, since=since, basis=BASIS, numbers=numbers, actor=insider)

        held = [staffing_on(jyj, day) for day in (date(2019, 12, 31), date(2025, 4, 30), MAY)]

        assert [row and row.deputy_posts for row in held] == [None, 3, 4]

    def test_a_day_has_one_row(self, jyj, insider):
        staffing_add(jyj, since=MAY, basis=BASIS, numbers={}, actor=insider)

        with pytest.raises(ValidationError, match="已经登记过"):
            staffing_add(jyj, since=MAY, basis=BASIS, numbers={}, actor=insider)


class TestDescribe:
    def test_keeps_what_changed_with_what_it_was(self, jyj, insider):
        unit_describe(jyj, {"short_name": "教育局", "note": ""}, actor=insider)

        jyj.refresh_from_db()
        entry = AuditEntry.objects.latest("pk")
        assert jyj.short_name == "教育局"
        assert entry.data == {"before": {"short_name": ""}, "after": {"short_name": "教育局"}}

    def test_a_credit_code_has_eighteen_known_signs(self, jyj, insider):
        with pytest.raises(ValidationError, match="18 位"):
            unit_describe(jyj, {"credit_code": "11000000MB1234567I"}, actor=insider)

    def test_the_name_is_no_detail(self, jyj, insider):
        with pytest.raises(KeyError):
            unit_describe(jyj, {"name": "局"}, actor=insider)
