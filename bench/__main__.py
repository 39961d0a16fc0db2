"""Measures, prints a table, writes docs/measures/bench.json."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.house import Figures, board_figures, outline_figures, report_figures, start_figures
from tests.installation import installation

TARGETS = {
    "outline of a 15-page plan": 0.5,
    "start of jingwei serve": 4.0,
    "board, p95": 0.1,
    "list of measures, p95": 0.1,
    "measure page, p95": 0.1,
    "monthly report .docx": 5.0,
}
"""Seconds. Source: ARCHITECTURE.md, targets."""
RESULT = Path(__file__).parents[1] / "docs/measures/bench.json"


@dataclass(frozen=True)
class Measured:
    """One line of the table; times in seconds."""

    name: str
    seconds: float
    target: float | None
    note: str


def main() -> int:
    """Measure everything; return 1 when a target is missed."""
    figures: Figures = outline_figures()
    with tempfile.TemporaryDirectory(prefix="jingwei-bench-") as folder:
        os.environ.pop("JINGWEI_DATABASE_URL", None)
        with installation(Path(folder)) as house:
            figures |= board_figures(house) | report_figures(house) | start_figures(house)
    rows = [Measured(name, s, TARGETS.get(name), note) for name, (s, note) in figures.items()]
    for row in rows:
        print(line(row))
    write(rows)
    return 1 if any(missed(row) for row in rows) else 0


def line(row: Measured) -> str:
    """Return a row of the printed table."""
    target = "" if row.target is None else f"target {row.target:5.2f} s"
    mark = "MISSED" if missed(row) else ""
    return f"{row.name:32} {row.seconds:8.3f} s  {target:15} {mark:7} {row.note}"


def missed(row: Measured) -> bool:
    """Whether the row is slower than promised."""
    return row.target is not None and row.seconds > row.target


def write(rows: list[Measured]) -> None:
    """Keep the figures with what they were measured on."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251  # a log
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "figures": [asdict(row) for row in rows],
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
