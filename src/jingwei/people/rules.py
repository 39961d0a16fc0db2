"""Rules about people: pure functions with their source."""

from __future__ import annotations

RULES: dict[str, tuple[int, int, int, int]] = {
    "M60": (60, 1965, 4, 36),
    "F55": (55, 1970, 4, 36),
    "F50": (50, 1975, 2, 60),
}
"""Kind of retirement → original age, first birth year delayed, months of birth per month of
delay, longest delay in months. Source: decision of the NPC Standing Committee, 2024-09-13."""


def retirement(birth_on: str, kind: str) -> tuple[int, str]:
    """Return the statutory age in months and the month it is reached, "YYYYMM".

    ``birth_on`` is "YYYYMM" or longer, ``kind`` one of RULES. Raises KeyError, ValueError.
    """
    age, base, step, longest = RULES[kind]
    year, month = int(birth_on[:4]), int(birth_on[4:6])
    late = (year - base) * 12 + month - 1
    delay = 0 if late < 0 else min(late // step + 1, longest)
    total = year * 12 + month - 1 + age * 12 + delay
    return age * 12 + delay, f"{total // 12:04d}{total % 12 + 1:02d}"


def retirement_kind(gender: str, level: str, person_kind: str) -> str:
    """Return the proposed kind: men M60, women cadres F55, women workers F50.

    A woman at the county level or above retires as men do [OWN: to be confirmed], so M60.
    """
    if gender == "1" or level in {"1A31", "1A32", "1A21", "1A22"}:
        return "M60"
    return "F50" if person_kind in {"A0", "A1"} else "F55"
