"""Finding rows by a part of a name, its pinyin or its initials, on both databases alike.

Each kind of row has an index model of its own, whose key is the key of the row::

    class PersonName(NameIndex):
        class Meta(NameIndex.Meta):
            verbose_name = "人员姓名索引"

In the generated migration ``CreateNameIndex`` stands in place of ``migrations.CreateModel``. It
makes an FTS5 table on SQLite and a tsvector with a GIN index on PostgreSQL. Both are asked for
beginnings of tokens only; ``pinyin.tokens`` makes every part of a name the beginning of one.
To Django they are ordinary tables: flush empties them, a backup holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import migrations, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Lookup, Q, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import In

from jingwei.kernel.pinyin import SUFFIX_LENGTH, name_plain, readings, tokens

Entry = tuple[int, Iterable[str]]
BATCH = 1000
FTS5 = (
    "CREATE VIRTUAL TABLE {table} USING fts5(words, detail=none, columnsize=0, prefix='1 2',"
    " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn'\")"
)
GIN = "CREATE INDEX {name} ON {table} USING gin (words) WITH (fastupdate = off)"
_RUNS = re.compile(r"[^\x00-\x7f]+")


class WordsField(models.Field[Any, Any]):
    """A set of tokens: a tsvector on PostgreSQL, a text with blanks in an FTS5 table."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        words = sorted(value)
        return words if connection.vendor == "postgresql" else " ".join(words)


class NameIndex(models.Model):
    """The names of one kind of row; ``row`` is the key of that row."""

    row = models.BigIntegerField(primary_key=True, db_column="rowid")
    words = WordsField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.row)


@WordsField.register_lookup
class Finds(Lookup[Any]):
    """``words__finds="张伟"``: a name in the set holds the text, or begins with its pinyin."""

    lookup_name = "finds"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        words, parameters = self.process_lhs(compiler, connection)
        return f"{words} @@ %s::tsquery", (*parameters, _query(self.rhs, "'{}':*", " & ", " | "))

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column = self.lhs
        if not isinstance(column, Col):
            raise TypeError("Only a column of an index model can be searched.")
        names = (column.alias, column.target.model._meta.db_table)
        table = ".".join(connection.ops.quote_name(name) for name in names)
        return f"{table} MATCH %s", (_query(self.rhs, '"{}"*', " AND ", " OR "),)


@models.Field.register_lookup
class Among(In[Any]):
    """``pk__among=rows``: as ``in``, but PostgreSQL looks up ``rows`` first and once.

    Left to itself it walks a million people in the order of the page and asks the index about
    each, because it cannot know how rare a beginning is.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        apart = connection.vendor == "postgresql" and not self.rhs_is_direct_value()
        return f"= ANY(ARRAY{rhs})" if apart else super().get_rhs_op(connection, rhs)


class CreateNameIndex(migrations.CreateModel):
    """Make the table of an index model, of the kind that its database searches fastest."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            name_index_create(model, schema_editor)


def name_index_create(model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table of ``model``; ``schema_editor.delete_model`` takes it away again."""
    table = schema_editor.quote_name(model._meta.db_table)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(FTS5.format(table=table))
        return
    schema_editor.create_model(model)
    name = schema_editor.quote_name(f"{model._meta.db_table}_words")
    schema_editor.execute(GIN.format(name=name, table=table))


def index_write(index: type[NameIndex], entries: Iterable[Entry]) -> None:
    """Store the names of rows, each given as its key and all its names, in place of older ones.

    Two queries for each thousand rows. A row without a readable name stands in no index.
    """
    remaining = iter(entries)
    while batch := dict(islice(remaining, BATCH)):
        rows = (index(row=row, words=_words(names)) for row, names in batch.items())
        with transaction.atomic():
            index_remove(index, batch)
            index._default_manager.bulk_create([row for row in rows if row.words])


def index_remove(index: type[NameIndex], rows: Iterable[int]) -> None:
    """Forget the names of ``rows``, which need not be in the index."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        index._default_manager.filter(row__in=batch).delete()


def named(index: type[NameIndex], text: str, *, key: str = "pk") -> Q:
    """Match the rows that ``text`` finds in ``index``; ``key`` leads to the key it holds.

    Any part of a name finds it (张伟, 伟), its full pinyin and initials from their beginning
    (zhangw, zw), and a mixture (张wei). Blanks, dots and case do not count. No letter: no row.
    Of a relation name the key itself ("person__pk").
    """
    return Q((f"{key}__among", matching(index, text)))


def matching(index: type[NameIndex], text: str) -> QuerySet[Any, Any]:
    """Return the keys of the rows that ``named`` matches, in no order: to count, or to cut off."""
    if not name_plain(text):
        return index._default_manager.none().values("row")
    return index._default_manager.filter(words__finds=text).values("row")


def _words(names: Iterable[str]) -> set[str]:
    return set().union(*(tokens(name) for name in names))


def _query(text: str, beginning: str, both: str, either: str) -> str:
    """Return ``text`` in the query language of a database; only letters and digits get there."""
    ways = [both.join(beginning.format(part) for part in way) for way in _ways(text)]
    return either.join(f"({way})" for way in ways)


def _ways(text: str) -> Iterator[list[str]]:
    """Yield the lists of beginnings of which all must be there: as written, then as read."""
    plain = name_plain(text.lower().replace("ü", "v"))
    yield [plain[:SUFFIX_LENGTH]]
    characters = _RUNS.findall(plain)
    if characters and len("".join(characters)) < len(plain):
        for reading in readings(plain):
            yield [*(run[:SUFFIX_LENGTH] for run in characters), reading]
