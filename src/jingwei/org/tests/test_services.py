"""What happens to the tree and to its words: each act moves exactly what belongs to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jingwei.accounts.models import User
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import Unit, UnitAlias, UnitGroup, UnitKind
from jingwei.org.selectors import units_named
from jingwei.org.services import (
    unit_alias_add,
    unit_alias_remove,
    unit_close,
    unit_create,
    unit_group_remove,
    unit_group_save,
    unit_move,
    unit_rename,
)
from jingwei.plans.models import MeasureUnit
from tests.factories import MeasureFactory, UserFactory

MAY = date(2025, 5, 1)
BASIS = "青编〔2025〕3号"


def spells(unit):
    return [(s.name, s.parent, s.since, s.until) for s in unit.spells.all()]


def last_act():
    return AuditEntry.objects.latest("pk")


class TestUnitCreate:
    def test_puts_the_path_under_the_parent_and_opens_its_history(self, zzb):
        unit = unit_create(
            code="rck", name="人才科", kind=UnitKind.SECTION, since=MAY, parent=zzb, basis=BASIS
        )

        assert unit.path == "qinglan/zzb/rck/"
        assert spells(unit) == [("人才科", zzb, MAY, None)]
        assert last_act().act == "unit.create"

    def test_a_code_taken_among_siblings_is_refused(self, zzb, gbk):
        with pytest.raises(ValidationError):
            unit_create(code="gbk", name="又一个科", kind=UnitKind.SECTION, since=MAY, parent=zzb)

        assert Unit.objects.filter(path="qinglan/zzb/gbk/").count() == 1

    def test_nothing_is_set_up_under_a_closed_unit(self, gbk, insider):
        unit_close(gbk, on=MAY, basis=BASIS, actor=insider)

        with pytest.raises(RuleViolation, match="撤销") as refusal:
            unit_create(code="x", name="新科", kind=UnitKind.SECTION, since=MAY, parent=gbk)

        assert refusal.value.code == "org.closed"


class TestUnitRename:
    def test_keeps_the_old_name_in_the_history_and_as_an_alias(self, zzb, gbk, insider):
        unit = unit_rename(gbk, name="干部一科", on=MAY, basis=BASIS, actor=insider)

        assert unit.name == "干部一科"
        assert spells(unit) == [
            ("干部科", zzb, date(2020, 1, 1), MAY),
            ("干部一科", zzb, MAY, None),
        ]
        assert units_named(["干部科", "干部一科"]) == {"干部科": unit, "干部一科": unit}
        entry = last_act()
        assert (entry.act, entry.actor) == ("unit.rename", insider)
        assert entry.data == {
            "before": "干部科", "after": "干部一科", "on": "2025-05-01", "basis": BASIS,
        }  # fmt: skip

    def test_an_old_name_that_another_unit_bears_becomes_no_alias(self, gbk, gbk2, insider):
        unit_rename(gbk2, name="干部科", on=MAY, basis=BASIS, actor=insider)

        unit_rename(gbk, name="干部一科", on=MAY, basis=BASIS, actor=insider)

        assert units_named(["干部科"]) == {"干部科": gbk2}
        assert not UnitAlias.objects.filter(text="干部科").exists()

    @pytest.mark.parametrize(
        ("name", "on", "code"),
        [
            ("干部一科", date(2019, 12, 31), "org.dates"),
            ("干部科", MAY, "org.nothing_changes"),
        ],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(self, gbk, insider, name, on, code):
        before = spells(gbk)

        with pytest.raises(RuleViolation) as refusal:
            unit_rename(gbk, name=name, on=on, basis=BASIS, actor=insider)

        gbk.refresh_from_db()
        assert refusal.value.code == code
        assert gbk.name == "干部科"
        assert spells(gbk) == before

    def test_two_changes_of_one_day_are_one_spell_with_both_bases(self, zzb, gbk, qinglan, insider):
        unit_rename(gbk, name="干部一科", on=MAY, basis="一号文", actor=insider)

        unit_move(gbk, to=qinglan, on=MAY, basis="二号文", actor=insider)

        assert spells(gbk) == [
            ("干部科", zzb, date(2020, 1, 1), MAY),
            ("干部一科", qinglan, MAY, None),
        ]
        assert gbk.spells.get(until=None).basis == "一号文；二号文"


class TestUnitMove:
    def test_units_users_and_scopes_below_follow_and_neighbours_stay(
        self, zzb, gbk, gbk2, jyj, insider
    ):
        team = unit_create(
            code="z1", name="一组", kind=UnitKind.SECTION, since=date(2020, 1, 1), parent=gbk
        )
        worker, neighbour = UserFactory(unit=team), UserFactory(unit=gbk2)

        unit_move(gbk, to=jyj, on=MAY, basis=BASIS, actor=insider)

        paths = set(Unit.objects.values_list("path", flat=True))
        assert paths == {
            "qinglan/", "qinglan/zzb/", "qinglan/zzb/gbk2/",
            "qinglan/jyj/", "qinglan/jyj/gbk/", "qinglan/jyj/gbk/z1/",
        }  # fmt: skip
        moved = User.objects.get(pk=worker.pk)
        assert (moved.home_path, moved.unit_paths()) == (
            "qinglan/jyj/gbk/z1/",
            ("qinglan/jyj/gbk/z1/",),
        )
        stayed = User.objects.get(pk=neighbour.pk)
        assert (stayed.home_path, stayed.unit_paths()) == (gbk2.path, (gbk2.path,))
        assert last_act().data["after"] == "qinglan/jyj/gbk/"

    def test_a_unit_never_goes_below_itself(self, zzb, gbk, insider):
        with pytest.raises(RuleViolation) as refusal:
            unit_move(zzb, to=gbk, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.move_into_itself"

    def test_a_move_to_where_it_is_is_refused(self, zzb, gbk, insider):
        with pytest.raises(RuleViolation) as refusal:
            unit_move(gbk, to=zzb, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.nothing_changes"

    def test_a_move_under_what_came_there_later_is_refused(self, qinglan, zzb, gbk, jyj, insider):
        unit_move(gbk, to=jyj, on=date(2025, 6, 1), basis=BASIS, actor=insider)

        with pytest.raises(RuleViolation, match="2025-06-01") as refusal:
            unit_move(zzb, to=gbk, on=MAY, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.dates"

    def test_a_code_taken_under_the_new_parent_is_refused_and_changes_nothing(
        self, qinglan, gbk, jyj, insider
    ):
        unit_create(code="gbk", name="区干部局", kind=UnitKind.SECTION, since=MAY, parent=jyj)
        before = spells(gbk)

        with pytest.raises(ValidationError):
            unit_move(gbk, to=jyj, on=MAY, basis=BASIS, actor=insider)

        gbk.refresh_from_db()
        assert gbk.path == "qinglan/zzb/gbk/"
        assert spells(gbk) == before


class TestUnitClose:
    def test_ends_the_unit_and_its_history_on_the_day(self, zzb, gbk, insider):
        unit = unit_close(gbk, on=MAY, basis=BASIS, actor=insider)

        assert unit.closed_on == MAY
        assert spells(unit) == [("干部科", zzb, date(2020, 1, 1), MAY)]
        assert not Unit.objects.existing_on(MAY).filter(pk=gbk.pk).exists()
        assert last_act().act == "unit.close"

    def test_waits_for_the_units_below(self, zzb, gbk, insider):
        with pytest.raises(RuleViolation, match="干部科") as refusal:
            unit_close(zzb, on=MAY, basis=BASIS, actor=insider)

        zzb.refresh_from_db()
        assert refusal.value.code == "org.open_children"
        assert zzb.closed_on is None

    @pytest.mark.parametrize("on", [date(2020, 1, 1), date(2019, 6, 1)])
    def test_is_refused_before_the_present_name_has_lasted_a_day(self, gbk, insider, on):
        with pytest.raises(RuleViolation) as refusal:
            unit_close(gbk, on=on, basis=BASIS, actor=insider)

        assert refusal.value.code == "org.dates"

    @pytest.mark.parametrize(
        "act",
        [
            lambda unit, to, actor: unit_close(unit, on=MAY, basis=BASIS, actor=actor),
            lambda unit, to, actor: unit_rename(unit, name="新", on=MAY, basis=BASIS, actor=actor),
            lambda unit, to, actor: unit_move(unit, to=to, on=MAY, basis=BASIS, actor=actor),
            lambda unit, to, actor: unit_move(to, to=unit, on=MAY, basis=BASIS, actor=actor),
        ],
        ids=["close", "rename", "move", "move under"],
    )
    def test_a_closed_unit_takes_part_in_nothing_more(self, gbk, jyj, insider, act):
        unit_close(gbk, on=date(2025, 4, 1), basis=BASIS, actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            act(gbk, jyj, insider)

        assert refusal.value.code == "org.closed"


class TestAlias:
    def test_finds_the_unit_until_it_is_removed(self, zzb, insider):
        alias = unit_alias_add(zzb, text=" 组织部 ", actor=insider)
        found = units_named(["组织部"])

        unit_alias_remove(alias, actor=insider)

        assert found == {"组织部": zzb}
        assert units_named(["组织部"]) == {}
        acts = list(AuditEntry.objects.order_by("-pk").values_list("act", flat=True)[:2])
        assert acts == ["unit_alias.remove", "unit_alias.add"]

    @pytest.mark.parametrize("text", ["区教育局", "教育局", "各科室"])
    def test_a_word_that_finds_something_else_is_refused_by_name(self, zzb, jyj, insider, text):
        unit_alias_add(jyj, text="教育局", actor=insider)
        unit_group_save("各科室", members=[zzb], is_open=False, actor=insider)

        with pytest.raises(RuleViolation, match=f"“{text}”已经指") as refusal:
            unit_alias_add(zzb, text=text, actor=insider)

        assert refusal.value.code == "org.alias_taken"
        assert not UnitAlias.objects.filter(unit=zzb).exists()


class TestGroup:
    def test_is_found_by_its_name_and_keeps_its_members(self, gbk, gbk2, insider):
        group = unit_group_save("各科室", members=[gbk, gbk2], is_open=False, actor=insider)

        assert units_named(["各科室"]) == {"各科室": group}
        assert last_act().data["members"] == [gbk.path, gbk2.path]

    def test_can_be_renamed_without_becoming_another(self, gbk, insider):
        group = unit_group_save("各科室", members=[gbk], is_open=False, actor=insider)

        unit_group_save("部机关各科室", members=[gbk], is_open=False, actor=insider, group=group)

        assert [g.name for g in UnitGroup.objects.all()] == ["部机关各科室"]

    def test_never_takes_the_name_of_a_unit(self, gbk, insider):
        with pytest.raises(RuleViolation) as refusal:
            unit_group_save("干部科", members=[gbk], is_open=False, actor=insider)

        assert refusal.value.code == "org.alias_taken"

    def test_stays_while_a_plan_names_it(self, zzb, gbk, insider):
        group = unit_group_save("各科室", members=[gbk], is_open=False, actor=insider)
        MeasureUnit.objects.create(
            measure=MeasureFactory(unit=zzb), role="support", text="各科室", group=group
        )

        with pytest.raises(RuleViolation) as refusal:
            unit_group_remove(group, actor=insider)

        assert refusal.value.code == "org.group_in_use"
        assert UnitGroup.objects.filter(pk=group.pk).exists()
        assert not AuditEntry.objects.filter(act="unit_group.remove").exists()
