"""The rows of a dry run on disk, so that a page of them is read without reading all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from django.conf import settings

from jingwei.kernel.registers.exchange.plan import Entry

KEPT = ("new", "changed", "rejected")
PAGE_ROWS = 50


def folder_of(batch: int) -> Path:
    """Return where the rows of an import lie; they follow from its file and can be made again."""
    path: Path = settings.VAR / "imports" / str(batch)
    return path


def folder_drop(batch: int) -> None:
    """Throw the rows of an import away."""
    shutil.rmtree(folder_of(batch), ignore_errors=True)


@dataclass
class KeptRows:
    """Writes the entries of a dry run, one line each, a file for each kind.

    ``starts`` holds for each kind where every fiftieth line begins.
    """

    folder: Path
    starts: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KEPT})
    _files: dict[str, IO[bytes]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KEPT, 0))

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for kind in KEPT:
            self._files[kind] = (self.folder / f"{kind}.jsonl").open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def keep(self, kind: str, entry: Entry) -> None:
        """Write an entry behind the others of its kind."""
        if self._counts[kind] % PAGE_ROWS == 0:
            self.starts[kind].append(self._files[kind].tell())
        self._counts[kind] += 1
        text = json.dumps(entry, ensure_ascii=False, default=str)
        self._files[kind].write(f"{text}\n".encode())


def kept_page(folder: Path, kind: str, starts: dict[str, list[int]], page: int) -> list[Entry]:
    """Return the entries of a page, counted from 1; [] beyond the last one or when thrown away."""
    path, begins = folder / f"{kind}.jsonl", starts.get(kind, [])
    if not (0 < page <= len(begins) and path.is_file()):
        return []
    with path.open("rb") as file:
        file.seek(begins[page - 1])
        lines = (file.readline() for _ in range(PAGE_ROWS))
        return [json.loads(line) for line in lines if line]


def kept_all(folder: Path, kind: str) -> Iterator[Entry]:
    """Yield every entry of a kind, in the order of the file."""
    path = folder / f"{kind}.jsonl"
    if path.is_file():
        with path.open("rb") as file:
            yield from (json.loads(line) for line in file)


@dataclass(frozen=True)
class Progress:
    """How far a run is, told beside the database: its transaction hides what it wrote."""

    folder: Path

    @property
    def done(self) -> int:
        """Rows done so far."""
        path = self.folder / "done"
        text = path.read_text() if path.is_file() else ""
        return int(text) if text.isdecimal() else 0

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked the run to end."""
        return (self.folder / "stop").is_file()

    def tell(self, done: int) -> None:
        """Say that so many rows are done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "done").write_text(str(done))

    def stop(self) -> None:
        """Ask the run to end after the rows in hand."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "stop").touch()

    def begin(self) -> None:
        """Forget what an earlier run said."""
        for name in ("done", "stop"):
            (self.folder / name).unlink(missing_ok=True)
