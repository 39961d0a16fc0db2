"""The product's own day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from jingwei.kernel import clock
from jingwei.kernel.clock import standing_on

SPRING, AUTUMN = date(2025, 3, 1), date(2025, 9, 1)


class TestToday:
    @pytest.mark.parametrize(("hour", "day"), [(0, 30), (23, 30)])
    def test_is_the_day_of_the_calendar_here(self, hour, day):
        with time_machine.travel(datetime(2025, 6, 30, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))):
            assert clock.today() == date(2025, 6, day)

    def test_is_the_day_at_which_the_demo_stands_still(self, settings):
        settings.FIXED_DAY = SPRING

        assert clock.today() == SPRING


class TestStandingOn:
    def test_holds_meanwhile_and_ends(self, today):
        with standing_on(SPRING):
            inside = clock.today()

        assert (inside, clock.today()) == (SPRING, today)

    def test_ends_when_the_act_fails(self, today):
        with pytest.raises(ZeroDivisionError), standing_on(SPRING):
            raise ZeroDivisionError

        assert clock.today() == today

    def test_can_be_nested(self):
        with standing_on(SPRING):
            with standing_on(AUTUMN):
                inner = clock.today()
            outer = clock.today()

        assert (inner, outer) == (AUTUMN, SPRING)
