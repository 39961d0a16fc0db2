"""Is a text a work plan at all? Counts what demands action against what tells or talks."""

from __future__ import annotations

import re

from jingwei.plans.outline.furniture import PLAN_WORDS
from jingwei.plans.outline.lexicon import lexicon
from jingwei.plans.outline.masking import mask
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.tree import Outline

_PLAN_LINE = re.compile(
    r"(?:要点|计划|规划|实施方案|工作方案|工作安排|任务分解|任务清单|重点任务|打算|行动方案|分工方案|工作清单|台账|实施意见)"
)
_OTHER_TITLE = re.compile(
    r"(?:纪要|记录|总结|报道|简报|通报|讲话|致辞|倡议书|公告|公示|条例|规定|守则|合同|协议|简介|说明书?|感谢信|慰问信|一封信|"
    r"名单|成绩单?|成绩表|花名册|情况报告|述职报告|工作报告|调研报告|申请书|检讨书|章程|管理办法|暂行办法)(?:[（(].*[）)])?$"
)
_FOREIGN: tuple[tuple[str, str], ...] = (
    ("letter", r"(?:尊敬的|亲爱的|敬爱的)[^\n]{1,20}[：:]|此致|敬礼|祝(?:您|你)|展信|见字如面"),
    (
        "news",
        r"本报讯|本网讯|新华社|记者[^\n]{0,12}(?:报道|获悉|从)|通讯员|[（(](?:记者|通讯员|来源)|日讯|近日，|昨日，|日前，",
    ),
    (
        "minutes",
        r"会议纪要|(?:参会|出席|列席|缺席|到会)(?:人员|领导)?[：:]|主持人?[：:]|记录人?[：:]|会议(?:听取|指出|强调|认为|议定|决定|明确)",
    ),
    ("law", r"第[一二三四五六七八九十百]+条[ 　]"),
)
_PERSONS = re.compile("[我你您他她]|咱们")
_ENOUGH = 3
_MANY = 8  # demands under numbered headings that no paper but a plan holds


def is_plan(outline: Outline, *, from_table: bool = False) -> bool:
    """Tell whether an outline was cut from a work plan: demands outweigh facts and talk.

    ``from_table``: the text came from a table with the columns of a breakdown.
    """
    measures = outline.measures
    if len(measures) < 2:
        return False
    title = simplified(outline.title)
    titled = bool(PLAN_WORDS.search(title) or _PLAN_LINE.search(title))
    if _OTHER_TITLE.search(title) and not _PLAN_LINE.search(title):
        return False
    points = (
        2 * titled + 2 * from_table + _form_points(outline) - _foreign_points(outline.source_text)
    )
    if titled and _numbered(outline) >= _ENOUGH and _commanding(outline) >= _MANY:
        return True
    return points >= _ENOUGH and _demand_share(outline) >= (0.3 if titled else 0.5)


def _numbered(outline: Outline) -> int:
    heads = [area.head for area in outline.areas]
    return sum(bool(h.number) for h in heads) + sum(
        bool(item.head.number) for area in outline.areas for item in area.items
    )


def _commanding(outline: Outline) -> int:
    return sum(_commands(measure.text) for measure in outline.measures)


def _form_points(outline: Outline) -> int:
    items = [item for area in outline.areas for item in area.items]
    headings = sum(bool(a.head.number) for a in outline.areas) + sum(
        bool(i.head.number or i.head.heading) for i in items
    )
    measures = outline.measures
    owned = any(m.units.lead or m.units.support or m.deadline for m in measures)
    return 2 * (headings >= 2) + (len(measures) >= 6) + (_demand_share(outline) >= 0.7) + owned


def _foreign_points(text: str) -> int:
    shown = text[:20_000]
    found = sum(2 for _, pattern in _FOREIGN if re.search(pattern, shown))
    talk = len(_PERSONS.findall(shown)) * 120 > len(shown)
    return found + 3 * talk


def _demand_share(outline: Outline) -> float:
    """Return the share of the text under headings that demands something, 0 to 1."""
    demanding = sum(m.span[1] - m.span[0] for m in outline.measures if _commands(m.text))
    told = sum(
        n.end - n.start for n in outline.nodes if n.kind == "context" and n.end - n.start > 12
    )
    loose = sum(m.span[1] - m.span[0] for m in outline.measures) - demanding
    whole = demanding + told + loose
    return demanding / whole if whole else 0.0


def _commands(text: str) -> bool:
    words = lexicon()
    for clause in re.split("[，,：:]", mask(simplified(text)).replace("\n", ""))[:6]:
        core = words.core(clause.strip())
        if words.verb(core) or words.result(core):
            return True
    return False
