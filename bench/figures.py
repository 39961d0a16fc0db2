"""A figure, what it was measured on, and where figures are kept."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parents[1] / "docs/measures/bench.json"
PAGE, DATABASE_SEARCH = 0.1, 0.01
TARGETS = {
    "outline of a 15-page plan": 0.5,
    "start of jingwei serve": 4.0,
    "board, p95": PAGE,
    "list of measures, p95": PAGE,
    "measure page, p95": PAGE,
    "monthly report .docx": 5.0,
    "dry run of a roster": 30.0,
    "import of a roster": 90.0,
    "export to .xlsx": 45.0,
    "a step of many cases at once": 10.0,
    "a round issued": 5.0,
    "merging a round into a register": 10.0,
    "page of a roster": 3.0,
    "page of a roster, on a past day": 3.0,
}
"""Seconds, for figures that do not carry a target of their own. Source: ARCHITECTURE.md."""
MOST_MEMORY = 500
"""MB that an import may need. Source: ARCHITECTURE.md."""
SIZES = {"10k": 0.5, "1m": 52.0}
"""Scale of the demo for each size: 9,700 people and 1,008,800."""


@dataclass(frozen=True)
class Figure:
    """One measured thing: seconds, and the target if it has one.

    Of a page ``seconds`` is what 95 of 100 requests of eight users stay below, ``alone`` the
    median of one user alone, ``queries`` how many the page asks, ``processor`` the seconds of one
    processor, with those of the database on SQLite. ``memory`` is in MB.
    """

    name: str
    seconds: float
    note: str = ""
    target: float | None = None
    alone: float | None = None
    queries: int | None = None
    processor: float | None = None
    memory: int | None = None
    size: str = ""
    database: str = "sqlite"
    measured_at: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes a later figure take the place of this one."""
        return self.size, self.database, self.name

    @property
    def missed(self) -> bool:
        """Whether it is slower, or needs more memory, than promised."""
        too_slow = self.target is not None and self.seconds > self.target
        return too_slow or bool(self.target and self.memory and self.memory > MOST_MEMORY)

    def line(self) -> str:
        """Return the row of the printed table."""
        target = "" if self.target is None else f"target {self.target:6.2f} s"
        alone = "" if self.alone is None else f"alone {self.alone * 1000:5.0f} ms"
        cpu = "" if self.processor is None else f"processor {self.processor * 1000:4.0f} ms"
        queries = "" if self.queries is None else f"{self.queries:3} queries"
        memory = "" if self.memory is None else f"{self.memory} MB"
        more = ", ".join(filter(None, (alone, cpu, queries, memory, self.note)))
        mark = "MISSED" if self.missed else ""
        return f"{self.name:40} {self.seconds:9.4f} s  {target:16} {mark:7} {more}"


def figures_read() -> list[Figure]:
    """Return the figures kept so far."""
    if not RESULT.is_file():
        return []
    return [Figure(**told) for told in json.loads(RESULT.read_text(encoding="utf-8"))["figures"]]


def figures_keep(found: list[Figure]) -> list[Figure]:
    """Write figures in place of earlier ones of the same size, database and name; return all."""
    kept = {figure.key: figure for figure in figures_read()} | {f.key: f for f in found}
    told = {**machine(), "figures": [asdict(figure) for figure in kept.values()]}
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return list(kept.values())


def now() -> str:
    """Return the moment of a measurement."""
    return datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251  # a log


def machine() -> dict[str, Any]:
    """Return what everything was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
