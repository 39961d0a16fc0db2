"""Indexes of lists whose column may be empty: empties stand first, as the lists want them."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from jingwei.kernel.models import ScheduledRun
from jingwei.kernel.registers.indexes import EmptiesFirst

INDEX = EmptiesFirst(fields=["last_finished_at", "id"], name="runs_by_end")


def statement(editor, index: models.Index = INDEX) -> str:
    return str(index.create_sql(ScheduledRun, editor))


@pytest.fixture
def postgres():
    """An editor that writes statements and never connects."""
    return DatabaseSchemaEditor(DatabaseWrapper({**connection.settings_dict}), collect_sql=True)


def test_says_it_of_the_first_column_alone_on_postgresql(postgres):
    assert statement(postgres).endswith('("last_finished_at" NULLS FIRST, "id")')


def test_is_a_plain_index_in_all_else(postgres):
    plain = models.Index(fields=["last_finished_at", "id"], name="runs_by_end")

    assert statement(postgres).replace(" NULLS FIRST", "") == statement(postgres, plain)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite has no word for it")
def test_says_nothing_on_sqlite():
    assert "NULLS" not in statement(connection.schema_editor(collect_sql=True))
