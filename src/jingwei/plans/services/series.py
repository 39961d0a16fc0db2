"""The kept numbers of indicators: computed every night, and when somebody asks."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.indicators import FAMILIES, INDICATORS, Indicator
from jingwei.kernel.registers.management import System
from jingwei.org.models import Unit
from jingwei.plans.models import IndicatorValue
from jingwei.plans.selectors.months import last_day
from jingwei.plans.selectors.series import (
    Number,
    day_in,
    month_before,
    month_of,
    months_until,
    numbers_by_unit,
    year_to,
)

declare_acts(
    {
        "indicator.refresh": "重新计算指标",
        "indicator.export": "导出指标明细",
        "indicator.table": "导出指标统计表",
        "indicator.year_tables": "导出年度统计表",
    }
)
BATCH = 2_000
KEPT = ("day", "count", "whole", "computed_at")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """An indicator that could not be computed, and what the machine said."""

    code: str
    label: str
    error: str

    def __str__(self) -> str:
        return f"指标“{self.label}”（{self.code}）没有算出：{self.error}"


@dataclass
class Outcome:
    """What a computation kept: numbers of how many indicators, in how many rows; what failed."""

    indicators: int = 0
    rows: int = 0
    failed: list[Failure] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Add what another month kept."""
        self.indicators += other.indicators
        self.rows += other.rows
        self.failed += [one for one in other.failed if one not in self.failed]


def series_keep(months: Iterable[date], *, on: date, codes: Iterable[str] | None = None) -> Outcome:
    """Compute and keep the numbers of all units for ``months``, each up to its end or ``on``.

    ``codes`` narrows it to some indicators. One that fails is told of and stops no other. One or
    two queries for each indicator and month, then a few to store them.
    """
    wanted = None if codes is None else set(codes)
    outcome = Outcome()
    found, failed = every_indicator()
    outcome.failed += [one for one in failed if wanted is None]
    chosen = [one for one in found if wanted is None or one.code in wanted]
    units = dict(Unit.objects.values_list("path", "pk"))
    for month in sorted(months):
        outcome.add(_month_keep(chosen, month, on=on, units=units))
    return outcome


def series_keep_due(*, on: date) -> Outcome:
    """Keep the running month, and the months of the year whose numbers are not final.

    Final is what was computed after the month had ended; that stays as it was, also where the
    rows behind it carry no days.
    """
    outcome = series_keep([month_of(on)], on=on)
    before = [month for month in months_until(on) if month != month_of(on)]
    before = before or [month_before(on)]
    final, (found, _) = _final(before), every_indicator()
    for month in before:
        lacking = {one.code for one in found} - final.get(month, set())
        if lacking:
            outcome.add(series_keep([month], on=on, codes=lacking))
    return outcome


def series_refresh(found: Indicator, month: date, *, actor: User) -> Outcome:
    """Compute one indicator again for a month, because its records were corrected since."""
    outcome = series_keep([month], on=today(), codes=[found.code])
    audit("indicator.refresh", actor, actor, name=found.label, value=found.code, month=month)
    return outcome


def rows_exported(found: Indicator, filters: dict[str, str], count: int, *, actor: User) -> None:
    """Record that ``actor`` took out the rows behind a number that belong to no register."""
    audit(
        "indicator.export", actor, actor, name=found.label, value=found.code, count=count,
        filters=filters,
    )  # fmt: skip


def table_exported(unit: Unit, month: date, count: int, *, actor: User) -> None:
    """Record that ``actor`` took out the table of all indicators of ``unit``."""
    audit("indicator.table", unit, actor, month=month, count=count)


def tables_exported(unit: Unit, month: date, count: int, *, actor: User) -> None:
    """Record that ``actor`` took out the yearly tables of ``unit``."""
    audit("indicator.year_tables", unit, actor, month=month, count=count)


def every_indicator() -> tuple[list[Indicator], list[Failure]]:
    """Return all indicators, declared ones by code, and the families that could not give theirs.

    A few queries for each family.
    """
    found, failed = [INDICATORS[code] for code in sorted(INDICATORS)], []
    for prefix, family in FAMILIES.items():
        try:
            with _apart():
                found += family.listed(System())
        except Exception as error:
            logger.exception("Indicators %s failed", prefix)
            failed.append(_failure(prefix, prefix, error))
    return found, failed


def _month_keep(
    chosen: list[Indicator], month: date, *, on: date, units: dict[str, int]
) -> Outcome:
    outcome, rows, now = Outcome(), [], timezone.now()
    done: list[str] = []
    roots = [path for path in units if path.count("/") == 1]
    for found in chosen:
        try:
            with _apart():
                numbers = [_numbers(found, root, day_in(month, on)) for root in roots]
        except Exception as error:
            logger.exception("Indicator %s failed", found.code)
            outcome.failed.append(_failure(found.code, found.label, error))
            continue
        done.append(found.code)
        rows += [
            IndicatorValue(
                code=found.code, unit_id=units[path], month=month, day=number.end,
                count=number.count, whole=number.whole, computed_at=now,
            )
            for told in numbers for path, number in told.items() if path in units
        ]  # fmt: skip
    _store(month, done, rows)
    outcome.indicators, outcome.rows = len(done), len(rows)
    return outcome


def _numbers(found: Indicator, root: str, day: date) -> dict[str, Number]:
    return numbers_by_unit(found, year_to(root, day))


@transaction.atomic
def _store(month: date, codes: list[str], rows: list[IndicatorValue]) -> None:
    """Put the rows in place of those of the same indicators and month."""
    IndicatorValue.objects.filter(month=month, code__in=codes).delete()
    IndicatorValue.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True,
        unique_fields=["code", "month", "unit"], update_fields=KEPT,
    )  # fmt: skip


def _final(months: Iterable[date]) -> dict[date, set[str]]:
    """Return the indicators of each month that were computed after its end. One query."""
    rows = IndicatorValue.objects.filter(month__in=months, unit__parent=None)
    found: dict[date, set[str]] = {}
    for code, month, day, moment in rows.values_list("code", "month", "day", "computed_at"):
        end = last_day(month)
        if day == end and timezone.localtime(moment).date() > end:
            found.setdefault(month, set()).add(code)
    return found


def _apart() -> AbstractContextManager[Any]:
    """Keep what fails in the database from spoiling the transaction around it, if there is one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _failure(code: str, label: str, error: Exception) -> Failure:
    return Failure(code, label, f"{type(error).__name__}: {error}")
