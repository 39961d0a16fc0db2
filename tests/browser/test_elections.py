"""The election of a branch at the desk: from the request to the new committee, and back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.org.models import Unit
from jingwei.org.services import Founding, party_organization_create, seat_add, term_open
from tests.factories import MemberFactory, PersonFactory

NEW = "/procedures/new/?procedure=party.organization_election"
NAMES = ["赵示例", "钱示例", "孙示例", "李示例", "周示例", "吴示例", "郑示例", "王示例"]
WHY = "材料原件在支部"


@pytest.fixture
def branch(district):
    unit = Unit.objects.get(code="zz1")
    new = Founding(
        code="sl", name="中共示例机关支部委员会", kind="branch", unit=unit, since=date(2020, 1, 1)
    )
    made = party_organization_create(new, actor=None)
    term_open(made, began_on=date(2022, 9, 1), number=3, actor=None)
    seat_add(made, holder_name="周示例", post="secretary", since=date(2022, 9, 1), actor=None)
    for name in NAMES:
        MemberFactory(person=PersonFactory(full_name=name, unit=unit), organization=made)
    return made


def step(hand, name, day, way="", **fields):
    """Record the present step: its day, its decision, its facts by field, a reason."""
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    hand.types("发生日期", day)
    if way:
        hand.page.get_by_label(way, exact=True).check()
    for code, value in fields.items():
        field = hand.page.locator(f"[name={code}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    hand.page.locator("[name=reason]").fill(WHY)
    hand.clicks_on("button", f"登记{name}")
    expect(hand.page.locator(".flow")).to_be_visible()


def candidate(hand, name):
    hand.clicks_on("link", "增加人选")
    hand.types("人员", name)
    hand.page.locator(".form-acts button").click()
    hand.sees(name)


def lost(hand, name):
    hand.page.get_by_role("link", name=re.compile(f"不再继续.*{name}")).click()
    hand.types("理由", "未当选")
    hand.page.locator(".form-acts button").click()
    hand.sees("未当选")


def prepared(hand, branch):
    """From the request to the approved candidates."""
    hand.goes(NEW)
    hand.types("党组织", branch.name)
    hand.types("发起日期", "2025-05-06")
    hand.clicks_on("button", "发起党组织换届选举")
    step(hand, "提醒换届", "2025-05-06", "不需要这一步")
    step(hand, "研究并请示换届", "2025-05-06", f_shift="按期", f_planned_on="2025-06-20",
         f_form="设委员会", f_seats="3", f_meeting="党员大会")  # fmt: skip
    step(hand, "上级批复换届", "2025-05-12", "同意换届", f_reply_no="青组〔2025〕3号")
    for name in NAMES[:4]:
        candidate(hand, name)
    step(hand, "推荐提名", "2025-05-20", f_nominated_by="全体党员推荐")
    step(hand, "酝酿审查预备人选", "2025-05-26")
    step(hand, "批复预备人选", "2025-06-03", "同意", f_candidates_no="青组〔2025〕5号")


def elected(hand):
    """The meeting, its votes, who was not elected, the posts."""
    approvals = {
        hand.page.get_by_label(f"{name} 赞成"): count
        for name, count in zip(NAMES, (8, 7, 6, 3), strict=False)
    }
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    hand.types("发生日期", "2025-06-20")
    hand.ticks("选举有效")
    for code in ("f_ballots_sent", "f_ballots_back", "v_eligible", "v_present"):
        hand.page.locator(f"[name={code}]").fill("8")
    for field, count in approvals.items():
        field.fill(str(count))
    hand.page.locator("[name=reason]").fill(WHY)
    hand.clicks_on("button", "登记大会选举和计票")
    lost(hand, NAMES[3])
    step(hand, "确认当选人", "2025-06-20", "当选有效")
    posts = {"f_post_secretary": NAMES[0], "f_post_organization": NAMES[1]}
    step(hand, "委员会第一次会议", "2025-06-20", f_seated="3", f_seated_present="3",
         f_secretary_votes="2", **posts)  # fmt: skip


def test_an_election_opens_the_term_and_a_revocation_closes_it(enter, branch):
    hand = enter("maqiang")
    prepared(hand, branch)
    elected(hand)
    step(hand, "报告选举结果", "2025-06-23")
    step(hand, "上级批复选举结果", "2025-06-26", "同意", f_confirmed_no="青组〔2025〕6号")
    step(hand, "资料归档", "2025-06-30")

    expect(hand.page.get_by_role("main")).to_contain_text("赵示例（书记）")
    term = branch.terms.get(ended_on=None)
    assert (term.number, term.began_on) == (4, date(2025, 6, 20))
    assert branch.seats.filter(until=None).count() == 3

    hand.opens("更多")
    hand.clicks_on("link", "撤销")
    hand.types("理由", "选举无效")
    hand.clicks_on("button", "撤销并恢复登记")
    hand.sees("已撤销")
    assert branch.terms.get().number == 3
    assert [seat.holder_name for seat in branch.seats.filter(until=None)] == ["周示例"]
