"""Where generated rows go: into the database in batches, or into a digest that tests compare."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, models
from psycopg.types.json import Jsonb

from jingwei.kernel.crypto import encrypt, keyed_hash
from jingwei.kernel.pinyin import tokens
from jingwei.kernel.spelling import spelling
from jingwei.people.models.person import ID_NUMBER, ID_TAIL
from jingwei.site.demo.columns import COLUMNS
from jingwei.site.demo.months import MOMENT

BATCH = 5_000
SOURCE = "演示数据"
Row = tuple[Any, ...]


class Sink(Protocol):
    """Takes rows; the first value of each is the key that ``take`` gave."""

    def take(self, table: str) -> int:
        """Return the next free key of a table."""

    def add(self, table: str, row: Row) -> None:
        """Accept a row of ``COLUMNS[table]``."""

    def settle(self) -> None:
        """Hear that no row waits for one it refers to: the moment to write a batch."""


class Digest:
    """Counts rows and folds them into one number; ``keep`` names tables whose rows stay."""

    def __init__(self, *keep: str) -> None:
        self.counts: Counter[str] = Counter()
        self.rows: dict[str, list[Row]] = {table: [] for table in keep}
        self._hash = blake2b(digest_size=16)
        self._last: Counter[str] = Counter()

    def take(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def add(self, table: str, row: Row) -> None:
        self.counts[table] += 1
        self._hash.update(f"{table}{row}".encode())
        if table in self.rows:
            self.rows[table].append(row)

    def settle(self) -> None:
        """Do nothing: rows are counted as they come."""

    def hexdigest(self) -> str:
        """Return the digest of all rows in their order."""
        return self._hash.hexdigest()


class Database:
    """Writes batches as they are full; ``finish`` writes the rest."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._tables = {name: _Table(name) for name in COLUMNS}
        self._waiting: dict[str, list[Row]] = defaultdict(list)

    def take(self, table: str) -> int:
        found = self._tables[table]
        found.last += 1
        return found.last

    def add(self, table: str, row: Row) -> None:
        self._waiting[table].append(row)

    def settle(self) -> None:
        """Write what waits once one table has a batch."""
        if max(map(len, self._waiting.values()), default=0) >= BATCH:
            self._flush()

    def finish(self) -> None:
        """Write what waits and let the sequences of PostgreSQL follow the keys."""
        self._flush()
        for found in self._tables.values():
            found.sequence_follow()

    def models(self) -> list[type[models.Model]]:
        """Return the models written to."""
        return [table.model for table in self._tables.values()]

    def _flush(self) -> None:
        """Write in the order of ``COLUMNS``: a row after those it refers to.

        SQLite looks through all tables for rows that wait when one comes that was missing.
        """
        for name, table in self._tables.items():
            if rows := self._waiting.pop(name, []):
                self.counts[name] += len(rows)
                table.write(rows)


class _Table:
    """A table with the columns that rows give and the constants of all the others."""

    def __init__(self, name: str) -> None:
        self.model = apps.get_model(name)
        given = COLUMNS[name].split()
        fields = {f.attname: f for f in self.model._meta.local_concrete_fields}
        rest = [f for attname, f in fields.items() if attname not in given]
        self._fill = _FILLS.get(name, _same)
        extra = _FILLED.get(name, ())
        constant = [f for f in rest if f.attname not in extra]
        self._constants = tuple(_constant(field) for field in constant)
        names = [*given, *extra, *(f.attname for f in constant)]
        self._columns = [connection.ops.quote_name(fields[name].column) for name in names]
        self._table = connection.ops.quote_name(self.model._meta.db_table)
        self.last = self._highest()
        self._first = self.last

    def write(self, rows: list[Row]) -> None:
        """Store rows, with one statement each time."""
        columns = ", ".join(self._columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self._table} ({columns}) FROM STDIN") as copy:
                    copy.write(self._lines(rows))
                return
            full = [self._fill(row) + self._constants for row in rows]
            marks = ", ".join(["%s"] * len(self._columns))
            insert = f"INSERT INTO {self._table} ({columns}) VALUES ({marks})"  # noqa: S608  # our names
            cursor.executemany(insert, full)

    def _lines(self, rows: list[Row]) -> str:
        """Return rows as COPY reads them; what they share is written down once."""
        rest = "".join(f"\t{copied(value)}" for value in self._constants) + "\n"
        return "".join("\t".join(map(copied, self._fill(row))) + rest for row in rows)

    def sequence_follow(self) -> None:
        """Let keys given by the database begin after the keys given here."""
        if connection.vendor != "postgresql" or self.last == self._first:
            return
        column = self.model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [self._table, column, self.last],
            )

    def _highest(self) -> int:
        found = self.model._default_manager.aggregate(top=models.Max("pk"))["top"]
        return int(found or 0)


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copied(value: Any) -> str:
    r"""Return a value in the text format of COPY: ``\N`` for None, tabs and ends of lines escaped.

    Faster than the driver, which adapts each value anew, the constant ones too.
    """
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    if value is None:
        return r"\N"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Jsonb):
        return json.dumps(value.obj).translate(_ESCAPES)
    return str(value)


def _constant(field: models.Field[Any, Any]) -> Any:
    """Return what a column without a value gets, in the way the database takes it."""
    if field.name == "source":
        return SOURCE
    value = MOMENT if getattr(field, "auto_now", False) else field.get_default()
    return field.get_db_prep_save(value, connection)


def _same(row: Row) -> Row:
    return row


def _person(row: Row) -> Row:
    """Encrypt the id number, which comes last, and add its hashes."""
    number = row[-1]
    if not number:
        return (*row, "", "")
    hashes = keyed_hash(ID_NUMBER, number), keyed_hash(ID_TAIL, number[-4:])
    return (*row[:-1], encrypt(number, purpose=ID_NUMBER), *hashes)


def _name(row: Row) -> Row:
    """Make the words of the name index from the spellings."""
    words = sorted(set().union(*map(tokens, row[1])))
    if connection.vendor == "postgresql":
        return row[0], " ".join(f"'{word}'" for word in words)
    return row[0], " ".join(words)


def _node(name: str) -> Callable[[Row], Row]:
    """Add how the node of a tree reads."""
    at = COLUMNS[name].split().index("name")
    return lambda row: (*row, spelling(row[at]))


_FILLS: dict[str, Callable[[Row], Row]] = {
    "people.Person": _person,
    "people.PersonName": _name,
    **{name: _node(name) for name in ("org.Unit", "org.PartyOrganization")},
}
_FILLED = {
    "people.Person": ("id_hash", "id_tail_hash"),
    "org.Unit": ("spelling",),
    "org.PartyOrganization": ("spelling",),
}
