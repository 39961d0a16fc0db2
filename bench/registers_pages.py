"""Pages of the registers at a size: by eight users at once, and by one alone."""

from __future__ import annotations

from urllib.parse import quote

from bench.commands import command_run, inside
from bench.figures import DATABASE_SEARCH, PAGE, SIZES, Figure
from bench.server import PACE, USERS, Page, ask, ask_at_once, median, p95, served
from tests.installation import Installation

ALONE = 7
"""Requests of one user alone, after two that warm up."""
INDICATORS = {
    "10k": ("all indicators at demo scale", 2.0),
    "1m": ("all indicators at 1,000,000 persons", 30.0),
}
"""The figure of each size and the seconds it may take. Source: ARCHITECTURE.md."""


def loaded(house: Installation, size: str) -> list[Figure]:
    """Load the demo of a size; nothing into an installation that has it."""
    if (house.var / "demo").is_file():
        return []
    seconds, memory = command_run(house, "demo", "load", "--scale", str(SIZES[size]))
    people = f"{inside(house, 'people')} people"
    nightly = Figure("daily jobs, data checks among them", inside(house, "nightly"), people)
    return [Figure("load of the demo", seconds, people, memory=memory), nightly]


def search_figures(house: Installation) -> list[Figure]:
    """Measure how long the database looks for names, as the search box does."""
    found: dict[str, float] = inside(house, "searches")
    return [
        Figure(f"database, names by {text}", seconds, "median", DATABASE_SEARCH)
        for text, seconds in found.items()
    ]


def pages_figures(house: Installation, *, runs: int, rounds: int) -> list[Figure]:
    """Measure every page: the p95 is the median of so many runs of so many rounds."""
    keys: dict[str, list[str]] = inside(house, "sessions")
    told = [
        (name, quote(address, safe="/?=&"), who) for name, address, who in inside(house, "pages")
    ]
    costs: dict[str, tuple[int, float]] = inside(house, "costs")
    walks = [[Page(n, a, keys[who][user]) for n, a, who in told] for user in range(USERS)]
    turned = [walk[user * len(walk) // USERS :] + walk[: user * len(walk) // USERS]
              for user, walk in enumerate(walks)]  # fmt: skip
    with served(house) as (port, _):
        alone = {page.name: _alone(port, page) for page in walks[0]}
        times = [ask_at_once(port, [w * rounds for w in turned], PACE) for _ in range(runs)]
    note = f"{USERS} users, a page every {PACE:g} s each, {runs} × {rounds * USERS} requests"
    return [
        Figure(
            name, median([p95(run[name]) for run in times]), note, PAGE,
            alone=alone[name], queries=costs[name][0], processor=costs[name][1],
        )
        for name, _, _ in told
    ]  # fmt: skip


def _alone(port: int, page: Page) -> float:
    ask(port, [page] * 2)
    return median([seconds for _, seconds in ask(port, [page] * ALONE)])


def indicator_figures(house: Installation, size: str) -> list[Figure]:
    """Measure all indicators once, each for every unit, and what keeping a month of them takes."""
    told = inside(house, "indicators")
    name, target = INDICATORS[size]
    slow = ", ".join(f"{code} {seconds:.2f} s" for code, seconds in told["slowest"])
    note = f"{told['indicators']} indicators, {told['units']} units; slowest {slow}"
    return [
        Figure(name, told["seconds"], note, target),
        Figure("a month of all indicators kept", told["kept"], f"{told['rows']} rows"),
    ]
