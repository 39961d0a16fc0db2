"""The desk: a secretary's list on a phone, a colleague who stands in, a post that changes."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.accounts.services import user_grant
from jingwei.desk.models import HandOver
from jingwei.desk.selectors.hand_over import passing
from jingwei.org.models import Unit
from tests.browser.estate import branch as branch_of

PHONE = {"width": 390, "height": 780}
DAY = date(2025, 6, 30)


@pytest.fixture
def secretary(district, enter):
    """Chen Gui with a branch of his own, on a phone."""
    found = branch_of(Unit.objects.get(code="gb1"))
    user = User.objects.get(username="chengui")
    user_grant(
        user, role_codes=["branch_secretary"], paths=user.unit_paths(),
        organization_paths=[found.path], actor=None,
    )  # fmt: skip
    hand = enter("chengui")
    hand.page.set_viewport_size(PHONE)
    return hand


class TestSecretary:
    def test_goes_from_the_list_to_the_dues_and_the_meeting_in_one_click(self, secretary):
        secretary.goes("/todo/")
        assert secretary.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        counted = secretary.page.locator(".top-links .count").inner_text()
        rows = secretary.page.locator(".todo-row")

        hand = secretary.afresh()
        hand.clicks_on("link", "收党费", inside=hand.row("本月党费"))

        assert "党费" in hand.heading()
        hand.goes("/todo/")
        assert int(counted) == rows.count()
        hand.clicks_on("link", "记会议", inside=hand.row("组织生活"))
        expect(hand.page.get_by_label("会议类型")).to_be_visible()
        assert hand.clicks == 2


class TestDelegation:
    def test_a_deputy_sees_the_list_and_may_do_what_they_may(self, enter):
        away = enter("zhaolei")
        away.goes("/todo/")
        away.opens("更多")
        away.clicks_on("link", "代办")
        away.picks("代办人", "蒋一鸣")
        away.types("事由", "外出培训")
        away.clicks_on("button", "登记代办")
        away.sees("代我办")

        deputy = enter("jiangyiming")
        deputy.goes("/todo/")

        deputy.sees("你在 2025-07-07 前代赵磊办")
        assert deputy.page.get_by_text("代赵磊办", exact=True).count() > 0
        away.clicks_on("button", "收回与蒋一鸣的代办")
        deputy.goes("/todo/")
        assert deputy.page.get_by_text("代赵磊办", exact=True).count() == 0


class TestHandOver:
    def test_a_reviewed_list_passes_at_one_press(self, enter):
        former, heir = (User.objects.get(username=name) for name in ("heyuwei", "chengzhiyuan"))
        hand = enter("limin")
        hand.goes("/hand-over/")
        hand.picks("移交人", str(former))
        hand.picks("接手人", str(heir))
        hand.types("原因", "岗位调整")
        hand.clicks_on("button", "看要移交的清单")
        shown = hand.page.locator("main section li").count()
        hand.clicks_on("button", "确认移交")

        hand.sees("✓ 已移交")
        record = HandOver.objects.get(former=former, heir=heir)
        assert sum(len(keys) for keys in record.passed.values()) == shown > 0
        assert passing(former, heir) == []


class TestAlerts:
    def test_a_number_in_the_month_opens_the_list_of_its_day(self, enter):
        hand = enter("limin")
        hand.goes("/alerts/?view=month&month=2025-12")
        link = hand.page.locator(".alert-line a", has_text="项").first
        count = int(link.inner_text().split(" ")[0])
        link.click()

        hand.sees(f"共 {count} 项")
        assert hand.page.locator("#list tbody tr").count() == count
