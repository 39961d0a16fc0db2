"""附表: every measure in one table; at the end of the year its closing and proof in another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jingwei.kernel.indicators import Indicator, indicator_named
from jingwei.plans.light import Light
from jingwei.plans.models import Evidence, Measure, MeasureChange, Milestone, ProgressNote, Proof
from jingwei.plans.rules import Facts
from jingwei.plans.selectors.agenda import plain
from jingwei.plans.selectors.proof import proofs_on
from jingwei.plans.selectors.report.figures import BLANK, Inline, key
from jingwei.plans.selectors.report.late import in_words
from jingwei.plans.selectors.report.period import short, written
from jingwei.plans.selectors.report.stage import Stage, notes_known

MEASURES, CLOSINGS = "举措推进情况一览表", "举措销号及佐证一览表"
INDICATORS = "佐证指标口径一览表"


def annexes(stage: Stage) -> list[dict[str, Any]]:
    """Return the annexes, each a title and a table.

    All measures; at year-end also how each was closed and what proves it, and what the indicators
    among the proofs count.
    """
    found = [{"title": MEASURES, "table": _measures(stage)}]
    if stage.period.kind != "year_end":
        return found
    proofs = proofs_on(stage.measures, stage.period.as_of)
    named = _indicators(proofs.values())
    found.append({"title": CLOSINGS, "table": _closings(stage, proofs, named)})
    if any(named.values()):
        found.append({"title": INDICATORS, "table": _meanings(named)})
    return found


def progress_words(facts: Facts | None, unread: bool) -> str:
    """Return what was reached of what is wanted: 实际6次，目标12次; the dash for what failed."""
    if facts is None or unread:
        return BLANK
    if facts.milestones:
        done = sum(is_done for _, is_done in facts.milestones)
        return f"节点{done}/{len(facts.milestones)}"
    if facts.target is None:
        return "未定目标"
    unit = facts.unit_label
    actual = "尚无记录" if facts.actual is None else f"实际{plain(facts.actual)}{unit}"
    return f"{actual}，目标{plain(facts.target)}{unit}"


def light_words(measure: Measure, failed: set[int]) -> str:
    """Return the light shown as shape and word, the dash when it could not be computed."""
    if measure.pk in failed:
        return BLANK
    light = Light(measure.light)
    return f"{light.mark}{light.label}"


def _measures(stage: Stage) -> dict[str, Any]:
    day = written(stage.period.as_of)
    light = f"有人工调灯的以调灯为准，其余由亮灯规则按记录算出。数据截至{day}。"
    reached = (
        "佐证为指标的，实际数由系统取数；为填报数的，取最近一次填报的累计数；为节点的，列已完成节点数/节点总数。"
        f"数据截至{day}。"
    )
    heads: list[Inline] = ["序号", "任务", "举措", "牵头", "责任人", "时限"]
    heads += [key("灯", light), key("进展", reached)]
    rows = [_measure_row(stage, place, m) for place, m in enumerate(stage.measures, start=1)]
    return {"heads": heads, "rows": rows, "widths": [1.2, 1.2, 7.8, 2.6, 1.8, 2.6, 2, 5]}


def _measure_row(stage: Stage, place: int, measure: Measure) -> list[Inline]:
    facts = stage.facts.get(measure.pk)
    note = stage.notes.get(measure.pk)
    told = progress_words(facts, measure.pk in stage.unread)
    latest = f"（{short(note.on)}）" if note else ""
    return [
        str(place),
        measure.item.number or BLANK,
        measure.text,
        stage.leads.get(measure.pk) or BLANK,
        stage.owners[measure.pk] or BLANK,
        str(facts.due_on) if facts and facts.due_on else BLANK,
        light_words(measure, stage.failed),
        f"{told}{latest}",
    ]


def _closings(
    stage: Stage, proofs: dict[int, Proof], named: dict[str, Indicator | None]
) -> dict[str, Any]:
    pks = [m.pk for m in stage.measures]
    statements, papers = _statements(stage, pks), _papers(stage, pks)
    closed = f"已登记销号的，列销号日期与时限的先后。数据截至{written(stage.period.as_of)}。"
    heads: list[Inline] = ["序号", "举措", key("完成情况", closed), "完成说明", "佐证", "佐证材料"]
    rows: list[list[Inline]] = [
        [
            str(place),
            m.text,
            _closing(stage, m),
            statements.get(m.pk, BLANK),
            _proven(stage, m, proofs.get(m.pk), named),
            "；".join(papers.get(m.pk, [])) or BLANK,
        ]
        for place, m in enumerate(stage.measures, start=1)
    ]
    return {"heads": heads, "rows": rows, "widths": [1.2, 5.4, 3, 3.8, 4.4, 4.3]}


def _indicators(proofs: Iterable[Proof]) -> dict[str, Indicator | None]:
    """Return the indicators that prove something, by code in order; None for an unknown one."""
    codes = sorted({proof.indicator for proof in proofs if proof.counts_itself})
    return {code: indicator_named(code) for code in codes}


def _proven(
    stage: Stage, measure: Measure, proof: Proof | None, named: dict[str, Indicator | None]
) -> str:
    """Return by what a measure is proven and what was reached: 指标“……”：实际96次，目标240次."""
    told = progress_words(stage.facts.get(measure.pk), measure.pk in stage.unread)
    if proof is None:
        return "没有确定佐证方式"
    if not proof.counts_itself:
        return f"{proof.get_kind_display()}：{told}"
    found = named[proof.indicator]
    return f"指标“{found.label if found else proof.indicator}”：{told}"


def _meanings(named: dict[str, Indicator | None]) -> dict[str, Any]:
    known = [one for one in named.values() if one]
    rows: list[list[Inline]] = [
        [str(place), one.label, one.unit_label, one.definition, one.source]
        for place, one in enumerate(known, start=1)
    ]
    heads: list[Inline] = ["序号", "指标", "单位", "口径", "来源"]
    return {"heads": heads, "rows": rows, "widths": [1.2, 5, 1.6, 10.3, 4]}


def _closing(stage: Stage, measure: Measure) -> str:
    facts = stage.facts.get(measure.pk)
    if facts is None:
        return BLANK
    if facts.state != Measure.State.DONE:
        return f"未销号（{light_words(measure, stage.failed)}）"
    return in_words("".join(measure.light_why.get("reasons", [])))


def _statements(stage: Stage, pks: list[int]) -> dict[int, str]:
    changes = MeasureChange.objects.filter(
        measure__in=pks, field="state", after=Measure.State.DONE, on__lte=stage.period.as_of
    )
    return dict(changes.order_by("on", "pk").values_list("measure", "reason"))


def _papers(stage: Stage, pks: list[int]) -> dict[int, list[str]]:
    """Titles of what the notes point to and of the documents of done milestones."""
    day, found = stage.period.as_of, dict[int, list[str]]()
    milestones = Milestone.objects.filter(measure__in=pks, done_on__lte=day)
    for pk, title in milestones.exclude(document_title="").values_list("measure", "document_title"):
        found.setdefault(pk, []).append(title)
    notes = ProgressNote.objects.filter(notes_known(day), measure__in=pks)
    rows = Evidence.objects.filter(note__in=notes).order_by("note__on", "pk")
    for pk, title in rows.values_list("note__measure", "title"):
        found.setdefault(pk, []).append(title)
    return found
