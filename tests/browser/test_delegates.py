"""Delegates: from the quota to the register, counted by two people who do not see each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.org.models import Unit
from jingwei.party.models import Delegate
from jingwei.party.tests import delegates_cast as cast
from jingwei.procedures.models import Case

HEADS = {"有选举权人数": 12, "实到会有选举权人数": 11, "发出选票": 11, "收回选票": 11, "无效票": 1}


@pytest.fixture
def committee(district):
    return cast.committee(Unit.objects.get(code="liuting"), "linxi", name="中共临溪镇委员会")


def paper(hand, name, code):
    """Say that the original of a paper is in the file."""
    hand.opens(name)
    hand.page.locator(f"[name=p_{code}_have]").check()


def count(hand, case, approvals):
    """Enter a count as one person reads it from the ballots."""
    hand.goes(f"/party/delegates/{case.pk}/count/")
    for label, number in HEADS.items():
        hand.page.get_by_label(label, exact=True).fill(str(number))
    for row, approve in zip(case.subjects.order_by("position"), approvals, strict=True):
        for mark, number in (("approve", approve), ("against", 10 - approve), ("abstain", 0)):
            hand.page.locator(f"[name={mark}_{row.pk}]").fill(str(number))
    hand.clicks_on("button", "录入我计的票数")
    hand.sees("计票已录入")


class TestDelegates:
    def test_quota_branches_count_and_register(self, enter, committee):
        officer = User.objects.get(username="maqiang")
        hand = enter("maqiang")

        hand.goes("/procedures/new/?procedure=party.delegate_selection")
        hand.types("党组织", committee.name)
        hand.page.get_by_label("发起日期").fill("2025-01-06")
        hand.clicks_on("button", "发起党代表选举")
        hand.sees("已发起")
        case = Case.objects.get(definition="party.delegate_selection")
        self.allotted(hand, case)

        cast.nominated(case, officer)
        self.turned_out(hand, case)
        case.refresh_from_db()
        case = cast.brought_to(case, "R7", officer, reason="按实际情况办理")
        self.counted(enter, hand, case)

        case.refresh_from_db()
        cast.brought_to(case, "", officer, reason="按实际情况办理")
        hand.goes("/registers/party.delegate/")
        hand.sees("共 5 名")
        assert Delegate.objects.filter(organization=committee).count() == 5

    @staticmethod
    def allotted(hand, case):
        hand.goes(f"/procedures/{case.pk}/step/")
        hand.page.get_by_label("发生日期").fill("2025-01-06")
        hand.types("党代会名称", cast.CONGRESS)
        hand.picks("层级", "县（市、区）党代会")
        hand.page.get_by_label("代表总名额").fill("220")
        hand.page.get_by_label("本单位应选名额").fill("5")
        hand.page.get_by_label("女代表不少于").fill("2")
        paper(hand, "代表名额分配通知", "allocation")
        hand.types("理由", "按实际情况办理")
        hand.clicks_on("button", "登记分配名额")
        hand.sees("下一步：一下一上推荐提名")

    @staticmethod
    def turned_out(hand, case):
        hand.goes(f"/procedures/{case.pk}/")
        hand.clicks_on("link", "登记支部参加情况")
        hand.page.get_by_label("开会日期", exact=True).fill("2025-02-10")
        for field in hand.page.locator("input[name^=present_]").all():
            field.fill("4")
        hand.clicks_on("button", "保存参加情况")
        hand.sees("12 名党员中 12 名参加（100.0%）")

    @staticmethod
    def counted(enter, hand, case):
        other = enter("dinghaifeng")
        count(hand, case, cast.TIED)
        other.goes(f"/party/delegates/{case.pk}/")
        other.sees("等待第二人录入")
        expect(other.page.get_by_role("main")).not_to_contain_text("不一致")

        count(other, case, cast.APPROVALS)
        other.sees("两人不一致")
        expect(other.page.get_by_text("■ 不一致")).to_have_count(2)

        count(hand, case, cast.APPROVALS)
        hand.sees("已选满")
