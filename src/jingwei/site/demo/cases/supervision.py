"""Reminders, inquiries, admonitions and sanctions: a case at every step, and what is wrong in some.

The people and what is said of them are invented. A course is the usual way through a procedure;
cases stop on it at each step, some end another way, and some carry a planted fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.site.demo.cases.world import LOOKED_AT, World

OWNER = "guming"
LATEST = date(2025, 6, 24)
"""The day of the last step of the cases that stand somewhere."""
PEOPLE = 60
ORGAN = "区委组织部"


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of a course: days after the opening, the papers there are, decision, facts.

    A fact of kind day is given in days after the opening as well.
    """

    after: int
    papers: str = ""
    decision: str = ""
    data: tuple[tuple[str, Any], ...] = ()

    def entry(self, opened: date) -> StepEntry:
        """Return the step as somebody would record it in a case opened on ``opened``."""
        day = opened + timedelta(days=self.after)
        papers = [PaperGiven(code, made_on=day) for code in self.papers.split()]
        data = {name: _told(name, value, opened) for name, value in self.data}
        return StepEntry(day, self.decision, data, papers)


def _told(name: str, value: Any, opened: date) -> Any:
    is_day = name.endswith(("_on", "_until"))
    return opened + timedelta(days=value) if is_day else value


def step(after: int, papers: str = "", decision: str = "", **data: Any) -> Taken:
    """Return a step of a course."""
    return Taken(after, papers, decision, tuple(data.items()))


SIGNED = {"signed": "本人签收"}
TALK = {"talker": "周恒毅", "place": "部谈话室", "organ": ORGAN}
REMINDER = (
    step(0, "request", matter="会议组织不够严谨，材料准备不充分", origin="日常了解"),
    step(1, "", "approve", approver="林述华"),
    step(3, "record", way="谈话提醒", content="改进会风，提前核对材料", **TALK),
    step(4, "receipt", **SIGNED),
    step(6, "statement", statement="已对照检查，下次会议前三天核对"),
    step(50, "follow", outcome="已改进"),
)
INQUIRY = (
    step(0, "request", matter="说明项目评审会的组织过程", origin="信访举报"),
    step(1, "", "approve", approver="林述华"),
    step(2, "notice", asked="评审专家的产生和会议记录情况", document_no="青组函询〔2025〕3号",
         organ=ORGAN),
    step(3, "receipt", **SIGNED),
    step(13, "answer", statement="专家从库中抽取，附抽取记录"),
    step(17, "opinion", "clear", opinion="材料齐全，说明清楚"),
    step(20, "reply", told="当面告知"),
)  # fmt: skip
ADMONITION = (
    step(0, "request", matter="分管工作多次逾期未办结", origin="考核考察"),
    step(3, "statement", statement="承认督办不力", adopted="部分采纳"),
    step(6, "", "approve", minister="高远山", head="林述华"),
    step(10, "record", way="谈话诫勉", recorder="侯晓彤", content="限期办结并建立台账",
         document_no="青组诫〔2025〕2号", **TALK),
    step(11, "receipt", **SIGNED),
    step(14, "review", measures="逐项列出办结时限"),
    step(200, "report", "corrected", finding="逾期事项已全部办结"),
)  # fmt: skip
SANCTION = (
    step(0, "source", family="政务处分", sender="区纪委监委"),
    step(3, "facts", matter="违反工作纪律，未按规定报告"),
    step(5, "statement", statement="认可事实，请求从轻", adopted="部分采纳"),
    step(8, "decision", "impose", measure="政务警告", effective_on=8, organ="区监委",
         document_no="青监处〔2025〕5号", basis="有关工作纪律的规定"),
    step(12, "receipt", told_remedies=True, **SIGNED),
    step(20, "execution", executed="已归入本人档案"),
    step(45, "", "none"),
    step(195, "lifting"),
)  # fmt: skip


def changed(course: Sequence[Taken], at: int, **changes: Any) -> tuple[Taken, ...]:
    """Return a course whose step number ``at`` (from 0) is otherwise."""
    return (*course[:at], replace(course[at], **changes), *course[at + 1 :])


def told(course: Sequence[Taken], at: int, **data: Any) -> tuple[Taken, ...]:
    """Return a course whose step number ``at`` tells other facts."""
    return changed(course, at, data=tuple((dict(course[at].data) | data).items()))


