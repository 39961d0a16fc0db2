"""J11: the yearly tables in a few clicks, and from a cell to just its rows."""

from __future__ import annotations

import pytest

import tests.factories as make
from jingwei.kernel.clock import today
from jingwei.org.models import Unit
from jingwei.plans.services.series import series_keep

KEEPER, TABLE, MANY = "maqiang", "党员队伍情况表", 7


@pytest.fixture
def members(district):
    """Members of one unit, counted for the month."""
    unit = Unit.objects.get(code="zzb")
    for _ in range(MANY):
        make.MemberFactory(person=make.PersonFactory(unit=unit), stage="full")
    series_keep([today().replace(day=1)], on=today())


class TestTables:
    def test_of_the_year_in_four_clicks_and_each_cell_opens_its_rows(
        self, members, enter, times, record_job
    ):
        runs = []
        for _ in range(times):
            hand = enter(KEEPER)
            hand.goes("/todo/")
            hand.clicks_on("link", "统计表")
            hand.downloads("link", "导出全套")
            hand.clicks_on("link", TABLE)
            row = hand.page.get_by_role("row").filter(has_text="合计")
            hand.clicks_on("link", str(MANY), inside=row.get_by_role("cell").first)
            hand.sees(f"共 {MANY} 条")
            runs.append(hand.stops())

        assert runs[0].clicks <= 4
        record_job("J11", runs)
