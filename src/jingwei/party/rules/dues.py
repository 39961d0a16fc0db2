"""What a member owes a month, and whether the money of a month ties with the bank.

The numbers are those of ``data/law/dues.toml``. Kinds are the values of ``DuesBase.Kind``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LAW = "party.dues"
SALARIED, RETIRED, FARMER, STUDENT, RELIEF = "salaried", "retired", "farmer", "student", "relief"
FEN = Decimal("0.01")
NOTHING = Decimal(0)
ASSUMED = {"2": FARMER, "6": STUDENT, "7": RETIRED}
"""As what somebody pays of whom no base is recorded, by the code of the occupation."""
Bands = tuple[tuple[Decimal | None, Decimal], ...]
"""(highest base, None for any; percent of the whole base), the lowest first."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The dated table of §3.5: bands for wages and pensions, fixed amounts in yuan."""

    salaried: Bands
    retired: Bands
    farmer: Decimal
    relief: Decimal


def dues_owed(kind: str, base: Decimal | None, rates: Rates) -> Decimal | None:
    """Return what is owed a month in yuan; None where it takes a base and none is known.

    The rate of the band applies to the whole base, not by slices. Source: 中组发〔2008〕3号.
    """
    if kind == FARMER:
        return rates.farmer
    if kind in (STUDENT, RELIEF):
        return rates.relief
    percent = percent_of(kind, base, rates)
    if base is None or percent is None:
        return None
    return (base * percent / 100).quantize(FEN, ROUND_HALF_UP)


def percent_of(kind: str, base: Decimal | None, rates: Rates) -> Decimal | None:
    """Return the percent that holds for a base; None without a base or for a fixed amount."""
    if base is None or kind not in (SALARIED, RETIRED):
        return None
    bands = rates.salaried if kind == SALARIED else rates.retired
    return next(percent for highest, percent in bands if highest is None or base <= highest)


def assumed_kind(occupation: str) -> str:
    """Return as what somebody of an occupation (JW_OCCUPATION) pays while no base is recorded."""
    return ASSUMED.get(occupation, SALARIED)


@dataclass(frozen=True, slots=True)
class Line:
    """A member's month: what is owed, what was paid (None: nothing recorded), why it differs."""

    name: str
    due: Decimal | None
    paid: Decimal | None
    reason: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to ask any more: paid as owed, or there is a reason."""
        return bool(self.reason) or (self.paid is not None and self.paid == self.due)

    @property
    def gap(self) -> Decimal:
        """What is owed and was not paid; negative when more was paid."""
        return (self.due or NOTHING) - (self.paid or NOTHING)


@dataclass(frozen=True, slots=True)
class Tie:
    """The money of a month beside the bank slip: ``difference`` is the slip less what was paid.

    ``who`` names the people in whose rows the difference may lie: those whose amount is just the
    difference, else all whose payment is not what they owe.
    """

    owed: Decimal
    paid: Decimal
    difference: Decimal
    who: tuple[str, ...]

    @property
    def is_even(self) -> bool:
        return self.difference == 0

    @property
    def words(self) -> str:
        """The difference in one sentence; "" when there is none."""
        if self.is_even:
            return ""
        more = "多" if self.difference > 0 else "少"
        said = f"银行回单比登记的实交合计 {self.paid} 元{more} {abs(self.difference)} 元。"
        return f"{said}请核对：{'、'.join(self.who)}。" if self.who else said


def tie(lines: Sequence[Line], slip: Decimal) -> Tie:
    """Return how the rows of a month stand to the total of the bank slip."""
    owed = sum((line.due or NOTHING for line in lines), NOTHING)
    paid = sum((line.paid or NOTHING for line in lines), NOTHING)
    difference = slip - paid
    return Tie(owed, paid, difference, _who(lines, difference))


def _who(lines: Sequence[Line], difference: Decimal) -> tuple[str, ...]:
    if difference == 0:
        return ()
    if difference > 0:
        odd = [line for line in lines if line.gap > 0]
        just = [line for line in odd if line.gap == difference]
    else:
        odd = [line for line in lines if line.gap != 0 and line.paid]
        just = [line for line in lines if line.paid == -difference]
    return tuple(line.name for line in just or odd)


def unsettled(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the names of those who have neither paid as owed nor a reason."""
    return tuple(line.name for line in lines if not line.is_settled)
