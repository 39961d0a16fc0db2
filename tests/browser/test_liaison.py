"""A home visit is recorded on the phone at the door; a need comes back to whoever raised it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.liaison.models import Need, Party
from jingwei.liaison.services import PairGiven, pair_open
from jingwei.org.models import Unit
from tests.factories import PersonFactory

PHONE = {"width": 390, "height": 780}
VISITOR, HELPER = "shiyinuo", "baishuqin"
SAID = "精神很好，聊了子女近况"


@pytest.fixture
def pair(district):
    """An old cadre whom nobody has been to since January."""
    unit, keeper = Unit.objects.get(code="lgb"), User.objects.get(username=VISITOR)
    person = PersonFactory(unit=unit, full_name="林示例", birth_on="194003")
    given = PairGiven(
        "veterans.retired_cadre", Party.of(unit), Party.of(person), unit, date(2025, 1, 6), keeper
    )
    return pair_open(given, actor=keeper)


def on_phone(enter):
    """Return the visitor at the phone."""
    hand = enter(VISITOR)
    hand.page.set_viewport_size(PHONE)
    return hand


class TestHomeVisit:
    def test_is_recorded_in_four_clicks_and_one_line(self, enter, pair, times, record_job):
        runs = []
        for _ in range(times):
            hand = on_phone(enter)
            hand.goes("/liaison/")
            hand.clicks_on("link", "林示例")
            hand.clicks_on("link", "登记联系")
            width = "document.documentElement.scrollWidth <= innerWidth"
            assert hand.page.evaluate(width)
            hand.types("谈了什么", SAID)
            hand.clicks_on("button", "登记联系")
            hand.sees("已登记")
            runs.append(hand.stops())

        hand = runs[0]
        assert (hand.clicks <= 4, hand.fields) == (True, 1)
        contact = pair.contacts.last()
        assert (contact.on, contact.form, contact.topic) == (date(2025, 6, 30), "visit", SAID)
        pair.refresh_from_db()
        assert pair.next_due == date(2025, 9, 30)
        record_job("home visit", runs)

    def test_raises_a_need_that_its_raiser_closes(self, enter, pair):
        hand = on_phone(enter)
        hand.goes(f"/liaison/{pair.pk}/contact/")
        hand.types("谈了什么", SAID)
        hand.opens("有需求，或已有结果")
        hand.types("提出的需求", "家门口路灯坏了")
        hand.picks("交给谁办", "白淑琴")
        hand.clicks_on("button", "登记联系")
        hand.sees("家门口路灯坏了")

        other = enter(HELPER)
        other.goes("/liaison/needs/")
        other.clicks_on("link", "写办理情况")
        other.types("办理情况", "已请社区修好")
        other.clicks_on("button", "提交办理情况")

        hand.goes("/liaison/needs/")
        hand.clicks_on("button", "办结")
        expect(hand.page.get_by_role("status").first).to_be_visible()
        need = Need.objects.get()
        assert (need.closed_by.username, need.answer) == (VISITOR, "已请社区修好")
