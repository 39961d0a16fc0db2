"""A subtree is the unit and everything below it, nothing else, on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.kernel.scoping import anywhere_below, subtree
from jingwei.org.models import Unit
from tests.factories import UnitFactory

CODES = st.text("ab0z9", min_size=1, max_size=3)
SHAPES = st.lists(st.tuples(st.integers(0, 30), CODES), min_size=1, max_size=10)


def grow(shapes) -> list[str]:
    """Store a tree: each unit below one of those before it; return the paths."""
    units: list[Unit] = []
    for number, code in shapes:
        parent = units[number % len(units)] if units and number % 4 else None
        path = f"{parent.path if parent else ''}{code}/"
        if path not in {unit.path for unit in units}:
            units.append(UnitFactory(code=code, parent=parent))
    return [unit.path for unit in units]


class TestSubtree(TestCase):
    @given(SHAPES)
    @settings(max_examples=40, deadline=None)
    def test_is_the_unit_and_everything_below_it(self, shapes):
        paths = grow(shapes)

        for path in paths:
            found = Unit.objects.filter(subtree("path", path)).values_list("path", flat=True)
            assert set(found) == {other for other in paths if other.startswith(path)}

    @given(SHAPES, st.sets(st.integers(0, 9), max_size=3))
    @settings(max_examples=30, deadline=None)
    def test_several_are_their_union(self, shapes, chosen):
        paths = grow(shapes)
        wanted = tuple(paths[n % len(paths)] for n in chosen)

        found = Unit.objects.filter(anywhere_below("path", wanted)).values_list("path", flat=True)

        assert set(found) == {path for path in paths if path.startswith(wanted)}


class TestVisibleTo:
    @pytest.fixture(autouse=True)
    def tree(self, gbk, gbk2, jyj):
        """The district with two sections whose paths begin alike."""

    def test_leaves_out_the_sibling_whose_path_begins_alike(self, gbk):
        assert list(Unit.objects.within(gbk.path)) == [gbk]

    def test_without_a_scope_shows_nothing(self):
        class Nobody:
            def unit_paths(self):
                return ()

        assert not Unit.objects.visible_to(Nobody()).exists()
        assert not Unit.objects.within().exists()

    def test_two_scopes_show_both_once(self, gbk, zzb, jyj):
        class Both:
            def unit_paths(self):
                return (zzb.path, gbk.path, jyj.path)

        seen = [unit.path for unit in Unit.objects.visible_to(Both())]

        assert seen == ["qinglan/jyj/", "qinglan/zzb/", "qinglan/zzb/gbk/", "qinglan/zzb/gbk2/"]
