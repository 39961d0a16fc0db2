"""Running things in an installation that is measured, however long they take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import postgres
from tests.installation import ADDRESS, Installation, installation


@contextmanager
def house_on(database: str, kept: Path | None) -> Iterator[Installation]:
    """Yield an installation on "sqlite" or "postgres": a throw-away one, or the ``kept`` one.

    The database of a kept one on PostgreSQL is the one the environment names.
    """
    address = os.environ.pop(ADDRESS, "")
    programs = postgres.installed()
    server = nullcontext("")
    if database == "postgres" and not kept:
        if programs is None:
            raise SystemExit("There is no PostgreSQL server here.")
        server = postgres.cluster(programs)  # type: ignore[assignment]
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    folder = nullcontext(str(kept)) if kept else TemporaryDirectory(prefix="jingwei-bench-")
    with server as url, folder as name:
        if url:
            os.environ[ADDRESS] = url
        with installation(Path(name)) as house:
            own = {ADDRESS: address} if kept and database == "postgres" else {}
            env = {key: v for key, v in house.env.items() if key != "JINGWEI_DATABASE_POOL"}
            yield replace(house, env=env | own)
        os.environ.pop(ADDRESS, None)


def command_run(house: Installation, *words: str) -> tuple[float, int]:
    """Run ``jingwei`` with ``words``; return the seconds and the most memory in MB."""
    command = [sys.executable, "-m", "jingwei.site.command", *words, "--json"]
    start = time.perf_counter()
    with subprocess.Popen(command, env=house.env, cwd=house.var, stdout=subprocess.PIPE) as child:
        told: Any = json.loads(child.stdout.read())  # type: ignore[union-attr]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(told)
    return time.perf_counter() - start, usage.ru_maxrss // 1024


def inside(house: Installation, *words: str) -> Any:
    """Run ``bench.inside`` with Django loaded; return what it printed as JSON."""
    command = [sys.executable, "-m", "bench.inside", *words]
    done = subprocess.run(command, env=house.env, cwd=house.var, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)
