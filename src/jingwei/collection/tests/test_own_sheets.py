"""A unit's own workbook: recognised, filled in as it is, read back; nothing in it is lost."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import signed_in
from jingwei.collection.models import OwnSheet, Row
from jingwei.collection.own.filling import Edit, filled
from jingwei.collection.own.layout import Asked, Shape, grids_read, layout_of
from jingwei.collection.selectors.own_sheets import own_filled
from jingwei.collection.services.own_sheets import own_sheet_keep, own_sheet_map, own_sheet_take
from jingwei.collection.tests.answered import COLUMNS, FIRST, assignment_made, round_made
from jingwei.collection.tests.own_books import own_form, own_workbook, sheet_of
from jingwei.collection.workbook import key_assignment
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.old_workbook import xls
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MAPPED = {"name": "姓名", "phone": "联系电话", "count": "人数（人）", "kind": "类别"}


@pytest.fixture
def three(today, zzb, jyj, insider):
    """Three people with different names, for the education bureau."""
    made = assignment_made(round_made(zzb, insider), jyj)
    for row in made.rows.all():
        name = f"林示例{row.position}"
        Row.objects.filter(pk=row.pk).update(
            label=f"{name}（000{row.position}）", values=FIRST | {"name": name},
            prefilled=FIRST | {"name": name},
        )  # fmt: skip
    return made


@pytest.fixture
def own(three, outsider):
    return own_sheet_keep(three, "花名册.xlsx", own_workbook(), actor=outsider)


def read_back(data, line, *, text, place):
    """The same file with one cell changed by an office program that keeps what it finds."""
    return filled(
        "花名册.xlsx", data, grids_read("花名册.xlsx", data)[0], [Edit(line, place, text)]
    )


def values(assignment, code):
    return [row.values[code] for row in assignment.rows.order_by("position")]


class TestRecognised:
    def test_heads_are_found_whatever_stands_around_them(self):
        found = layout_of(grids_read("表.xlsx", own_workbook()), COLUMNS, Asked())

        assert (found.shape, found.title, found.line) == (Shape.TABLE, "花名册", 2)
        assert found.places == MAPPED
        assert found.alike == {"phone"}

    def test_value_cells_stand_beside_their_labels(self):
        found = layout_of(grids_read("表.xlsx", own_form()), COLUMNS, Asked())

        assert found.shape is Shape.SINGLE
        assert found.places == {"name": "B3", "phone": "D3", "kind": "B4"}
        assert found.anchors == {"A3": "姓名", "C3": "电话", "A4": "类别："}

    def test_a_sheet_nobody_knows_is_a_table_without_places(self):
        found = layout_of(
            grids_read("表.xlsx", own_workbook(heads=tuple("甲乙丙丁戊己"))), COLUMNS, Asked()
        )

        assert (found.shape, found.line, dict(found.places)) == (Shape.TABLE, 2, {})


class TestFilled:
    def test_known_lines_are_filled_others_added_and_the_rest_stays(self, three, own):
        name, data, _ = own_filled(own, three)

        cells = sheet_of(data)
        assert name == "花名册（已预填）.xlsx"
        assert cells[2][:6] == [1.0, "林示例1", "10012345678", 12.0, "农村", "一号楼"]
        assert [line[1] for line in cells[3:5]] == ["林示例2", "林示例3"]
        assert cells[0][0] == "示例站人员花名册"
        assert cells[9][0] == "填表人："
        assert sheet_of(data, 1) == [["每季度更新"]]

    def test_formats_and_formulas_stay_and_the_marks_are_hidden(self, three, own):
        _, data, _ = own_filled(own, three)

        with zipfile.ZipFile(BytesIO(data)) as archive:
            page = archive.read("xl/worksheets/sheet1.xml").decode()
            book = archive.read("xl/workbook.xml").decode()
            styles = archive.read("xl/styles.xml").decode()
        assert "<f>SUM(D3:D3)</f>" in page
        assert "FFFFEE00" in styles
        assert 'hidden="1"' in page
        assert 'fullCalcOnLoad="1"' in book
        assert [key_assignment(str(line[-1])) for line in sheet_of(data)[2:5]] == [three.pk] * 3

    def test_of_a_form_every_row_gets_a_copy(self, three, outsider):
        own = own_sheet_keep(three, "登记表.xlsx", own_form(), actor=outsider)

        name, data, _ = own_filled(own, three)

        with zipfile.ZipFile(BytesIO(data)) as archive:
            copies = [sheet_of(archive.read(one)) for one in sorted(archive.namelist())]
        assert name == "登记表（已预填）.zip"
        assert [copy[2][1] for copy in copies] == ["林示例1", "林示例2", "林示例3"]
        assert [copy[3][1] for copy in copies] == ["农村"] * 3

    def test_a_damaged_part_is_refused_in_words(self, three, outsider):
        book = BytesIO(own_workbook())
        with zipfile.ZipFile(book, "a") as archive:
            archive.writestr("xl/media/seal.png", b"seal" * 20)
        data = book.getvalue().replace(b"seal" * 20, b"leak" * 20)
        own = own_sheet_keep(three, "花名册.xlsx", data, actor=outsider)

        with pytest.raises(BadInput) as refusal:
            own_filled(own, three)

        assert refusal.value.code == "file.broken"

    def test_an_old_workbook_is_refused_with_what_to_do(self, three, outsider):
        own = own_sheet_keep(
            three, "表.xls", xls([["姓名", "电话"], ["林示例1", ""]]), actor=outsider
        )

        with pytest.raises(BadInput, match="不是"):
            own_filled(own, three)


class TestReadBack:
    def test_what_changed_is_taken_and_a_second_time_changes_nothing(self, three, own, outsider):
        _, data, _ = own_filled(own, three)
        data = read_back(data, 4, text="10087654321", place=2)

        taken = own_sheet_take(own, three, [("花名册.xlsx", data)], actor=outsider)
        again = own_sheet_take(own, three, [("花名册.xlsx", data)], actor=outsider)

        assert values(three, "phone") == ["10012345678", "10087654321", "10012345678"]
        assert (taken.saved.changed_count, taken.faults) == (1, ())
        assert taken.unknown == ("序号", "住址")
        assert again.saved.version == taken.saved.version

    def test_an_emptied_cell_counts_only_in_a_copy_of_ours(self, three, own, outsider):
        _, data, _ = own_filled(own, three)
        emptied = read_back(data, 3, text="", place=2)

        own_sheet_take(own, three, [("自己的.xlsx", own_workbook())], actor=outsider)
        kept = values(three, "phone")[0]
        own_sheet_take(own, three, [("花名册.xlsx", emptied)], actor=outsider)

        assert kept == "10012345678"
        assert values(three, "phone")[0] == ""

    def test_lines_of_nobody_and_of_two_are_told(self, three, own, outsider):
        two = Row.objects.filter(assignment=three, position__in=(2, 3))
        two.update(label="周示例", values=FIRST | {"name": "周示例"})
        rows = [(1, "周示例", "", 7.0, "", ""), (2, "郑示例", "", "七", "", "")]

        taken = own_sheet_take(own, three, [("表.xlsx", own_workbook(rows))], actor=outsider)

        assert [fault.line for fault in taken.faults] == [3, 4]
        assert "不止一条" in taken.faults[0].why
        assert "“郑示例”这一行和这次填报的哪条记录都对不上" in taken.faults[1].why
        assert values(three, "count") == ["12"] * 3

    def test_forms_come_back_several_at_once(self, three, outsider):
        own = own_sheet_keep(three, "登记表.xlsx", own_form(), actor=outsider)
        files = [
            (f"{n}.xlsx", own_form((f"林示例{n}", "", kind)))
            for n, kind in ((1, "社区"), (3, "机关"))
        ]

        own_sheet_take(own, three, files, actor=outsider)

        assert values(three, "kind") == ["社区", "农村", "机关"]


class TestRemembered:
    def test_what_was_said_by_hand_holds_in_the_next_round(
        self, three, own, zzb, jyj, insider, outsider
    ):
        asked = Asked("table", "花名册", 2)
        own_sheet_map(
            own, three, MAPPED | {"kind": "", "phone": "住址"}, asked=asked, actor=outsider
        )
        later = assignment_made(round_made(zzb, insider), jyj)

        again = own_sheet_keep(later, "新一季.xlsx", own_workbook(), actor=outsider)

        assert again.pk == own.pk
        assert (again.places["电话"], again.places["类别"]) == ("住址", "")

    @pytest.mark.parametrize("places", [{"name": "地址栏"}, {"name": "住址", "phone": "住址"}])
    def test_a_place_that_is_not_there_or_twice_is_refused(self, three, own, outsider, places):
        with pytest.raises(BadInput, match=places["name"]):
            own_sheet_map(own, three, places, asked=Asked("table", "花名册", 2), actor=outsider)

    def test_another_layout_is_not_read_as_this_one(self, three, own, outsider):
        with pytest.raises(BadInput, match="样式"):
            own_sheet_take(own, three, [("表.xlsx", own_form())], actor=outsider)


class TestPages:
    pytestmark = pytest.mark.once

    def test_uploaded_checked_filled_and_read(self, three, as_outsider):
        def at(name, *more):
            return reverse(f"collection:{name}", args=[three.pk, *more])

        def sends(data):
            return as_outsider.post(
                at("own-sheets"), {"sheets": SimpleUploadedFile("花名册.xlsx", data)}, follow=True
            )

        page = sends(own_workbook()).content.decode()
        own = OwnSheet.objects.get()
        told = {f"p_{code}": place for code, place in MAPPED.items()}
        as_outsider.post(at("own-sheet", own.pk), told)
        data = b"".join(as_outsider.get(at("own-sheet-filled", own.pk)))
        done = sends(read_back(data, 5, text="15", place=3)).content.decode()

        assert "7 列中认出 4 列" in page
        assert "文字只是相近" in page
        assert "读取 3 行，现在共有 1 行有变化" in done
        assert values(three, "count") == ["12", "12", "15"]

    def test_more_than_fits_in_memory_is_refused_before_it_is_read(
        self, three, as_outsider, monkeypatch
    ):
        monkeypatch.setattr("jingwei.collection.forms.own_sheets.MOST_AT_ONCE", 100)
        files = [SimpleUploadedFile(f"{n}.xlsx", own_form()) for n in range(2)]

        answer = as_outsider.post(
            reverse("collection:own-sheets", args=[three.pk]), {"sheets": files}
        )

        assert answer.status_code == 422
        assert "请分几次上传" in answer.content.decode()
        assert not OwnSheet.objects.exists()

    def test_another_unit_sees_none_of_it(self, three, own, gbk):
        other = signed_in(UserFactory(unit=gbk, every_permission=True))

        assert (
            other.get(reverse("collection:own-sheet", args=[three.pk, own.pk])).status_code == 404
        )
