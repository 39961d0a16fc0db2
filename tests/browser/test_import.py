"""A plan comes in as text, its cuts are moved, it is confirmed and issued; then it changes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from jingwei.plans.models import AnnualPlan, Measure
from tests.browser.conftest import measure_like
from tests.browser.samples import CHANGED, TEXT


@pytest.fixture
def office(enter):
    """The keeper of the plan with the editor of a pasted text before them."""
    hand = enter("limin")
    hand.goes("/plan/import/")
    paste(hand, TEXT)
    return hand


def paste(hand, text):
    hand.types("或者粘贴全文", text)
    hand.clicks_on("button", "读取文件")
    hand.page.get_by_role("link", name="核对并确认").wait_for()


def kinds_of(hand, words):
    """The labels of the cuts that hold the words, as they stand in the editor."""
    cuts = hand.page.locator(".cut").filter(has_text=words)
    return [re.sub(r" .*", "", label) for label in cuts.locator(".cut-label").all_inner_texts()]


def opened(hand, words):
    """Put the keyboard on the cut that holds the words, and wait until it can be worked on."""
    hand.page.locator(".cut").filter(has_text=words).get_by_role("link").first.click()
    in_hand(hand, words)


def in_hand(hand, words):
    """Wait until the cut that holds the words lies open under the keyboard."""
    cut = hand.page.locator(".cut.is-open").filter(has_text=words)
    expect(cut.get_by_role("link").first).to_be_focused()


def counted(hand, words):
    expect(hand.page.locator(".cut-bar").get_by_role("status")).to_contain_text(words)


class TestCuts:
    def test_keyboard_joins_splits_marks_and_takes_back(self, office):
        counted(office, "6 举措")
        opened(office, "6月底前完成整顿")

        office.presses("j")
        counted(office, "5 举措")
        office.presses("z")
        counted(office, "6 举措")
        opened(office, "修订考核办法")
        office.presses("c")
        counted(office, "5 举措")

        assert kinds_of(office, "修订考核办法") == ["说明"]

    def test_keyboard_splits_at_the_chosen_place(self, office):
        opened(office, "6月底前完成整顿")
        office.presses("j")
        counted(office, "5 举措")
        in_hand(office, "一季度前")

        office.presses("ArrowRight")
        office.presses("s")

        counted(office, "6 举措")

    def test_arrows_walk_from_cut_to_cut(self, office):
        opened(office, "全年举办示范培训班")

        office.presses("ArrowDown")

        in_hand(office, "每季度开展一次")

    def test_pointer_splits_at_a_numbered_place_and_joins_again(self, office):
        opened(office, "6月底前完成整顿")
        office.clicks_on("button", "并入上一段J")
        counted(office, "5 举措")

        office.clicks_on("button", "在第 1 处切开")
        counted(office, "6 举措")
        office.clicks_on("button", "撤销")

        counted(office, "5 举措")


class TestPlanComesIn:
    def test_pasted_plan_is_confirmed_issued_and_stands_on_the_board(self, office):
        office.clicks_on("link", "核对并确认")
        office.ticks("确认后立即发布")
        office.clicks_on("button", "确认第 1 版")
        office.sees("第 1 版已确认")

        office.clicks_on("link", "查看要点", inside=office.page.get_by_role("main"))

        plan = AnnualPlan.objects.get(year=2026)
        assert plan.state == AnnualPlan.State.ISSUED
        assert office.heading() == plan.title
        expect(office.page.locator(".board")).to_contain_text("整顿薄弱组织")

    def test_changed_text_shows_what_it_changes_and_owners_stay(self, office):
        owner = measure_like("排查整治农村").owner
        confirm(office, 1)
        Measure.objects.filter(plan__year=2026).update(owner=owner)

        plan = AnnualPlan.objects.get(year=2026)
        office.goes(f"/plan/import/?plan={plan.pk}")
        paste(office, CHANGED)
        office.clicks_on("link", "核对并确认")

        told = office.page.get_by_role("main").inner_text()
        fates = dict(re.findall(r"(未变|改动|新增|删去) (\d+) 条", told))
        assert fates == {"未变": "4", "改动": "1", "新增": "1", "删去": "1"}
        confirm(office, 2)
        changed = Measure.objects.get(plan=plan, text__contains="示范培训班6期")
        gone = Measure.objects.get(plan=plan, text__startswith="每季度开展")
        assert (changed.owner, gone.gone_in) == (owner, 2)


def confirm(hand, number):
    """Go on from the editor, or from the check page, to the receipt."""
    if hand.page.get_by_role("link", name="核对并确认").is_visible():
        hand.clicks_on("link", "核对并确认")
    hand.clicks_on("button", f"确认第 {number} 版")
    hand.sees(f"第 {number} 版已确认")
