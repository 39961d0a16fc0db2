"""Indexes for lists that are ordered by a column which may be empty."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class EmptiesFirst(models.Index):
    """An index whose empty values come first on PostgreSQL too, as our lists want them.

    SQLite sorts them so by itself and has no word for it. A list ordered by a column that may be
    empty would on PostgreSQL leave a plain index aside and sort all its rows.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Any:
        statement = super().create_sql(model, schema_editor, using, **kwargs)
        if schema_editor.connection.vendor == "postgresql":
            columns: Any = statement.parts["columns"]
            columns.col_suffixes = ("NULLS FIRST", *columns.col_suffixes[1:])
        return statement
