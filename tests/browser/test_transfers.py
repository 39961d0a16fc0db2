"""A member moved within the district and out of it: from the request to the changed register."""

from __future__ import annotations

from datetime import date

import docx
import pytest
from playwright.sync_api import expect

from jingwei.org.models import Unit
from jingwei.org.services import Founding, party_organization_create
from jingwei.party.models import Member
from jingwei.procedures.models import Case
from tests.browser.hand import saved
from tests.factories import MemberFactory, PersonFactory

NEW = "/procedures/new/?procedure=party.membership_transfer"


def founded(code, name, kind, parent=None):
    unit = Unit.objects.get(code="zz1")
    new = Founding(
        code=code, name=name, kind=kind, unit=unit, since=date(2020, 1, 1), parent=parent
    )
    return party_organization_create(new, actor=None)


@pytest.fixture
def branches(district):
    above = founded("jgdw", "中共示例机关委员会", "committee")
    return [founded(f"z{n}", f"中共示例机关第{n}支部委员会", "branch", above) for n in (1, 2)]


@pytest.fixture
def person(branches):
    person = PersonFactory(full_name="林示例", unit=Unit.objects.get(code="zz1"))
    MemberFactory(person=person, organization=branches[0])
    return person


def begins(hand, person, way):
    hand.goes(NEW)
    hand.types("人员", person.number)
    hand.types("发起日期", "2025-06-16")
    hand.clicks_on("button", "发起党员组织关系转接")
    steps(hand, "2025-06-16", way)
    hand.picks("转接原因", "工作单位变动")
    hand.clicks_on("button", "登记提出转接")


def steps(hand, day, way=""):
    """Open the form of the present step and tell its day and decision."""
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    hand.types("发生日期", day)
    if way:
        hand.ticks(way)


class TestWithinOneCommittee:
    def test_moves_the_member_and_a_revocation_moves_them_back(self, enter, person, branches):
        hand = enter("maqiang")
        begins(hand, person, "区内转接")
        steps(hand, "2025-06-18", "同一党委内调整，同意")
        hand.types("转入党组织", branches[1].name)
        hand.clicks_on("button", "登记转出方审核")
        hand.sees("已登记，程序办结。")
        moved = Member.objects.get(person=person)

        hand.opens("更多")
        hand.clicks_on("link", "撤销")
        hand.types("理由", "转错支部")
        hand.clicks_on("button", "撤销并恢复登记")
        hand.sees("已撤销，登记已恢复到办理前。")

        assert (moved.organization, moved.entered_on) == (branches[1], date(2025, 6, 18))
        assert Member.objects.get(person=person).organization == branches[0]


class TestOutOfTheDistrict:
    def test_the_letter_is_numbered_and_the_receipt_ends_the_membership_here(
        self, enter, person, tmp_path
    ):
        hand = enter("maqiang")
        begins(hand, person, "转往区外")
        steps(hand, "2025-06-17", "同意转出")
        hand.clicks_on("button", "登记转出审核")
        steps(hand, "2025-06-18")
        hand.types("转入单位抬头", "中共云岭县委组织部")
        hand.types("转往党组织", "云岭县城东社区党支部")
        hand.picks("转接方式", "纸质介绍信")
        hand.picks("去向", "市外")
        hand.types("有效期（天）", "30")
        hand.clicks_on("button", "登记开具介绍信")

        hand.sees("还有 18 天")
        letter = docx.Document(saved(hand.downloads("link", "下载三联介绍信 .docx"), tmp_path))
        expect(hand.page.locator(".flow [aria-current=step]")).to_contain_text("收回执")
        assert Member.objects.get(person=person).state == "normal"

        steps(hand, "2025-06-30", "对方已接收")
        hand.types("对方接收日期", "2025-06-26")
        hand.types("理由", "回执原件在存根上")
        hand.clicks_on("button", "登记收回执")
        hand.sees("已登记，程序办结。")

        text = "".join(paragraph.text for paragraph in letter.paragraphs)
        assert text.count("2025 第 0001 号") == 2
        assert Member.objects.get(person=person).state == "transferred"
        assert Case.objects.get(person=person).state == Case.State.FINISHED
