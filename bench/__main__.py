"""Measures, prints a table, keeps the figures: ``python -m bench [--size 1m] …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.commands import house_on
from bench.figures import SIZES, TARGETS, Figure, figures_keep, now
from bench.house import board_figures, outline_figures, report_figures, start_figures
from bench.paper import paper_write
from bench.procedures import (
    case_figures,
    coverage_figures,
    eligibility_figures,
    round_figures,
)
from bench.registers_files import files_figures
from bench.registers_pages import indicator_figures, loaded, pages_figures, search_figures
from tests.installation import Installation

PARTS = ("pages", "plan", "files", "cases")
ROSTER = {"10k": 10_000, "1m": 100_000}
ROUNDS = {"10k": (1, 3), "1m": (3, 5)}
"""Runs, and rounds of every user in each: what fits in three minutes, and what is steady."""


def main(words: list[str]) -> int:
    """Measure what is asked for; return 1 when a target is missed."""
    asked = _asked(words)
    found = []
    for figure in _measured(asked):
        told = replace(
            figure, target=figure.target or TARGETS.get(figure.name),
            database=asked.database, measured_at=now(),
        )  # fmt: skip
        print(told.line(), flush=True)
        found.append(told)
    paper_write(figures_keep(found))
    return 1 if any(figure.missed for figure in found) else 0


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--size", choices=SIZES, default="10k")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--part", choices=PARTS, action="append", help="measure only this")
    parser.add_argument("--runs", type=int, help="how often pages are measured; the median counts")
    parser.add_argument(
        "--house", type=Path, help="a folder that keeps the demo of this size for the next time"
    )
    asked = parser.parse_args(words)
    if asked.house and asked.part != ["pages"]:
        parser.error("--house goes with --part pages: the other parts write")
    return asked


def _measured(asked: argparse.Namespace) -> Iterator[Figure]:
    """Yield figures as they are found; at the small size all parts share one installation."""
    parts = asked.part or (PARTS if asked.size == "10k" else ("pages", "files"))
    if "plan" in parts:
        yield from outline_figures()
    for group in [parts] if asked.size == "10k" else [[part] for part in parts]:
        with house_on(asked.database, asked.house) as house:
            for part in group:
                yield from _of_part(part, house, asked)


def _of_part(part: str, house: Installation, asked: argparse.Namespace) -> Iterator[Figure]:
    """Yield the figures of one part; those of the plan have only one size."""
    runs, rounds = ROUNDS[asked.size]
    load = loaded(house, asked.size if part == "pages" else "10k")
    if part == "plan":
        yield from [*board_figures(house), *report_figures(house), *start_figures(house)]
    elif part == "pages":
        pages = pages_figures(house, runs=asked.runs or runs, rounds=rounds)
        ranks = eligibility_figures(house, asked.size)
        numbers = indicator_figures(house, asked.size)
        for figure in [*load, *search_figures(house), *pages, *ranks, *numbers]:
            yield replace(figure, size=asked.size)
    elif part == "cases":
        for figure in [*case_figures(house), *round_figures(house), *coverage_figures(house)]:
            yield replace(figure, size="10k")
    else:
        for figure in files_figures(house, ROSTER[asked.size]):
            yield replace(figure, size=asked.size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
