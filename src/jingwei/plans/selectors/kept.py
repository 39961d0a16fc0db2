"""The kept number in place of counting anew, where a finished month has one. Lives for a read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from jingwei.kernel.clock import today
from jingwei.kernel.indicators import Indicator, Slice
from jingwei.plans.selectors.months import last_day
from jingwei.plans.selectors.series import Kept, Number, kept_numbers, month_of


@dataclass
class KeptEnds:
    """Numbers kept at the ends of months, read once for each unit and month.

    A finished month stays as it was kept, so a report of its last day says the same later and
    counts nothing again, however many people there are.
    """

    known: dict[tuple[str, date], Kept] = field(default_factory=dict)

    def number(self, found: Indicator, subject: Slice) -> Number | None:
        """Return the kept number of ``subject``; None where it has to be counted.

        At most one query, none for a day that is not the last of a finished month.
        """
        if not is_kept_so(found, subject):
            return None
        key = (subject.path, subject.end)
        if key not in self.known:
            self.known[key] = kept_numbers([subject.path], [month_of(subject.end)])
        return final_number(self.known[key], found, subject)

    def by_unit(
        self, found: Indicator, subject: Slice, paths: Iterable[str]
    ) -> dict[str, Number] | None:
        """Return the kept numbers of the units at ``paths``; None where they have to be counted.

        One query at most.
        """
        if not is_kept_so(found, subject):
            return None
        asked = list(paths)
        kept = kept_numbers(asked, [month_of(subject.end)], codes=[found.code])
        told = {path: final_number(kept, found, Slice(path, subject.start, subject.end))
                for path in asked}  # fmt: skip
        known = {path: number for path, number in told.items() if number is not None}
        return known if len(known) == len(told) else None


def is_kept_so(found: Indicator, subject: Slice) -> bool:
    """Whether kept numbers mean this slice: up to the end of a past month, from 1 January.

    What stands at the end of a period does not ask where it began.
    """
    end = subject.end
    is_end = end == last_day(end) and end < today()
    return is_end and (found.is_level or subject.start == date(end.year, 1, 1))


def final_number(kept: Kept, found: Indicator, subject: Slice) -> Number | None:
    """Return the number if it was computed after the month had ended."""
    row = kept.computed(found.code, subject.path, month_of(subject.end))
    if row is None or row.day != subject.end:
        return None
    if timezone.localtime(row.computed_at).date() <= subject.end:
        return None
    return kept.number(found, subject.path, month_of(subject.end))
