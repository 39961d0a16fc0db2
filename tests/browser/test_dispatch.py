"""A monthly dispatch from its agenda to the decision that comes back until it is closed."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.kernel.clock import standing_on
from jingwei.plans.models import Decision, DispatchMeeting

JULY, AUGUST = date(2025, 7, 31), date(2025, 8, 29)
DECIDED = "8月中旬前把缺材料的项目逐项销掉。"


@pytest.fixture
def july(enter):
    """The keeper of the plan in the dispatch of July, called this minute."""
    with standing_on(JULY):
        hand = enter("limin")
        hand.goes("/dispatch/2025-7/")
        hand.clicks_on("button", "开始调度会")
        hand.page.wait_for_url("**/meeting/*/")
        yield hand


def place(hand):
    return hand.page.locator(".state")


def decide(hand):
    hand.presses("d")
    expect(hand.page.get_by_role("textbox", name="决定")).to_be_focused()
    hand.page.keyboard.type(DECIDED)
    hand.picks("责任人", "顾铭")
    hand.types("期限", "2025-08-15")
    hand.clicks_on("button", "记录决定")
    hand.sees("决定已记录。")


def end(hand):
    hand.clicks_on("link", "结束会议")
    hand.clicks_on("button", "确认结束会议")
    hand.sees("调度会已结束")


class TestMeeting:
    def test_agenda_has_written_itself_red_before_yellow(self, july):
        agenda = july.page.get_by_role("navigation", name="议程")

        heads = [head.split()[0] for head in agenda.get_by_role("heading").all_inner_texts()]
        assert heads[:2] == ["待办决定", "滞后"]
        assert agenda.get_by_role("link").count() == int(place(july).inner_text().split()[-2])

    def test_keys_turn_the_entries_and_lead_out(self, july):
        for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
            july.presses(key)
            july.page.wait_for_url(f"**?n={number}")
            expect(place(july)).to_contain_text(f"第 {number} 项")

        july.presses("Escape")

        july.page.wait_for_url("**/dispatch/2025-7/**")

    def test_keys_type_letters_while_somebody_writes(self, july):
        july.presses("d")
        july.page.keyboard.type("dd")
        july.presses("ArrowRight")

        expect(place(july)).to_contain_text("第 1 项")
        expect(july.page.get_by_role("textbox", name="决定")).to_have_value("dd")

    def test_decision_goes_to_its_person_and_comes_back_until_closed(self, july, enter):
        decide(july)
        end(july)
        with standing_on(AUGUST):
            july.goes("/dispatch/2025-8/")
            expect(july.page.get_by_role("region", name="议程")).to_contain_text(DECIDED)

            person = enter("guming")
            person.goes("/todo/")
            person.clicks_on("link", "办结", inside=person.row(DECIDED))
            person.types("办理结果", "7项全部补齐。")
            person.clicks_on("button", "确认办结")
            person.sees("决定已办结。")
            person.goes("/todo/")
            july.goes("/dispatch/2025-8/")

            expect(person.page.get_by_role("main")).not_to_contain_text(DECIDED)
            expect(july.page.get_by_role("region", name="议程")).not_to_contain_text(DECIDED)
            assert Decision.objects.get(text=DECIDED).result == "7项全部补齐。"

    def test_ended_meeting_keeps_its_agenda_and_drafts_the_minutes(self, july):
        decide(july)
        end(july)

        meeting = DispatchMeeting.objects.get(month=date(2025, 7, 1))
        expect(july.page.get_by_role("main")).to_contain_text(f"议程 {len(meeting.agenda)} 项")
        assert DECIDED.rstrip("。") in meeting.minutes
        assert july.page.get_by_role("link", name="结束会议").count() == 0
