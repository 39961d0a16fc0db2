"""``jingwei plan outline FILE``: what a document says, read without a database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jingwei.kernel.console import Answer
from jingwei.plans.outline import outline_of_file
from jingwei.plans.outline.tree import Area, Heading, Item, Measure, Outline


def run(asked: Any) -> Answer:
    """Return the outline of ``asked.file``. Raises BadInput for what is no readable plan."""
    found = outline_of_file(asked.file)
    return Answer([*outline_lines(found), outline_sum(found)], found.to_json())


def outline_lines(found: Outline) -> Iterator[str]:
    """Yield the outline as an indented tree."""
    if found.title:
        yield found.title
    if found.preamble:
        yield f"  （导语 {len(found.preamble)} 字）"
    for area in found.areas:
        yield from _area(area)


def outline_sum(found: Outline) -> str:
    """Return one sentence with the numbers of areas, items and measures."""
    areas = sum(1 for area in found.areas if area.head.heading)
    items = sum(1 for area in found.areas for item in area.items if item.head.heading)
    return f"共 {areas} 个板块、{items} 项任务、{len(found.measures)} 条举措。"


def _area(area: Area) -> Iterator[str]:
    if area.head.heading:
        yield _heading(area.head, "、")
    for item in area.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    if item.head.heading:
        yield f"  {_heading(item.head, '. ')}"
    under = None
    for measure in item.measures:
        if measure.subitem is not None and measure.subitem != under:
            under = measure.subitem
            yield f"    {_heading(item.subitems[under], ' ')}"
        yield f"    · {measure.text}{_facts(measure)}"


def _heading(head: Heading, sign: str) -> str:
    return f"{head.number}{sign}{head.heading}" if head.number else head.heading


def _facts(measure: Measure) -> str:
    facts = (
        ("牵头", "、".join(measure.units.lead)),
        ("配合", "、".join(measure.units.support)),
        ("时限", measure.deadline),
        ("频次", measure.frequency),
        ("数量", "、".join(quantity.text for quantity in measure.quantities)),
    )
    said = "；".join(f"{name}：{value}" for name, value in facts if value)
    return f"〔{said}〕" if said else ""
