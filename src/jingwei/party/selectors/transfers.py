"""Letters of introduction: their numbers, how long they hold, which are out without a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.accounts.models import User
from jingwei.kernel.law import law
from jingwei.party.rules.transfers import letter_expires
from jingwei.procedures.models import Case, StepRecord

CODE = "party.membership_transfer"
LETTER, RECEIPT = "C02", "C03"
"""The step that issues a letter, and the one that waits for its receipt."""


@dataclass(frozen=True, slots=True)
class Notices:
    """So many days before a letter runs out people are reminded, the first and the last time."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as people read it. ``left``: days until it runs out, negative afterwards."""

    case: Case
    number: str
    to: str
    issued_on: date
    last: date
    left: int
    tag: str
    word: str

    @property
    def is_out(self) -> bool:
        """Whether the receipt is still to come."""
        return self.case.is_running and self.case.step == RECEIPT


def letter_number(record: StepRecord) -> str:
    """Return the number of a letter as it is printed: "2025 第 0012 号"."""
    given = record.effect["changed"]
    return f"{given['year']} 第 {given['number']:04d} 号"


def notices(on: date) -> Notices:
    """Return when people are reminded, by the numbers of that day. Two queries at most."""
    numbers = law("party.transfers", on)
    return Notices(int(numbers.first_notice_days), int(numbers.last_notice_days))


def letter_of(case: Case, record: StepRecord, on: date, when: Notices) -> Letter:
    """Return the letter that ``record`` issued, as of ``on``."""
    last = letter_expires(record.happened_on, Decimal(record.data["valid_days"]))
    left = (last - on).days
    return Letter(
        case, letter_number(record), record.data["to_unit"], record.happened_on, last, left,
        *_notice(left, when),
    )  # fmt: skip


def _notice(left: int, when: Notices) -> tuple[str, str]:
    if left < 0:
        return "bad", f"■ 已过期 {-left} 天"
    if left <= when.last:
        return "bad", f"■ 还有 {left} 天"
    if left <= when.first:
        return "warn", f"▲ 还有 {left} 天"
    return "ok", f"● 还有 {left} 天"


def letters_out(viewer: User, on: date) -> list[Letter]:
    """Return the letters whose receipt is still to come, those that run out first at the head.

    Four queries at most.
    """
    cases = Case.objects.visible_to(viewer).filter(
        definition=CODE, step=RECEIPT, state__in=Case.RUNNING
    )
    by_key = {case.pk: case for case in cases.with_subjects()}
    rows = StepRecord.objects.filter(case__in=by_key, step=LETTER, is_returned=False)
    latest = {row.case_id: row for row in rows.order_by("pk") if row.effect}
    when = notices(on)
    found = [letter_of(by_key[key], row, on, when) for key, row in latest.items()]
    return sorted(found, key=lambda letter: (letter.last, letter.number))
