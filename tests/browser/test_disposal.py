"""A member who cannot be found: membership stops, and is restored when they turn up."""

from __future__ import annotations

from datetime import date

import docx
import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.org.models import Unit
from jingwei.party.models import Member
from jingwei.procedures.models import Case
from tests.browser.hand import saved
from tests.factories import MemberFactory, PartyOrganizationFactory, PersonFactory

NEW = "/procedures/new/?procedure=party.member_disposal"
HAVE = "已有，原件存档"


@pytest.fixture
def member(district):
    unit = Unit.objects.get(code="zz1")
    person = PersonFactory(full_name="林示例", unit=unit)
    return MemberFactory(
        person=person, organization=PartyOrganizationFactory(code="jgz1", unit=unit)
    )


def opens(hand, day, way=""):
    """Open the form of the present step and tell its day and how it ended."""
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    hand.types("发生日期", day)
    if way:
        hand.ticks(way)


def has(hand, *papers):
    for name in papers:
        hand.opens(name)
        hand.ticks(HAVE, inside=hand.page.locator("details").filter(has_text=name))


def begun(hand, member):
    hand.goes(NEW)
    hand.types("人员", member.person.number)
    hand.types("发起日期", "2025-06-16")
    hand.clicks_on("button", "发起不合格党员组织处置")
    hand.sees("党员登记和本次处置")


class TestLost:
    def test_from_the_start_to_the_register_and_back(self, enter, member):
        hand = enter("dinghaifeng")
        begun(hand, member)

        opens(hand, "2025-06-16", "失去联系，按停止党籍办理")
        hand.types("事由条款", "第六条第（五）项")
        hand.picks("发现途径", "失联排查")
        hand.types("报基层党委备案日期", "2025-06-16")
        hand.picks("同一问题是否受过党纪处分", "否")
        has(hand, "启动组织处置备案材料")
        hand.clicks_on("button", "登记研究启动和备案")
        hand.sees("下一步：停止党籍")
        opens(hand, "2025-06-20")
        hand.types("失去联系日期", "2024-11-20")
        hand.types("停止党籍决定文号", "机委〔2025〕2号")
        has(hand, "查找联系记录", "停止党籍决定")
        hand.clicks_on("button", "登记停止党籍")
        hand.sees("下一步：继续查找联系")
        assert state(member) == ("stopped", date(2024, 11, 20))

        opens(hand, "2025-06-25", "已取得联系")
        hand.picks("查找方式", "家属")
        hand.clicks_on("button", "登记继续查找联系")
        opens(hand, "2025-06-27", "恢复党籍，结束")
        hand.types("恢复党籍批复文号", "机委〔2025〕3号")
        hand.clicks_on("button", "登记取得联系后处理")
        hand.sees("程序办结")
        assert state(member) == ("normal", None)

    def test_ground_in_words_comes_back_with_what_to_write(self, enter, member):
        hand = enter("dinghaifeng")
        begun(hand, member)

        opens(hand, "2025-06-16", "启动，进行调查核实")
        hand.types("事由条款", "长期不参加组织生活")
        hand.picks("发现途径", "日常教育管理")
        hand.types("理由", "情况特殊")
        hand.clicks_on("button", "登记研究启动和备案")

        hand.sees("改写为条款后再登记")
        assert not Case.objects.get().records.exists()


class TestSight:
    def test_colleague_without_the_permission_does_not_find_the_case(self, enter, member):
        colleague = User.objects.get(username="heyuwei")
        others = ("view_case", "run_case", "view_member")
        colleague.user_permissions.set(Permission.objects.filter(codename__in=others))
        hand, other = enter("dinghaifeng"), enter("heyuwei")
        begun(hand, member)

        other.goes("/procedures/")

        expect(other.page.get_by_text("林示例")).to_have_count(0)

    def test_form_of_approval_downloads_with_the_member(self, enter, member, tmp_path):
        hand = enter("dinghaifeng")
        begun(hand, member)
        case = Case.objects.get()

        with hand.page.expect_download() as waited:
            hand.page.evaluate(f"location.href = '/procedures/{case.pk}/papers/form.docx'")

        text = "".join(docx.Document(str(saved(waited.value, tmp_path))).element.itertext())
        assert "不合格党员组织处置审批表" in text
        assert "林示例" in text


def state(member):
    row = Member.objects.get(pk=member.pk)
    return row.state, row.lost_since
