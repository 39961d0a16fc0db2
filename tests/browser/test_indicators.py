"""J11: the table of all numbers in a few clicks, and from a cell to just its rows."""

from __future__ import annotations

import pytest

import tests.factories as make
from jingwei.kernel.clock import today
from jingwei.org.models import Unit
from jingwei.plans.services.series import series_keep

KEEPER, LABEL, MANY = "maqiang", "党员", 7


@pytest.fixture
def members(district):
    """Members of one unit, counted for the month."""
    unit = Unit.objects.get(code="zzb")
    for _ in range(MANY):
        make.MemberFactory(person=make.PersonFactory(unit=unit), stage="full")
    series_keep([today().replace(day=1)], on=today())


class TestTable:
    def test_of_every_number_in_four_clicks_and_each_cell_opens_its_rows(
        self, members, enter, times, record_job
    ):
        """J11, as far as indicators go; the statutory tables are not built."""
        runs = []
        for _ in range(times):
            hand = enter(KEEPER)
            hand.goes("/todo/")
            hand.clicks_on("link", "指标")
            hand.downloads("link", "导出统计表")
            hand.opens("党员队伍")
            row = hand.page.get_by_role("row").filter(has=hand.page.get_by_text(LABEL, exact=True))
            hand.clicks_on("link", str(MANY), inside=row.first)
            hand.sees(f"共 {MANY} 条")
            runs.append(hand.stops())

        assert runs[0].clicks <= 4
        record_job("J11", runs)
