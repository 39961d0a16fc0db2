"""总体情况: how many measures show which light, now and a month ago, by area."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.plans.light import Light
from jingwei.plans.models import Area, Measure
from jingwei.plans.selectors.report.figures import Figures, Inline, joined, key
from jingwei.plans.selectors.report.period import short, written
from jingwei.plans.selectors.report.stage import Stage

TOLD = (
    Light.DONE, Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED, Light.NOT_STARTED, Light.SUSPENDED
)  # fmt: skip
"""The lights in the order of a sentence: what went well first."""


def overall(stage: Stage, figures: Figures) -> list[dict[str, Any]]:
    """Return the blocks; the figures are ``total``, ``light.*``, ``before.*``, ``area.*``."""
    if not stage.measures:
        return [{"paragraph": [f"截至{written(stage.period.as_of)}，《{stage.plan}》还没有举措。"]}]
    blocks = [{"paragraph": _state(stage, figures)}]
    if stage.before is not None:
        blocks.append({"paragraph": _comparison(stage, figures)})
    blocks += [{"paragraph": [sentence]} for sentence in _failures(stage)]
    blocks.append({"paragraph": _activity(stage, figures)})
    return [*blocks, {"table": _table(stage, figures)}]


def light_means(light: Light, whose: str, day: date) -> str:
    """Return the definition of a number of measures that show ``light``."""
    return (
        f"{whose}中亮灯为“{light.label}”的举措条数；有人工调灯的以调灯为准。"
        f"数据截至{written(day)}。"
    )


def listed(stage: Stage, **filters: str) -> dict[str, str]:
    """Return the filters of the list of measures on the day of the report."""
    return {**filters, "on": stage.period.as_of.isoformat()}


def by_area(stage: Stage) -> list[tuple[Area, list[Measure]]]:
    """Return the areas in printed order, each with its measures."""
    found: dict[int, tuple[Area, list[Measure]]] = {}
    for measure in stage.measures:
        found.setdefault(measure.item.area_id, (measure.item.area, []))[1].append(measure)
    return list(found.values())


def _state(stage: Stage, figures: Figures) -> list[Inline]:
    day = stage.period.as_of
    whole = figures.count(
        "total", [m.pk for m in stage.measures], name="举措总数", query=listed(stage),
        means=f"《{stage.plan}》现行版本中的全部举措条数。数据截至{written(day)}。",
    )  # fmt: skip
    parts = []
    for light in TOLD:
        shown = figures.count(
            f"light.{light.value}", [m.pk for m in stage.lit(light)], name=light.label,
            means=light_means(light, "全部举措", day), query=listed(stage, light=light.value),
        )  # fmt: skip
        if stage.lit(light):
            parts.append([light.label, shown])
    head: list[Inline] = [f"截至{written(day)}，《{stage.plan}》共分解举措", whole]
    return [*head, "，其中", *joined(parts, "、"), "。"] if parts else [*head, "。"]


def _comparison(stage: Stage, figures: Figures) -> list[Inline]:
    if not stage.before or stage.compared_on is None:
        return ["上月末的数据没有算出，以“——”表示，不作比较。"]
    day, changed, same = stage.compared_on, [], []
    for light in TOLD:
        before = figures.count(
            f"before.{light.value}", [pk for pk, was in stage.before.items() if was == light],
            name=f"上月末{light.label}", means=light_means(light, "全部举措", day),
            query={"light": light.value, "on": day.isoformat()},
        )  # fmt: skip
        now, was = figures.value(f"light.{light.value}"), figures.value(f"before.{light.value}")
        if now != was:
            turned: list[Inline] = [f"{light.label}由", before, "增至" if now > was else "减至"]
            changed.append([*turned, {"figure": f"light.{light.value}"}])
        elif now:
            same.append(light.label)
    rest = f"{'；' if changed else ''}{'、'.join(same)}与上月末持平" if same else ""
    return [f"与上月末（{short(day)}）相比，", *joined(changed), f"{rest}。"]


def _activity(stage: Stage, figures: Figures) -> list[Inline]:
    """What was reported and decided in the period; a silent period is told in plain words."""
    period = stage.period
    if not stage.notes:
        met = stage.meeting if period.is_monthly else next(iter(stage.meetings), None)
        also = "" if met else "，也没有召开调度会"
        return [f"{period.said}没有进展记录{also}。各板块亮灯情况见下表。"]
    shown = figures.count(
        "reported", stage.notes, name=f"{period.said}有进展记录",
        means=f"{written(period.since)}至{written(period.as_of)}之间至少有一条未撤回的进展记录的举措条数。",
    )  # fmt: skip
    return [f"{period.said}有进展记录的举措", shown, "。各板块亮灯情况见下表。"]


def _failures(stage: Stage) -> list[str]:
    said = []
    if names := [f"“{m}”" for m in stage.measures if m.pk in stage.failed]:
        said.append(f"{'、'.join(names)}的数据来源没有算出，灯和进展以“——”表示，不计入各灯。")
    if names := [f"“{m}”" for m in stage.measures if m.pk in stage.unread]:
        said.append(f"{'、'.join(names)}的指标没有取到数，进展以“——”表示。")
    return said


def _table(stage: Stage, figures: Figures) -> dict[str, Any]:
    """Areas by lights. The heads carry the definition, so that the cells stay clean."""
    lights = [light for light in Light if stage.lit(light)]
    means = _cell_means(stage)
    heads = ["板块", key("举措", means), *(key(light.label, means) for light in lights)]
    rows = [_row(stage, figures, area, found, lights) for area, found in by_area(stage)]
    rows.append(_row(stage, figures, None, stage.measures, lights))
    return {"heads": heads, "rows": rows, "widths": [3.6, *([1.9] * (len(lights) + 1))]}


def _row(
    stage: Stage, figures: Figures, area: Area | None, found: list[Measure], lights: list[Light]
) -> list[Inline]:
    """A line of the table: of an area, or of all for None."""
    name = (str(area) or "任务") if area else "合计"
    filters = {"area": str(area.pk)} if area else {}

    def cell(code: str, label: str, rows: list[Measure], **light: str) -> Inline:
        return figures.count(
            f"area.{area.pk if area else 'all'}.{code}", [m.pk for m in rows],
            name=f"{name} {label}", unit="", means=_cell_means(stage),
            query=listed(stage, **light, **filters),
        )  # fmt: skip

    lit = [(light, stage.lit(light, among=found)) for light in lights]
    cells = [cell(light.value, light.label, rows, light=light.value) for light, rows in lit]
    return [name, cell("total", "举措", found), *cells]


def _cell_means(stage: Stage) -> str:
    return (
        "该板块（合计行为全部）的举措条数；列名是灯的，只数亮该灯的，有人工调灯的以调灯为准。"
        f"数据截至{written(stage.period.as_of)}。"
    )
