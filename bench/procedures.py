"""Ranks, procedures, rounds, coverage: what one act over many rows takes."""

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
    yield Figure("a step of many cases at once", told["step"], many)
    yield Figure("a step that changes many members", told["changing"], many)
    for kind, seconds in inside(house, "case_pages").items():
        yield Figure(f"cases, {kind}, processor", seconds, "the slowest of the second requests")


def round_figures(house: Installation) -> Iterator[Figure]:
    """Check a round for six hundred branches, issue it, take a workbook, merge another round."""
    told = inside(house, "round_issue", "600")
    note = f"{told['branches']} branches, {told['rows']} rows, {told['filled']}% of cells filled"
    yield Figure("burden check of a round", told["check"], note)
    yield Figure("a round issued", told["issue"], note)
    told = inside(house, "round_upload")
    rows = f"{told['rows']} rows"
    yield Figure("a filled workbook taken", told["first"], f"{rows}, {told['changed']} changed")
    yield Figure("the same workbook again", told["again"], f"{rows}, nothing changes")
    told = inside(house, "round_merge")
    size = "600 answers of 30 columns"
    yield Figure("the change set of a round", told["preview"], size)
    note = f"{size}, {told['cells']} cells changed"
    yield Figure("merging a round into a register", told["merge"], note)


def coverage_figures(house: Installation, rows: int = 100_000) -> Iterator[Figure]:
    """Build a roster of so many rows and open its page."""
    told = inside(house, "coverage", str(rows))
    many = f"{rows:,} rows"
    yield Figure("a roster made", told["building"], many)
    yield Figure("page of a roster", told["page"], f"{many}, the slowest of three")
    yield Figure("page of a roster, on a past day", told["past"], f"{many}, the slowest of three")
