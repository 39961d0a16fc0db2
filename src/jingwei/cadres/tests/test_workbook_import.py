"""What a national workbook stores, and what it is not allowed to."""

from __future__ import annotations

import pytest

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.cadres.tests.workbook_files import PERSON_ROW, WHO, apply, file_of, reasons, weigh
from jingwei.cadres.workbook.batches import stored
from jingwei.cadres.workbook.reading import workbook_read
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.exchange.applying import PlanMoved
from jingwei.people.models import Appraisal, Education, LevelHeld, Person, PostHeld
from tests import factories as make


class TestImport:
    def test_a_new_person_brings_hats_and_rows_along(self, zzb, insider):
        data = file_of(
            A01=[PERSON_ROW],
            A02=[
                {
                    **WHO, "任职机构名称": "区委组织部", "职务名称": "副部长", "任职时间": "202003",
                    "任职状态": "在任", "主职务": "是", "职务输出标识": "输出",
                }
            ],
            A05=[
                {
                    **WHO, "类别（职务层次、职级标志）": "享受的职级",
                    "职务层次（职级）": "一级主任科员", "批准日期": "202106",
                }
            ],
            A08=[
                {
                    **WHO, "学历名称": "大学", "毕（肄）业时间": "200006",
                    "学校（单位）名称": "示例大学", "教育类别": "全日制",
                }
            ],
            A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}],
            A99=[{**WHO, "是否选调生": "是", "进入选调生时间": "200008"}],
        )  # fmt: skip

        counts = apply(data, insider)

        person = Person.objects.get(full_name="林雁秋")
        assert counts["new"] == 7
        assert (person.level, person.rank, person.post_since) == ("", "17", "202003")
        assert Cadre.objects.get(person=person).is_selected_graduate
        assert CivilServant.objects.get(person=person).grade == 18
        assert PostHeld.objects.get(person=person).unit == zzb
        assert LevelHeld.objects.get(person=person).kind == LevelHeld.Kind.RANK
        assert Education.objects.get(person=person).education == "21"
        assert Appraisal.objects.get(person=person).year == 2024

    def test_a_rehearsal_stores_nothing(self, zzb, insider):
        weigh(
            file_of(A01=[PERSON_ROW], A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}]),
            insider,
        )

        assert not Person.objects.exists()
        assert not AuditEntry.objects.filter(act__startswith="register").exists()

    def test_the_second_time_everything_is_the_same(self, zzb, insider):
        data = file_of(A01=[PERSON_ROW], A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}])
        apply(data, insider)

        found, _ = weigh(data, insider)

        assert dict(found.counts) == {"same": 4}

    def test_an_id_number_with_another_name_is_rejected(self, full, insider):
        _, kept = weigh(file_of(A01=[{"姓名": "顾小岚", "身份证号": full.id_number}]), insider)

        assert "系统里是“顾晓岚”" in reasons(kept)

    def test_a_namesake_without_a_number_is_not_doubled(self, zzb, insider):
        make.PersonFactory(unit=zzb, full_name="林雁秋")

        _, kept = weigh(file_of(A01=[PERSON_ROW]), insider)

        assert "没有身份证号的人员" in reasons(kept)

    def test_rows_about_nobody_are_rejected_without_the_number(self, zzb, insider):
        _, kept = weigh(file_of(A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}]), insider)

        assert "系统里没有这个人" in reasons(kept)
        assert WHO["身份证号"] not in str(kept)

    def test_of_two_rows_with_one_number_the_first_counts_with_its_hats(self, zzb, insider):
        found, kept = weigh(file_of(A01=[PERSON_ROW, PERSON_ROW]), insider)

        assert found.counts == {"new": 3, "rejected": 1}
        assert "与第 3 行是同一个身份证号" in reasons(kept)

    def test_the_rows_of_a_rejected_person_are_rejected_too(self, zzb, insider):
        bad = {**PERSON_ROW, "统计关系所在单位": "不存在的单位"}

        found, kept = weigh(
            file_of(A01=[bad], A15=[{**WHO, "考核结论": "优秀", "考核年度": "2024"}]), insider
        )

        assert found.counts["rejected"] == 2
        assert [entry["sheet"] for entry in kept["rejected"]] == ["A01人员", "A15考核"]

    def test_an_unknown_word_is_rejected_with_sheet_line_and_head_and_counted(self, full, insider):
        data = file_of(
            A15=[
                {
                    "姓名": "顾晓岚",
                    "身份证号": full.id_number,
                    "考核结论": "上等",
                    "考核年度": "2023",
                }
            ]
        )

        found, kept = weigh(data, insider)

        entry = kept["rejected"][0]
        assert (entry["sheet"], entry["line"]) == ("A15考核", 3)
        assert entry["errors"][0][:2] == ["考核结论", "上等"]
        assert found.unknown["ZB18", "上等"] == 1

    def test_a_state_that_contradicts_its_date_is_rejected(self, full, insider):
        row = {
            "姓名": "顾晓岚",
            "身份证号": full.id_number,
            "职务名称": "科员",
            "任职时间": "200708",
            "任职状态": "已免",
        }

        _, kept = weigh(file_of(A02=[row]), insider)

        assert "没有填写免职时间" in reasons(kept)

    def test_a_unit_that_is_not_in_the_tree_stays_a_name(self, full, insider):
        row = {
            "姓名": "顾晓岚",
            "身份证号": full.id_number,
            "任职机构名称": "邻县某局",
            "职务名称": "办事员",
            "任职时间": "200501",
            "任职状态": "已免",
            "免职时间": "200707",
        }

        apply(file_of(A02=[row]), insider)

        assert PostHeld.objects.get(title="办事员").unit_text == "邻县某局"

    def test_an_empty_cell_changes_nothing(self, full, insider):
        apply(
            file_of(A01=[{"姓名": "顾晓岚", "身份证号": full.id_number, "籍贯": "临川"}]), insider
        )

        full.refresh_from_db()
        assert (full.native_place, full.birth_on) == ("临川", "19850307")

    def test_a_person_beyond_sight_is_not_touched(self, full, outsider):
        data = file_of(
            A15=[
                {
                    "姓名": "顾晓岚",
                    "身份证号": full.id_number,
                    "考核结论": "优秀",
                    "考核年度": "2023",
                }
            ]
        )

        _, kept = weigh(data, outsider)

        assert "无权查看" in reasons(kept)

    def test_what_changed_after_the_rehearsal_is_not_written(self, full, insider):
        data = file_of(A01=[{"姓名": "顾晓岚", "身份证号": full.id_number, "籍贯": "临川"}])
        found, _ = weigh(data, insider)
        apply(
            file_of(A01=[{"姓名": "顾晓岚", "身份证号": full.id_number, "籍贯": "望江"}]), insider
        )

        with pytest.raises(PlanMoved):
            stored(
                workbook_read("表.xlsx", data), {"steps": found.steps}, actor=insider, source="导入"
            )

        full.refresh_from_db()
        assert full.native_place == "望江"

    def test_a_unit_is_compared_described_and_staffed_anew(self, zzb, insider):
        row = {
            "机构名称": "区委组织部",
            "机构简称": "组织部",
            "机构级别": "乡、科级",
            "行政编制数": "26",
            "正职领导职数": 1,
        }

        apply(file_of(B01=[row]), insider)

        zzb.refresh_from_db()
        held = zzb.staffing.get()
        assert (zzb.short_name, zzb.level) == ("组织部", "109")
        assert (held.admin_staffing, held.chief_posts) == (26, 1)

    def test_a_unit_that_is_not_there_is_rejected(self, zzb, insider):
        _, kept = weigh(file_of(B01=[{"机构名称": "区新设局"}]), insider)

        assert "系统里没有这个机构" in reasons(kept)

    def test_without_the_permission_units_stay_as_they_are(self, zzb, powerless):
        _, kept = weigh(file_of(B01=[{"机构名称": "区委组织部", "机构简称": "组织部"}]), powerless)

        assert "没有修改单位信息的权限" in reasons(kept)
