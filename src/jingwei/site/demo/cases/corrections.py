"""Requests of people whose register fields are wrong: one put right, one declined, one waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from jingwei.kernel.clock import standing_on
from jingwei.kernel.registers.declaration import register_of
from jingwei.people.models import Correction, Person
from jingwei.people.services.corrections import (
    correction_accept,
    correction_ask,
    correction_refuse,
)
from jingwei.site.demo.cases.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, so many days ago; without an answer it waits."""

    who: str
    column: str
    proposed: str
    reason: str
    days_ago: int
    answer: str = ""
    is_accepted: bool = False


ASKED = (
    Asked("chengui", "specialty", "基层党建、群众工作", "登记表上漏填。", 40,
          "已核对干部履历表，予以补登。", is_accepted=True),
    Asked("zhouhui", "birth_place", "示范青岚", "本人记忆如此。", 25,
          "出生地以户籍材料为准，请先提供户籍证明。"),
    Asked("jinyutong", "specialty", "公文写作、统计分析", "近年主要做综合和统计工作。", 4),
)  # fmt: skip
ANSWERED_AFTER = 6
OFFICER = "zhaolei"


def load(world: World) -> None:
    """Ask through the service, and answer within the time limit."""
    for asked in ASKED:
        person = Person.objects.filter(user__username=asked.who).first()
        if person is not None:  # a small demo has not a cadre for every account
            _asked(world, asked, person)


def _asked(world: World, asked: Asked, person: Person) -> None:
    on = world.today - timedelta(days=asked.days_ago)
    with standing_on(on):
        made = correction_ask(
            register_of(Person), person, column=asked.column, proposed=asked.proposed,
            reason=asked.reason, file=None, actor=person.user,
        )  # fmt: skip
    if asked.answer:
        with standing_on(on + timedelta(days=ANSWERED_AFTER)):
            _answered(world, made, asked)


def _answered(world: World, made: Correction, asked: Asked) -> None:
    act = correction_accept if asked.is_accepted else correction_refuse
    act(made, answer=asked.answer, actor=world.user(OFFICER))
