"""Files as they really arrive: titles, notes, numbers for text, merged cells; and useless ones."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.exchange.batches import batch_open
from jingwei.kernel.tests.old_workbook import xls
from jingwei.kernel.tests.register_files_sample import (
    HEADS,
    book,
    counts,
    kept,
    reasons,
    row_of,
    weighed,
)
from jingwei.people.models import Person
from tests.factories import PersonFactory

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


class TestMessyFiles:
    @pytest.mark.parametrize(
        "rows",
        [
            pytest.param([["青岚区干部名单"], [], HEADS], id="title above"),
            pytest.param([["", *HEADS]], id="an empty first column"),
            pytest.param([[f" {h[0]}　{h[1:]}（必填）" for h in HEADS]], id="notes and blanks"),
            pytest.param([("A0000", "A0101", "A0104", "A0107", "A0117", "A0195")], id="items"),
            pytest.param(
                [("人员编码", "姓名*", "性别：", "出生日期", "民族", "所在单位")], id="variants"
            ),
        ],
    )
    def test_heads_are_recognised(self, people, person, insider, rows):
        row = row_of(person, 姓名="李春春")
        if rows[0][0] == "":
            row = ["", *row]

        batch = weighed(people, book(*rows, row), insider)

        assert (counts(batch), batch.plan["unknown"]) == ((0, 1, 0, 0), [])

    @pytest.mark.parametrize(
        "month", ["1985.03", 1985.03, 198503.0, "1985年3月", date(1985, 3, 1), "1.98503E+05", 31107]
    )
    def test_a_month_is_the_same_in_every_dress(self, people, person, insider, month):
        data = book(("人员编号", "出生年月"), [person.number, month])

        batch = weighed(people, data, insider)

        expected = (0, 1, 0, 0) if month == 31107 else (0, 0, 1, 0)  # that one says the day too
        assert counts(batch) == expected

    def test_october_written_as_a_number_is_not_january(self, people, person, insider):
        batch = weighed(people, book(("人员编号", "出生年月"), [person.number, 1985.1]), insider)

        assert kept(batch, "changed")[0]["cells"] == {"birth_on": ["1985.03", "1985.10"]}

    def test_a_month_finds_the_person_whose_day_is_known_and_leaves_the_day(
        self, people, zzb, insider
    ):
        PersonFactory(full_name="李春", birth_on="19850307", unit=zzb)

        found = weighed(
            people, book(("姓名", "出生年月", "备注"), ["李春", "1985.03", "新"]), insider
        )
        other = weighed(people, book(("姓名", "出生年月"), ["李春", "1985.03.09"]), insider)

        assert kept(found, "changed")[0]["cells"] == {"note": ["", "新"]}
        assert counts(other) == (0, 0, 0, 1)

    def test_of_two_people_the_one_with_exactly_that_date_is_meant(self, people, zzb, insider):
        for day in ("198503", "19850307"):
            PersonFactory(full_name="李春", birth_on=day, unit=zzb)

        batch = weighed(people, book(("姓名", "出生年月"), ["李春", "1985.03"]), insider)

        assert counts(batch) == (0, 0, 1, 0)

    def test_numbers_that_lost_digits_are_refused(self, people, person, insider):
        heads = ("人员编号", "身份证号", "备注")
        row = [person.number, 110101198503070020.0, "1.38E+10"]

        batch = weighed(people, book(heads, row), insider)

        assert reasons(batch).count("末几位已被表格软件改掉") == 2

    def test_a_text_that_only_looks_like_one_is_unchanged(self, people, zzb, insider):
        person = PersonFactory(unit=zzb, note="1e+9")

        batch = weighed(people, book(("人员编号", "备注"), [person.number, "1e+9"]), insider)

        assert counts(batch) == (0, 0, 1, 0)

    def test_blank_rows_columns_and_spread_names_mean_nothing(self, people, person, insider):
        row = [*row_of(person, 姓名="李　春"), "", "　"]

        batch = weighed(people, book(HEADS, [], row, ["　"], []), insider)

        assert counts(batch) == (0, 0, 1, 0)

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk"])
    @pytest.mark.parametrize("mark", [",", "\t", ";"])
    def test_csv_is_read_in_its_encodings(self, people, person, insider, codec, mark):
        lines = "\r\n".join(mark.join(row) for row in (HEADS, row_of(person, 姓名="李春春")))

        batch = weighed(people, lines.encode(codec), insider, name="名单.csv")

        assert counts(batch) == (0, 1, 0, 0)

    def test_an_old_workbook_is_read_too(self, people, person, insider):
        data = xls([["名单"], ["人员编号", "出生年月", "备注"], [person.number, 1985.1, "旧"]])

        batch = weighed(people, data, insider, name="名单.xls")

        cells = {"birth_on": ["1985.03", "1985.10"], "note": ["", "旧"]}
        assert kept(batch, "changed")[0]["cells"] == cells

    def test_merged_cells_say_the_same_in_every_row(self, people, zzb, insider):
        out = BytesIO()
        with xlsxwriter.Workbook(out) as made:
            sheet = made.add_worksheet()
            for place, head in enumerate(HEADS[1:]):
                sheet.write(1, place + 1, head)
            for number in (2, 3):
                for place, text in enumerate((f"张秋{number}", "男", "1990.01", "汉族")):
                    sheet.write(number, place + 1, text)
            sheet.merge_range(2, 5, 3, 5, zzb.name)

        batch = weighed(people, out.getvalue(), insider)

        assert counts(batch) == (2, 0, 0, 0)


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (
                book(("姓名", "性别"), ["李春", "女"]),
                "缺少认定是哪一条记录的列：人员编号，或 身份证号",
            ),
            (book(("人员编号", "姓名", "姓 名"), ["1", "2", "3"]), "有 2 列都是“姓名”"),
            (book(("甲", "乙"), ["1", "2"]), "没有找到表头"),
            (book(HEADS, HEADS, hidden="jingwei people.education 1"), "是“学历学位”的模板"),
            (b"PK\x03\x04 nonsense", "打不开"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused_plainly(self, people, insider, data, words):
        with pytest.raises(BadInput, match=words):
            batch_open(people, "名单.xlsx", data, clear_empty=False, actor=insider)

        assert not ImportBatch.objects.exists()

    def test_a_cell_far_out_does_not_take_all_memory(self, people, insider):
        out = BytesIO()
        with xlsxwriter.Workbook(out) as made:
            sheet = made.add_worksheet()
            sheet.write(0, 0, "姓名")
            sheet.write(1_048_575, 16_383, "远")

        with pytest.raises(BadInput, match="以外还有内容"):
            batch_open(people, "名单.xlsx", out.getvalue(), clear_empty=False, actor=insider)

    def test_a_cell_far_out_that_only_has_a_colour_does_no_harm(self, people, person, insider):
        out = BytesIO()
        with xlsxwriter.Workbook(out) as made:
            sheet = made.add_worksheet()
            for number, row in enumerate((HEADS, row_of(person))):
                sheet.write_row(number, 0, row)
            sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bg_color": "red"}))

        assert counts(weighed(people, out.getvalue(), insider)) == (0, 0, 1, 0)

    def test_a_web_page_called_csv_is_refused_with_advice(self, people, insider):
        with pytest.raises(BadInput, match="其实是网页"):
            batch_open(people, "a.csv", b"<html><table>", clear_empty=False, actor=insider)
