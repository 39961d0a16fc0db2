"""A database made ready for millions of rows: indexes and foreign keys wait until they are in.

All inside the transaction of the load, so that a load that fails leaves them as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def without_indexes(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Drop the indexes of these tables, and on PostgreSQL their foreign keys; put them back."""
    names = [model._meta.db_table for model in tables]
    drop, restore = _postgres(names) if connection.vendor == "postgresql" else _sqlite(names)
    with connection.cursor() as cursor:
        for statement in drop:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in restore:
            cursor.execute(statement)


def analyze() -> None:
    """Let the database count its rows, so that it plans queries well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sqlite(names: list[str]) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " ORDER BY rowid"
        )
        found = [(name, sql) for name, table, sql in cursor.fetchall() if table in names]
    quoted = connection.ops.quote_name
    return [f"DROP INDEX {quoted(name)}" for name, _ in found], [sql for _, sql in found]


def _postgres(names: list[str]) -> tuple[list[str], list[str]]:
    quoted, drop, restore = connection.ops.quote_name, ["SET CONSTRAINTS ALL IMMEDIATE"], []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)", [names],
        )  # fmt: skip
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid::regclass::text = ANY(%s) AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)", [names],
        )  # fmt: skip
        indexes = cursor.fetchall()
    for table, name, definition in keys:
        alter = f"ALTER TABLE {quoted(table)}"
        drop.append(f"{alter} DROP CONSTRAINT {quoted(name)}")
        restore.append(f"{alter} ADD CONSTRAINT {quoted(name)} {definition}")
    drop += [f"DROP INDEX {name}" for name, _ in indexes]
    return drop, [definition for _, definition in indexes] + restore
