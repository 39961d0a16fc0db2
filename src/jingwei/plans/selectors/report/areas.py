"""分板块: area by area, item by item, what the latest records of the period say."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from jingwei.kernel.chinese import numeral_value
from jingwei.plans.light import Light
from jingwei.plans.models import Area, Item, Measure
from jingwei.plans.selectors.report.figures import Figures, Inline, joined
from jingwei.plans.selectors.report.overall import TOLD, by_area
from jingwei.plans.selectors.report.period import short, written
from jingwei.plans.selectors.report.stage import Stage


def areas(stage: Stage, figures: Figures) -> list[dict[str, Any]]:
    """Return the blocks of the section under the plan's own headings."""
    if not stage.measures:
        return [{"paragraph": ["本要点还没有举措。"]}]
    blocks: list[dict[str, Any]] = []
    for place, (area, measures) in enumerate(by_area(stage), start=1):
        blocks.append({"heading": _heading(2, area, place)})
        for item_place, (item, found) in enumerate(_by_item(measures), start=1):
            blocks.append({"heading": _heading(3, item, item_place)})
            counts = _counts(stage, figures, item, found)
            blocks.append({"paragraph": [*counts, _progress(stage, found)]})
    return blocks


def numeral(number: str) -> int | None:
    """Return the value of a heading's printed number (四, （二）, 12.), None for anything else."""
    return numeral_value(number.strip("（）() 　.．、第"))


def _heading(level: int, part: Area | Item, place: int) -> list[Any]:
    """Level, number, words: the number of the plan itself, its place when it has none."""
    number = numeral(part.number) or (None if part.number else place)
    return [level, number, part.heading or str(part) or "任务"]


def _by_item(measures: list[Measure]) -> list[tuple[Item, list[Measure]]]:
    return [(found[0].item, found) for _, rows in groupby(measures, lambda m: m.item_id)
            if (found := list(rows))]  # fmt: skip


def _counts(stage: Stage, figures: Figures, item: Item, found: list[Measure]) -> list[Inline]:
    day = written(stage.period.as_of)
    whole = figures.count(
        f"item.{item.pk}.total", [m.pk for m in found], name=f"{item} 举措",
        means=f"该任务下现行版本的举措条数。数据截至{day}。",
    )  # fmt: skip
    parts = []
    for light in TOLD:
        shown = [m.pk for m in stage.lit(light, among=found)]
        if shown or light is Light.DONE:
            count = figures.count(
                f"item.{item.pk}.{light.value}", shown, name=f"{item} {light.label}",
                means=f"该任务下亮灯为所列灯的举措条数；有人工调灯的以调灯为准。数据截至{day}。",
            )  # fmt: skip
            parts.append([light.label, count])
    return ["共", whole, "举措，", *joined(parts, "、"), "。"]


def _progress(stage: Stage, found: list[Measure]) -> str:
    """The latest record of each measure in the period, under the measure's first words."""
    told = [(m, stage.notes[m.pk]) for m in found if m.pk in stage.notes]
    if not told:
        return f"{stage.period.said}没有新的进展记录。"
    said = (
        f"{first_words(m.text)}：{sentence(note.text)[:-1]}（{short(note.on)}）。"
        for m, note in told
    )
    return f"{stage.period.said}进展：{''.join(said)}"


def first_words(text: str) -> str:
    """Return the first clause of a measure, cut after 24 characters: enough to know it by."""
    clause = re.split("[，；。：]", text, maxsplit=1)[0]
    return clause if len(clause) <= 24 else f"{clause[:23]}……"


def sentence(text: str) -> str:
    """Return ``text`` in one line, closed by a full stop."""
    return f"{' '.join(text.split()).rstrip('。；;，,.')}。"
