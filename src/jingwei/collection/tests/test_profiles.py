"""The columns of another platform, and the mark that a round was taken out in them."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from jingwei.collection.columns import Column
from jingwei.collection.models import ExportProfile, PlatformExport
from jingwei.collection.profiles import Heading, arranged, headings_read
from jingwei.collection.services.exporting import round_export
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.register_cast import person

COLUMNS = [Column("a", "姓名"), Column("b", "籍贯")]


class TestHeadings:
    def test_are_read_in_their_order(self):
        assert headings_read("籍贯=籍贯；人员姓名＝姓名\n备注=;姓名") == [
            Heading("籍贯", "籍贯"), Heading("人员姓名", "姓名"), Heading("备注", ""),
            Heading("姓名", "姓名"),
        ]  # fmt: skip

    @pytest.mark.parametrize("text", ["", "；；", "姓名=a；姓名=b", "=姓名"])
    def test_that_are_empty_or_stand_twice_are_refused(self, text):
        with pytest.raises(BadInput):
            headings_read(text)


def test_rows_are_arranged_and_what_the_round_lacks_is_told():
    headings = headings_read("单位=填报单位；籍贯；电话=手机号；备注=")

    lines, lacking = arranged(headings, COLUMNS, [("甲镇", "林雁秋", {"a": "林", "b": "青岚"})])

    assert lines == [["甲镇", "青岚", "", ""]]
    assert lacking == ["手机号"]


@pytest.mark.django_db
def test_an_export_keeps_the_order_and_leaves_the_mark_of_the_day(today, insider, zzb, gbk):
    lin = person(gbk, "林雁秋", native_place="青岚")
    round_ = sent(insider, gbk)
    answered(round_.assignments.get(), lin, actor=insider, place="明州")
    accepted(round_.assignments.get(), actor=insider)
    profile = ExportProfile.objects.create(
        platform="省平台", name="人员", unit=zzb, headings="出生地=籍贯；人员=姓名；备注="
    )

    content, name = round_export(round_, profile=profile, actor=insider)

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("人员").to_python()
    assert rows == [["出生地", "人员", "备注"], ["明州", "林雁秋", ""]]
    assert name.endswith("20250630.xlsx")
    mark = PlatformExport.objects.get()
    assert str(mark) == "已按省平台口径导出 2025-06-30（省平台：人员）"
    assert mark.row_count == 1
