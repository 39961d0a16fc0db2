"""``jingwei indicators list``: what can be counted, what it means, and how many there are."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput
from jingwei.kernel.indicators import Indicator
from jingwei.kernel.registers.management import System
from jingwei.org.models import Unit
from jingwei.plans.selectors.series import number_of, year_to
from jingwei.plans.services.series import every_indicator


def run(asked: Any) -> Answer:
    """Return every indicator, with ``--values`` its number for a unit on a day.

    One that fails says so in its line and stops no other; the command then ends with 1. Raises
    BadInput ``indicators.unit`` for an unknown unit, or without one where there are several roots.
    """
    found, failed = every_indicator()
    troubles = [str(one) for one in failed]
    unit = _unit(asked.unit) if asked.values else None
    day = asked.as_of or today()
    rows = [_told(one) | (_value(one, unit, day) if unit else {}) for one in found]
    troubles += [f"指标“{r['label']}”没有算出：{r['error']}" for r in rows if r.get("error")]
    head = [f"{unit.written}及下属单位，截至 {day}"] if unit else []
    data = {"unit": unit.path if unit else None, "as_of": str(day) if unit else None}
    lines = [*head, *(_line(row) for row in rows), f"共 {len(rows)} 个指标。", *troubles]
    return Answer(lines, {**data, "indicators": rows, "failed": troubles}, failed=bool(troubles))


def _unit(path: str | None) -> Unit:
    if path is None:
        roots = list(Unit.objects.within(*System().unit_paths()).filter(parent=None)[:2])
        if len(roots) == 1:
            return roots[0]
        raise BadInput("indicators.unit", "没有写明单位。", hint="用 --unit 写单位路径。")
    found = Unit.objects.filter(path=path).first()
    if found is None:
        raise BadInput(
            "indicators.unit", f"没有路径为“{path}”的单位。", hint="路径如 qinglan/zzb/。"
        )
    return found


def _told(found: Indicator) -> dict[str, Any]:
    return {
        "code": found.code, "label": found.label, "unit": found.unit_label,
        "definition": found.definition, "source": found.source, "items": list(found.items),
        "keywords": list(found.keywords), "is_level": found.is_level, "is_share": found.is_share,
    }  # fmt: skip


def _value(found: Indicator, unit: Unit, day: Any) -> dict[str, Any]:
    try:
        number = number_of(found, year_to(unit.path, day))
    except Exception as error:  # noqa: BLE001  # told in its line, and by the exit code
        return {"value": None, "error": f"{type(error).__name__}: {error}"}
    value = number.value
    return {
        "value": None if value is None else str(value), "count": number.count,
        "whole": number.whole, "text": number.text,
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    unit = "" if row["is_share"] else row["unit"]
    number = f"　{row['text']}{unit}" if "text" in row else ""
    return f"{row['code']}　{row['label']}{number}　{row['definition']}"
