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
    yield "| Page | queries | 10k alone | 1m alone | ratio | 10k p95 | 1m p95 | missed |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    by_name: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        by_name.setdefault(figure.name, {})[figure.size] = figure
    for name, sizes in by_name.items():
        small, large = (sizes.get(size) for size in SIZES)
        known = [figure for figure in (small, large) if figure]
        counts = "/".join(str(n) for n in sorted({figure.queries or 0 for figure in known}))
        alone = [_ms(figure and figure.alone) for figure in (small, large)]
        waits = [_ms(figure and figure.seconds) for figure in (small, large)]
        ratio = _ratio(small, large)
        shown = f"{ratio:.2f}" if ratio else ""
        missed = _missed(small, large, ratio)
        yield _row(name, counts, *alone, shown, *waits, missed)
    yield ""


def _ratio(small: Figure | None, large: Figure | None) -> float | None:
    if small is None or large is None or not small.alone or not large.alone:
        return None
    return large.alone / small.alone


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


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.0f}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
