"""The home of a branch on a phone: dues of a month, a meeting, a step of development."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.accounts.services import user_grant
from jingwei.org.models import PartyOrganization, Unit
from jingwei.party.models import DuesMonth, Member, OrganizationMeeting
from jingwei.procedures.models import Case
from tests.browser.development import applicant, applied
from tests.browser.estate import branch as branch_of
from tests.factories import DuesBaseFactory, MemberFactory

PHONE = {"width": 390, "height": 780}
MEMBERS = 6
SMALL = """() => [...document.querySelectorAll("main a, main button, main input, main select")]
  .filter(e => e.type !== "hidden" && e.offsetParent && !e.closest(".breadcrumb-line, .state"))
  .filter(e => e.getBoundingClientRect().height < 47.5)
  .map(e => e.outerHTML.slice(0, 100))"""
"""What in the page is lower than a thumb needs; half a pixel is the screen's own rounding."""


@pytest.fixture
def branch(district) -> PartyOrganization:
    """The branch of Chen Gui, with members who pay 40 yuan each."""
    found = branch_of(Unit.objects.get(code="gb1"))
    user = User.objects.get(username="chengui")
    user_grant(
        user, role_codes=["branch_secretary"], paths=user.unit_paths(),
        organization_paths=[found.path], actor=None,
    )  # fmt: skip
    for _ in range(MEMBERS):
        DuesBaseFactory(person=MemberFactory(of=found.unit, organization=found).person)
    return found


@pytest.fixture
def phone(enter, branch):
    """Chen Gui at the home of the branch, on a phone."""
    hand = enter("chengui")
    hand.page.set_viewport_size(PHONE)
    hand.goes("/party/branch/")
    return hand


def fits(hand) -> None:
    """The page is no wider than the phone, its words and targets are big."""
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    size = hand.page.evaluate("getComputedStyle(document.body).fontSize")
    assert size == "18px"
    assert hand.page.evaluate(SMALL) == []


class TestDues:
    def test_a_month_is_closed_in_four_clicks(self, phone, branch, record_job, times):
        runs = []
        for _ in range(times):
            DuesMonth.objects.all().delete()
            phone.goes("/party/branch/")
            hand = phone.afresh()
            hand.clicks_on("button", "党费")
            hand.clicks_on("button", f"全部确认（{MEMBERS} 人按应交金额交纳）")
            hand.types("银行回单金额（元）", "240")
            hand.clicks_on("button", "结清本月")
            hand.sees("与银行回单一致")
            runs.append(hand.stops())

        month = DuesMonth.objects.get()
        assert (month.state, month.slip_total) == ("closed", Decimal(240))
        assert {row.paid for row in month.rows.all()} == {Decimal(40)}
        record_job("J09 branch", runs)
        assert max(run.clicks for run in runs) <= 4

    def test_an_exception_takes_its_reason_and_the_slip_is_compared(self, phone, branch):
        first = str(Member.objects.order_by("pk")[0])
        phone.clicks_on("button", "党费")
        phone.page.get_by_role("link", name=first, exact=True).click()
        phone.types("实交（元）", "20")
        phone.types("原因", "困难减交")
        phone.clicks_on("button", "保存实交")
        phone.clicks_on("button", f"全部确认（{MEMBERS - 1} 人按应交金额交纳）")

        phone.types("银行回单金额（元）", "240")
        phone.clicks_on("button", "结清本月")

        alert = phone.page.get_by_role("alert")
        expect(alert).to_contain_text("多 20.00 元")
        expect(alert).to_contain_text(first)
        fits(phone)

    def test_the_quarter_of_all_branches_is_on_one_page(self, enter, branch, record_job, times):
        runs = []
        for _ in range(times):
            office = enter("maqiang")
            office.goes("/party/branch/?q=")
            hand = office.afresh()
            hand.sees("本季应交")
            hand.downloads("link", "下载工作簿")
            runs.append(hand.stops())

        record_job("J09 quarter", runs)
        assert max(run.clicks for run in runs) <= 2


class TestMeeting:
    def test_is_recorded_without_a_picture_a_place_or_a_time(self, phone, branch):
        phone.clicks_on("link", "会议")
        form = phone.page.get_by_role("main").locator("form")
        expect(form.locator("input[type=file], input[type=time]")).to_have_count(0)
        fits(phone)

        phone.picks("会议类型", "主题党日")
        phone.types("日期", "2025-06-20")
        phone.types("议题", "志愿服务")
        phone.types("决定事项", "每季度一次")
        phone.clicks_on("button", "保存会议记录")

        phone.sees("会议已记录")
        fits(phone)
        met = OrganizationMeeting.objects.get()
        assert (met.held_on, met.due_count, met.present_count) == (date(2025, 6, 20), 6, 6)
        phone.downloads("link", "下载支部工作手册")


class TestDevelopment:
    def test_who_is_due_stands_on_the_page_and_a_step_takes_five_clicks(
        self, phone, branch, record_job, times
    ):
        runs, owner = [], User.objects.get(username="maqiang")
        for _ in range(times):
            case = applied(applicant(branch.unit), branch, owner)
            phone.goes("/party/branch/")
            hand = phone.afresh()
            shown = hand.page.get_by_role("list", name="发展中").get_by_role("listitem")
            expect(shown).to_have_count(Case.objects.filter(state="open").count())
            hand.clicks_on("link", "记录 林示例", inside=shown.filter(has_text="谈话").first)
            hand.types("谈话人", "陈贵")
            hand.types("情况", "入党动机端正")
            hand.clicks_on("button", "保存")
            hand.sees("林示例的记录已保存")
            runs.append(hand.stops())
            case.refresh_from_db()
            assert case.step == "B03"

        record_job("J08 branch", runs)
        assert max(run.clicks for run in runs) <= 5


class TestHome:
    def test_fits_a_thumb_and_prints_without_its_buttons(self, phone, branch):
        fits(phone)
        phone.page.emulate_media(media="print")

        expect(phone.page.get_by_role("button", name="党费", exact=True)).to_be_hidden()
        expect(phone.page.get_by_role("list", name="本月应办")).to_be_visible()