COURSES = {
    "cadres.reminder": REMINDER, "cadres.inquiry": INQUIRY, "cadres.admonition": ADMONITION,
    "cadres.sanction": SANCTION,
}  # fmt: skip
APPLIED = step(30, "application", "applied", remedy="复核", applied_on=30, grounds="事实有出入")
RULED = step(55, "application ruling", "kept", ruling="维持原决定")
PROBATION = (
    *told(SANCTION[:6], 3, measure="留党察看一年", organ="区纪委"), step(45, "", "none_probation"),
)  # fmt: skip
OTHERWISE = {
    "cadres.reminder": (changed(REMINDER[:2], 1, decision="reject"),),
    "cadres.inquiry": (
        changed(INQUIRY[:2], 1, decision="reject"),
        changed(INQUIRY[:6], 5, decision="again"),
        changed(INQUIRY[:6], 5, decision="check"),
    ),
    "cadres.admonition": (
        changed(ADMONITION[:3], 2, decision="reject"),
        changed(ADMONITION, 6, decision="not_corrected"),
    ),
    "cadres.sanction": (
        (*SANCTION[:6], APPLIED),
        (*SANCTION[:6], APPLIED, replace(RULED, decision="annulled")),
        (*SANCTION[:6], APPLIED, RULED),
        told(SANCTION[:6], 3, measure="党内警告", organ="区纪委"),
        told(SANCTION[:6], 3, measure="免职（组织处理）", organ="区委"),
        PROBATION,
        (*PROBATION, step(380, "restoration")),
    ),
}  # fmt: skip
"""Cases that end, or stand, off the usual way."""
FAULTS: tuple[tuple[str, Sequence[Taken], tuple[str, ...]], ...] = (
    ("cadres.inquiry", changed(INQUIRY[:5], 4, after=40), ("SV-Q01",)),
    ("cadres.reminder", changed(REMINDER[:5], 3, papers=""), ("procedures.paper",)),
    ("cadres.sanction", changed(SANCTION[:6], 4, papers=""), ("procedures.paper",)),
    ("cadres.sanction", told(SANCTION[:6], 3, stated_until=100), ("cadres.supervision_until",)),
    ("cadres.sanction", changed(SANCTION, 7, after=120), ("cadres.supervision_over",)),
    ("cadres.admonition", changed(ADMONITION[:6], 5, after=30), ("SV-A01",)),
    ("cadres.admonition", changed(ADMONITION, 6, after=120), ("SV-A02",)),
)
"""What is wrong, with the codes that must find it; nothing else may."""
WAITING: tuple[tuple[str, Sequence[Taken], int, tuple[str, ...]], ...] = (
    ("cadres.admonition", ADMONITION[:6], 250, ("SV-A03",)),
    ("cadres.inquiry", INQUIRY[:4], 40, ("SV-Q01",)),
    ("cadres.sanction", SANCTION[:4], 45, ("SV-S01", "SV-S02")),
)
"""What nobody did in time: how many days before LATEST the last step was taken."""


def load(world: World) -> None:
    """Begin the cases, in a fixed order and number at every scale."""
    people = cycle(subjects())
    for code, usual in COURSES.items():
        for taken in range(len(usual) + 1):
            begin(world, code, next(people), usual[:taken])
        for other in OTHERWISE[code]:
            begin(world, code, next(people), other)
    for code, course, codes in FAULTS:
        world.plant(begin(world, code, next(people), course), *codes)
    for code, course, ago, codes in WAITING:
        world.plant(begin(world, code, next(people), course, ago=ago), *codes)


def subjects() -> list[Person]:
    """Return cadres in service, members of the Party, without an account: always the same ones."""
    cadres = Person.objects.filter(
        hats__contains="cadre", political_status="01", user=None, merged_into=None, died_on=""
    )
    found = list(cadres.exclude(hats__contains="retired_cadre").order_by("-pk")[:LOOKED_AT])
    return found[:: max(len(found) // PEOPLE, 1)][:PEOPLE]


def begin(
    world: World, code: str, person: Person, course: Sequence[Taken], *, ago: int = 0
) -> Case:
    """Begin a case about ``person`` that has come as far as ``course``, ``ago`` days ago."""
    last = course[-1].after if course else 0
    opened = LATEST - timedelta(days=ago + last)
    owner = world.user(OWNER)
    opening = Opening(procedure_on(code, opened), owner, opened, subject=person)
    return world.begin(opening, entries(course, opened))


def entries(course: Iterable[Taken], opened: date) -> Iterator[StepEntry]:
    """Yield the steps of a course in a case opened on ``opened``."""
    return (taken.entry(opened) for taken in course)
