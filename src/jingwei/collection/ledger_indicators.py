"""The rows of a free ledger as a number that can prove a measure: one for each ledger."""

from __future__ import annotations

from typing import Any

from jingwei.collection.models import Ledger, LedgerRow
from jingwei.kernel.indicators import Family, Indicator, Rows, Slice, indicator_family

PREFIX = "collection.ledger."


def ledger_indicator(ledger: Ledger) -> Indicator:
    """Return the number of rows whose day lies in the period; without a day, of all there are."""
    column = ledger.day_column

    def rows(subject: Slice) -> Rows:
        found = LedgerRow.objects.within(subject.path).filter(ledger=ledger.pk)
        if column is None:
            return found
        return found.filter(**{f"{column.slot}__range": (subject.start, subject.end)})

    when = f"“{column.label}”在期内的行数" if column else "现有的行数，不分期间"
    return Indicator(
        code=f"{PREFIX}{ledger.pk}", label=f"{ledger.name}登记数", unit_label=ledger.row_word,
        definition=f"自建台账“{ledger.name}”中{when}。", source=f"自建台账“{ledger.name}”",
        keywords=(ledger.name,), rows=rows, is_level=column is None,
    )  # fmt: skip


def _named(code: str) -> Indicator | None:
    key = code.removeprefix(PREFIX)
    if not key.isdecimal() or len(key) > 18:
        return None
    ledger = Ledger.objects.started().filter(pk=int(key)).first()
    return ledger_indicator(ledger) if ledger else None


def _listed(viewer: Any) -> list[Indicator]:
    return [ledger_indicator(ledger) for ledger in Ledger.objects.open_to(viewer).started()]


indicator_family(Family(PREFIX, _named, _listed))
