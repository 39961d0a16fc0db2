"""滞后与预警: every red and yellow measure with its reason and the next step."""

from __future__ import annotations

import re
from typing import Any

from jingwei.plans.light import Light
from jingwei.plans.models import Measure
from jingwei.plans.selectors.report.areas import sentence
from jingwei.plans.selectors.report.figures import Figures, Inline, key
from jingwei.plans.selectors.report.period import short, written
from jingwei.plans.selectors.report.stage import Stage

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SPACE = re.compile(r"(?<=[一-龥]) (?=[\d一-龥])|(?<=\d) (?=[一-龥])")


def late(stage: Stage, figures: Figures) -> list[dict[str, Any]]:
    """Return the blocks of the section; a plan in which all is well says so."""
    blocks: list[dict[str, Any]] = []
    for light in (Light.RED, Light.YELLOW):
        if found := stage.lit(light):
            number = len([block for block in blocks if "heading" in block]) + 1
            blocks.append({"heading": [2, number, f"{light.label}举措"]})
            blocks.append({"paragraph": _intro(stage, figures, light, found)})
            blocks += [
                {"run_in": [3, place, f"“{m.text}”。", _words(stage, m)]}
                for place, m in enumerate(found, start=1)
            ]
    day = written(stage.period.as_of)
    return blocks or [{"paragraph": [f"截至{day}，没有滞后和预警的举措。"]}]


def reasons(measure: Measure) -> str:
    """Return why the measure shows its light, in sentences: the computed reasons, the override."""
    computed = "".join(sentence(text) for text in measure.light_why.get("reasons", []))
    override = measure.override  # type: ignore[attr-defined]
    if override is None:
        return in_words(computed)
    shown = measure.computed_light.label  # type: ignore[attr-defined]
    return in_words(f"人工调灯（计算为{shown}）：{sentence(override.reason)}{computed}")


def next_steps(stage: Stage, measure: Measure) -> str:
    """Return the open decisions on the measure in one line, "" for none."""
    day = stage.period.as_of
    return "；".join(
        f"{d.text.rstrip('。')}（{d.responsible}，{short(d.due_on)}前"
        f"{'，已超期' if d.due_on < day else ''}）"
        for d in stage.open_decisions(measure)
    )


def in_words(text: str) -> str:
    """Return ``text`` as documents write it: days in words, no blank beside a number."""
    text = _DAY.sub(lambda m: f"{int(m[1])}年{int(m[2])}月{int(m[3])}日", text)
    return _SPACE.sub("", text)


def _intro(stage: Stage, figures: Figures, light: Light, found: list[Measure]) -> list[Inline]:
    count = figures.count(
        f"late.{light.value}", [m.pk for m in found], name=f"{light.label}举措",
        means=figures.said[f"light.{light.value}"]["means"],
        query=figures.said[f"light.{light.value}"]["query"],
    )  # fmt: skip
    return [f"亮灯为“{light.label}”的举措共", count, "，逐条说明如下。"]


def _words(stage: Stage, measure: Measure) -> list[Inline]:
    facts = stage.facts[measure.pk]
    due = written(facts.due_on) if facts.due_on else "未定"
    lead, owner = stage.leads.get(measure.pk) or "未定", stage.owners[measure.pk] or "未定"
    item = measure.item.number or measure.item
    who = f"任务{item}，牵头：{lead}，责任人：{owner}，时限：{due}。"
    means = (
        "由亮灯规则按记录逐条算出：应达数按启动日至完成时限的天数均分，实际数取佐证指标、填报数或节点，"
        f"未更新天数从最近一次进展记录起算。数据截至{written(stage.period.as_of)}。"
    )
    step = next_steps(stage, measure) or "尚未议定"
    return [who, key("原因", means), f"：{reasons(measure)}", f"下一步：{step}。"]
