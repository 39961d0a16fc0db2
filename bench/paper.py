"""The tables of docs/benchmarks.md, written from the figures that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figures import SIZES, Figure

PAPER = Path(__file__).parents[1] / "docs/benchmarks.md"
BEGIN, END = "<!-- tables: written by python -m bench -->\n", "<!-- end of tables -->"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
MOST = 1.3
"""How much longer a page may take with a million people than with ten thousand."""


def paper_write(figures: list[Figure]) -> None:
    """Put the tables of ``figures`` in place of those between the two marks."""
    text = PAPER.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    tables = "\n".join(_tables(figures))
    PAPER.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}", encoding="utf-8")


def _tables(figures: list[Figure]) -> Iterator[str]:
    for database, label in DATABASES.items():
        own = [figure for figure in figures if figure.database == database]
        pages = [figure for figure in own if figure.alone is not None]
        if pages:
            yield f"### Pages on {label}, milliseconds\n"
            yield from _pages(pages)
        if others := [figure for figure in own if figure.alone is None]:
            yield f"### Everything else on {label}\n"
            yield from _others(others)


def _pages(figures: list[Figure]) -> Iterator[str]:
    yield "| Page | queries | processor 10k / 1m | alone 10k / 1m | ratio | p95 10k / 1m | missed |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    by_name: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        by_name.setdefault(figure.name, {})[figure.size] = figure
    for name, sizes in by_name.items():
        yield _page(name, *(sizes.get(size) for size in SIZES))
    yield ""


def _page(name: str, small: Figure | None, large: Figure | None) -> str:
    both = (small, large)
    counts = " / ".join(str(n) for n in sorted({f.queries for f in both if f and f.queries}))
    ratio = _ratio(small, large)
    return _row(
        name, counts, _ms(*(f and f.processor for f in both)), _ms(*(f and f.alone for f in both)),
        f"{ratio:.2f}" if ratio else "", _ms(*(f and f.seconds for f in both)),
        _missed(small, large, ratio),
    )  # fmt: skip


def _ratio(small: Figure | None, large: Figure | None) -> float | None:
    """Return how much longer the page takes at the larger size.

    By the processor where that includes the database, else by the clock.
    """
    if small is None or large is None:
        return None
    by_clock = small.database != "sqlite"
    first, second = (f.alone if by_clock else f.processor for f in (small, large))
    return second / first if first and second else None


def _missed(small: Figure | None, large: Figure | None, ratio: float | None) -> str:
    found = [f"p95 at {f.size}" for f in (small, large) if f and f.missed]
    return ", ".join([*found, *(["ratio"] if ratio and ratio > MOST else [])])


def _others(figures: list[Figure]) -> Iterator[str]:
    yield "| What | size | target | figure | memory | missed | note |"
    yield "|---|---|--:|--:|--:|---|---|"
    for f in figures:
        target = "" if f.target is None else _time(f.target)
        memory = f"{f.memory} MB" if f.memory else ""
        missed = "missed" if f.missed else ""
        yield _row(f.name, f.size, target, _time(f.seconds), memory, missed, f.note)
    yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _ms(*seconds: float | None) -> str:
    return " / ".join("—" if one is None else f"{one * 1000:.0f}" for one in seconds)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
