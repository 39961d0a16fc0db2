"""An admonition from its proposal to the register, and the one line that others may read of it."""

from __future__ import annotations

from typing import Any

import pytest

from jingwei.accounts.models import User
from jingwei.cadres.models import SupervisionMeasure
from jingwei.kernel.workdays import calendar_seed
from jingwei.org.models import Unit
from jingwei.people.models import Person
from tests.browser.estate import cadre
from tests.browser.hand import Hand

LINE = "处于影响期内（至 2025-12-30）"
HAVE = "已有，原件存档"


@pytest.fixture
def person(district) -> Person:
    calendar_seed()
    return cadre(Unit.objects.get(code="gb1"))


def records(hand: Hand, name: str, paper: str = "", **told: str) -> None:
    """Record the present step: its paper, what is asked, by label."""
    hand.clicks_on("link", "记录下一步", inside=hand.page.locator(".page-acts"))
    for label, text in told.items():
        fill(hand, label, text)
    if paper:
        hand.opens(paper)
        group: Any = hand.page.locator("details").filter(has_text=paper)
        hand.ticks(HAVE, inside=group)
    hand.clicks_on("button", f"登记{name}")


def fill(hand: Hand, label: str, text: str) -> None:
    """Write into a field, or choose from a list, as the field is."""
    field: Any = hand.page.get_by_label(label, exact=True)
    if field.evaluate("e => e.tagName") == "SELECT":
        hand.picks(label, text)
    else:
        hand.types(label, text)


class TestAdmonition:
    def test_goes_from_the_proposal_to_the_register(self, enter, person):
        hand = enter("guming")
        hand.goes("/procedures/new/?procedure=cadres.admonition")
        hand.types("人员", person.number)
        hand.clicks_on("button", "发起诫勉")
        hand.sees("已发起")

        records(hand, "提出诫勉对象", "诫勉呈批表", 诫勉事由="分管工作多次逾期")
        records(hand, "听取本人陈述", "本人陈述或放弃陈述的说明", 采纳情况="本人放弃陈述")
        records(hand, "批准", 部长意见签署人="高远山", 主要领导意见签署人="林述华")
        records(
            hand, "实施诫勉", "诫勉谈话记录或诫勉书底稿", 方式="谈话诫勉",
            谈话人或签发人="周恒毅", 诫勉内容="限期办结并建立台账",
        )  # fmt: skip

        hand.sees("2025-06-30 至 2025-12-30")
        row = SupervisionMeasure.objects.get(person=person)
        assert row.get_kind_display() == "诫勉"
        hand.goes(f"/people/{person.pk}/")
        hand.sees(LINE)

    def test_others_read_the_line_or_nothing(self, enter, person):
        SupervisionMeasure.objects.create(
            person=person, kind="admonition", decided_on="2025-06-30",
            influence_from="2025-06-30", influence_until="2025-12-30",
        )  # fmt: skip
        address = f"/people/{person.pk}/"
        entitled, other = enter("sunjing"), enter("maqiang")
        assert User.objects.get(username="maqiang").has_perm("people.view_person")

        entitled.goes(address)
        other.goes(address)

        entitled.sees(LINE)
        told = other.page.content()
        assert entitled.page.get_by_text("诫勉").count() == 0
        assert person.full_name in told
        assert "影响期" not in told
