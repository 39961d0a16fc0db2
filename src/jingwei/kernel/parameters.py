"""Thresholds a district may change: a default and its bounds in code, a row when changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import ParameterValue

declare_acts({"parameter.change": "修改参数"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One threshold: ``low``..``high`` inclusive, in ``unit``; ``source`` says where it is from."""

    code: str
    label: str
    default: float
    low: float
    high: float
    unit: str
    source: str


PARAMETERS: dict[str, Parameter] = {}


def parameter(code: str, label: str, *, default: float, bounds: tuple[float, float],
              unit: str, source: str) -> Parameter:  # fmt: skip
    """Declare a threshold under ``code``; codes are unique for the whole product."""
    if code in PARAMETERS:
        raise ValueError(f"Parameter {code!r} is declared twice")
    PARAMETERS[code] = Parameter(code, label, default, *bounds, unit, source)
    return PARAMETERS[code]


def parameter_values() -> dict[str, float]:
    """Return every threshold in force by code. One query."""
    stored = dict(ParameterValue.objects.values_list("code", "value"))
    return {code: stored.get(code, p.default) for code, p in PARAMETERS.items()}


@transaction.atomic
def parameter_change(code: str, value: float, *, actor: models.Model, reason: str) -> None:
    """Store ``value`` for the threshold ``code``.

    Raises BadInput ``kernel.parameter`` when the value is out of bounds or no reason is given.
    """
    declared = PARAMETERS[code]
    if not declared.low <= value <= declared.high:
        raise BadInput(
            "kernel.parameter",
            f"“{declared.label}”应在 {declared.low:g} 到 {declared.high:g} {declared.unit}之间，"
            f"现填 {value:g}。",
        )
    if not reason.strip():
        raise BadInput("kernel.parameter", f"修改“{declared.label}”需要写明理由。")
    row, _ = ParameterValue.objects.select_for_update().get_or_create(
        code=code, defaults={"value": declared.default}
    )
    before: Any = row.value
    row.value = value
    row.save(update_fields=["value"])
    audit("parameter.change", row, actor, before=before, after=value, reason=reason)
