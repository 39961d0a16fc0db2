"""Files on their way into a register: what is compared, refused, stored."""

from __future__ import annotations

import pytest

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry, CodeText, RowChange
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.exchange import batches
from jingwei.kernel.registers.exchange.batches import batch_claim, batch_drop
from jingwei.kernel.registers.exchange.kept import folder_of
from jingwei.kernel.registers.exchange.reading_files import read_table
from jingwei.kernel.registers.exchange.rejected import rejected_xlsx
from jingwei.kernel.registers.exchange.tasks import batch_confirm
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.tests.register_files_sample import (
    HEADS,
    book,
    counts,
    kept,
    reasons,
    row_of,
    weighed,
)
from jingwei.people.models import Appraisal, Education, Person
from jingwei.people.models.person import person_number
from tests.factories import AppraisalFactory, PersonFactory, UserFactory

ID = "11010119850307900X"
pytestmark = pytest.mark.usefixtures("media", "today")


@pytest.fixture
def media(db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path
    return tmp_path


@pytest.fixture
def people():
    return register_of(Person)


@pytest.fixture
def person(zzb):
    return PersonFactory(full_name="李春", unit=zzb)


class TestDryRun:
    def test_tells_new_changed_same_and_rejected_rows_and_stores_nothing(
        self, people, person, zzb, insider
    ):
        other = PersonFactory(full_name="王夏", unit=zzb)
        before = Person.objects.count(), RowChange.objects.count()
        data = book(
            HEADS,
            row_of(person, 姓名="李春春"),
            row_of(other),
            ["", "张秋", "男", "1990.01", "回族", zzb.name],
            ["", "赵冬", "男", "1990.13", "火星族", zzb.name],
        )

        batch = weighed(people, data, insider)

        assert (batch.state, counts(batch)) == ("ready", (1, 1, 1, 1))
        assert kept(batch, "changed")[0]["cells"] == {"full_name": ["李春", "李春春"]}
        assert "出生年月：“1990.13”有误" in reasons(batch)
        assert "民族：“火星族”不在代码表" in reasons(batch)
        assert kept(batch, "rejected")[0]["line"] == 5
        assert (Person.objects.count(), RowChange.objects.count()) == before

    def test_an_empty_cell_leaves_the_value_unless_clearing_is_asked(self, people, person, insider):
        register_row = [person.number, "", "", "", "", ""]

        left = weighed(people, book(HEADS, register_row), insider)
        cleared = weighed(
            people, book(("人员编号", "民族"), [person.number, ""]), insider, clear_empty=True
        )

        assert counts(left) == (0, 0, 1, 0)
        assert kept(cleared, "changed")[0]["cells"] == {"ethnic_group": ["汉族", ""]}

    def test_the_same_record_twice_in_a_file_is_refused_with_the_first_line(
        self, people, person, insider
    ):
        batch = weighed(people, book(HEADS, row_of(person), row_of(person)), insider)

        assert counts(batch) == (0, 0, 1, 1)
        assert "与第 2 行是同一条记录" in reasons(batch)

    def test_a_name_beside_the_number_of_somebody_else_is_refused(self, person, insider):
        register = register_of(Education)
        heads = ("人员编号", "姓名", "教育类别", "学历", "毕业时间")
        good = [person.number, "李春", "全日制教育", "大学本科毕业", "2007.07"]
        kinds = [label for _, label in register.kind(register.col("kind")).choices()]
        levels = [label for _, label in register.kind(register.col("education")).choices()]
        good[2:4] = kinds[0], levels[0]

        batch = weighed(
            register, book(heads, good, [good[0], "王夏", *good[2:4], "2010.07"]), insider
        )

        assert counts(batch) == (1, 0, 0, 1)
        assert "与所指的记录不符，系统里是“李春”" in reasons(batch)

    def test_a_computed_column_is_told_and_ignored_a_fixed_one_must_be_equal(
        self, people, person, insider
    ):
        heads = ("人员编号", "年龄", "最高学历")

        same = weighed(people, book(heads, [person.number, 99, ""]), insider)
        changed = weighed(people, book(heads, [person.number, "", "研究生"]), insider)

        assert (counts(same), same.plan["ignored"]) == ((0, 0, 1, 0), ["年龄"])
        assert "最高学历：由程序变更，不能导入修改" in reasons(changed)

    def test_a_number_nobody_has_makes_no_new_row(self, people, zzb, insider):
        row = ["99999999", "张秋", "男", "1990.01", "回族", zzb.name]

        batch = weighed(people, book(HEADS, row), insider)

        assert counts(batch) == (0, 0, 0, 1)
        assert "由系统编定，新增的行请留空" in reasons(batch)

    def test_two_people_of_one_name_and_month_cannot_be_told_apart(self, people, zzb, insider):
        for _ in range(2):
            PersonFactory(full_name="李春", unit=zzb)

        batch = weighed(people, book(("姓名", "出生年月"), ["李春", "1985.03"]), insider)

        assert "姓名、出生年月相同的记录有 2 条" in reasons(batch)

    def test_rows_out_of_sight_are_not_found(self, person, outsider):
        heads = ("人员编号", "考核年度", "考核结论")

        batch = weighed(
            register_of(Appraisal), book(heads, [person.number, 2024, "称职"]), outsider
        )

        assert f"没有找到人员“{person.number}”，或你无权查看" in reasons(batch)

    def test_texts_no_code_answers_to_are_queued_once_with_their_count(self, people, zzb, insider):
        rows = [["", name, "男", "1990.01", "火星族", zzb.name] for name in ("张秋", "赵冬")]

        batch = weighed(people, book(HEADS, *rows), insider)

        noted = CodeText.objects.get()
        assert counts(batch) == (0, 0, 0, 2)
        assert (noted.table, noted.text, noted.seen_count) == ("GB3304", "火星族", 2)

    def test_the_number_series_is_not_used_up(self, people, zzb, insider):
        data = book(HEADS, ["", "张秋", "男", "1990.01", "汉族", zzb.name])

        for _ in range(3):
            weighed(people, data, insider)

        assert PersonFactory(unit=zzb).number == person_number(1)


class TestSecrets:
    def test_an_id_number_finds_the_person_and_its_mask_is_no_change(self, people, zzb, insider):
        PersonFactory(full_name="李春", unit=zzb, id_number=ID)
        mask = people.kind(people.col("id_number")).mask(ID)

        found = weighed(people, book(("身份证号码", "姓名"), [ID.lower(), "李春"]), insider)
        masked = weighed(
            people, book(("姓名", "出生年月", "身份证号"), ["李春", "1985.03", mask]), insider
        )

        assert (counts(found), counts(masked)) == ((0, 0, 1, 0), (0, 0, 1, 0))

    def test_another_mask_is_refused_and_a_change_is_kept_encrypted(self, people, zzb, insider):
        person = PersonFactory(unit=zzb, id_number=ID)
        heads = ("人员编号", "身份证号")

        wrong = weighed(people, book(heads, [person.number, "110101********0000"]), insider)
        changed = weighed(people, book(heads, [person.number, "110101199003070011"]), insider)

        assert "遮盖后的内容，与现有内容对不上" in reasons(wrong)
        assert "199003070011" not in (folder_of(changed.pk) / "changed.jsonl").read_text()

    def test_who_may_not_read_a_column_may_not_write_it_nor_guess_it(self, people, zzb):
        office = UserFactory(unit=zzb, every_permission=True)
        hidden = ("read_office_fields", "reveal_restricted_fields")
        office.user_permissions.remove(*office.user_permissions.filter(codename__in=hidden))
        person = PersonFactory(unit=zzb, id_number=ID)

        batch = weighed(people, book(("人员编号", "身份证号"), [person.number, ID]), office)

        assert "你没有修改这一列的权限" in reasons(batch)


class TestApplying:
    def test_stores_all_rows_with_history_and_an_audit_row(self, people, person, zzb, insider):
        row = ["", "张秋", "男", "1990.01", "汉族", zzb.name]
        batch = weighed(people, book(HEADS, row_of(person, 姓名="李春春"), row), insider)

        batch_confirm(batch, accept_good=False)

        person.refresh_from_db()
        entry = AuditEntry.objects.filter(act="register.import").get()
        assert (batch.state, person.full_name, person.version) == ("applied", "李春春", 2)
        assert Person.objects.get(full_name="张秋").source == "导入 名单.xlsx"
        assert (entry.actor, entry.data["new"], entry.data["changed"]) == (insider, 1, 1)

    def test_rejected_rows_stop_all_others_unless_the_good_are_accepted(
        self, people, person, insider
    ):
        data = book(
            HEADS, row_of(person, 姓名="李春春"), row_of(person, 人员编号="", 民族="火星族")
        )
        batch = weighed(people, data, insider)

        with pytest.raises(RuleViolation, match="1 行不能导入"):
            batch_confirm(batch, accept_good=False)
        batch_confirm(batch, accept_good=True)

        person.refresh_from_db()
        assert (batch.state, person.full_name) == ("applied", "李春春")

    def test_a_row_changed_meanwhile_shows_the_new_difference_and_stores_nothing(
        self, people, person, zzb, insider
    ):
        row = ["", "张秋", "男", "1990.01", "汉族", zzb.name]
        batch = weighed(people, book(HEADS, row, row_of(person, 姓名="李春春")), insider)
        rows_save(people, [Draft({"full_name": "李夏"}, row=person)], actor=insider)

        batch_confirm(batch, accept_good=False)

        assert (batch.state, batch.plan["moved"]) == ("ready", True)
        assert kept(batch, "changed")[0]["cells"] == {"full_name": ["李夏", "李春春"]}
        assert not Person.objects.filter(full_name__in=("张秋", "李春春")).exists()

    def test_is_done_once(self, people, person, insider):
        batch = weighed(people, book(HEADS, row_of(person, 姓名="李春春")), insider)
        batch_confirm(batch, accept_good=False)

        with pytest.raises(Conflict):
            batch_claim(batch, accept_good=False)

    def test_the_same_file_again_changes_nothing_and_says_so(self, people, person, insider):
        data = book(HEADS, row_of(person, 姓名="李春春"))
        batch_confirm(weighed(people, data, insider), accept_good=False)

        again = weighed(people, data, insider)

        assert (counts(again), again.plan["earlier"]) == ((0, 0, 1, 0), "2025-06-30 09:00")
        with pytest.raises(RuleViolation, match="没有需要写入"):
            batch_confirm(again, accept_good=False)

    def test_a_dropped_one_stores_nothing(self, people, person, insider):
        batch = weighed(people, book(HEADS, row_of(person, 姓名="李春春")), insider)

        assert batch_drop(batch)

        batch.refresh_from_db()
        with pytest.raises(Conflict):
            batch_confirm(batch, accept_good=False)
        assert not folder_of(batch.pk).exists()

    def test_large_files_go_to_the_background_in_chunks(self, people, zzb, insider, monkeypatch):
        monkeypatch.setattr(batches, "LARGE_ROWS", 5)
        monkeypatch.setattr("jingwei.kernel.registers.exchange.plan.CHUNK", 2)
        rows = [["", f"张秋{n}", "男", "1990.01", "汉族", zzb.name] for n in range(7)]

        batch = weighed(people, book(HEADS, *rows), insider)
        batch_confirm(batch, accept_good=False)

        assert (batch.plan["large"], batch.state) == (True, "applied")
        assert sorted(p.number for p in Person.objects.all()) == [
            person_number(n) for n in range(1, 8)
        ]

    def test_rejected_rows_come_back_with_reasons_and_can_be_mended(self, people, zzb, insider):
        row = ["", "张秋", "男", "1990.01", "火星族", zzb.name]
        batch = weighed(people, book((*HEADS, "备考"), [*row, 7.0]), insider)

        data = rejected_xlsx(batch)

        table = read_table("x.xlsx", data, lambda cells: sum("姓名" in str(c) for c in cells))
        _, cells = next(table.rows())
        assert table.heads == (*HEADS, "备考", "原因")
        assert "火星族" in cells[-1]
        mended = book(table.heads, ["汉族" if cell == "火星族" else cell for cell in cells])
        assert counts(weighed(people, mended, insider)) == (1, 0, 0, 0)


class TestManyRows:
    def test_a_dry_run_asks_no_more_for_more_rows_of_a_chunk(
        self, zzb, insider, django_assert_max_num_queries
    ):
        register = register_of(Appraisal)
        found = [AppraisalFactory(person=PersonFactory(unit=zzb)) for _ in range(12)]
        results = [label for _, label in register.kind(register.col("result")).choices()]
        rows = [[row.person.number, 2024, results[-1]] for row in found]

        with django_assert_max_num_queries(40):
            batch = weighed(register, book(("人员编号", "考核年度", "考核结论"), *rows), insider)

        assert counts(batch) == (0, 12, 0, 0)
