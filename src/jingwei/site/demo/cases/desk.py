"""The desk of the demo district: who stands in for whom, questions and their public answers."""

from __future__ import annotations

from datetime import date, timedelta

from jingwei.desk.services import feedback_answer, feedback_send
from jingwei.desk.services.delegation import delegation_make
from jingwei.site.demo.cases.world import World

ASKED = (
    ("zhouhui", "/collection/answers/", "上个月已经核对过的名单，这个月能不能不再核对？",
     "同一名单 90 天内再下发会在负担预检里提示，重复的不能下发；没有变化的可以一次确认。"),
    ("chengui", "/party/branch/", "手机上字能不能再大一些？",
     "支部首页已改为 18 号字，按钮也加高了。"),
    ("sunjing", "/cadres/ranks/", "晋升名单能否写明缺哪一年的考核结果？", ""),
)  # fmt: skip
"""Who asks, about which page, what, and the answer; without one it is open."""
NAMELESS = "chengui"
AWAY, DEPUTY = "sunjing", "wangqiming"


def load(world: World) -> None:
    """Ask and answer; let a colleague stand in for a week from today on."""
    for asker, page, text, answer in ASKED:
        row = feedback_send(
            page=page, text=text, actor=world.user(asker), is_anonymous=asker == NAMELESS
        )
        if answer:
            feedback_answer(row, answer=answer, actor=world.user("limin"))
    _stand_in(world, world.today)


def _stand_in(world: World, day: date) -> None:
    delegation_make(
        deputy=world.user(DEPUTY), since=day, until=day + timedelta(days=7),
        reason="参加全市公务员科长培训", actor=world.user(AWAY),
    )  # fmt: skip
