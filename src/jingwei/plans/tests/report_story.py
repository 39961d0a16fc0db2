"""A small plan with half a year behind it, lived through the services; "today" is 2025-06-30.

On that day: ``course`` green, ``booklet`` done, ``lectures`` red, ``rooms`` red but set to yellow
by hand, ``mentors`` not started.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.clock import standing_on
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Decision, Measure
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services import dispatch, measure, plan, progress
from jingwei.plans.services.light import lights_refresh

DAY = date(2025, 6, 30)
TEXT = """区委组织部2025年工作要点
一、强化理论武装
1.抓实理论学习。举办科级干部轮训班6期。编印年度学习书目。
二、建强组织体系
2.抓实基层基础。开展专题宣讲60场。完成阵地整改。
3.做好人才服务。建立导师帮带档案。
"""
DATES = {
    "course": (date(2025, 1, 6), date(2025, 12, 31)),
    "booklet": (date(2025, 3, 1), date(2025, 6, 30)),
    "lectures": (date(2025, 1, 6), date(2025, 12, 31)),
    "rooms": (date(2025, 5, 1), date(2025, 6, 15)),
    "mentors": (date(2025, 9, 1), date(2025, 12, 31)),
}
NOTES = (
    ("course", date(2025, 5, 20), "第2期结业。", Decimal(2)),
    ("booklet", date(2025, 5, 20), "书目送审", None),
    ("lectures", date(2025, 6, 10), "累计10场，汛期安排往后移。", Decimal(10)),
    ("course", date(2025, 6, 13), "第3期结业。", Decimal(3)),
)


@dataclass
class Story:
    plan: AnnualPlan
    measures: dict[str, Measure]
    decisions: dict[str, Decision]


@pytest.fixture
def story(today, zzb, gbk, insider) -> Story:
    with standing_on(date(2025, 1, 3)):
        found = _issued(zzb, gbk, insider)
    for code, day, text, value in NOTES:
        with standing_on(day):
            progress.progress_record(
                found.measures[code], text=text, on=day, value=value, actor=insider
            )
        if day == date(2025, 5, 20) and code == "booklet":
            _may_meeting(found, insider)
    _june(found, insider)
    lights_refresh(found.plan.measures.select_related("plan__unit"), on=DAY)
    return found


def _issued(unit, lead, actor) -> Story:
    version = plan.plan_import(outline_of_text(TEXT), unit=unit, year=2025, actor=actor)
    made = plan.version_confirm(version, actor=actor)
    measures = dict(zip(DATES, made.measures.select_related("plan__unit"), strict=True))
    for code, (starts_on, due_on) in DATES.items():
        fields = {"starts_on": starts_on, "due_on": due_on, "owner": actor, "lead": lead}
        measure.measures_assign([measures[code]], fields=fields, actor=actor)
    for code, target, unit_label in (("course", 6, "期"), ("lectures", 60, "场")):
        measure.proof_set(
            measures[code], kind="typed", target=Decimal(target), unit_label=unit_label, actor=actor
        )
    return Story(plan.plan_issue(made, actor=actor), measures, {})


def _may_meeting(story, actor) -> None:
    held = date(2025, 5, 30)
    with standing_on(held):
        meeting = dispatch.meeting_open(story.plan, month=date(2025, 5, 1), on=held, actor=actor)
        for code, about, due_on, text in (
            ("late", "lectures", date(2025, 6, 20), "宣讲进度每半月报一次。"),
            ("closed", None, date(2025, 6, 10), "明确专人对接。"),
        ):
            story.decisions[code] = dispatch.decision_add(
                meeting, measure=story.measures.get(about), text=text, responsible=actor,
                due_on=due_on, actor=actor,
            )  # fmt: skip
        dispatch.meeting_hold(meeting, actor=actor)


def _june(story, actor) -> None:
    with standing_on(date(2025, 6, 9)):
        dispatch.decision_close(
            story.decisions["closed"], on=date(2025, 6, 9), result="已明确", actor=actor
        )
    with standing_on(date(2025, 6, 20)):
        measure.measure_close(
            story.measures["booklet"], on=date(2025, 6, 20), statement="书目已印发", actor=actor
        )
    with standing_on(date(2025, 6, 27)):
        meeting = dispatch.meeting_open(
            story.plan, month=date(2025, 6, 1), on=date(2025, 6, 27), actor=actor
        )
        story.decisions["now"] = dispatch.decision_add(
            meeting, measure=story.measures["rooms"], text="7月中旬前完成整改。",
            responsible=actor, due_on=date(2025, 7, 15), actor=actor,
        )  # fmt: skip
        dispatch.meeting_hold(meeting, actor=actor)
    with standing_on(date(2025, 6, 28)):
        measure.light_override(
            story.measures["rooms"], light=Light.YELLOW, reason="只差验收一项", actor=actor
        )
