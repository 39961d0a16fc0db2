"""``jingwei registers``: what there is, files in and out."""

from __future__ import annotations

import json

import pytest

from jingwei.kernel.models import AuditEntry
from tests.factories import PersonFactory


@pytest.fixture(autouse=True)
def media(db, today, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path


@pytest.fixture
def person(zzb):
    return PersonFactory(full_name="李春", unit=zzb)


@pytest.fixture
def roster(person, zzb):
    """A file with a change and a new person, as bytes."""
    lines = ["人员编号,姓名,性别,出生年月,民族,所在单位"]
    lines += [f"{person.number},李春春,,,,", f",张秋,男,1990.01,汉族,{zzb.name}"]
    return "\r\n".join(lines).encode()


class TestCommand:
    def test_lists_the_registers_with_their_rows(self, asked, person):
        code, out, _ = asked("registers", "list", "--json")

        found = {one["code"]: one for one in json.loads(out)["registers"]}
        assert (code, found["people.person"]["rows"]) == (0, 1)

    def test_tries_a_file_then_stores_it_as_the_system(
        self,
        asked,
        roster,
        person,
        tmp_path,
    ):
        path = tmp_path / "名单.csv"
        path.write_bytes(roster)

        tried = asked("registers", "import", "people.person", path, "--dry-run")
        code, out, _ = asked("registers", "import", "people.person", path, "--json")

        told, entry = json.loads(out), AuditEntry.objects.get(act="register.import")
        assert tried[:2] == (
            0,
            "“人员”名单.csv：新增 1、修改 1、不变 0、不能导入 0。\n试运行，没有保存。\n",
        )
        assert (code, told["stored"], told["counts"]["new"]) == (0, True, 1)
        assert (entry.actor, entry.data["file"]) == (None, "名单.csv")

    def test_stores_nothing_when_a_row_is_rejected_unless_the_good_are_wanted(
        self,
        asked,
        roster,
        person,
        tmp_path,
    ):
        path = tmp_path / "名单.csv"
        path.write_bytes(roster.replace("汉族".encode(), "火星族".encode()))

        code, out, _ = asked("registers", "import", "people.person", path)
        person.refresh_from_db()
        before = person.full_name
        good, _, _ = asked("registers", "import", "people.person", path, "--accept-good")

        person.refresh_from_db()
        assert (code, before) == (1, "李春")
        assert "第 3 行　民族：“火星族”不在代码表" in out
        assert (good, person.full_name) == (0, "李春春")

    def test_writes_a_register_to_a_file_that_imports_back(
        self,
        asked,
        person,
        tmp_path,
    ):
        path = tmp_path / "人员.xlsx"

        code, out, _ = asked("registers", "export", "people.person", path)
        again = asked("registers", "import", "people.person", path)

        assert (code, "1 人已写入" in out) == (0, True)
        assert "没有需要写入的内容" in again[1]

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("import", "people.nobody", "{csv}"), "没有登记册“people.nobody”"),
            (("export", "people.person", "x.pdf"), "文件名以 .xlsx 或 .csv 结尾"),
        ],
    )
    def test_answers_a_slip_with_exit_2(self, asked, tmp_path, words, sentence):
        path = tmp_path / "a.csv"
        path.write_text("姓名")

        code, _, err = asked("registers", *(str(path) if w == "{csv}" else w for w in words))

        assert (code, sentence in err) == (2, True)
