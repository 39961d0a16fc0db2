"""Five programmes, partly covered: rotation training, talks, history study, archives, new posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.selectors.audience import audience_words
from jingwei.coverage.services import (
    evidence_add,
    programme_add,
    programme_start,
    rows_exempt,
)
from jingwei.kernel.clock import standing_on
from jingwei.org.models import Unit
from jingwei.site.demo.cases.world import World

SECTION_LEVEL = "manage_state=1&person__level=1A41\nmanage_state=1&person__level=1A42"
NEW = "kind=0&level=1A41&since_from=202307\nkind=0&level=1A42&since_from=202307"
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True, slots=True)
class Typed:
    """A group that was covered together: the part of the roster, the day, the words."""

    part: slice
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A programme of the demo, who runs it, and what was typed in."""

    owner: str
    unit: str
    fields: dict[str, Any]
    typed: Sequence[Typed] = ()
    exempt: str = ""


PROGRAMMES = (
    Told("zhaolei", "gb1", {
        "title": "2025年科级干部集中轮训", "register": "cadres.cadre", "query": SECTION_LEVEL,
        "subject": "person", "purpose": "科级干部一年内轮训一遍",
        "measure": "分期分批轮训全区科级干部", "counts": "参加区委党校集中轮训一期",
        "source": "people.trainingrecord", "source_words": "集中轮训",
    }, (
        Typed(slice(0, None, 5), date(2025, 3, 21), "第一期集中轮训班"),
        Typed(slice(1, None, 5), date(2025, 5, 16), "第二期集中轮训班"),
    ), "长期病假"),
    Told("zhenglicheng", "gb2", {
        "title": "2025年度谈心谈话", "register": "cadres.cadre", "query": SECTION_LEVEL,
        "subject": "person", "purpose": "每名科级干部每年至少谈心谈话一次",
        "counts": "部领导或单位主要负责人谈话一次", "basis": "年度谈心谈话安排",
    }, (
        Typed(slice(0, None, 3), date(2025, 2, 20), "部领导集中谈话"),
        Typed(slice(1, None, 4), date(2025, 6, 12), "单位主要负责人谈话"),
    )),
    Told("zhongyawen", "dyjy", {
        "title": "2025年第二季度党史学习", "register": "org.partyorganization",
        "query": "kind=branch\nkind=joint_branch", "subject": "organization",
        "purpose": "每个支部每季度至少学习一次", "counts": "本季度有一次党课或党史专题学习记录",
        "source": "party.organizationmeeting", "source_words": "党课",
        "began_on": date(2025, 4, 1), "due_on": date(2025, 6, 30),
    }, (
        Typed(slice(0, None, 2), date(2025, 5, 8), "支部党员大会专题学习"),
        Typed(slice(1, None, 4), date(2025, 6, 10), "主题党日参观学习"),
    )),
    Told("sunjing", "gwy", {
        "title": "公务员档案数字化", "register": "cadres.civilservant", "query": "",
        "subject": "person", "purpose": "公务员档案全部完成数字化",
        "counts": "原始图像和优化图像均已入库", "basis": "GB/T 33870-2017",
        "began_on": date(2024, 7, 1), "due_on": date(2026, 6, 30),
    }, (
        Typed(slice(0, None, 3), date(2024, 11, 29), "第一批扫描验收"),
        Typed(slice(1, None, 3), date(2025, 4, 25), "第二批扫描验收"),
    )),
    Told("zhaolei", "gb1", {
        "title": "新任职科级干部任职培训", "register": "people.levelheld", "query": NEW,
        "subject": "person", "purpose": "新任职的一年内完成任职培训",
        "counts": "参加任职培训一次", "basis": "《干部教育培训工作条例》",
        "source": "people.trainingrecord", "source_words": "任职培训",
        "began_on": date(2023, 7, 1), "due_column": "since", "due_months": 12,
    }, (
        Typed(slice(0, None, 2), date(2024, 6, 14), "科级干部任职培训班"),
    )),
)  # fmt: skip


def load(world: World) -> None:
    """Write down, start and partly fill the programmes, each on days before today."""
    for told in PROGRAMMES:
        _programme(world, told)


def _programme(world: World, told: Told) -> None:
    owner = world.user(told.owner)
    began_on, due_on = YEAR
    fields = {"began_on": began_on, "due_on": due_on, **told.fields}
    fields["audience"] = audience_words(fields["register"], fields["query"], owner)
    fields["unit"] = Unit.objects.get(code=told.unit)
    with standing_on(fields["began_on"] + timedelta(days=20)):
        draft = programme_add(fields, actor=owner)
    programme = programme_start(draft, actor=owner)
    rows = list(programme.rows.order_by("pk"))
    _fill(programme, rows, told.typed, owner)
    if told.exempt:
        rows_exempt(programme, rows[7:9], why=told.exempt, on=date(2025, 4, 1), actor=owner)


def _fill(
    programme: Programme, rows: Sequence[RosterRow], typed: Iterable[Typed], owner: Any
) -> None:
    for one in typed:
        evidence_add(programme, rows[one.part], on=one.on, words=one.words, actor=owner)
