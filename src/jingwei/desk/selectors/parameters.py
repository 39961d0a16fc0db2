"""The thresholds in force with their last change."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Max

from jingwei.kernel.audit import subject_key
from jingwei.kernel.models import AuditEntry, ParameterValue
from jingwei.kernel.parameters import PARAMETERS, Parameter, parameter_values


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A threshold, the value in force, and the entry that set it (None: the default holds)."""

    parameter: Parameter
    value: float
    last: AuditEntry | None


def parameter_rows() -> list[ParameterRow]:
    """Return every declared threshold in the order of the code. Four queries."""
    values, last = parameter_values(), _last_changes()
    return [
        ParameterRow(declared, values[code], last.get(code))
        for code, declared in PARAMETERS.items()
    ]


def parameter_history(code: str) -> list[AuditEntry]:
    """Return the changes of one threshold, newest first. Two queries."""
    row = ParameterValue.objects.filter(code=code).first()
    if row is None:
        return []
    return list(_changes().filter(subject=subject_key(row)).select_related("actor"))


def _last_changes() -> dict[str, AuditEntry]:
    codes = {subject_key(row): row.code for row in ParameterValue.objects.all()}
    newest = _changes().filter(subject__in=codes).order_by().values("subject").annotate(Max("pk"))
    pks = [found["pk__max"] for found in newest]
    entries = AuditEntry.objects.filter(pk__in=pks).select_related("actor")
    return {codes[entry.subject]: entry for entry in entries}


def _changes() -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(act="parameter.change")
