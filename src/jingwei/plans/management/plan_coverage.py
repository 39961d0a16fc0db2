"""``jingwei plan coverage``: which measures in force are proved by what."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.console import Answer
from jingwei.plans.models import Measure, Proof

KINDS = {
    "computed": (Proof.Kind.INDICATOR, "系统计算"),
    "milestones": (Proof.Kind.MILESTONES, "节点材料"),
    "typed": (Proof.Kind.TYPED, "人工填报"),
    "none": (None, "尚未确定"),
}


def run(asked: Any) -> Answer:
    """Return the measures of issued plans by proof, of all years or of ``asked.year``."""
    rows = Measure.objects.issued().select_related("plan", "item", "proof")
    if asked.year:
        rows = rows.filter(plan__year=asked.year)
    measures = list(rows)
    lists = {
        code: [_row(m) for m in measures if _kind(m) == kind] for code, (kind, _) in KINDS.items()
    }
    counts = {code: len(found) for code, found in lists.items()}
    data = {"year": asked.year, "total": len(measures), "counts": counts, "measures": lists}
    return Answer(_lines(data), data)


def _kind(measure: Measure) -> str | None:
    proof = getattr(measure, "proof", None)
    return proof.kind if proof else None


def _row(measure: Measure) -> dict[str, Any]:
    proof = getattr(measure, "proof", None)
    return {
        "id": measure.pk,
        "plan": measure.plan.title,
        "item": str(measure.item),
        "text": measure.text,
        "indicator": proof.indicator if proof else "",
        "target": str(proof.target) if proof and proof.target is not None else None,
        "unit_label": proof.unit_label if proof else "",
    }


def _lines(data: dict[str, Any]) -> list[str]:
    total = data["total"]
    if not total:
        return ["没有在办的举措。"]
    lines = [f"在办举措 {total} 条"]
    for code, (_, label) in KINDS.items():
        count = data["counts"][code]
        lines.append(f"{label}：{count} 条（{100 * count / total:.1f}%）")
        lines += [
            f"  {row['item']} · {row['text']}{_number(row)}" for row in data["measures"][code]
        ]
    return lines


def _number(row: dict[str, Any]) -> str:
    parts = [row["indicator"], f"{row['target']}{row['unit_label']}" if row["target"] else ""]
    said = " ".join(part for part in parts if part)
    return f"〔{said}〕" if said else ""
