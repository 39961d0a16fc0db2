"""A weak branch is swept, identified and led: the mark stands in the register."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.org.models import Unit
from jingwei.party.models import WeakSpell
from tests.browser.test_disposal import has, opens
from tests.factories import PartyOrganizationFactory

NEW = "/procedures/new/?procedure=party.weak_organization"
NAME = "中共柳汀镇示例村支部委员会"


@pytest.fixture
def branch(district):
    unit = Unit.objects.get(code="liuting")
    return PartyOrganizationFactory(code="slc", name=NAME, unit=unit)


class TestRectification:
    def test_goes_from_the_sweep_to_the_mark_and_the_months(self, enter, branch):
        hand = enter("fangzhixin")
        hand.goes(NEW)
        hand.types("党组织", NAME)
        hand.types("发起日期", "2025-05-06")
        hand.clicks_on("button", "发起软弱涣散基层党组织整顿")
        hand.sees("还没有认定。")

        opens(hand, "2025-05-06", "建议列入整顿")
        hand.picks("排查方式", "年度排查")
        hand.ticks("组织生活不正常")
        has(hand, "乡镇复查意见")
        hand.clicks_on("button", "登记排查")
        opens(hand, "2025-05-20")
        hand.page.get_by_label("认定", exact=True).check()
        hand.types("会议纪要号", "青常纪〔2025〕6号")
        has(hand, "常委会会议纪要")
        hand.clicks_on("button", "登记认定")
        hand.sees("▲ 整顿中")
        spell = WeakSpell.objects.get(organization=branch)
        assert (spell.identified_on, spell.causes) == (date(2025, 5, 20), "组织生活不正常")

        opens(hand, "2025-05-27")
        hand.types("联系的县级领导", "许清禾")
        hand.types("理由", "其余三人由镇里确定")
        has(hand, "整顿力量分工表")
        hand.clicks_on("button", "登记定责")
        hand.sees("下一步：制定整顿方案")
        hand.goes("/registers/party.weakspell/")
        hand.sees(NAME)
        hand.sees("许清禾")
