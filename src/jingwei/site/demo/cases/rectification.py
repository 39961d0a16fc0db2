"""Rectification of weak organizations: a case at every step, some ended, some with a fault.

A district of 600 branches has 14 that were weak, 6 of them closed; a smaller one has fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jingwei.org.models import OrganizationKind, PartyOrganization, Sector
from jingwei.site.demo.cases.world import World
from jingwei.site.demo.courses import Move, Office, move, other, told

CODE, OWNER = "party.weak_organization", "fangzhixin"
RURAL = (Sector.VILLAGE, Sector.COMMUNITY)
WHOLE, MORE = 600, 5
"""Branches of a whole district, and how many cases it has more than the smallest one."""
PLAN: dict[str, Any] = {
    "problems": "组织生活不按期开展\n党务公开不经常\n活动场所长期闲置",
    "measures": "每月固定一天开展组织生活，镇里派人参加\n每季度公开一次党务\n三个月内修缮活动场所",
    "duties": "党支部书记，逐月\n组织委员，每季度末\n镇组织委员，三个月内",
}
LED: dict[str, Any] = {
    "leader": "许清禾", "town_leader": "镇党委副书记", "first_secretary": "驻村第一书记",
    "paired_organ": "区农业农村局",
}  # fmt: skip
DONE: tuple[Move, ...] = (
    move(0, "propose", "self_check recheck opinions", sweep="年度排查", no_life=True,
         dissatisfied=True, joint_no="青组联审〔2024〕1号"),
    move(15, "identified", "minutes", minutes_no="青常纪〔2024〕4号"),
    move(25, "", "assignment", **LED),
    move(40, "", "plan", planned_until=220, plan_no="青组备〔2024〕12号", **PLAN),
    move(70, "again", "progress", items_closed=1, items_open=2, progress_words="组织生活已恢复"),
    move(98, "done", "progress", items_closed=2, items_open=0, progress_words="场所修缮完工"),
    move(130, "pass", "acceptance survey", applied_on=100, town_checked_on=115, items_left=0,
         satisfaction=86),
    move(140, "", "closing", closing_no="青组〔2024〕31号"),
    move(315, "steady", "look", followed="组织生活正常，公开按季进行"),
    move(510, "steady", "look", looked="没有反弹"),
)  # fmt: skip
RELAPSED: tuple[Move, ...] = (
    *DONE[:8],
    move(300, "relapsed", "look", followed="书记外出务工，组织生活又停了"),
    move(330, "identified", "minutes", minutes_no="青常纪〔2025〕5号"),
    move(340, "", "assignment", **{**LED, "leader": "林述华"}),
)
CLAIMED: dict[str, Any] = {"vacant": True, "no_life": "", "dissatisfied": ""}
CASES: tuple[tuple[Sequence[Move], str], ...] = (
    (DONE[:0], ""),
    (told(DONE[:1], 0, **CLAIMED), "party.weak_vacant"),
    (DONE[:2], ""),
    (other(DONE[:3], 2, after=35), "WO-T01"),
    (told(DONE[:4], 3, duties=""), "party.weak_plan"),
    (told(DONE[:6], 2, first_secretary=""), "party.weak_four_ones"),
    (told(DONE[:7], 6, satisfaction=55), "party.weak_satisfaction"),
    (DONE[:8], ""),
    (told(DONE[:9], 6, items_left=1), "party.weak_items_left"),
    (other(DONE, 9, after=490), "WO-T05"),
    (RELAPSED, ""),
    (other(DONE[:1], 0, way="none"), ""),
)
"""One at each step, one closed, one relapsed, one not taken up; codes of what is wrong."""
LARGER: tuple[tuple[Sequence[Move], str], ...] = (
    (DONE, ""), (DONE[:5], ""), (DONE, ""), (other(DONE[:6], 5, after=104), "WO-T02"), (DONE, ""),
)  # fmt: skip
"""What a larger district has besides: three closed, two in the making."""


def load(world: World) -> None:
    """Begin the cases in a fixed order; their number grows with the branches up to 17."""
    branches = subjects()
    more = round(MORE * min(1.0, len(branches) / WHOLE))
    office = Office(world, CODE, OWNER)
    for branch, (course, codes) in zip(branches, (*CASES, *LARGER[:more]), strict=False):
        world.plant(office.begin(branch, course), *codes.split())


def subjects() -> list[PartyOrganization]:
    """Return the open branches with a secretary, those of villages and communities first."""
    rows = PartyOrganization.objects.filter(
        kind=OrganizationKind.BRANCH, closed_on=None, seats__post="secretary", seats__until=None
    )
    return sorted(rows.order_by("pk"), key=lambda one: (one.sector not in RURAL, one.pk))
