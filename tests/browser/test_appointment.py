"""A batch of one from the template to the register: the motion, the four musts, the paper."""

from __future__ import annotations

import re
from typing import Any
from zipfile import ZipFile

import pytest

from jingwei.kernel.workdays import calendar_seed
from jingwei.org.models import Unit
from jingwei.people.models import Person, PostHeld
from jingwei.procedures.models import Case
from tests.browser.estate import cadre, restricted
from tests.browser.hand import Hand

UNIT = "区教育局"


@pytest.fixture
def person(district) -> Person:
    calendar_seed()
    found = cadre(Unit.objects.get(code="gb1"))
    restricted(found)
    return found


def fill(hand: Hand, label: str, text: str) -> None:
    """Write into a field, or choose from a list, as the field is."""
    named = re.compile(rf"^\s*{re.escape(label)}\s*(（选填）)?\s*$")
    field: Any = hand.page.get_by_label(named)
    if field.evaluate("e => e.tagName") == "SELECT":
        hand.picks(label, text)
    else:
        hand.types(label, text)


def records(hand: Hand, name: str, **told: str) -> None:
    """Record the present step with what is asked, by label, and a reason for what is missing."""
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    for label, text in told.items():
        fill(hand, label, text)
    fill(hand, "理由", "材料原件已归档")
    hand.clicks_on("button", f"登记{name}")
    hand.sees("已登记")


def adds(hand: Hand, person: Person) -> None:
    """Put a person into the batch with the post proposed."""
    hand.clicks_on("link", "增加人选")
    told = {
        "人员": person.number, "拟任单位": UNIT, "拟任职务": "副局长", "拟任职务类别": "副职",
        "拟任职务层次": "乡科级正职", "拟免职务": "科长", "任免理由": "工作需要",
    }  # fmt: skip
    for label, text in told.items():
        fill(hand, label, text)
    hand.clicks_on("button", "加入本批次")
    hand.sees("已加入本批次")


def enters_musts(hand: Hand, person: Person) -> None:
    """Enter what came back of the four musts."""
    hand.page.get_by_role("link", name=re.compile(rf"^登记\s*：{person}$")).click()
    told = {
        "档案审核": "通过", "个人有关事项查核": "基本一致", "纪检监察意见": "无影响",
        "纪检监察复函": "青纪函〔2025〕3号", "信访举报核查": "无信访举报",
        "廉洁结论性意见签字人": "区委书记、区纪委书记",
    }  # fmt: skip
    for label, text in told.items():
        fill(hand, label, text)
    hand.clicks_on("button", "保存")
    hand.sees(f"{person}的登记已保存")


class TestPromotion:
    def test_goes_from_the_template_to_the_register(self, enter, person):
        hand = enter("zhaolei")
        hand.goes("/procedures/new/?procedure=cadres.appointment")
        hand.types("办理单位", "干部一科")
        hand.types("名称", "第一批提任")
        hand.clicks_on("button", "发起提任")
        hand.sees("已发起")
        adds(hand, person)
        records(hand, "分析研判和动议", 动议方式="常委会", 拟配职位数="1")
        records(hand, "民主推荐", 推荐人选数="3")
        records(hand, "确定考察对象")
        records(hand, "考察", 考察组成员="郑示例、冯示例")
        enters_musts(hand, person)
        records(hand, "酝酿", 酝酿范围="分管领导")
        records(
            hand, "讨论决定", 有表决权人数="13", 实到会人数="11", **{f"{person} 赞成": "11"}
        )  # fmt: skip
        told = {"公示开始": "2025-06-23", "公示截止": "2025-06-27", "反映情况": "没有反映"}
        records(hand, "任前公示", **told)
        records(hand, "任职", 任免文号="青组任〔2025〕30号", 任职时间="2025-06-30")

        hand.goes(f"/people/{person.pk}/")
        hand.sees(f"{UNIT}副局长")
        new = PostHeld.objects.get(person=person, until="")
        assert (new.document_no, new.since) == ("青组任〔2025〕30号", "20250630")

    def test_the_forms_of_the_batch_come_in_one_zip(self, enter, person):
        hand = enter("zhaolei")
        hand.goes("/procedures/new/?procedure=cadres.appointment")
        hand.types("办理单位", "干部一科")
        hand.clicks_on("button", "发起提任")
        adds(hand, person)

        file = hand.downloads("link", "任免表编辑器（.lrmx 压缩包）")

        assert [name.endswith(f"{person}.lrmx") for name in ZipFile(file.path()).namelist()] == [
            True
        ]  # fmt: skip

    def test_other_offices_do_not_know_of_it(self, enter, person):
        hand = enter("zhaolei")
        hand.goes("/procedures/new/?procedure=cadres.appointment")
        hand.types("办理单位", "干部一科")
        hand.clicks_on("button", "发起提任")
        case = Case.objects.get()

        other = enter("sunjing")

        answer = other.page.goto(f"/procedures/{case.pk}/")
        assert answer is not None
        assert answer.status == 404
