"""The picture of the months: from zero, broken where a number is missing, inside its frame."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jingwei.plans.trend import BOTTOM, HEIGHT, TOP, WIDTH, Point, trend_of


def points(*values: int | None) -> list[Point]:
    return [
        Point(f"{n}月", None if value is None else Decimal(value), str(value))
        for n, value in enumerate(values, 1)
    ]


class TestTrend:
    def test_breaks_the_line_where_a_number_is_missing(self):
        drawn = trend_of(points(1, 2, None, 4, 5))

        assert [path.count("L") for path in drawn.paths] == [1, 1]
        assert len(drawn.marks) == 4
        assert drawn.last is not None
        assert drawn.last.point.label == "5月"

    def test_begins_at_zero_and_reaches_the_target(self):
        drawn = trend_of(points(3, 7), target=Decimal(20))

        assert [tick.text for tick in drawn.ticks] == ["0", "5", "10", "15", "20"]
        assert (drawn.ticks[0].y, drawn.ticks[-1].y) == (HEIGHT - BOTTOM, TOP)
        assert drawn.target is not None
        assert drawn.target.y == TOP

    def test_of_nothing_is_an_empty_frame(self):
        drawn = trend_of(points(None, None))

        assert (drawn.marks, drawn.paths, drawn.last) == ([], [], None)

    @given(st.lists(st.none() | st.integers(0, 2_000_000), max_size=12))
    def test_stays_inside_its_frame(self, values):
        drawn = trend_of(points(*values))

        assert all(TOP <= mark.y <= HEIGHT - BOTTOM for mark in drawn.marks)
        assert all(0 < mark.x < WIDTH for mark in drawn.marks)
        assert 2 <= len(drawn.ticks) <= 6
