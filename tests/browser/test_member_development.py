"""From the application on a phone to the changed register: member development."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.accounts.services import user_grant
from jingwei.org.models import PartyOrganization, Unit
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.models import Case
from tests.browser.development import applicant, applied
from tests.browser.estate import branch as branch_of

PHONE = {"width": 390, "height": 780}


@pytest.fixture
def branch(district) -> PartyOrganization:
    """The only branch of the section, whose secretary is Chen Gui."""
    found = branch_of(Unit.objects.get(code="gb1"))
    user = User.objects.get(username="chengui")
    user_grant(
        user, role_codes=["branch_secretary"], paths=user.unit_paths(),
        organization_paths=[found.path], actor=None,
    )  # fmt: skip
    return found


@pytest.fixture
def person(branch) -> Person:
    return applicant(branch.unit)


def stands_at(case: Case, step: str) -> None:
    case.refresh_from_db()
    assert case.step == step


class TestOnThePhone:
    def test_the_secretary_records_a_talk_in_three_fields(self, enter, branch, person):
        case = applied(person, branch, User.objects.get(username="maqiang"))
        hand = enter("chengui")
        hand.page.set_viewport_size(PHONE)
        hand.goes("/party/development/")
        hand.clicks_on("link", "记录 林示例")
        form = hand.page.get_by_role("main").locator("form")
        expect(form.locator("input:visible, select:visible, textarea:visible")).to_have_count(3)
        expect(form.get_by_role("button")).to_have_count(1)

        hand.types("日期", "2025-06-20")
        hand.types("谈话人", "陈贵")
        hand.types("情况", "入党动机端正，要求进步")
        hand.clicks_on("button", "保存")

        hand.sees("林示例的记录已保存")
        stands_at(case, "B03")
        width = hand.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]


class TestAtTheDesk:
    def test_an_application_enters_the_register_and_a_return_takes_it_out(
        self, enter, branch, person
    ):
        hand = enter("maqiang")
        hand.goes("/procedures/new/?procedure=party.member_development")
        hand.types("人员", person.number)
        hand.types("发起日期", "2025-06-10")
        hand.clicks_on("button", "发起发展党员")
        hand.sees("已发起")

        hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
        hand.types("发生日期", "2025-06-10")
        hand.types("申请日期", "2025-06-09")
        hand.types("受理党组织", branch.name)
        hand.opens("入党申请书")
        hand.ticks("已有，原件存档")
        hand.clicks_on("button", "登记递交入党申请书")
        hand.sees("下一步：党组织派人谈话")

        member = Member.objects.get(person=person)
        assert (member.stage, member.applied_on) == ("applicant", date(2025, 6, 9))
        expect(hand.page.locator(".flow [aria-current=step]")).to_contain_text("2 党组织派人谈话")

        hand.opens("更多")
        hand.clicks_on("link", "退回前面的步骤")
        hand.types("理由", "申请书落款日期有误")
        hand.clicks_on("button", "退回这件程序")
        hand.sees("已退回")
        assert not Member.objects.filter(person=person).exists()
