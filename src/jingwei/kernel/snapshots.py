"""One consistent copy of the database out, and back in its place: SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction

from jingwei.kernel.errors import BadInput, JingweiError

Facts = dict[str, Any]
Query = Callable[[str], list[tuple[Any, ...]]]


class Store(Protocol):
    """What a backup needs of a database."""

    vendor: str
    member: str

    def dump(self, to: Path) -> Facts:
        """Write all tables as of one moment to ``to``; return what they hold."""

    def fresh(self) -> Path:
        """Return where a copy to be put back is unpacked."""

    def verify(self, copy: Path, expected: Facts) -> None:
        """Raise BadInput when ``copy`` does not hold what ``expected`` says."""

    def put(self, copy: Path) -> Path | None:
        """Put ``copy`` in place of the database at once; return where the old one is kept."""


def store() -> Store:
    """Return the store of the database in use."""
    return PostgresStore() if connection.vendor == "postgresql" else SqliteStore()


class SqliteStore:
    """A file, copied by SQLite's own backup and put back by renaming."""

    vendor, member = "sqlite", "database.sqlite3"

    def __init__(self) -> None:
        self.path = Path(settings.DATABASES["default"]["NAME"])

    def dump(self, to: Path) -> Facts:
        if not self.path.is_file():
            raise JingweiError("kernel.no_database", "还没有数据库，没有可备份的内容。")
        with closing(_read_only(self.path)) as source, closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            _refuse_damaged(copy)
            return _sqlite_facts(copy)

    def fresh(self) -> Path:
        return self.path.with_name(f"{self.path.name}.restore")

    def verify(self, copy: Path, expected: Facts) -> None:
        with closing(_read_only(copy, "&immutable=1")) as found:
            _refuse_damaged(found)
            if _sqlite_facts(found) != expected:
                raise BadInput("kernel.backup", "备份里的数据库与清单不符，数据没有变化。")

    def put(self, copy: Path) -> Path | None:
        kept = None
        if self.path.exists():
            self._settle()
            kept = self.path.with_name(f"{self.path.name}.before-restore")
            kept.unlink(missing_ok=True)
            os.link(self.path, kept)
        copy.replace(self.path)
        sync_folder(self.path.parent)
        return kept

    def _settle(self) -> None:
        """Bring the old database into one file, so that no log of it meets the new one."""
        try:
            with closing(sqlite3.connect(self.path, timeout=5)) as old:
                old.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise JingweiError(
                "kernel.busy",
                f"数据库正被使用（{error}）。",
                hint="请先停止 jingwei serve 和 worker。",
            ) from error
        except sqlite3.DatabaseError:  # damaged: a reason to restore, not to refuse
            for tail in ("-wal", "-shm"):
                if (log := Path(f"{self.path}{tail}")).exists():
                    log.replace(f"{self.path}.before-restore{tail}")


class PostgresStore:
    """A database on a server, copied and put back by PostgreSQL's own programs."""

    vendor, member = "postgresql", "database.pgdump"
    EMPTY = (
        "DO $$ DECLARE name text; BEGIN FOR name IN SELECT tablename FROM pg_tables"
        " WHERE schemaname = current_schema() LOOP"
        " EXECUTE format('DROP TABLE %I CASCADE', name); END LOOP; END $$;"
    )

    @transaction.atomic
    def dump(self, to: Path) -> Facts:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        self._call("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
        return facts(self._query, self._tables())

    def fresh(self) -> Path:
        return Path(settings.VAR) / "database.restore"

    def verify(self, copy: Path, expected: Facts) -> None:
        self._call("pg_restore", "--list", str(copy))

    def put(self, copy: Path) -> Path | None:
        kept = Path(settings.VAR) / "database.before-restore" if self._tables() else None
        if kept:
            self.dump(kept)
        connection.close()
        script = copy.with_name(f"{copy.name}.sql")
        try:
            self._call("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy))
            whole = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
            self._call("psql", *whole, f"--command={self.EMPTY}", f"--file={script}")
        finally:
            script.unlink(missing_ok=True)
        return kept

    def _tables(self) -> list[str]:
        with connection.cursor() as cursor:
            return sorted(connection.introspection.table_names(cursor))

    def _query(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def _call(self, *command: str) -> None:
        told = connection.get_connection_params()
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        place = {names[key]: str(told[key]) for key in names if told.get(key)}
        place |= {"PGDATABASE": told["dbname"], "PGOPTIONS": "-c lock_timeout=10s"}
        try:
            done = subprocess.run(  # noqa: S603  # fixed programs, no shell
                command, env=os.environ | place, capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            raise JingweiError(
                "kernel.program", f"没有找到 {command[0]}。", hint="请安装 PostgreSQL 客户端程序。"
            ) from error
        if done.returncode:
            reason = (done.stderr.strip() or "没有说明").splitlines()[0]
            raise JingweiError("kernel.program", f"{command[0]} 没有完成：{reason}")


def facts(query: Query, tables: Sequence[str]) -> Facts:
    """Return migrations, rows per table and the head of the audit chain, as ``query`` reads them.

    Raises JingweiError ``kernel.no_database`` for a database without tables.
    """
    if "django_migrations" not in tables:
        raise JingweiError("kernel.no_database", "数据库还没有建表，没有可备份的内容。")
    migrations = query("SELECT app, name FROM django_migrations ORDER BY app, name")
    heads = query("SELECT digest FROM kernel_audithead")
    rows = {}
    for table in tables:
        rows[table] = query(f'SELECT count(*) FROM "{table}"')[0][0]  # noqa: S608  # names of ours
    return {
        "migrations": [f"{app}.{name}" for app, name in migrations],
        "rows": rows,
        "audit_head": heads[0][0] if heads else "",
    }


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_only(path: Path, extra: str = "") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{extra}", uri=True)


def _sqlite_facts(found: sqlite3.Connection) -> Facts:
    names = found.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return facts(lambda sql: found.execute(sql).fetchall(), sorted(name for (name,) in names))


def _refuse_damaged(found: sqlite3.Connection) -> None:
    try:
        found.execute("PRAGMA ignore_check_constraints=ON")  # they call functions of Django
        said = found.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BadInput("kernel.damaged", f"数据库文件已损坏（{said}）。", hint="请改用较早的备份。")
