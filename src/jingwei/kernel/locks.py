"""Locks between processes of one machine; the system frees them however a process ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from jingwei.kernel.errors import JingweiError

RUNNING: Path = settings.VAR / "running.lock"
"""Shared by whoever serves or works; held alone while a backup is put back."""


@contextmanager
def locked(path: Path, *, shared: bool, refusal: str) -> Iterator[None]:
    """Hold the lock called ``path``, alone or ``shared`` with others of the kind.

    Raises JingweiError ``kernel.busy`` with the sentence ``refusal`` when it is taken. Processes
    forked meanwhile hold it too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JingweiError("kernel.busy", refusal) from error
        yield
