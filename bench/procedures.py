"""Ranks, procedures, rounds: eligibility of many, a step of a thousand cases, a round issued."""

from __future__ import annotations

from collections.abc import Iterator

from bench.commands import inside
from bench.figures import Figure
from tests.installation import Installation

ELIGIBLE = {"10k": (600, 5.0), "1m": (100_000, 60.0)}
"""People whose eligibility is judged at each size, and the seconds it may take."""


def eligibility_figures(house: Installation, size: str) -> Iterator[Figure]:
    """Judge the next rank of so many civil servants, as the page of ranks does."""
    most, target = ELIGIBLE[size]
    told = inside(house, "eligibility", str(most))
    memory = f"{told['megabytes']:.0f} MB of rows at once"
    note = f"{told['people']} people, {memory}"
    yield Figure("eligibility for the next rank", told["seconds"], note, target)


def case_figures(house: Installation) -> Iterator[Figure]:
    """Take one step of a thousand cases at once, and look at the pages of cases afterwards."""
    told = inside(house, "bulk")
    many = f"{told['done']} cases"  # up to a thousand, where the demo has so many people
    yield Figure("opening cases", told["opening"], f"{many}, one by one")
    yield Figure("a step of many cases at once", told["step"], many, 10.0)
    yield Figure("a step that changes many members", told["changing"], many)
    for kind, seconds in inside(house, "case_pages").items():
        yield Figure(f"cases, {kind}, processor", seconds, "the slowest of the second requests")


def round_figures(house: Installation) -> Iterator[Figure]:
    """Check a round for six hundred branches, then issue it."""
    told = inside(house, "round_issue", "600")
    note = f"{told['branches']} branches, {told['rows']} rows, {told['filled']}% of cells filled"
    yield Figure("burden check of a round", told["check"], note)
    yield Figure("a round issued", told["issue"], note, 5.0)
