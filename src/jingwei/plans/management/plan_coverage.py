"""``jingwei plan coverage``: which measures are proved by what kind of record."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.kernel.console import Answer
from jingwei.kernel.indicators import indicator_named
from jingwei.plans.models import AnnualPlan, Measure
from jingwei.plans.selectors.suggest import Suggested, suggestions_for, way_of
from jingwei.plans.services.proof import proof_accept

WAYS = {
    "indicator": "指标",
    "programme": "覆盖项目",
    "procedure": "程序",
    "round": "填报与台账",
    "milestones": "节点材料",
    "typed": "人工填报",
    "none": "尚未确定",
}
COMPUTED = ("indicator", "programme", "procedure", "round")
"""What the system counts from records."""
TRIAL = "试算：没有佐证的举措一律采用第一条建议，只看结果，没有保存。"


def run(asked: Any) -> Answer:
    """Return the measures of issued plans by proof, of all years or of ``asked.year``.

    With ``accept_suggestions`` plans that are not issued count too, and each measure without a
    proof takes its first suggestion within a transaction that is rolled back: a trial.
    """
    with transaction.atomic():
        measures = list(_measures(asked.year, drafts=asked.accept_suggestions))
        opened = _accept(measures) if asked.accept_suggestions else {}
        data = _counted(measures, asked, opened)
        transaction.set_rollback(asked.accept_suggestions)
    return Answer(_lines(data), data)


def _measures(year: int | None, *, drafts: bool) -> Any:
    rows = Measure.objects.current() if drafts else Measure.objects.issued()
    rows = rows.exclude(plan__state=AnnualPlan.State.CLOSED)
    rows = rows.filter(plan__year=year) if year else rows
    return rows.select_related("plan__unit", "item__area", "proof")


def _accept(measures: list[Measure]) -> dict[int, Suggested]:
    bare = [m for m in measures if not hasattr(m, "proof")]
    best = {pk: found[0] for pk, found in suggestions_for(bare).items() if found}
    for measure in bare:
        if measure.pk in best:
            measure.proof = proof_accept(measure, best[measure.pk], actor=None)
    return best


def _counted(measures: list[Measure], asked: Any, taken: dict[int, Suggested]) -> dict[str, Any]:
    lists: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for measure in measures:
        lists[way_of(getattr(measure, "proof", None))].append(_row(measure, taken.get(measure.pk)))
    total = len(measures)
    counts = {way: len(rows) for way, rows in lists.items()}
    computed = sum(counts[way] for way in COMPUTED)
    return {
        "year": asked.year,
        "trial": asked.accept_suggestions,
        "total": total,
        "counts": counts,
        "shares": {way: _share(count, total) for way, count in counts.items()},
        "computed": _share(computed, total),
        "with_milestones": _share(computed + counts["milestones"], total),
        "to_open": sum(bool(row["opens"]) for rows in lists.values() for row in rows),
        "measures": lists,
    }


def _share(count: int, total: int) -> float | None:
    return round(100 * count / total, 1) if total else None


def _row(measure: Measure, taken: Suggested | None) -> dict[str, Any]:
    proof = getattr(measure, "proof", None)
    found = indicator_named(proof.indicator) if proof and proof.indicator else None
    return {
        "id": measure.pk,
        "plan": measure.plan.title,
        "item": str(measure.item),
        "text": measure.text,
        "indicator": proof.indicator if proof else "",
        "label": found.label if found else "",
        "reading": proof.get_reading_display() if proof and proof.indicator else "",
        "target": str(proof.target) if proof and proof.target is not None else None,
        "unit_label": proof.unit_label if proof else "",
        "words": taken.words if taken else [],
        "opens": taken.opens if taken else "",
    }


def _lines(data: dict[str, Any]) -> list[str]:
    if not data["total"]:
        return ["没有在办的举措。"]
    lines = [TRIAL] if data["trial"] else []
    lines.append(f"举措 {data['total']} 条" if data["trial"] else f"在办举措 {data['total']} 条")
    for way, label in WAYS.items():
        lines.append(f"{label}：{data['counts'][way]} 条（{data['shares'][way]:.1f}%）")
        lines += [_line(row) for row in data["measures"][way]]
    lines.append(f"由记录计算的（前四种）合计 {data['computed']:.1f}%")
    lines.append(f"连同节点材料合计 {data['with_milestones']:.1f}%")
    if data["to_open"]:
        lines.append(f"其中 {data['to_open']} 条要先建立覆盖项目、填报或台账，才有数。")
    return lines


def _line(row: dict[str, Any]) -> str:
    target = f"{row['reading']}{row['target']}{row['unit_label']}" if row["target"] else ""
    because = f"依据“{'、'.join(row['words'])}”" if row["words"] else ""
    to_open = f"先建立“{row['opens']}”" if row["opens"] else ""
    parts = [row["label"] or row["indicator"], target, because, to_open]
    said = "；".join(part for part in parts if part)
    return f"  {row['item']} · {row['text']}" + (f"〔{said}〕" if said else "")
