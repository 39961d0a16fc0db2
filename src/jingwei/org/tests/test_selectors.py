"""Subtrees and past days: the fast definition equals the slow one on any tree."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.accounts.models import DataScope, User
from jingwei.accounts.services import user_create, user_grant
from jingwei.kernel.errors import RuleViolation
from jingwei.org.models import Unit, UnitKind
from jingwei.org.selectors import TreeFilter, unit_labels, unit_rows
from jingwei.org.services import unit_close, unit_create, unit_move, unit_rename

START = date(2020, 1, 1)
CODES = ("a", "a0", "ab", "b", "a00", "0", "z")
PLANS = st.lists(st.tuples(st.integers(0, 50), st.sampled_from(CODES)), min_size=1, max_size=10)
MOVES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 40)), max_size=6)


def grow(plan):
    """Return units of a tree: each hangs under an earlier one, a code once among siblings."""
    units = [unit_create(code="root", name="区", kind=UnitKind.DISTRICT, since=START)]
    for n, (under, code) in enumerate(plan):
        parent = units[under % len(units)]
        if not Unit.objects.filter(parent=parent, code=code).exists():
            kind = UnitKind.SECTION if n % 2 else UnitKind.TOWN
            units.append(
                unit_create(code=code, name=f"单位{n}", kind=kind, since=START, parent=parent)
            )
    return units


def below(unit):
    """Return the keys of ``unit`` and of everything under it, by following the parents."""
    found = {unit.pk}
    for child in Unit.objects.filter(parent=unit):
        found |= below(child)
    return found


def within(unit):
    path = Unit.objects.get(pk=unit.pk).path
    return set(Unit.objects.within(path).values_list("pk", flat=True))


def seer_of(unit):
    user, _ = user_create("seer", full_name="观", title="", home_path=unit.path, actor=None)
    return user_grant(user, role_codes=[], paths=[unit.path], actor=None)


class TestAnyTree(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(PLANS)
    def test_within_is_the_unit_and_everything_below(self, plan):
        units = grow(plan)

        assert all(within(unit) == below(unit) for unit in units)

    @settings(max_examples=30, deadline=None)
    @given(PLANS, MOVES)
    def test_moves_keep_paths_true_for_units_users_and_scopes(self, plan, moves):
        units = grow(plan)
        mover = seer_of(units[0])
        homes = {}
        for n, unit in enumerate(units):
            user, _ = user_create(
                f"u{n}", full_name=f"甲{n}", title="", home_path=unit.path, actor=None
            )
            user_grant(user, role_codes=[], paths=[unit.path], actor=None)
            homes[user.pk] = unit.pk

        move_all(units, moves, mover)

        paths = {unit.pk: unit.path for unit in Unit.objects.all()}
        assert all(within(unit) == below(unit) for unit in units)
        for user_pk, unit_pk in homes.items():
            assert User.objects.get(pk=user_pk).home_path == paths[unit_pk]
            assert DataScope.objects.get(user=user_pk).path == paths[unit_pk]

    @settings(max_examples=30, deadline=None)
    @given(PLANS, MOVES, st.integers(-5, 50))
    def test_every_past_day_shows_each_unit_once_below_its_parent_of_that_day(
        self, plan, moves, days
    ):
        units = grow(plan)
        viewer = seer_of(units[0])
        move_all(units, moves, viewer)

        rows = unit_rows(viewer, TreeFilter(on=START + timedelta(days=days)))

        shown = [row.unit.pk for row in rows]
        assert sorted(shown) == (sorted(unit.pk for unit in units) if days >= 0 else [])
        depths = {row.unit.pk: row.depth for row in rows}
        for row in rows:
            above = row.spell.parent_id
            assert row.depth == (depths[above] + 1 if above else 0)


def move_all(units, moves, actor):
    """Do the moves that the rules allow."""
    for which, to, days in moves:
        unit, target = units[which % len(units)], units[to % len(units)]
        taken = Unit.objects.filter(parent=target, code=unit.code).exists()
        if not taken:
            try:
                unit_move(unit, to=target, on=START + timedelta(days=days), basis="文", actor=actor)
            except RuleViolation:
                continue


class TestUnitRows:
    def ask(self, viewer, **asked):
        return unit_rows(viewer, TreeFilter(**{"on": date(2025, 6, 30), **asked}))

    def test_names_units_as_they_were_on_the_day(self, insider, gbk):
        unit_rename(gbk, name="干部一科", on=date(2025, 5, 1), basis="文", actor=insider)

        before = self.ask(insider, on=date(2025, 4, 30), text="干部")
        after = self.ask(insider, on=date(2025, 5, 1), text="干部")

        assert [row.spell.name for row in before] == ["干部科"]
        assert [row.spell.name for row in after] == ["干部一科"]

    def test_closed_units_show_when_asked_for(self, insider, zzb, gbk):
        unit_close(gbk, on=date(2025, 5, 1), basis="文", actor=insider)

        shown = {state: [r.unit for r in self.ask(insider, state=state)]
                 for state in ("", "closed", "all")}  # fmt: skip

        assert shown == {"": [zzb], "closed": [gbk], "all": [zzb, gbk]}

    def test_a_closed_unit_shows_once_under_its_last_name(self, insider, gbk):
        unit_rename(gbk, name="干部一科", on=date(2025, 4, 1), basis="文", actor=insider)
        unit_close(gbk, on=date(2025, 5, 1), basis="文", actor=insider)

        rows = self.ask(insider, state="closed")

        assert [row.spell.name for row in rows] == ["干部一科"]

    def test_text_finds_names_codes_and_aliases_and_kind_keeps_its_own(self, insider, zzb, gbk):
        assert [r.unit for r in self.ask(insider, text="gbk")] == [gbk]
        assert [r.unit for r in self.ask(insider, kind=UnitKind.PARTY_BODY)] == [zzb]
        assert [(r.unit, r.depth) for r in self.ask(insider)] == [(zzb, 0), (gbk, 1)]


def test_labels_indent_what_is_below_and_leave_out_what_is_closed(insider, zzb, gbk, gbk2):
    unit_close(gbk2, on=date(2025, 5, 1), basis="文", actor=insider)

    assert unit_labels(insider) == [(zzb.path, "区委组织部"), (gbk.path, "　干部科")]
