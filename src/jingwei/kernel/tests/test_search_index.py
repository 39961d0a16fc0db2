"""A name is found by its parts, its pinyin and its initials, on either database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingwei.kernel.pinyin import SUFFIX_LENGTH, initials, name_plain, readings
from jingwei.kernel.search_index import (
    CreateNameIndex,
    NameIndex,
    index_remove,
    index_write,
    matching,
    named,
)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
COMMON = st.sampled_from("张王李单曾长乐伟国建")
RARE = st.sampled_from("𠮷㛃〇·　 Tom9\ue123\U00030000\U000323af'\"*-")
NAMES = st.text(st.one_of(HAN, COMMON, RARE), min_size=1, max_size=9)
ALIKE = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def operation() -> CreateNameIndex:
    fields = [(field.name, field.clone()) for field in NameIndex._meta.local_fields]
    return CreateNameIndex("TestName", fields)


@pytest.fixture(scope="module")
def index(django_db_setup, django_db_blocker):
    """An index that exists while this module runs, made the way a migration makes it."""
    before, after = ProjectState(), ProjectState()
    operation().state_forwards("kernel", after)
    with isolate_apps("jingwei.kernel"), django_db_blocker.unblock():

        class TestName(NameIndex):
            __test__ = False

            class Meta(NameIndex.Meta):
                app_label = "kernel"

        with connection.schema_editor() as editor:
            operation().database_forwards("kernel", editor, before, after)
        yield TestName
        with connection.schema_editor() as editor:
            operation().database_backwards("kernel", editor, after, before)
        assert TestName._meta.db_table not in connection.introspection.table_names()


def found(index, text: str) -> list[int]:
    rows = index.objects.filter(named(index, text)).values_list("pk", flat=True)
    assert sorted(matching(index, text).values_list("pk", flat=True)) == sorted(rows)
    return sorted(rows)


@pytest.mark.django_db
class TestMatching:
    @pytest.fixture(autouse=True)
    def people(self, index):
        names = {
            1: ["张伟"],
            2: ["张伟国"],
            3: ["王张伟", "王建国"],
            4: ["单磊"],
            5: ["阿依古丽·买买提"],
            6: ["吕　绿"],
            7: ["𠮷田"],
            8: ["青岚区第12中学（筹）"],
            9: ["长建国张建"],
        }
        index_write(index, names.items())

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("张", [1, 2, 3, 9]),
            ("张伟", [1, 2, 3]),
            ("张 伟", [1, 2, 3]),
            ("伟", [1, 2, 3]),
            ("伟国", [2]),
            ("建国", [3, 9]),
            ("张建国", []),
            ("zhangwei", [1, 2]),
            ("ZHANG WEI", [1, 2]),
            ("zhangw", [1, 2]),
            ("zhangweig", [2]),
            ("zw", [1, 2]),
            ("zwg", [2]),
            ("wzw", [3]),
            ("wjg", [3]),
            ("shanlei", [4]),
            ("danl", [4]),
            ("sl", [4]),
            ("古丽买", [5]),
            ("古丽·买", [5]),
            ("lvl", [6]),
            ("Lülü", [6]),
            ("𠮷", [7]),
            ("12中", [8]),
            ("中学筹", [8]),
            ("张wei", [1, 2]),
            ("zhang伟", [1, 2]),
            ("单lei", [4]),
            ("ei", []),
        ],
    )
    def test_finds_parts_pinyin_and_initials(self, index, text, rows):
        assert found(index, text) == rows

    @pytest.mark.parametrize("text", ["", " ", "·", "*", '"', "' OR 1=1 --", "\\", "\x00", "()"])
    def test_takes_any_text(self, index, text):
        assert found(index, text) == []

    def test_goes_into_a_query_of_rows(self, index):
        both = index.objects.filter(named(index, "建国") & named(index, "张"))
        either = index.objects.filter(named(index, "磊") | named(index, "绿"))
        rest = index.objects.filter(named(index, "建国")).exclude(named(index, "伟"))

        assert sorted(row.pk for row in both) == [3, 9]
        assert sorted(row.pk for row in either) == [4, 6]
        assert [row.pk for row in rest] == [9]

    def test_sees_the_new_name_and_no_longer_the_old_one(self, index):
        index_write(index, [(1, ["李伟"])])

        assert found(index, "张伟") == [2, 3]
        assert found(index, "liwei") == [1]

    def test_forgets_what_is_removed(self, index):
        index_remove(index, [1, 77])

        assert found(index, "张伟") == [2, 3]

    def test_forgets_a_row_whose_name_is_gone(self, index):
        index_write(index, [(1, [" "]), (2, [])])

        assert found(index, "张伟") == [3]

    def test_takes_part_in_transactions(self, index):
        with transaction.atomic():
            index_write(index, [(1, ["李伟"])])
            transaction.set_rollback(True)

        assert found(index, "张伟") == [1, 2, 3]
        assert found(index, "李伟") == []

    def test_finds_nothing_after_a_flush(self, index):
        table = index._meta.db_table

        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), [table]))

        assert found(index, "张") == []
        index_write(index, [(5, ["张伟"])])
        assert found(index, "张") == [5]


@pytest.mark.django_db
class TestEveryName:
    @given(names=st.lists(NAMES, min_size=1, max_size=6), start=st.integers(0, 8), data=st.data())
    @ALIKE
    def test_is_found_by_each_of_its_parts_and_nothing_else_is(self, index, names, start, data):
        index.objects.all().delete()
        index_write(index, enumerate([[name] for name in names]))
        plain = name_plain(data.draw(st.sampled_from(names)))
        part = plain[start : start + data.draw(st.integers(1, SUFFIX_LENGTH))]

        expected = {n for n, name in enumerate(names) if part and part in name_plain(name)}

        assert expected <= set(found(index, part))
        if not any(char.isascii() for char in part):
            assert expected == set(found(index, part))

    @given(name=NAMES, length=st.integers(1, 20))
    @ALIKE
    def test_is_found_by_the_beginning_of_its_pinyin_and_initials(self, index, name, length):
        index.objects.all().delete()
        index_write(index, [(1, [name])])

        for whole in (*readings(name), *initials(name)):
            assert found(index, whole[:length]) == [1]


def test_an_index_survives_the_copy_a_backup_makes(tmp_path: Path):
    """SQLite's own backup takes the shadow tables along; they can be read without writing."""
    table = 'CREATE VIRTUAL TABLE n USING fts5(words, detail=none, columnsize=0, prefix="1 2")'
    with sqlite3.connect(tmp_path / "one") as one, sqlite3.connect(tmp_path / "two") as two:
        one.execute(table)
        one.execute("INSERT INTO n(rowid, words) VALUES (7, '张伟 伟')")
        one.commit()
        one.backup(two)
    one.close()
    two.close()

    again = sqlite3.connect(f"file:{tmp_path / 'two'}?mode=ro&immutable=1", uri=True)

    assert again.execute("""SELECT rowid FROM n WHERE n MATCH '"张"*'""").fetchall() == [(7,)]
    assert again.execute("SELECT count(*) FROM n").fetchall() == [(1,)]
    again.close()


def test_the_key_of_an_index_is_the_key_of_the_row():
    assert isinstance(NameIndex._meta.get_field("row"), models.BigIntegerField)
