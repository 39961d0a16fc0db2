"""An installation of its own for a test: a folder, a database, the ``jingwei`` command in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

PATIENCE = 60.0
ADDRESS = "JINGWEI_DATABASE_URL"


@dataclass(frozen=True)
class Installation:
    """``var`` holds its files; processes get ``env``."""

    var: Path
    env: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``jingwei`` with ``words`` to its end."""
        return subprocess.run(
            self._command(words), env=self.env, cwd=self.var, text=True,
            capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE,
        )  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start ``jingwei`` with ``words``; the caller ends it."""
        return subprocess.Popen(
            self._command(words), env=self.env, cwd=self.var, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def do(self, program: str) -> str:
        """Run Python with Django loaded; return what it printed."""
        text = f"import django; django.setup()\n{program}"
        done = subprocess.run(
            [sys.executable, "-c", text], env=self.env, cwd=self.var, text=True,
            capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "jingwei.site.command", *words]


@contextmanager
def installation(var: Path) -> Iterator[Installation]:
    """Yield an empty installation in ``var``, on the kind of database the tests run on."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JINGWEI_", "DJANGO_"))}
    env = kept | {"JINGWEI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "jingwei.site.settings"}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    address = os.environ.get(ADDRESS, "")
    if not address.startswith("postgres"):
        yield Installation(var, env)
        return
    name = f"installation_{uuid.uuid4().hex}"
    server = address.replace("postgres://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            own = address.replace("/postgres?", f"/{name}?")
            yield Installation(var, env | {ADDRESS: own, "JINGWEI_DATABASE_POOL": "no"})
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_until(seen: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Return as soon as ``seen`` is true; fail when ``process`` ends before, or time runs out."""
    end = time.monotonic() + PATIENCE
    while not seen():
        if process and process.poll() is not None:
            raise AssertionError(f"ended before: {process.communicate()}")
        assert time.monotonic() < end, "never seen"
        time.sleep(0.002)
