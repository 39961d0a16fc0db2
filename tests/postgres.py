"""A throw-away PostgreSQL for one command: ``python -m tests.postgres COMMAND ...``.

The cluster lives in a temporary folder, answers only on a Unix socket in it, and is gone when
the command ends. ``--installed`` instead of a command: exit 0 when the programs are here.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def main(command: list[str]) -> int:
    """Run ``command`` with JINGWEI_DATABASE_URL set; return its exit code."""
    programs = installed()
    if command == ["--installed"] or programs is None:
        return 0 if programs else 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with cluster(programs) as url:
        return subprocess.run(command, env=os.environ | {"JINGWEI_DATABASE_URL": url}).returncode


def installed() -> Path | None:
    """Return the folder of initdb and pg_ctl, of the newest server if there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    one = shutil.which("initdb")
    return Path(one).resolve().parent if one else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster, yield the address of its database, stop and delete it."""
    with tempfile.TemporaryDirectory(prefix="jingwei-postgres-") as name:
        folder, server = Path(name), as_somebody()
        if server:
            shutil.chown(folder, server["user"], server["group"])
        data, log = str(folder / "data"), str(folder / "log")
        quiet: dict[str, Any] = {
            "cwd": folder,
            "stdout": subprocess.DEVNULL,
            "check": True,
            **server,
        }
        options = f"-k {folder} -c listen_addresses='' {FAST}"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "jingwei", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"], **quiet,
        )  # fmt: skip
        start = [programs / "pg_ctl", "start", "-w", "-s", "-D", data, "-l", log, "-o", options]
        subprocess.run(start, **quiet)
        try:
            yield f"postgres://jingwei@/postgres?host={folder}"
        finally:
            stop = [programs / "pg_ctl", "stop", "-s", "-m", "immediate", "-D", data]
            subprocess.run(stop, **quiet)


def as_somebody() -> dict[str, Any]:
    """Return what makes a process of root one of an ordinary user: the server refuses root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
