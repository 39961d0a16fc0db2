"""J06 and promotion in rank: from the list of who may to the changed register."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from jingwei.cadres.tests.rank_people import servant, staffed
from jingwei.org.models import Unit
from jingwei.people.models import LevelHeld
from jingwei.procedures.models import Case
from jingwei.procedures.tests.sample import calendar

OFFICER = "sunjing"
MANY = 24


@pytest.fixture
def servants(district):
    """Civil servants of the department: one may be promoted, one waits, of one a result lacks."""
    unit = Unit.objects.get(code="zzb")
    staffed(unit, 100, None)
    calendar(2025)
    many = [servant(unit, since="202403") for _ in range(MANY)]
    return [
        servant(unit, since="202303", full_name="安可晋"),
        servant(unit, since="202310", full_name="白未满"),
        servant(unit, since="202306", full_name="曹缺考", results={2024: None}),
        *many,
    ]


class TestEligibility:
    def test_list_in_five_clicks_with_date_article_and_what_is_missing(
        self, servants, enter, times, record_job
    ):
        """J06."""
        runs = []
        for _ in range(times):
            hand = enter(OFFICER)
            hand.goes("/todo/")
            hand.clicks_on("link", "职级晋升")
            hand.sees(f"范围内 {MANY + 3} 人")
            hand.picks("结果", "未满年限")
            hand.clicks_on("button", "筛选")
            hand.sees("2025.10")
            runs.append(hand.stops())

        hand = runs[0]
        assert hand.clicks <= 5
        expect(hand.row("白未满")).to_contain_text("第十八条")
        hand.goes("/cadres/ranks/?state=cannot_tell")
        expect(hand.row("曹缺考")).to_contain_text("缺 2024 年度考核结果")
        record_job("J06", runs)


class TestPromotion:
    def test_from_the_list_to_the_changed_register(self, servants, enter):
        hand = enter(OFFICER)
        hand.goes("/cadres/ranks/?state=met")
        hand.ticks("选择安可晋")
        hand.clicks_on("button", "用选中的人发起职级晋升")
        hand.page.get_by_label("发起日期").fill("2025-05-06")
        hand.clicks_on("button", "发起职级晋升")
        hand.sees("不超职数")
        case = Case.objects.get(definition="cadres.rank_promotion")

        for entry in STEPS:
            recorded(hand, case, entry)

        hand.sees("办结")
        told = LevelHeld.objects.filter(person=servants[0]).order_by("since")
        assert [(one.rank, one.since, one.until) for one in told] == [
            ("19", "202303", "202506"), ("18", "202506", ""),
        ]  # fmt: skip


STEPS = (
    ("制定工作方案", "2025-05-08", {"党委（党组）同意日期": "2025-05-07"}, {}, ("plan",)),
    (
        "民主推荐或测评", "2025-05-13", {"应到人数": "30", "实到人数": "28"},
        {"方式": "民主推荐"}, ("ballot",),
    ),
    (
        "考察并确定人选", "2025-05-23", {"考察人员": "考察组"},
        {"纪检监察机关意见": "没有影响晋升的情形"}, ("inspection", "discipline"),
    ),
    (
        "公示", "2025-05-30", {"公示开始": "2025-05-26", "公示结束": "2025-05-30"},
        {"公示结果": "没有异议"}, ("notice",),
    ),
    ("审批", "2025-06-06", {}, {"审批机关": "区委组织部审批"}, ("minutes",)),
    ("办理职级任免", "2025-06-12", {"任职文号": "青组任〔2025〕31号"}, {}, ("decision",)),
)  # fmt: skip


def recorded(hand, case, entry):
    """Record a step on its page: day, facts, papers."""
    name, day, facts, choices, papers = entry
    page = hand.page
    page.goto(f"/procedures/{case.pk}/step/")
    page.locator("[name=happened_on]").fill(day)
    for label, value in facts.items():
        page.get_by_label(label).first.fill(value)
    for label, value in choices.items():
        page.get_by_label(label).first.select_option(label=value)
    for code in papers:
        page.locator(f"[name=p_{code}_have]").evaluate("box => { box.checked = true; }")
    hand.clicks_on("button", f"登记{name}")
    page.wait_for_url(f"**/procedures/{case.pk}/")
