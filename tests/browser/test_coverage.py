"""From the uncovered by name to a class, or to what somebody types; the figure follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.coverage.models import Evidence
from jingwei.coverage.services import programme_add, programme_start
from jingwei.org.models import Unit
from jingwei.people.models import TrainingRecord
from tests.browser.coverage import values
from tests.factories import PersonFactory

OFFICER = "zhaolei"
TITLE = "科级干部轮训"


@pytest.fixture
def programme(district):
    """Rotation training of a section, in which nobody has taken part yet."""
    owner = User.objects.get(username=OFFICER)
    unit = Unit.objects.get(path=owner.home_path)
    people = [PersonFactory(unit=unit, full_name=f"{name}示例") for name in "林章方顾陶卫"]
    return programme_start(programme_add(values(people[0]), actor=owner), actor=owner)


def uncovered(hand):
    """Return how many the page says are not covered."""
    told = hand.page.get_by_role("main").inner_text()
    return int(re.search(r"未覆盖 (\d+)", told).group(1))


def picks(hand, place):
    """Tick a row of the roster; return the name in it."""
    row = hand.page.locator("table#list tbody tr").nth(place)
    row.get_by_role("checkbox").check()
    hand.clicks += 1
    return row.get_by_role("rowheader").inner_text()


class TestUncovered:
    def test_are_named_and_written_into_a_class_in_one_click(
        self, enter, programme, times, record_job
    ):
        runs = []
        for nth in range(times):  # the roster holds two for each
            hand = enter(OFFICER)
            hand.goes("/coverage/")
            hand.row(TITLE).get_by_role("link").last.click()  # how many are not covered
            hand.clicks += 1
            before = uncovered(hand)
            for place in range(2):
                picks(hand, place)
            hand.clicks_on("button", "登记一期培训班")
            hand.types("培训班名称", f"集中轮训第{nth + 6}期")
            hand.types("开始日期", "2025-06-23")
            hand.clicks_on("button", "写入培训登记")
            hand.sees("培训已写入")
            assert uncovered(hand) == before - 2
            runs.append(hand.stops())

        hand = runs[0]
        assert (hand.clicks <= 8, hand.fields) == (True, 2)
        assert TrainingRecord.objects.filter(title="集中轮训第6期").count() == 2
        record_job("uncovered to class", runs)

    def test_are_covered_by_what_is_typed_and_shown_as_typed(self, enter, programme):
        hand = enter(OFFICER)
        hand.goes(f"/coverage/{programme.pk}/")
        before = uncovered(hand)
        name = picks(hand, 0)
        hand.clicks_on("button", "登记凭据")
        hand.types("日期", "2025-06-20")
        hand.types("说明", "外出挂职单位代训")
        hand.clicks_on("button", "登记凭据")
        hand.sees("凭据已登记")
        assert uncovered(hand) == before - 1

        hand.goes(f"/coverage/{programme.pk}/?show=typed&q={name}")
        expect(hand.row("外出挂职单位代训")).to_contain_text("手工登记")
        assert Evidence.objects.get(words="外出挂职单位代训").kind == "typed"
